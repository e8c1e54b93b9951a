/**
 * A record of market data in a ring: a head of RECORD_HEAD_BYTES, then a canonical frame, or text. The
 * head says what a publisher was told, with the source's state and times, so that whoever reads it can
 * tell the same; all little-endian.
 *
 *     0  u8   what happened, RECORD_*
 *     1  u8   FLAG_*
 *     2  u8   the source's state, index of STATE_NAMES
 *     3  u8   its reason, index of REASON_NAMES
 *     4  u32  the source's number on this ring
 *     8  f64  tsRecv, µs since the epoch
 *    16  f64  tsEvent, -1 is absent
 *    24  u32  trades told of the source so far, this record's among them, modulo 2^32
 *    28  u32  id of the source's stream in frames
 */

import { REASON_NAMES, type ReasonName, STATE_NAMES, type StateName } from '../../wire/state.js';
import type { MarketSource } from '../market-data.js';

export const RECORD_HEAD_BYTES = 32;

/** A source is there: text, JSON of `SourceText`. */
export const RECORD_SOURCE = 1;
export const RECORD_GONE = 2;
/** A delta, or a snapshot where there could be none. */
export const RECORD_BOOK = 3;
/** A snapshot: the stream is another one, or its book is. */
export const RECORD_REPLACED = 4;
export const RECORD_TRADES = 5;
/** A status frame, once the stream has a book. */
export const RECORD_STATE = 6;
export const RECORD_ANALYTICS = 7;
/** A snapshot of the book as it is, for who lost its place. */
export const RECORD_KEYFRAME = 8;
/** All sources are told anew between these two. */
export const RECORD_ROLL = 9;
export const RECORD_ROLL_END = 10;

/** Ticks, lots or the handle mean something else from here on. */
export const FLAG_REGRIDDED = 1;
/** More of the frame follows in the next record. */
export const FLAG_PART = 2;

export interface SourceText {
  readonly symbol: string;
  readonly venue: string;
  /** Names of its analytics values; absent: it has none. */
  readonly analytics?: readonly string[];
}

/** The head of one record, written or read at a time. */
export class RecordHead {
  readonly bytes = new Uint8Array(RECORD_HEAD_BYTES);
  readonly #view = new DataView(this.bytes.buffer);

  fill(kind: number, source: MarketSource, number: number, trades: number, stream: number): void {
    this.bytes[0] = kind;
    this.bytes[2] = STATE_NAMES.indexOf(source.state);
    this.bytes[3] = REASON_NAMES.indexOf(source.reason);
    this.#view.setUint32(4, number, true);
    this.#view.setFloat64(8, source.tsRecv, true);
    this.#view.setFloat64(16, source.tsEvent, true);
    this.#view.setUint32(24, trades, true);
    this.#view.setUint32(28, stream, true);
  }

  /** Of no source. */
  fillBare(kind: number): void {
    this.bytes.fill(0);
    this.bytes[0] = kind;
  }

  get kind(): number {
    return this.bytes[0]!;
  }
  get flags(): number {
    return this.bytes[1]!;
  }
  set flags(flags: number) {
    this.bytes[1] = flags;
  }
  get state(): StateName {
    return STATE_NAMES[this.bytes[2]!] ?? 'closed';
  }
  get reason(): ReasonName {
    return REASON_NAMES[this.bytes[3]!] ?? 'none';
  }
  get source(): number {
    return this.#view.getUint32(4, true);
  }
  get tsRecv(): number {
    return this.#view.getFloat64(8, true);
  }
  get tsEvent(): number {
    return this.#view.getFloat64(16, true);
  }
  get trades(): number {
    return this.#view.getUint32(24, true);
  }
  get stream(): number {
    return this.#view.getUint32(28, true);
  }
}
