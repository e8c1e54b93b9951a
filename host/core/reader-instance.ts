/**
 * Cores that only read frames. Nothing but numbers goes in and out of them, so that they need no loader,
 * which would be a tenth of what a page and its worker load.
 */
import type { CoreCapacity } from '../wire/core.js';
import { fullCapacity } from './capacity.js';
import { createMemory } from './memory.js';
import type { ReaderExports } from './reader-exports.js';
import { type Build, WasmReaderCore } from './wasm-reader-core.js';

export interface ReaderCoreOptions {
  /** The artefact `<build>-reader.wasm`, or `<build>-private.wasm`, which reads as well: its bytes, or compiled. */
  readonly source: BufferSource | WebAssembly.Module;
  readonly build: Build;
  readonly capacity?: Partial<CoreCapacity>;
}

/** A new core that only reads frames, with a memory of its own. @throws as `instantiateCore` does */
export async function instantiateReaderCore({ source, ...options }: ReaderCoreOptions): Promise<WasmReaderCore> {
  const capacity = fullCapacity(options.capacity);
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
  return readerCore(await WebAssembly.instantiate(module, imports(capacity)), options.build, capacity);
}

/** As `instantiateReaderCore`, at once. */
export function instantiateReaderCoreSync({ source, ...options }: ReaderCoreOptions): WasmReaderCore {
  const capacity = fullCapacity(options.capacity);
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  return readerCore(new WebAssembly.Instance(module, imports(capacity)), options.build, capacity);
}

const imports = (capacity: CoreCapacity) => ({ env: { memory: createMemory('private', capacity) } });

function readerCore({ exports }: WebAssembly.Instance, build: Build, capacity: CoreCapacity): WasmReaderCore {
  return new WasmReaderCore(build, capacity, exports as unknown as ReaderExports);
}
