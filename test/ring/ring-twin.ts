/**
 * The three implementations of the rings under one face, so that any can be at either end of a ring:
 * plain TypeScript, and the core's two builds. Runs on both sides of a worker.
 */
import type { AttachOptions } from '../../host/core/ring/index.js';
import * as core from '../../host/core/ring/index.js';
import * as reference from '../../host/reference/ring/index.js';
import type { BroadcastRingReader, RingReader, RingShape, RingWriter } from '../../host/wire/ring.js';

export const TWINS = ['reference', 'scalar', 'simd'] as const;
export type TwinName = (typeof TWINS)[number];
/** Writer's and reader's implementation, all nine. */
export const PAIRS = TWINS.flatMap((writer) => TWINS.map((reader) => [writer, reader] as const));

export interface RingTwin {
  readonly name: TwinName;
  createSpsc(shape: RingShape): number;
  spscWriter(address: number, options?: AttachOptions): RingWriter | number;
  spscReader(address: number, options?: AttachOptions): RingReader | number;
  createBroadcast(shape: RingShape): number;
  broadcastWriter(address: number, options?: AttachOptions): RingWriter | number;
  /** `block` is for the core alone: an end in TypeScript keeps its notes in its object. */
  join(address: number, block: number): BroadcastRingReader | number;
}

/** `module`: the core's artefact for this build and kind of memory; the reference needs none. */
export function ringTwin(name: TwinName, memory: WebAssembly.Memory, module?: WebAssembly.Module): RingTwin {
  if (name === 'reference') return referenceTwin(memory.buffer);
  return coreTwin(name, core.ringCore(module!, memory));
}

function referenceTwin(buffer: ArrayBufferLike): RingTwin {
  return {
    name: 'reference',
    createSpsc: (shape) => reference.createSpsc(buffer, shape),
    spscWriter: (address, options) => reference.SpscWriter.attach(buffer, address, options),
    spscReader: (address, options) => reference.SpscReader.attach(buffer, address, options),
    createBroadcast: (shape) => reference.createBroadcast(buffer, shape),
    broadcastWriter: (address, options) => reference.BroadcastWriter.attach(buffer, address, options),
    join: (address) => reference.BroadcastReader.join(buffer, address),
  };
}

function coreTwin(name: TwinName, ring: core.RingCore): RingTwin {
  return {
    name,
    createSpsc: (shape) => core.createSpsc(ring, shape),
    spscWriter: (address, options) => core.SpscWriter.attach(ring, address, options),
    spscReader: (address, options) => core.SpscReader.attach(ring, address, options),
    createBroadcast: (shape) => core.createBroadcast(ring, shape),
    broadcastWriter: (address, options) => core.BroadcastWriter.attach(ring, address, options),
    join: (address, block) => core.BroadcastReader.join(ring, address, block),
  };
}

/** An end where a code would be a failed test. */
export function attached<End>(end: End | number): End {
  if (typeof end === 'number') throw new Error(`no end but code ${end}`);
  return end;
}
