/** Mid, spread and weighted mid, for the oracle. */
import { DepthKernel, levelsOf } from './depth-kernel.js';

export class Touch extends DepthKernel {
  protected take(records: Float64Array, at: number, synced: boolean): void {
    const { bid, bidLots, ask, askLots } = levelsOf(records, at)[0]!;
    if (bidLots === 0 || askLots === 0) this.values.fill(Number.NaN);
    else {
      const spread = ask - bid;
      this.values.set([bid / 2 + ask / 2, spread, bid + spread * (bidLots / (bidLots + askLots))]);
    }
    this.mark(!synced);
  }
}
