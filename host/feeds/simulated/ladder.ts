/** One side of a simulated book: levels by price, the best first. A plain sorted list: levels are hundreds, changes are near the touch. */
import { SIDE_BID } from '../../../assembly/layout.js';

export class Ladder {
  /** 1 for asks, -1 for bids: a price times this grows away from the touch. */
  readonly #sign: number;
  /** Prices times sign, descending, so that the best is last and cheap to change. */
  readonly #keys: number[] = [];
  readonly #lots = new Map<number, number>();

  constructor(side: number) {
    this.#sign = side === SIDE_BID ? -1 : 1;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Best price in ticks, 0 where there is none. */
  get best(): number {
    return this.priceAt(0);
  }

  get bestLots(): number {
    return this.lots(this.best);
  }

  /** Lots at a price, 0 where there is no level. */
  lots(ticks: number): number {
    return this.#lots.get(ticks) ?? 0;
  }

  /** The price of the level that many places behind the best; 0 beyond the last. */
  priceAt(rank: number): number {
    const key = this.#keys[this.#keys.length - 1 - rank];
    return key === undefined ? 0 : key * this.#sign;
  }

  /** Sets a level, 0 lots removes it. Answers the lots before. */
  set(ticks: number, lots: number): number {
    const previous = this.lots(ticks);
    if (previous === 0 && lots > 0) this.#keys.splice(this.#find(ticks), 0, ticks * this.#sign);
    if (previous > 0 && lots === 0) this.#keys.splice(this.#find(ticks), 1);
    if (lots > 0) this.#lots.set(ticks, lots);
    else this.#lots.delete(ticks);
    return previous;
  }

  /** The best `n` levels (all without it) as [ticks, lots], best first. */
  levels(n = this.size): [number, number][] {
    const count = Math.min(n, this.size);
    return Array.from({ length: count }, (_, rank) => {
      const ticks = this.priceAt(rank);
      return [ticks, this.lots(ticks)];
    });
  }

  /** Where a price is or would be among the keys. */
  #find(ticks: number): number {
    const key = ticks * this.#sign;
    let from = 0;
    let to = this.#keys.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#keys[middle]! > key) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
