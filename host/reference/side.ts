/**
 * One side of a book as two sorted columns, worst price first, so that changes near the touch move
 * few levels. Binary search finds a price; an insertion or removal moves what is better.
 */
import { SIDE_BID } from '../../assembly/layout.js';

const FIRST_ROOM = 64;

export class BookSide {
  /** Levels [0, count), worst first. */
  ticks = new Float64Array(FIRST_ROOM);
  lots = new Float64Array(FIRST_ROOM);
  count = 0;
  /** 1 where a higher price is better (bids), else -1. */
  readonly sign: number;

  constructor(side: number) {
    this.sign = side === SIDE_BID ? 1 : -1;
  }

  /** Best price, 0 where the side is empty. */
  get bestTicks(): number {
    return this.count === 0 ? 0 : this.ticks[this.count - 1]!;
  }

  get bestLots(): number {
    return this.count === 0 ? 0 : this.lots[this.count - 1]!;
  }

  isBetter(ticks: number, than: number): boolean {
    return ticks * this.sign > than * this.sign;
  }

  /** Index of the first level that is not worse than a price: the price's own, or where it belongs. */
  place(ticks: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isBetter(ticks, this.ticks[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(index: number, ticks: number): boolean {
    return index < this.count && this.ticks[index] === ticks;
  }

  lotsAt(ticks: number): number {
    const index = this.place(ticks);
    return this.has(index, ticks) ? this.lots[index]! : 0;
  }

  insert(index: number, ticks: number, lots: number): void {
    if (this.count === this.ticks.length) this.#grow();
    this.ticks.copyWithin(index + 1, index, this.count);
    this.lots.copyWithin(index + 1, index, this.count);
    this.ticks[index] = ticks;
    this.lots[index] = lots;
    this.count++;
  }

  remove(index: number): void {
    this.ticks.copyWithin(index, index + 1, this.count);
    this.lots.copyWithin(index, index + 1, this.count);
    this.count--;
  }

  /** Removes the `number` worst levels. */
  removeWorst(number: number): void {
    this.ticks.copyWithin(0, number, this.count);
    this.lots.copyWithin(0, number, this.count);
    this.count -= number;
  }

  copyFrom(other: BookSide): void {
    while (this.ticks.length < other.count) this.#grow();
    this.ticks.set(other.ticks.subarray(0, other.count));
    this.lots.set(other.lots.subarray(0, other.count));
    this.count = other.count;
  }

  #grow(): void {
    const { ticks, lots } = this;
    this.ticks = new Float64Array(ticks.length * 2);
    this.lots = new Float64Array(ticks.length * 2);
    this.ticks.set(ticks);
    this.lots.set(lots);
  }
}
