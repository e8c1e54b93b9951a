/** The browser entry of `tickwire/client`. Importing it does nothing, so it may be rendered on a server. */
import type { Build } from '../../host/core/index.js';
import { type BrowserOptions, connectBrowser } from './browser.js';
import type { Client } from './client.js';

export type { BrowserOptions, WasmUrls } from './browser.js';
export * from './exports.js';

/**
 * Connects to a Tickwire host and stays connected until the client is closed.
 * @param url as in `wss://host:port`; without a path, the protocol's own. A relative one is resolved as
 *   a page's links are
 * @throws TypeError where an argument is wrong. What goes wrong later is told by `state`, `reason` and `error`.
 */
export function connect(url: string | URL, options: BrowserOptions = {}): Client {
  return connectBrowser(url, options, packagedWasm, packagedWorker);
}

/** In the built package the WASM is two folders up; what only reads frames is all that a page needs. Bundlers find and move files that are named in just this form. */
function packagedWasm(build: Build): URL {
  return build === 'simd'
    ? new URL('../../core/simd-reader.wasm', import.meta.url)
    : new URL('../../core/scalar-reader.wasm', import.meta.url);
}

/** As above, this form and no other. */
function packagedWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}
