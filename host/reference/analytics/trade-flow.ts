/** Signed volume and exponential intensities, for the oracle. */
import { WARM_TAUS } from '../../../assembly/analytics/layout.js';
import { DoubleSum } from './double-sum.js';
import { exp } from './elementary.js';
import { isInterval } from './kernel.js';
import { TradeKernel, type TradeRow } from './trade-kernel.js';

export class TradeFlow extends TradeKernel {
  readonly #tauUs: number;
  readonly #bought = new DoubleSum();
  readonly #sold = new DoubleSum();
  #started = 0;
  #buys = 0;
  #sells = 0;
  #others = 0;
  #flow = 0;
  #tainted = false;

  static canHave([tauUs]: readonly number[]): boolean {
    return isInterval(tauUs!);
  }

  constructor([tauUs]: readonly number[]) {
    super('tradeFlow');
    this.#tauUs = tauUs!;
  }

  protected takeTrade(trade: TradeRow | undefined, synced: boolean, before: number): void {
    if (before < 0) this.#started = this.time;
    else this.#decay(exp((before - this.time) / this.#tauUs));
    if (trade !== undefined) {
      if (trade.sign > 0) {
        this.#bought.add(trade.lots);
        this.#buys++;
        this.#flow += trade.lots;
      } else if (trade.sign < 0) {
        this.#sold.add(trade.lots);
        this.#sells++;
        this.#flow -= trade.lots;
      } else this.#others++;
      this.#tainted ||= !synced;
    }
    const warm = this.time - this.#started >= WARM_TAUS * this.#tauUs;
    const rate = warm ? 1e6 / this.#tauUs : Number.NaN;
    this.values.set([
      this.#bought.high - this.#sold.high + (this.#bought.low - this.#sold.low),
      this.#bought.high,
      this.#sold.high,
      (this.#buys + this.#sells + this.#others) * rate,
      this.#buys * rate,
      this.#sells * rate,
      this.#flow * rate,
    ]);
    this.mark(this.#tainted);
  }

  #decay(by: number): void {
    this.#buys *= by;
    this.#sells *= by;
    this.#others *= by;
    this.#flow *= by;
  }
}
