/**
 * A price-level book: two sorted sides, how many levels of each are kept, and a fingerprint that
 * follows every change. Limits are judged before a change comes here.
 */
import { SIDE_ASK, SIDE_BID } from '../../assembly/layout.js';
import type { LevelColumns } from '../wire/core.js';
import type { ChangeList } from './change-list.js';
import { levelHash } from './fingerprint.js';
import { History } from './history.js';
import type { LevelBudget } from './level-budget.js';
import { BookSide } from './side.js';

export class Book {
  readonly bids = new BookSide(SIDE_BID);
  readonly asks = new BookSide(SIDE_ASK);
  /** Levels kept a side; 0 is all. */
  depth = 0;
  /** Unsigned 32-bit. */
  fingerprint = 0;
  readonly history: History;
  readonly #budget: LevelBudget;

  /** @param history changes that are remembered */
  constructor(budget: LevelBudget, history: number) {
    this.#budget = budget;
    this.history = new History(history);
  }

  get count(): number {
    return this.bids.count + this.asks.count;
  }

  side(side: number): BookSide {
    return side === SIDE_BID ? this.bids : this.asks;
  }

  /** Makes `lots` the size at a price; 0 removes the level. */
  set(side: number, ticks: number, lots: number): void {
    const levels = this.side(side);
    const index = levels.place(ticks);
    const exists = levels.has(index, ticks);
    if (exists) this.#uncount(ticks, levels.lots[index]!, side);
    if (lots > 0) this.#count(ticks, lots, side);
    if (exists && lots > 0) levels.lots[index] = lots;
    else if (exists) levels.remove(index);
    else if (lots > 0) levels.insert(index, ticks, lots);
  }

  /** Applies changes, worst first (the order does not matter, appending is cheap), then keeps `depth`. */
  apply(changes: ChangeList): void {
    for (let i = changes.count - 1; i >= 0; i--) {
      const side = i < changes.bids ? SIDE_BID : SIDE_ASK;
      this.set(side, changes.ticks[i]!, changes.lots[i]!);
      this.history.add(side, changes.ticks[i]!);
    }
    this.#trim(SIDE_BID);
    this.#trim(SIDE_ASK);
  }

  /** Takes out of changes that were applied those that came to nothing but what keeping `depth` did by itself. */
  dropTrimmed(changes: ChangeList): void {
    if (this.depth === 0) return;
    if (this.asks.count === this.depth)
      changes.cut(this.#firstBeyond(this.asks, changes, changes.bids, changes.count), changes.count);
    if (this.bids.count === this.depth)
      changes.cut(this.#firstBeyond(this.bids, changes, 0, changes.bids), changes.bids);
  }

  #firstBeyond(side: BookSide, changes: ChangeList, from: number, to: number): number {
    let end = to;
    while (end > from && side.isBetter(side.ticks[0]!, changes.ticks[end - 1]!)) end--;
    return end;
  }

  /** Replaces all levels: `count` columns, the first `bids` of them bids, each side best first. What was is forgotten. */
  replace(levels: LevelColumns, bids: number, count: number): void {
    this.clear();
    for (let i = count - 1; i >= 0; i--) this.set(i < bids ? SIDE_BID : SIDE_ASK, levels.ticks[i]!, levels.lots[i]!);
  }

  clear(): void {
    this.#budget.used -= this.count;
    this.bids.count = 0;
    this.asks.count = 0;
    this.fingerprint = 0;
    this.history.restart(Infinity);
  }

  /** Becomes a copy. */
  copyFrom(other: Book): void {
    this.#budget.used += other.count - this.count;
    this.bids.copyFrom(other.bids);
    this.asks.copyFrom(other.asks);
    this.depth = other.depth;
    this.fingerprint = other.fingerprint;
  }

  /** Writes the best `n` levels of a side (0: all), best first, into columns from `first`; answers their number. */
  top(side: number, n: number, levels: LevelColumns, first: number): number {
    const { ticks, lots, count } = this.side(side);
    const wanted = n === 0 ? count : Math.min(n, count);
    for (let i = 0; i < wanted; i++) {
      levels.ticks[first + i] = ticks[count - 1 - i]!;
      levels.lots[first + i] = lots[count - 1 - i]!;
    }
    return wanted;
  }

  #trim(side: number): void {
    const levels = this.side(side);
    const surplus = levels.count - this.depth;
    if (this.depth === 0 || surplus <= 0) return;
    for (let i = 0; i < surplus; i++) {
      this.#uncount(levels.ticks[i]!, levels.lots[i]!, side);
      this.history.add(side, levels.ticks[i]!);
    }
    levels.removeWorst(surplus);
  }

  #count(ticks: number, lots: number, side: number): void {
    this.fingerprint = (this.fingerprint + levelHash(ticks, lots, side)) >>> 0;
    this.#budget.used++;
  }

  #uncount(ticks: number, lots: number, side: number): void {
    this.fingerprint = (this.fingerprint - levelHash(ticks, lots, side)) >>> 0;
    this.#budget.used--;
  }
}
