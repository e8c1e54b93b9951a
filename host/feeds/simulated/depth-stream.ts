/** A diff depth stream: which levels changed since the last message, and the ids that the message spans. */
import { SIDE_ASK, SIDE_BID } from '../../../assembly/layout.js';
import { depthUpdateText } from './binance-text.js';
import type { Market } from './market.js';

export class DepthStream {
  readonly #market: Market;
  /** Prices that changed, a set a side. */
  readonly #touched = [new Set<number>(), new Set<number>()] as const;
  #firstId = 0;

  constructor(market: Market) {
    this.#market = market;
  }

  /** A level was set under the book's current update id. */
  touch(side: number, ticks: number): void {
    if (this.#firstId === 0) this.#firstId = this.#market.book.updateId;
    this.#touched[side === SIDE_BID ? 0 : 1].add(ticks);
  }

  /** The message of what changed since the last one; undefined where nothing did. */
  take(eventMs: number): string | undefined {
    if (this.#firstId === 0) return undefined;
    const { book, instrument } = this.#market;
    const bids = this.#levels(SIDE_BID).sort((a, b) => b[0] - a[0]);
    const asks = this.#levels(SIDE_ASK).sort((a, b) => a[0] - b[0]);
    const text = depthUpdateText(instrument, eventMs, this.#firstId, book.updateId, bids, asks);
    for (const touched of this.#touched) touched.clear();
    this.#firstId = 0;
    return text;
  }

  #levels(side: number): [number, number][] {
    const ladder = this.#market.book.side(side);
    return [...this.#touched[side === SIDE_BID ? 0 : 1]].map((ticks) => [ticks, ladder.lots(ticks)]);
  }
}
