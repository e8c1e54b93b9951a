/**
 * A memory for rings, and the core over it. Every thread makes its own instance over the same memory; it
 * must exist before a ring is laid out, because an instance writes its statics below MEMORY_BASE.
 */
import { instantiateSync } from '@assemblyscript/loader';
import { MEMORY_BASE } from '../../../assembly/layout.js';
import { RING_HEADER_BYTES } from '../../../assembly/ring/layout.js';
import type { RingCore, RingExports } from './exports.js';

/** The lowest address of a ring or of a reader's block. */
export const RINGS_AT = MEMORY_BASE;

const PAGE_BYTES = 65_536;

/** Bytes that a ring takes: the next one, or a reader's block, may follow at once. */
export function ringBytes(capacityBytes: number): number {
  return RING_HEADER_BYTES + capacityBytes;
}

/**
 * A memory, which cannot grow, for rings and blocks that together take so many bytes.
 * @throws RangeError where there is no such memory (the core takes up to 1 GiB), or none is left
 */
export function createRingMemory(kind: 'private' | 'shared', bytes: number): WebAssembly.Memory {
  const pages = Math.ceil((RINGS_AT + bytes) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kind === 'shared' });
}

/**
 * The core's rings over a memory.
 * @param module the artefact `<build>-<kind>.wasm` for the memory's kind
 * @throws WebAssembly.LinkError where the artefact is for the other kind
 */
export function ringCore(module: WebAssembly.Module, memory: WebAssembly.Memory): RingCore {
  const { exports } = instantiateSync(module, { env: { memory } });
  return { exports: exports as unknown as RingExports, memory };
}
