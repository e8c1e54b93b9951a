/** Volume-weighted average price, for the oracle. */
import { DoubleSum } from './double-sum.js';
import { intervalOf, isInterval } from './kernel.js';
import { TradeKernel, type TradeRow } from './trade-kernel.js';

export class Vwap extends TradeKernel {
  readonly #intervalUs: number;
  readonly #traded = new DoubleSum();
  readonly #lots = new DoubleSum();
  #interval = 0;
  #tainted = false;
  #lastTainted = false;

  static canHave([intervalUs]: readonly number[]): boolean {
    return isInterval(intervalUs!, 0);
  }

  constructor([intervalUs]: readonly number[]) {
    super('vwap');
    this.#intervalUs = intervalUs!;
  }

  protected takeTrade(trade: TradeRow | undefined, synced: boolean, before: number): void {
    const interval = intervalOf(this.time, this.#intervalUs);
    if (before < 0) this.#interval = interval;
    else if (interval > this.#interval) this.#end(interval);
    if (trade !== undefined) {
      this.#traded.addProduct(trade.price, trade.lots);
      this.#lots.add(trade.lots);
      this.#tainted ||= !synced;
    }
    const soFar = [this.#traded.high / this.#lots.high, this.#lots.high];
    this.values.set(soFar, 2);
    if (this.#intervalUs === 0) {
      this.values.set(soFar);
      this.#lastTainted = this.#tainted;
    }
    this.mark(this.#lastTainted);
  }

  #end(next: number): void {
    const adjacent = next === this.#interval + 1;
    this.values.set(adjacent ? [this.#traded.high / this.#lots.high, this.#lots.high] : [Number.NaN, 0]);
    this.#lastTainted = adjacent && this.#tainted;
    this.#tainted = false;
    this.#traded.clear();
    this.#lots.clear();
    this.#interval = next;
  }
}
