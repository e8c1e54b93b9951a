/** Imbalance of the best 1, 5 and 10 levels, for the oracle. */
import { DepthKernel, levelsOf } from './depth-kernel.js';
import { sum } from './rolling.js';

export class Imbalance extends DepthKernel {
  protected take(records: Float64Array, at: number, synced: boolean): void {
    const levels = levelsOf(records, at);
    const imbalance = (n: number) => {
      const bids = sum(levels.slice(0, n).map((level) => level.bidLots));
      const asks = sum(levels.slice(0, n).map((level) => level.askLots));
      return bids + asks === 0 ? Number.NaN : (bids - asks) / (bids + asks);
    };
    this.values.set([imbalance(1), imbalance(5), imbalance(10)]);
    this.mark(!synced);
  }
}
