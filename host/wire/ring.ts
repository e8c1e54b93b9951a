/**
 * The contract of the rings in shared memory: what an end in WebAssembly (`host/core/ring`) and one in
 * plain TypeScript (`host/reference/ring`) both do, on the same bytes, in any pairing. The layout is
 * `assembly/ring/layout`; the ideas are told in assembly/ring/spsc.ts and broadcast.ts.
 *
 * No call throws on what memory holds: it answers >= 0, or minus a code of the layout's list. Addresses
 * are byte addresses in the ring's memory. An end belongs to one thread.
 */

export interface RingShape {
  /** Where the ring lies: a multiple of 128, at least MEMORY_BASE (an instance of the core writes below it). */
  readonly address: number;
  /** Data bytes: a power of two, 256 to 2^29. */
  readonly capacityBytes: number;
  /** 0: records of any length. Else records of this many bytes: a power of two, at least 8. */
  readonly recordBytes: number;
}

/** Which end of a ring. */
export type RingSide = 'writer' | 'reader';

/** What waiting, and watching the other end, need to know of an end. */
export interface RingEnd {
  readonly address: number;
  readonly side: RingSide;
  readonly broadcast: boolean;
  /** All of the ring's memory. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** The longest record. */
  readonly maxRecordBytes: number;
  /** Address of what the last `reserve`, `submit`, `peek` or `take` answered with. */
  readonly at: number;
  /**
   * Shows that this end lives although its index does not move. Waiting does it by itself; an end that is
   * idle without waiting calls it more often than the other end's `silentMs`.
   */
  beat(): void;
  /** Gives the end back; the other end is told once it used up what there is. */
  close(): number;
}

export interface RingWriter extends RingEnd {
  readonly side: 'writer';
  /** Any length: the address for a record of up to `bytes` bytes. Repeatable; nothing happens until `commit`. */
  reserve(bytes: number): number;
  /** Any length: what was written to the reserved place is a record, `bytes` long. Not visible yet. */
  commit(bytes: number): number;
  /** Any length: the reader sees all that is committed. Once a batch; before waiting for room. */
  publish(): number;
  /** Any length: reserve, copy from the same memory, commit. */
  write(source: number, bytes: number): number;
  /** Any length: reserve, copy, commit. */
  writeBytes(source: Uint8Array): number;
  /**
   * Fixed size: publishes the first `filled` of the records claimed last and claims up to `want` more,
   * in one piece from `at` on. Answers how many, at least 1; or -RING_FULL, and `filled` is published.
   */
  submit(filled: number, want: number): number;
}

export interface RingReader extends RingEnd {
  readonly side: 'reader';
  /** Bytes of the record last peeked at. */
  readonly length: number;
  /** Any length: the address of the next record, the same until `advance`. */
  peek(): number;
  /** Any length: goes on behind it. In a broadcast ring the record may be believed only after this. */
  advance(): number;
  /** Gives what is done back to the writer. Once a batch. In a broadcast ring it does nothing. */
  release(): number;
  /** Any length: peek, copy within the same memory, advance. Answers the length. */
  read(target: number, room: number): number;
  /** Any length: peek, copy, advance. Answers the length. */
  readBytes(target: Uint8Array): number;
  /**
   * Fixed size: done with the first `done` of the records taken last, takes up to `want` more, in one
   * piece from `at` on. Answers how many, at least 1, or a code.
   */
  take(done: number, want: number): number;
}

export interface BroadcastRingReader extends RingReader {
  /** Records lost at the last -RING_LAPPED, and in all. */
  readonly lost: number;
  readonly lostTotal: number;
}

const NAMES = [
  'ok',
  'argument',
  'foreign',
  'corrupt',
  'full',
  'empty',
  'too_long',
  'busy',
  'closed',
  'lapped',
  'order',
  'exhausted',
  'timeout',
  'silent',
] as const;

export type RingCodeName = (typeof NAMES)[number];

/** The name of a code, given as itself or as the negative answer of a call; undefined outside the list. */
export function ringCodeName(code: number): RingCodeName | undefined {
  return NAMES[Math.abs(code)];
}
