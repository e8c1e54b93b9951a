/** The file of the worker that decodes for a page: `connect(url, { worker: true })` starts it. */

import { detectBuild } from '../../host/core/build.js';
import type { ToWorker } from './decoder-port.js';
import { DecoderWorker } from './decoder-worker.js';
import { fetchReaderCore } from './fetch-core.js';
import { openWebSocket } from './web-socket.js';

/** What is used of a worker's global scope, which the page's types do not have. */
interface WorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: ToWorker }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

const worker = new DecoderWorker(
  { post: (message, transfer = []) => scope.postMessage(message, transfer) },
  {
    openSocket: (url, events) => openWebSocket((to, subprotocol) => new WebSocket(to, subprotocol), url, events),
    loadCore: (capacity, wasm) => {
      const build = detectBuild();
      return fetchReaderCore(wasm![build], build, capacity);
    },
  },
);

scope.addEventListener('message', ({ data }) => worker.onMessage(data));
