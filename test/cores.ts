/** The cores that tests compare: the reference, and the WebAssembly builds of dist/core. */
import { loadCoreSync, loadReaderCoreSync } from '../host/core/node.js';
import { createReferenceCore } from '../host/reference/core.js';
import type { Core, CoreCapacity } from '../host/wire/core.js';
import type { ReaderCore } from '../host/wire/reader-core.js';

export interface CoreUnderTest {
  readonly name: string;
  readonly make: (capacity?: Partial<CoreCapacity>) => Core;
}

function wasm(build: 'scalar' | 'simd', memory: 'private' | 'shared'): CoreUnderTest {
  return {
    name: memory === 'private' ? build : `${build}, shared memory`,
    make: (capacity = {}) => loadCoreSync({ build, memory, capacity }),
  };
}

const reference: CoreUnderTest = { name: 'reference', make: createReferenceCore };

/** The three that must agree in everything; the first is the oracle. */
export const cores: readonly CoreUnderTest[] = [reference, wasm('scalar', 'private'), wasm('simd', 'private')];

/** The three, and the artefacts for shared memory. */
export const artefacts: readonly CoreUnderTest[] = [...cores, wasm('scalar', 'shared'), wasm('simd', 'shared')];

export interface ReaderUnderTest {
  readonly name: string;
  readonly make: (capacity?: Partial<CoreCapacity>) => ReaderCore;
}

function reader(build: 'scalar' | 'simd'): ReaderUnderTest {
  return { name: `${build}, reader`, make: (capacity = {}) => loadReaderCoreSync({ build, capacity }) };
}

/** All that read frames: the three, and the artefacts that do nothing else. */
export const readers: readonly ReaderUnderTest[] = [...cores, reader('scalar'), reader('simd')];
