/** The levels of one stream as a worker's core has them, kept up from what the worker tells of its frames. */
import { INFO_ASKS, INFO_BIDS, INFO_DEPTH, INFO_FIELDS } from '../../assembly/layout.js';
import type { ChangeColumns } from '../../host/wire/core.js';

/** One side, best first. */
class SideMirror {
  ticks = new Float64Array(64);
  lots = new Float64Array(64);
  length = 0;
  /** 1 where a worse price has more ticks. */
  readonly #worse: 1 | -1;

  constructor(worse: 1 | -1) {
    this.#worse = worse;
  }

  replace(words: Float64Array, ticksAt: number, lotsAt: number, length: number): void {
    this.#reserve(length);
    for (let i = 0; i < length; i++) {
      this.ticks[i] = words[ticksAt + i]!;
      this.lots[i] = words[lotsAt + i]!;
    }
    this.length = length;
  }

  /** A level's new size; 0 takes it away. */
  set(ticks: number, lots: number): void {
    const at = this.#find(ticks);
    const isThere = at < this.length && this.ticks[at] === ticks;
    if (isThere && lots > 0) {
      this.lots[at] = lots;
    } else if (isThere) {
      this.ticks.copyWithin(at, at + 1, this.length);
      this.lots.copyWithin(at, at + 1, this.length);
      this.length--;
    } else if (lots > 0) {
      this.#reserve(this.length + 1);
      this.ticks.copyWithin(at + 1, at, this.length);
      this.lots.copyWithin(at + 1, at, this.length);
      this.ticks[at] = ticks;
      this.lots[at] = lots;
      this.length++;
    }
  }

  /** Drops what is beyond the stream's depth. */
  trim(depth: number): void {
    if (depth > 0 && this.length > depth) this.length = depth;
  }

  /** The first level that is not better. */
  #find(ticks: number): number {
    let from = 0;
    let to = this.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.ticks[middle]! - ticks) * this.#worse < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #reserve(length: number): void {
    if (length <= this.ticks.length) return;
    const room = Math.max(this.ticks.length * 2, length);
    const ticks = new Float64Array(room);
    const lots = new Float64Array(room);
    ticks.set(this.ticks);
    lots.set(this.lots);
    this.ticks = ticks;
    this.lots = lots;
  }
}

export class BookMirror {
  readonly stream: number;
  /** The core's `info` of the reader, by field. */
  readonly info = new Float64Array(INFO_FIELDS);
  readonly bids = new SideMirror(-1);
  readonly asks = new SideMirror(1);

  constructor(stream: number) {
    this.stream = stream;
  }

  /** Whole levels, as a record has them from `at` on. */
  replace(words: Float64Array, at: number): void {
    const nBids = words[at]!;
    const nAsks = words[at + 1]!;
    const ticksAt = at + 2;
    const lotsAt = ticksAt + nBids + nAsks;
    this.bids.replace(words, ticksAt, lotsAt, nBids);
    this.asks.replace(words, ticksAt + nBids, lotsAt + nBids, nAsks);
  }

  /** The first `nBids` + `nAsks` changes. Answers whether the book then has as many levels as the core's. */
  apply(changes: ChangeColumns, nBids: number, nAsks: number): boolean {
    const { ticks, lots } = changes;
    for (let i = 0; i < nBids; i++) this.bids.set(ticks[i]!, lots[i]!);
    for (let i = nBids; i < nBids + nAsks; i++) this.asks.set(ticks[i]!, lots[i]!);
    this.bids.trim(this.info[INFO_DEPTH]!);
    this.asks.trim(this.info[INFO_DEPTH]!);
    return this.bids.length === this.info[INFO_BIDS] && this.asks.length === this.info[INFO_ASKS];
  }
}
