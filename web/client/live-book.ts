/** The book of a subscription: read from the core's reader where it is asked for, and no sooner. */

import {
  INFO_ASKS,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_BIDS,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_FINGERPRINT,
  INFO_SEQUENCE,
} from '../../assembly/layout.js';
import type { Grid } from '../../host/wire/core.js';
import { type BestLevel, type Book, BookCopy, type BookJson, bestLevel, bookJson, emptyBook } from './book.js';
import type { ClientCore } from './environment.js';
import { Levels } from './levels.js';

/** A reader in a core: where the levels are. */
export interface Reader {
  readonly core: ClientCore;
  readonly handle: number;
  /** Of its last snapshot. */
  readonly grid: Grid;
}

/** Columns of a book's own, which grow with it and are used again for its next state. */
class Columns {
  #ticks = new Float64Array(64);
  #lots = new Float64Array(64);

  fill(ticks: Float64Array, lots: Float64Array, from: number, to: number, grid: Grid): Levels {
    const length = to - from;
    if (this.#ticks.length < length) {
      this.#ticks = new Float64Array(length * 2);
      this.#lots = new Float64Array(length * 2);
    }
    this.#ticks.set(ticks.subarray(from, to));
    this.#lots.set(lots.subarray(from, to));
    return new Levels(this.#ticks.subarray(0, length), this.#lots.subarray(0, length), grid);
  }
}

export class LiveBook implements Book {
  readonly symbol: string;
  readonly #isLive: () => boolean;
  #reader: Reader | undefined;
  /** Stands in where there is no reader: before the first snapshot, and while the connection is lost. */
  #kept: BookCopy;
  #tsEvent: number | undefined;
  #tsRecv = 0;
  readonly #bidColumns = new Columns();
  readonly #askColumns = new Columns();
  #bids: Levels | undefined;
  #asks: Levels | undefined;

  constructor(symbol: string, isLive: () => boolean) {
    this.symbol = symbol;
    this.#isLive = isLive;
    this.#kept = emptyBook(symbol);
  }

  /** From now on the levels are this reader's. */
  attach(reader: Reader): void {
    this.#reader = reader;
  }

  /** The reader's book took a frame. */
  moved(tsEvent: number | undefined, tsRecv: number): void {
    this.#tsEvent = tsEvent;
    this.#tsRecv = tsRecv;
    this.#bids = undefined;
    this.#asks = undefined;
  }

  /** The reader goes away: its last levels are kept. */
  detach(): void {
    if (this.#reader === undefined) return;
    this.#kept = new BookCopy(this);
    this.#reader = undefined;
    this.#bids = undefined;
    this.#asks = undefined;
  }

  get live(): boolean {
    return this.#isLive();
  }
  get grid(): Grid | undefined {
    return this.#reader === undefined ? this.#kept.grid : this.#reader.grid;
  }
  get depth(): number {
    return this.#info(INFO_DEPTH) ?? this.#kept.depth;
  }
  get epoch(): number {
    return this.#info(INFO_EPOCH) ?? this.#kept.epoch;
  }
  get sequence(): number {
    return this.#info(INFO_SEQUENCE) ?? this.#kept.sequence;
  }
  get fingerprint(): number {
    return this.#info(INFO_FINGERPRINT) ?? this.#kept.fingerprint;
  }
  get tsEvent(): number | undefined {
    return this.#reader === undefined ? this.#kept.tsEvent : this.#tsEvent;
  }
  get tsRecv(): number {
    return this.#reader === undefined ? this.#kept.tsRecv : this.#tsRecv;
  }
  get bidCount(): number {
    return this.#info(INFO_BIDS) ?? this.#kept.bidCount;
  }
  get askCount(): number {
    return this.#info(INFO_ASKS) ?? this.#kept.askCount;
  }
  get bestBid(): BestLevel | undefined {
    if (this.#reader === undefined) return this.#kept.bestBid;
    return best(this.#reader, INFO_BEST_BID, INFO_BEST_BID_LOTS);
  }
  get bestAsk(): BestLevel | undefined {
    if (this.#reader === undefined) return this.#kept.bestAsk;
    return best(this.#reader, INFO_BEST_ASK, INFO_BEST_ASK_LOTS);
  }
  get bids(): Levels {
    if (this.#reader === undefined) return this.#kept.bids;
    if (this.#bids === undefined) this.#materialise(this.#reader);
    return this.#bids!;
  }
  get asks(): Levels {
    if (this.#reader === undefined) return this.#kept.asks;
    if (this.#asks === undefined) this.#materialise(this.#reader);
    return this.#asks!;
  }
  copy(): Book {
    return new BookCopy(this);
  }
  toJSON(): BookJson {
    return bookJson(this);
  }

  #info(field: number): number | undefined {
    return this.#reader?.core.info(this.#reader.handle, field);
  }

  /** The core's columns serve all its books, so each book has its own. */
  #materialise({ core, handle, grid }: Reader): void {
    const count = Math.max(core.top(handle, 0), 0);
    const nBids = Math.min(core.levelBids(), count);
    const { ticks, lots } = core.levels;
    this.#bids = this.#bidColumns.fill(ticks, lots, 0, nBids, grid);
    this.#asks = this.#askColumns.fill(ticks, lots, nBids, count, grid);
  }
}

function best({ core, handle, grid }: Reader, ticksField: number, lotsField: number): BestLevel | undefined {
  return bestLevel(core.info(handle, ticksField), core.info(handle, lotsField), grid);
}
