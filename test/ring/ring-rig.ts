/** A memory with room for one ring, canaries around it, and the implementations that share it. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { RING_HEADER_BYTES } from '../../assembly/ring/layout.js';
import { type RingTwin, ringTwin, TWINS, type TwinName } from './ring-twin.js';

/** Above whatever an instance's own statics take. */
export const RING_AT = 131_072;
/** A broadcast reader's blocks, and room to copy to and from: below the ring and its canaries. */
export const BLOCKS_AT = 65_536;
export const SCRATCH_AT = 73_728;
/** Guarded below the ring; above it, all the rest of the memory. */
const BELOW_BYTES = 4_096;
const CANARY = 0xa5;
const CANARIES = Buffer.alloc(131_072, CANARY);

const modules = new Map<string, WebAssembly.Module>();

/** The core's artefact as built by `npm run build:core`. */
export function artefact(name: TwinName, kind: 'private' | 'shared'): WebAssembly.Module | undefined {
  if (name === 'reference') return undefined;
  const file = `${name}-${kind}.wasm`;
  const known = modules.get(file);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(readFileSync(new URL(`../../dist/core/${file}`, import.meta.url)));
  modules.set(file, module);
  return module;
}

export class RingRig {
  readonly memory: WebAssembly.Memory;
  readonly kind: 'private' | 'shared';
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly #end: number;
  readonly #twins = new Map<TwinName, RingTwin>();

  constructor(kind: 'private' | 'shared', capacityBytes: number) {
    this.kind = kind;
    this.#end = RING_AT + RING_HEADER_BYTES + capacityBytes;
    const pages = Math.ceil((this.#end + BELOW_BYTES) / 65_536);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kind === 'shared' });
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    // All instances first: each writes its statics.
    for (const name of TWINS) this.#twins.set(name, ringTwin(name, this.memory, artefact(name, kind)));
    this.bytes.fill(CANARY, RING_AT - BELOW_BYTES, RING_AT);
    this.bytes.fill(CANARY, this.#end);
  }

  twin(name: TwinName): RingTwin {
    return this.#twins.get(name)!;
  }

  /** Nothing outside of the ring was written. */
  expectCanaries(): void {
    for (const [from, to] of [
      [RING_AT - BELOW_BYTES, RING_AT],
      [this.#end, this.bytes.length],
    ] as const) {
      expect(CANARIES.compare(this.bytes, from, to, 0, to - from)).toBe(0);
    }
  }
}
