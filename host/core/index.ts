/**
 * The WebAssembly core as a `Core`, in Node and in browsers. There are four artefacts of one source, by
 * build (simd, scalar) and memory (private, shared), and two that only read frames, a third the size, for
 * pages; whoever calls fetches or reads the one it wants.
 */
import { instantiate, instantiateSync } from '@assemblyscript/loader';
import type { CoreCapacity } from '../wire/core.js';
import { fullCapacity } from './capacity.js';
import type { CoreExports } from './exports.js';
import { createMemory, type MemoryKind } from './memory.js';
import { WasmCore } from './wasm-core.js';
import type { Build } from './wasm-reader-core.js';

export { detectBuild } from './build.js';
export { MAX_MEMORY_BYTES, memoryBytes, type Region, regionsOf, streamBytes } from './capacity.js';
export type { MemoryKind } from './memory.js';
export { instantiateReaderCore, instantiateReaderCoreSync, type ReaderCoreOptions } from './reader-instance.js';
export { WasmCore } from './wasm-core.js';
export { type Build, WasmReaderCore } from './wasm-reader-core.js';

export interface CoreOptions {
  /** The artefact `<build>-<memory>.wasm`: its bytes, or compiled. */
  readonly source: BufferSource | WebAssembly.Module;
  /** Which build the artefact is. */
  readonly build: Build;
  /** Which memory the artefact takes. Default: private. Shared needs SharedArrayBuffer. */
  readonly memory?: MemoryKind;
  /** Sizes; what is left out is DEFAULT_CAPACITY's. */
  readonly capacity?: Partial<CoreCapacity>;
}

/**
 * A new core with a memory of its own.
 * @throws RangeError for a capacity that cannot be, naming the field; WebAssembly's errors for an
 *   artefact that is none, or of the other memory kind.
 */
export async function instantiateCore(options: CoreOptions): Promise<WasmCore> {
  const capacity = fullCapacity(options.capacity);
  const memory = createMemory(options.memory ?? 'private', capacity);
  const { instance } = await instantiate(options.source, { env: { memory } });
  return new WasmCore(options.build, capacity, instance.exports as unknown as CoreExports);
}

/** As `instantiateCore`, at once; browsers allow it for a compiled module, and for bytes only in workers. */
export function instantiateCoreSync(options: CoreOptions): WasmCore {
  const capacity = fullCapacity(options.capacity);
  const memory = createMemory(options.memory ?? 'private', capacity);
  const { instance } = instantiateSync(options.source, { env: { memory } });
  return new WasmCore(options.build, capacity, instance.exports as unknown as CoreExports);
}
