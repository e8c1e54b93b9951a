/** The core's artefacts as files. */
import { readFileSync } from 'node:fs';
import type { Build, MemoryKind } from '../host/core/index.js';

export function artefactBytes(build: Build, memory: MemoryKind): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`core/${build}-${memory}.wasm`, distUrl())));
}

/** The folder of what is built: this file's compiled twin lies in it. */
export function distUrl(): URL {
  return import.meta.url.includes('/dist/bench/')
    ? new URL('../', import.meta.url)
    : new URL('../dist/', import.meta.url);
}
