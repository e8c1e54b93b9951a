/**
 * What was received of one book, change by change: a ring of columns (levels of both sides, time) and
 * of the trades between them. Columns have numbers that only grow, so that a reader can stay at one
 * while others come. Nothing is made per change.
 */
import type { LevelColumns } from '../../host/wire/core.js';

/** Changes kept: ten minutes at ten a second. */
export const HISTORY_COLUMNS = 6_000;
/** Trades kept beside them. */
export const HISTORY_TRADES = 8_192;

export class BookHistory {
  /** Levels a side that a column keeps. */
  readonly levels: number;
  readonly capacity: number;
  /** Number of the column that comes next; the newest is one less. */
  end = 0;
  /** Trades received since the history began. */
  tradeEnd = 0;
  /** Grows with everything that is to be drawn anew. */
  version = 0;
  /** Bids, then asks, of each column; sizes are for drawing, so single precision will do. */
  readonly #ticks: Float64Array;
  readonly #lots: Float32Array;
  readonly #bids: Uint16Array;
  readonly #asks: Uint16Array;
  readonly #times: Float64Array;
  readonly #tradeColumns = new Float64Array(HISTORY_TRADES);
  readonly #tradeTicks = new Float64Array(HISTORY_TRADES);
  readonly #tradeLots = new Float64Array(HISTORY_TRADES);
  readonly #tradeSides = new Int8Array(HISTORY_TRADES);

  constructor(levels: number, capacity = HISTORY_COLUMNS) {
    this.levels = levels;
    this.capacity = capacity;
    this.#ticks = new Float64Array(capacity * levels * 2);
    this.#lots = new Float32Array(capacity * levels * 2);
    this.#bids = new Uint16Array(capacity);
    this.#asks = new Uint16Array(capacity);
    this.#times = new Float64Array(capacity);
  }

  /** Number of the oldest column kept. */
  get first(): number {
    return Math.max(0, this.end - this.capacity);
  }

  /** @param timeMs the host's clock, since the epoch */
  add(bids: LevelColumns, asks: LevelColumns, timeMs: number): void {
    const slot = this.end % this.capacity;
    const at = slot * this.levels * 2;
    this.#times[slot] = timeMs;
    this.#bids[slot] = this.#put(bids, at);
    this.#asks[slot] = this.#put(asks, at + this.levels);
    this.end++;
    this.version++;
  }

  /** The book was not live from here to the next column. Once, however often it is said. */
  addGap(): void {
    if (this.end === 0 || this.isGap(this.end - 1)) return;
    const slot = this.end % this.capacity;
    this.#times[slot] = -this.time(this.end - 1);
    this.#bids[slot] = 0;
    this.#asks[slot] = 0;
    this.end++;
    this.version++;
  }

  /** At the newest column; before the first there is nothing to show it on. @param side as in `assembly/layout` */
  addTrade(side: number, ticks: number, lots: number): void {
    if (this.end === 0) return;
    const slot = this.tradeEnd % HISTORY_TRADES;
    this.#tradeColumns[slot] = this.end - 1;
    this.#tradeTicks[slot] = ticks;
    this.#tradeLots[slot] = lots;
    this.#tradeSides[slot] = side;
    this.tradeEnd++;
    this.version++;
  }

  clear(): void {
    this.end = 0;
    this.tradeEnd = 0;
    this.version++;
  }

  isGap(column: number): boolean {
    return this.#times[column % this.capacity]! < 0;
  }
  /** Ms since the epoch. */
  time(column: number): number {
    return Math.abs(this.#times[column % this.capacity]!);
  }
  bids(column: number): number {
    return this.#bids[column % this.capacity]!;
  }
  asks(column: number): number {
    return this.#asks[column % this.capacity]!;
  }
  bidTicks(column: number, level: number): number {
    return this.#ticks[this.#at(column) + level]!;
  }
  askTicks(column: number, level: number): number {
    return this.#ticks[this.#at(column) + this.levels + level]!;
  }
  bidLots(column: number, level: number): number {
    return this.#lots[this.#at(column) + level]!;
  }
  askLots(column: number, level: number): number {
    return this.#lots[this.#at(column) + this.levels + level]!;
  }
  /** Between the best levels, in ticks; NaN where a side is empty. */
  mid(column: number): number {
    const both = this.bids(column) > 0 && this.asks(column) > 0;
    return both ? (this.bidTicks(column, 0) + this.askTicks(column, 0)) / 2 : Number.NaN;
  }

  get tradeFirst(): number {
    return Math.max(0, this.tradeEnd - HISTORY_TRADES);
  }
  tradeColumn(trade: number): number {
    return this.#tradeColumns[trade % HISTORY_TRADES]!;
  }
  tradeTicks(trade: number): number {
    return this.#tradeTicks[trade % HISTORY_TRADES]!;
  }
  tradeLots(trade: number): number {
    return this.#tradeLots[trade % HISTORY_TRADES]!;
  }
  tradeSide(trade: number): number {
    return this.#tradeSides[trade % HISTORY_TRADES]!;
  }

  #at(column: number): number {
    return (column % this.capacity) * this.levels * 2;
  }

  #put({ ticks, lots }: LevelColumns, at: number): number {
    const count = Math.min(ticks.length, this.levels);
    for (let i = 0; i < count; i++) {
      this.#ticks[at + i] = ticks[i]!;
      this.#lots[at + i] = lots[i]!;
    }
    return count;
  }
}
