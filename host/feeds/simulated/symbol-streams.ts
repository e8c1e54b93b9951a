/** The public streams of one symbol: turns what happens in its market into messages. */
import { bookTickerText, tradeText } from './binance-text.js';
import { DepthStream } from './depth-stream.js';
import type { Market, MarketListener } from './market.js';

export type StreamKind = 'depth' | 'trade' | 'bookTicker';

/** Takes a message of a stream, as in `btcusdt@depth@100ms`. */
export type Publish = (kind: StreamKind, stream: string, payload: string) => void;

/** The shorter of the two intervals at which diffs are sent, ms; the longer is ten times that. */
export const FAST_DEPTH_MS = 100;
const SLOW_DEPTH_MS = 1000;

export class SymbolStreams implements MarketListener {
  readonly market: Market;
  readonly #publish: Publish;
  readonly #stampMs: (timeMs: number) => number;
  readonly #fast: DepthStream;
  readonly #slow: DepthStream;
  readonly #names: Record<'fast' | 'slow' | 'trade' | 'bookTicker', string>;

  /** @param stampMs turns a time of the market into ms since the epoch */
  constructor(market: Market, publish: Publish, stampMs: (timeMs: number) => number) {
    this.market = market;
    this.#publish = publish;
    this.#stampMs = stampMs;
    this.#fast = new DepthStream(market);
    this.#slow = new DepthStream(market);
    const name = market.instrument.symbol.toLowerCase();
    this.#names = {
      fast: `${name}@depth@100ms`,
      slow: `${name}@depth`,
      trade: `${name}@trade`,
      bookTicker: `${name}@bookTicker`,
    };
  }

  /** Sends the diffs that are due at a time, a multiple of FAST_DEPTH_MS since the start. */
  flush(timeMs: number, eventMs: number): void {
    const fast = this.#fast.take(eventMs);
    if (fast !== undefined) this.#publish('depth', this.#names.fast, fast);
    if (timeMs % SLOW_DEPTH_MS !== 0) return;
    const slow = this.#slow.take(eventMs);
    if (slow !== undefined) this.#publish('depth', this.#names.slow, slow);
  }

  onLevel(side: number, ticks: number): void {
    this.#fast.touch(side, ticks);
    this.#slow.touch(side, ticks);
  }

  onTrade(id: number, ticks: number, lots: number, aggressor: number, timeMs: number): void {
    const text = tradeText(this.market.instrument, this.#stampMs(timeMs), id, ticks, lots, aggressor);
    this.#publish('trade', this.#names.trade, text);
  }

  onQuote(): void {
    const { book, instrument } = this.market;
    this.#publish(
      'bookTicker',
      this.#names.bookTicker,
      bookTickerText(instrument, book.updateId, book.bids, book.asks),
    );
  }
}
