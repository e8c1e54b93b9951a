/** What the two threads of a ring contest are told and agree on: each has one end and waits at a gate. */

export type RingKind = 'simd' | 'scalar' | 'ts' | 'ringbuf';

export interface RingJob {
  readonly role: 'write' | 'read';
  readonly kind: RingKind;
  readonly records: number;
  readonly batch: number;
  /** The ring's memory: of the core, or ringbuf.js's own. */
  readonly memory: WebAssembly.Memory | SharedArrayBuffer;
  /** The shared artefact of a build. */
  readonly module: WebAssembly.Module | undefined;
  /** Word GATE_ROUND rises to start a run; GATE_ENDED counts ends that are through with it. */
  readonly gate: Int32Array;
}

/** What an end posts after a run. */
export interface RingRun {
  readonly role: 'write' | 'read';
  /** From the first record to the last. */
  readonly ms: number;
  /** Of all words read; the writer has none. */
  readonly sum: number;
  /** Records that were not the next one. */
  readonly wrong: number;
}

export const RING_CAPACITY_BYTES = 65_536;
export const GATE_ROUND = 0;
export const GATE_STOP = 1;
