/** Amihud's illiquidity, for the oracle. */
import { BarKernel, type FollowingBar } from './bar-kernel.js';
import { log } from './elementary.js';
import { sum } from './rolling.js';

export class Amihud extends BarKernel {
  constructor(params: readonly number[]) {
    super('amihud', params);
  }

  protected publish(bars: readonly FollowingBar[]): void {
    const ratios = bars.map((bar) => Math.abs(log(bar.close / bar.previous)) / bar.traded);
    this.values[0] = sum(ratios) / bars.length;
  }
}
