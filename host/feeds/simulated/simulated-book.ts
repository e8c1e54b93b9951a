/**
 * The true book of one symbol: two ladders, the update id that counts every level change, and a
 * bounded memory of changes, so that the book at a recent id can be told exactly.
 */
import { SIDE_ASK, SIDE_BID } from '../../../assembly/layout.js';
import { Ladder } from './ladder.js';

/** Levels as [ticks, lots], best first. */
export interface TrueBook {
  readonly updateId: number;
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

export class SimulatedBook {
  readonly bids = new Ladder(SIDE_BID);
  readonly asks = new Ladder(SIDE_ASK);
  #updateId: number;
  readonly #firstId: number;
  /** A ring of what undoes each change: its id, side, price and the lots before. */
  readonly #ids: Float64Array;
  readonly #sides: Uint8Array;
  readonly #ticks: Float64Array;
  readonly #previous: Float64Array;
  #changes = 0;

  /** @param historyChanges how many level changes back `at` reaches */
  constructor(updateId: number, historyChanges: number) {
    this.#updateId = updateId;
    this.#firstId = updateId;
    this.#ids = new Float64Array(historyChanges);
    this.#sides = new Uint8Array(historyChanges);
    this.#ticks = new Float64Array(historyChanges);
    this.#previous = new Float64Array(historyChanges);
  }

  /** Id of the last level change. */
  get updateId(): number {
    return this.#updateId;
  }

  side(side: number): Ladder {
    return side === SIDE_BID ? this.bids : this.asks;
  }

  /** Sets a level (0 lots removes it) under the next update id. Answers false, and does nothing, where nothing changes. */
  set(side: number, ticks: number, lots: number): boolean {
    const previous = this.side(side).lots(ticks);
    if (previous === lots) return false;
    this.side(side).set(ticks, lots);
    this.#updateId++;
    const slot = this.#changes++ % this.#ids.length;
    this.#ids[slot] = this.#updateId;
    this.#sides[slot] = side;
    this.#ticks[slot] = ticks;
    this.#previous[slot] = previous;
    return true;
  }

  /** Uses update ids up without a change. */
  skip(ids: number): void {
    this.#updateId += ids;
  }

  /** The book as it was at an update id; undefined for one not reached yet or no longer remembered. */
  at(updateId: number): TrueBook | undefined {
    if (!(updateId >= this.#oldestId && updateId <= this.#updateId)) return undefined;
    const sides = [new Map(this.bids.levels()), new Map(this.asks.levels())];
    for (let back = 1; back <= Math.min(this.#changes, this.#ids.length); back++) {
      const slot = (this.#changes - back) % this.#ids.length;
      if (this.#ids[slot]! <= updateId) break;
      const levels = sides[this.#sides[slot]!]!;
      if (this.#previous[slot]! > 0) levels.set(this.#ticks[slot]!, this.#previous[slot]!);
      else levels.delete(this.#ticks[slot]!);
    }
    return {
      updateId,
      bids: [...sides[SIDE_BID]!].sort((a, b) => b[0] - a[0]),
      asks: [...sides[SIDE_ASK]!].sort((a, b) => a[0] - b[0]),
    };
  }

  /** The earliest id that `at` can tell. */
  get #oldestId(): number {
    if (this.#changes <= this.#ids.length) return this.#firstId;
    return this.#ids[this.#changes % this.#ids.length]! - 1;
  }
}
