/** What the ends of both kinds of ring in WASM have in common: views of memory, heartbeat, sending wakes. */
import {
  BROADCAST_RECORD_SHIFT,
  END_BEAT,
  NOTE_AT,
  NOTE_WAKE,
  RING_MASK,
  RING_READER,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_WRITER,
  SPSC_RECORD_SHIFT,
} from '../../../assembly/ring/layout.js';
import type { RingEnd, RingSide } from '../../wire/ring.js';
import type { RingCore, RingExports } from './exports.js';

export interface AttachOptions {
  /** Whoever had the end is known to be gone: take it, and go on from what was published or released. */
  readonly takeover?: boolean;
  /** Sends a message to the other end's thread, which waits for one: it cannot be woken by `Atomics`. */
  readonly wake?: () => void;
}

/** Whether a number can be a size or a count; WASM would take any number modulo 2^32. */
export function isCount(value: number): boolean {
  return value >>> 0 === value;
}

export abstract class WasmEnd implements RingEnd {
  readonly address: number;
  readonly side: RingSide;
  readonly broadcast: boolean;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly maxRecordBytes: number;
  protected readonly exports: RingExports;
  /** Index in `words` of the end's notes. */
  protected readonly notes: number;
  readonly #wake: (() => void) | undefined;

  /** `notes`: address of the end's notes. The end is attached already. */
  constructor(
    core: RingCore,
    address: number,
    side: RingSide,
    broadcast: boolean,
    notes: number,
    options: AttachOptions,
  ) {
    this.address = address;
    this.side = side;
    this.broadcast = broadcast;
    this.words = new Int32Array(core.memory.buffer);
    this.bytes = new Uint8Array(core.memory.buffer);
    this.exports = core.exports;
    this.notes = notes >> 2;
    this.#wake = options.wake;
    const recordBytes = this.words[(address + RING_RECORD_BYTES) >> 2]!;
    const capacity = this.words[(address + RING_MASK) >> 2]! + 1;
    const shift = broadcast ? BROADCAST_RECORD_SHIFT : SPSC_RECORD_SHIFT;
    this.maxRecordBytes = recordBytes === 0 ? (capacity >> shift) - RING_RECORD_HEADER_BYTES : recordBytes;
  }

  get at(): number {
    return this.words[this.notes + (NOTE_AT >> 2)]!;
  }

  beat(): void {
    const line = this.address + (this.side === 'writer' ? RING_WRITER : RING_READER);
    Atomics.add(this.words, (line + END_BEAT) >> 2, 1);
  }

  abstract close(): number;

  /** Passes a call's answer on, and sends the message that the call may have found to be wanted. */
  protected woke(answer: number): number {
    const index = this.notes + (NOTE_WAKE >> 2);
    if (this.words[index] !== 0) {
      this.words[index] = 0;
      this.#wake?.();
    }
    return answer;
  }

  /** A record out of memory. Short ones in a loop: a view for `set` costs 25 ns, 32 bytes one by one 23. */
  protected copyOut(at: number, length: number, target: Uint8Array): void {
    if (length > 32) target.set(this.bytes.subarray(at, at + length));
    else for (let i = 0; i < length; i++) target[i] = this.bytes[at + i]!;
  }
}
