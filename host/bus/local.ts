/** The market-data bus within one thread: a call from the publisher is a call to every listener, in order of subscription. */
import type { MarketDataBus, MarketDataListener, MarketDataPublisher, MarketSource } from './market-data.js';

export class LocalBus implements MarketDataBus, MarketDataPublisher {
  readonly #sources = new Map<string, MarketSource>();
  /** Replaced, never changed, so that a listener may come or go while all are being told. */
  #listeners: readonly MarketDataListener[] = [];

  sources(): Iterable<MarketSource> {
    return this.#sources.values();
  }

  source(symbol: string): MarketSource | undefined {
    return this.#sources.get(symbol);
  }

  subscribe(listener: MarketDataListener): () => void {
    const present = [...this.#sources.values()];
    this.#listeners = [...this.#listeners, listener];
    for (const source of present) listener.onSource?.(source);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** A symbol is added once: a second source of its name is a fault of the program. */
  add(source: MarketSource): void {
    if (this.#sources.has(source.symbol)) throw new Error(`bus: ${source.symbol} is there already`);
    this.#sources.set(source.symbol, source);
    for (const listener of this.#listeners) listener.onSource?.(source);
  }

  remove(source: MarketSource): void {
    this.#mustBeThere(source);
    this.#sources.delete(source.symbol);
    for (const listener of this.#listeners) listener.onSourceGone?.(source);
  }

  book(source: MarketSource): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onBook?.(source);
  }

  replaced(source: MarketSource, regridded: boolean): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onReplaced?.(source, regridded);
  }

  trades(source: MarketSource, trades: Float64Array, count: number): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onTrades?.(source, trades, count);
  }

  tradesMissed(source: MarketSource, count: number): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onTradesMissed?.(source, count);
  }

  state(source: MarketSource): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onState?.(source);
  }

  analytics(source: MarketSource): void {
    this.#mustBeThere(source);
    for (const listener of this.#listeners) listener.onAnalytics?.(source);
  }

  #mustBeThere(source: MarketSource): void {
    if (this.#sources.get(source.symbol) !== source) throw new Error(`bus: ${source.symbol} was not added`);
  }
}
