/**
 * The WebAssembly core as a `Core`, in Node and in browsers. There are four artefacts of one source, by
 * build (simd, scalar) and memory (private, shared), and two that only read frames, a third the size, for
 * pages; whoever calls fetches or reads the one it wants.
 */
import { instantiate, instantiateSync } from '@assemblyscript/loader';
import type { CoreCapacity } from '../wire/core.js';
import { fullCapacity, memoryBytes } from './capacity.js';
import type { CoreExports } from './exports.js';
import type { ReaderExports } from './reader-exports.js';
import { WasmCore } from './wasm-core.js';
import { type Build, WasmReaderCore } from './wasm-reader-core.js';

export { detectBuild } from './build.js';
export { MAX_MEMORY_BYTES, memoryBytes, type Region, regionsOf, streamBytes } from './capacity.js';
export { WasmCore } from './wasm-core.js';
export { type Build, WasmReaderCore } from './wasm-reader-core.js';

export type MemoryKind = 'private' | 'shared';

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

const PAGE_BYTES = 65_536;

/** A memory of exactly the pages that a capacity needs; it cannot grow. */
function createMemory(kind: MemoryKind, capacity: CoreCapacity): WebAssembly.Memory {
  const pages = Math.ceil(memoryBytes(capacity) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kind === 'shared' });
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

/** Of a core that only reads frames. */
export interface ReaderCoreOptions {
  /** The artefact `<build>-reader.wasm`, or `<build>-private.wasm`, which reads as well: its bytes, or compiled. */
  readonly source: BufferSource | WebAssembly.Module;
  readonly build: Build;
  readonly capacity?: Partial<CoreCapacity>;
}

/** A new core that only reads frames, with a memory of its own. @throws as `instantiateCore` does */
export async function instantiateReaderCore(options: ReaderCoreOptions): Promise<WasmReaderCore> {
  const capacity = fullCapacity(options.capacity);
  const { instance } = await instantiate(options.source, { env: { memory: createMemory('private', capacity) } });
  return new WasmReaderCore(options.build, capacity, instance.exports as unknown as ReaderExports);
}

/** As `instantiateReaderCore`, at once. */
export function instantiateReaderCoreSync(options: ReaderCoreOptions): WasmReaderCore {
  const capacity = fullCapacity(options.capacity);
  const { instance } = instantiateSync(options.source, { env: { memory: createMemory('private', capacity) } });
  return new WasmReaderCore(options.build, capacity, instance.exports as unknown as ReaderExports);
}
