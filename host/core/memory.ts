/** The memory of a core: exactly the pages that its capacity needs; it cannot grow. */
import type { CoreCapacity } from '../wire/core.js';
import { memoryBytes } from './capacity.js';

export type MemoryKind = 'private' | 'shared';

const PAGE_BYTES = 65_536;

export function createMemory(kind: MemoryKind, capacity: CoreCapacity): WebAssembly.Memory {
  const pages = Math.ceil(memoryBytes(capacity) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kind === 'shared' });
}
