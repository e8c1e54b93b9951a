/** The Node entry of `tickwire/client`: sockets by `ws`, the WASM from disk, workers as threads. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadReaderCore } from '../../host/core/node.js';
import { type ClientOptions, checkOptions, checkUrl } from './arguments.js';
import type { Client } from './client.js';
import type { FromWorker } from './decoder-port.js';
import { systemTime } from './environment.js';
import { LiveClient } from './live-client.js';
import { makeNodeWebSocket } from './node-web-socket.js';
import { openWebSocket } from './web-socket.js';
import { type StartWorker, workerDecoding } from './worker-decoding.js';

export * from './exports.js';

/**
 * Connects to a Tickwire host and stays connected until the client is closed.
 * @param url as in `ws://127.0.0.1:8080`; without a path, the protocol's own
 * @throws TypeError where an argument is wrong. What goes wrong later is told by `state`, `reason` and `error`.
 */
export function connect(url: string | URL, options: ClientOptions = {}): Client {
  const checkedUrl = checkUrl(url);
  const checked = checkOptions(options);
  return new LiveClient(checkedUrl, checked, {
    openSocket: (address, events) => openWebSocket(makeNodeWebSocket, address, events),
    loadCore: (capacity) => loadReaderCore({ capacity }),
    time: systemTime,
    random: Math.random,
    ...workerDecoding(checked, true, undefined, startThread),
  });
}

/** Beside this file once it is compiled. */
function packagedWorker(): URL {
  const compiled = new URL('./node-worker.js', import.meta.url);
  return existsSync(compiled) ? compiled : new URL('../../dist/web/client/node-worker.js', import.meta.url);
}

const startThread: StartWorker = (url, events) => {
  const thread = new Worker(url === undefined ? packagedWorker() : new URL(url, pathToFileURL(`${process.cwd()}/`)));
  let isOver = false;
  thread.on('message', (message: FromWorker) => events.onMessage(message));
  thread.on('error', (error: Error) => events.onError(error.message));
  thread.on('exit', (code) => isOver || events.onError(`it ended with code ${code}`));
  return {
    post: (message) => thread.postMessage(message),
    terminate: () => {
      isOver = true;
      void thread.terminate();
    },
  };
};
