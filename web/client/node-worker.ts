/** The file of the worker thread that decodes for a program in Node: `connect(url, { worker: true })` starts it. */
import { parentPort } from 'node:worker_threads';
import { loadReaderCore } from '../../host/core/node.js';
import type { ToWorker } from './decoder-port.js';
import { DecoderWorker } from './decoder-worker.js';
import { makeNodeWebSocket } from './node-web-socket.js';
import { openWebSocket } from './web-socket.js';

const port = parentPort;
if (port === null) throw new Error('tickwire: this file is a worker, which connect starts');

const worker = new DecoderWorker(
  { post: (message, transfer) => port.postMessage(message, transfer) },
  {
    openSocket: (url, events) => openWebSocket(makeNodeWebSocket, url, events),
    loadCore: (capacity) => loadReaderCore({ capacity }),
  },
);

port.on('message', (message: ToWorker) => worker.onMessage(message));
