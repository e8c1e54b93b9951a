/** Trade bars on a grid of event time; intervals without a trade have none. */
import { DoubleSum } from './double-sum.js';
import type { TradeRow } from './trade-kernel.js';

export interface TradeBar {
  readonly lots: number;
  readonly signedLots: number;
  /** Σ price × lots. */
  readonly traded: number;
  readonly close: number;
  /** Close of the bar before; undefined for the first. */
  readonly previous: number | undefined;
  /** Whether the bar and the close before it came while in sync. */
  readonly synced: boolean;
}

export class TradeBars {
  readonly #lots = new DoubleSum();
  readonly #signed = new DoubleSum();
  readonly #traded = new DoubleSum();
  #interval = 0;
  #close: number | undefined;
  #synced = true;
  #previous: { close: number; synced: boolean } | undefined;

  /** The bar that ended before an interval, once. */
  ended(interval: number): TradeBar | undefined {
    if (this.#close === undefined || interval === this.#interval) return undefined;
    const bar = {
      lots: this.#lots.high,
      signedLots: this.#signed.high,
      traded: this.#traded.high,
      close: this.#close,
      previous: this.#previous?.close,
      synced: this.#synced && this.#previous?.synced !== false,
    };
    this.#previous = { close: this.#close, synced: this.#synced };
    this.#close = undefined;
    this.#synced = true;
    for (const sum of [this.#lots, this.#signed, this.#traded]) sum.clear();
    return bar;
  }

  add(trade: TradeRow, interval: number, synced: boolean): void {
    this.#interval = interval;
    this.#close = trade.price;
    this.#synced &&= synced;
    this.#lots.add(trade.lots);
    this.#signed.add(trade.sign * trade.lots);
    this.#traded.addProduct(trade.price, trade.lots);
  }
}
