/** Kernels on a rolling window of trade bars. */
import { intervalOf, isInterval, isWindow } from './kernel.js';
import { Rolling } from './rolling.js';
import { type TradeBar, TradeBars } from './trade-bars.js';
import { TradeKernel, type TradeRow } from './trade-kernel.js';

/** A bar that has one before it. */
export type FollowingBar = TradeBar & { readonly previous: number };

export abstract class BarKernel extends TradeKernel {
  readonly #intervalUs: number;
  readonly #bars = new TradeBars();
  readonly #window: Rolling<FollowingBar>;

  static canHave([intervalUs, bars]: readonly number[]): boolean {
    return isInterval(intervalUs!) && isWindow(bars!);
  }

  constructor(name: 'kyle' | 'amihud', [intervalUs, bars]: readonly number[]) {
    super(name);
    this.#intervalUs = intervalUs!;
    this.#window = new Rolling(bars!);
  }

  protected takeTrade(trade: TradeRow | undefined, synced: boolean): void {
    const interval = intervalOf(this.time, this.#intervalUs);
    const bar = this.#bars.ended(interval);
    if (bar?.previous !== undefined) {
      this.#window.add(bar as FollowingBar, bar.synced);
      if (this.#window.full) this.publish(this.#window.entries);
    }
    if (trade !== undefined) this.#bars.add(trade, interval, synced);
    this.mark(this.#window.tainted);
  }

  /** Sets the values from a full window, oldest first. */
  protected abstract publish(bars: readonly FollowingBar[]): void;
}
