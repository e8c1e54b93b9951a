/**
 * What a worker tells its page of a message of frames once it has decoded it, in 64-bit floats. A digest
 * is a head and one record a frame; a record is the core's answer, the frame's result, the state of its
 * stream's book thereafter, and what the frame brought: changed levels, whole levels, trades, analytics.
 */
import {
  ANALYTIC_FIELDS,
  INFO_FIELDS,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_TRADES,
  OK,
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_CODE,
  RESULT_FIELDS,
  RESULT_FIRST,
  RESULT_KIND,
  RESULT_OFFSET,
  RESULT_STREAM,
  RESULT_TRADES,
  RESULT_VALUES,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { ClientCore } from './environment.js';

/** Of a digest: its words, the connection it is of, and the bytes of the message as it came. */
export const DIGEST_WORDS = 0;
export const DIGEST_CONNECTION = 1;
export const DIGEST_WIRE_BYTES = 2;
export const DIGEST_HEAD_WORDS = 3;

/** Of a record: its words, and the answer of the core's `receive`; where that is 1, the rest follows. */
export const RECORD_WORDS = 0;
export const RECORD_ANSWER = 1;
/** The frame's first byte, in the first byte of this word. */
export const RECORD_FLAGS = 2;
/** 1 where whole levels follow: nBids, nAsks, all ticks, all lots. Else what the kind of frame brings. */
export const RECORD_WHOLE = 3;
export const RECORD_RESULT = 4;
export const RECORD_INFO = RECORD_RESULT + RESULT_FIELDS;
export const RECORD_HEAD_WORDS = RECORD_INFO + INFO_FIELDS;

export class DigestWriter {
  readonly #core: ClientCore;
  readonly #handleOf: (stream: number) => number | undefined;
  #words = new Float64Array(1_024);
  #bytes = new Uint8Array(this.#words.buffer);
  #end = 0;

  /** @param handleOf the core's reader of a stream */
  constructor(core: ClientCore, handleOf: (stream: number) => number | undefined) {
    this.#core = core;
    this.#handleOf = handleOf;
  }

  /** Decodes a message. Its digest is valid until the next call. */
  digest(connection: number, message: Uint8Array): Float64Array {
    this.#end = DIGEST_HEAD_WORDS;
    this.#decode(message);
    this.#words[DIGEST_WORDS] = this.#end;
    this.#words[DIGEST_CONNECTION] = connection;
    this.#words[DIGEST_WIRE_BYTES] = message.length;
    return this.#words.subarray(0, this.#end);
  }

  #decode(message: Uint8Array): void {
    const core = this.#core;
    if (message.length > core.input.length) {
      this.#answer(0);
      return;
    }
    core.input.set(message);
    for (let from = 0; from < message.length; ) {
      const count = core.receive(from, message.length);
      from = core.received();
      if (count <= 0) {
        this.#answer(count);
        return;
      }
      for (let at = 0; at < count * RESULT_FIELDS; at += RESULT_FIELDS) this.#frame(at);
    }
  }

  /** Nothing more of the message can be read. */
  #answer(answer: number): void {
    const at = this.#reserve(RECORD_HEAD_WORDS);
    this.#words.fill(0, at, at + RECORD_HEAD_WORDS);
    this.#words[at + RECORD_WORDS] = RECORD_HEAD_WORDS;
    this.#words[at + RECORD_ANSWER] = answer;
    this.#end = at + RECORD_HEAD_WORDS;
  }

  #frame(from: number): void {
    const core = this.#core;
    const { results } = core;
    const at = this.#reserve(RECORD_HEAD_WORDS);
    this.#words[at + RECORD_ANSWER] = 1;
    this.#words[at + RECORD_FLAGS] = 0;
    this.#bytes[(at + RECORD_FLAGS) * 8] = core.input[results[from + RESULT_OFFSET]!]!;
    for (let field = 0; field < RESULT_FIELDS; field++) {
      this.#words[at + RECORD_RESULT + field] = results[from + field]!;
    }
    const handle = this.#handleOf(results[from + RESULT_STREAM]!);
    for (let field = 0; field < INFO_FIELDS; field++) {
      this.#words[at + RECORD_INFO + field] = handle === undefined ? 0 : core.info(handle, field);
    }
    this.#end = at + RECORD_HEAD_WORDS;
    // A refused frame may have changed the book before it was found wrong.
    const isRefused = results[from + RESULT_CODE] !== OK;
    const isWhole = handle !== undefined && (isRefused || results[from + RESULT_KIND] === KIND_SNAPSHOT);
    this.#words[at + RECORD_WHOLE] = isWhole ? 1 : 0;
    if (isWhole) this.#whole(handle);
    else if (handle !== undefined && !isRefused) this.#brought(from);
    this.#words[at + RECORD_WORDS] = this.#end - at;
  }

  #brought(from: number): void {
    const { results, changes, trades, analytics } = this.#core;
    const first = results[from + RESULT_FIRST]!;
    switch (results[from + RESULT_KIND]) {
      case KIND_DELTA: {
        const count = results[from + RESULT_BIDS]! + results[from + RESULT_ASKS]!;
        this.#copy(changes.ticks, first, count);
        this.#copy(changes.lots, first, count);
        this.#copy(changes.previous, first, count);
        break;
      }
      case KIND_TRADES:
        this.#copy(trades, first * TRADE_FIELDS, results[from + RESULT_TRADES]! * TRADE_FIELDS);
        break;
      case KIND_ANALYTICS:
        this.#copy(analytics, first * ANALYTIC_FIELDS, results[from + RESULT_VALUES]! * ANALYTIC_FIELDS);
        break;
    }
  }

  #whole(handle: number): void {
    const core = this.#core;
    const count = Math.max(core.top(handle, 0), 0);
    const nBids = Math.min(core.levelBids(), count);
    const at = this.#reserve(2);
    this.#words[at] = nBids;
    this.#words[at + 1] = count - nBids;
    this.#end += 2;
    this.#copy(core.levels.ticks, 0, count);
    this.#copy(core.levels.lots, 0, count);
  }

  #copy(source: Float64Array, from: number, count: number): void {
    const at = this.#reserve(count);
    for (let i = 0; i < count; i++) this.#words[at + i] = source[from + i]!;
    this.#end = at + count;
  }

  /** Room for so many words at the end; answers where that is. */
  #reserve(count: number): number {
    if (this.#end + count > this.#words.length) {
      const larger = new Float64Array(Math.max(this.#words.length * 2, this.#end + count));
      larger.set(this.#words.subarray(0, this.#end));
      this.#words = larger;
      this.#bytes = new Uint8Array(larger.buffer);
    }
    return this.#end;
  }
}
