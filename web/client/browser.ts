/** A client in a browser, given where the core's WASM and the worker's file are. */
import { type Build, detectBuild } from '../../host/core/index.js';
import { type ClientOptions, checkOptions, checkUrl } from './arguments.js';
import type { Client } from './client.js';
import type { FromWorker } from './decoder-port.js';
import { systemTime } from './environment.js';
import { fetchReaderCore } from './fetch-core.js';
import { LiveClient } from './live-client.js';
import { openWebSocket } from './web-socket.js';
import { type StartWorker, workerDecoding } from './worker-decoding.js';

/** Addresses of the core's two builds: `<build>-reader.wasm`, or `<build>-private.wasm`, which a page may have for other reasons. */
export type WasmUrls = { readonly [B in Build]: string | URL };

export interface BrowserOptions extends ClientOptions {
  /** Where the core is served, where that is not beside the library: each build's address, or one for both. */
  readonly wasmUrl?: string | URL | Partial<WasmUrls>;
}

/**
 * @param packaged where the WASM is unless the options say else
 * @param makeWorker starts the worker, unless the options say where its file is
 */
export function connectBrowser(
  url: unknown,
  options: unknown,
  packaged: (build: Build) => string | URL,
  makeWorker?: () => Worker,
): Client {
  const checkedUrl = checkUrl(url);
  const checked: BrowserOptions = checkOptions(options, ['wasmUrl']);
  const { wasmUrl } = checked;
  checkWasmUrl(wasmUrl);
  const wasm = (build: Build): string | URL => addressOf(wasmUrl, build) ?? packaged(build);
  return new LiveClient(checkedUrl, checked, {
    openSocket: (address, events) =>
      openWebSocket((to, subprotocol) => new WebSocket(to, subprotocol), address, events),
    loadCore: (capacity) => {
      const build = detectBuild();
      return fetchReaderCore(wasm(build), build, capacity);
    },
    time: systemTime,
    random: Math.random,
    ...workerDecoding(
      checked,
      globalThis.crossOriginIsolated === true,
      { simd: asHref(wasm('simd')), scalar: asHref(wasm('scalar')) },
      startWorker(makeWorker),
    ),
  });
}

/** A worker resolves addresses by its own; these are the page's. */
function asHref(url: string | URL): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  return URL.canParse(url, page) ? new URL(url, page).href : String(url);
}

const startWorker =
  (makeWorker: (() => Worker) | undefined): StartWorker =>
  (url, events) => {
    const worker = url === undefined ? makeWorker?.() : new Worker(url, { type: 'module' });
    if (worker === undefined) throw new Error('options.worker.url must say where the worker is');
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => events.onMessage(data));
    worker.addEventListener('error', ({ message }) => events.onError(message || 'its file cannot be loaded'));
    worker.addEventListener('messageerror', () => events.onError('a message of it cannot be read'));
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
    };
  };

function addressOf(wasmUrl: BrowserOptions['wasmUrl'], build: Build): string | URL | undefined {
  return typeof wasmUrl === 'string' || wasmUrl instanceof URL ? wasmUrl : wasmUrl?.[build];
}

function checkWasmUrl(wasmUrl: unknown): void {
  const isUrl = (value: unknown): boolean => value === undefined || typeof value === 'string' || value instanceof URL;
  if (isUrl(wasmUrl)) return;
  if (typeof wasmUrl === 'object' && wasmUrl !== null && Object.values(wasmUrl).every(isUrl)) return;
  throw new TypeError('connect: options.wasmUrl must be a url, or an object with the urls simd and scalar');
}
