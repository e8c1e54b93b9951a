/** A client in a browser, given where the core's WASM is. */
import { type Build, detectBuild, instantiateReaderCore } from '../../host/core/index.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import type { ReaderCore } from '../../host/wire/reader-core.js';
import { type ClientOptions, checkOptions, checkUrl } from './arguments.js';
import type { Client } from './client.js';
import { type Environment, systemTime } from './environment.js';
import { LiveClient } from './live-client.js';
import { openWebSocket } from './web-socket.js';

/** Addresses of the core's two builds: `<build>-reader.wasm`, or `<build>-private.wasm`, which a page may have for other reasons. */
export type WasmUrls = { readonly [B in Build]: string | URL };

export interface BrowserOptions extends ClientOptions {
  /** Where the core is served, where that is not beside the library: each build's address, or one for both. */
  readonly wasmUrl?: string | URL | Partial<WasmUrls>;
}

/** @param packaged where the WASM is unless the options say else */
export function connectBrowser(url: unknown, options: unknown, packaged: (build: Build) => string | URL): Client {
  const checkedUrl = checkUrl(url);
  const checked: BrowserOptions = checkOptions(options, ['wasmUrl']);
  const { wasmUrl } = checked;
  checkWasmUrl(wasmUrl);
  const environment: Environment = {
    openSocket: (address, events) =>
      openWebSocket((to, subprotocol) => new WebSocket(to, subprotocol), address, events),
    loadCore: (capacity) => {
      const build = detectBuild();
      return fetchCore(addressOf(wasmUrl, build) ?? packaged(build), build, capacity);
    },
    time: systemTime,
    random: Math.random,
  };
  return new LiveClient(checkedUrl, checked, environment);
}

function addressOf(wasmUrl: BrowserOptions['wasmUrl'], build: Build): string | URL | undefined {
  return typeof wasmUrl === 'string' || wasmUrl instanceof URL ? wasmUrl : wasmUrl?.[build];
}

/** Takes the bytes whatever content type they come with: static hosts differ in what they call WASM. */
async function fetchCore(url: string | URL, build: Build, capacity: CoreCapacity): Promise<ReaderCore> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return instantiateReaderCore({ source: await response.arrayBuffer(), build, capacity });
}

function checkWasmUrl(wasmUrl: unknown): void {
  const isUrl = (value: unknown): boolean => value === undefined || typeof value === 'string' || value instanceof URL;
  if (isUrl(wasmUrl)) return;
  if (typeof wasmUrl === 'object' && wasmUrl !== null && Object.values(wasmUrl).every(isUrl)) return;
  throw new TypeError('connect: options.wasmUrl must be a url, or an object with the urls simd and scalar');
}
