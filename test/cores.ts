/** The cores that tests compare: the reference, and the WebAssembly builds. */
import { createReferenceCore } from '../host/reference/core.js';
import type { CoreName } from '../host/wire/core.js';
import type { MakeCore } from './cases/rig.js';

export interface CoreUnderTest {
  readonly name: CoreName;
  readonly make: MakeCore;
}

export const cores: readonly CoreUnderTest[] = [{ name: 'reference', make: createReferenceCore }];
