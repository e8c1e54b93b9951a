/** A copy of a core's book outside it, to put back what turned out to be wrong. */
import type { Core } from '../wire/core.js';
import type { PriceGrid } from './price-grid.js';

export class SavedBook {
  #ticks = new Float64Array(0);
  #lots = new Float64Array(0);
  #bids = 0;
  #levels = 0;

  /** What its ticks and lots mean; undefined where the book had no grid yet. */
  steps: PriceGrid | undefined;

  save(core: Core, stream: number, steps: PriceGrid | undefined): void {
    this.steps = steps;
    const count = Math.max(0, core.top(stream, 0));
    if (count > this.#ticks.length) {
      this.#ticks = new Float64Array(count * 2);
      this.#lots = new Float64Array(count * 2);
    }
    this.#ticks.set(core.levels.ticks.subarray(0, count));
    this.#lots.set(core.levels.lots.subarray(0, count));
    this.#levels = count;
    this.#bids = count === 0 ? 0 : core.levelBids();
  }

  /** Whether its numbers still fit in steps that are finer by these factors. */
  scales(priceRatio: number, sizeRatio: number): boolean {
    for (let i = 0; i < this.#levels; i++) {
      if (this.#ticks[i]! * priceRatio > Number.MAX_SAFE_INTEGER) return false;
      if (this.#lots[i]! * sizeRatio > Number.MAX_SAFE_INTEGER) return false;
    }
    return true;
  }

  /** Makes the stream's book the saved one in such steps; only where it `scales`. The core held it before, so it has room. */
  load(core: Core, stream: number, priceRatio: number, sizeRatio: number): number {
    const { ticks, lots } = core.staged;
    for (let i = 0; i < this.#levels; i++) {
      ticks[i] = this.#ticks[i]! * priceRatio;
      lots[i] = this.#lots[i]! * sizeRatio;
    }
    return core.load(stream, this.#bids, this.#levels - this.#bids);
  }
}
