/** A symbol of the switcher: its best levels once a second, so that its state, mid and age are its own and not a list's. */
import type { Client, Message, Subscription, SubscriptionReason, SubscriptionState } from '../client/index.js';
import { AmountFormat } from './amount.js';
import { touch } from './touch.js';

/** Time between updates of a symbol that is only watched, ms. */
export const WATCH_INTERVAL_MS = 1000;

export class WatchedSymbol {
  /** Formatted; empty where a side is empty or nothing came yet. */
  mid = '';
  /** When it last moved, on the page's clock, ms. */
  updatedMs: number | undefined;
  readonly #subscription: Subscription;

  constructor(client: Client, symbol: string, now: () => number, received: (message: Message) => void) {
    this.#subscription = client.subscribe({ symbol, depth: 1, intervalMs: WATCH_INTERVAL_MS, trades: false });
    this.#subscription.ready.catch(() => {});
    this.#subscription.on('message', (message) => {
      if (message.type === 'book_snapshot' || message.type === 'book_change') this.#moved(now());
      received(message);
    });
  }

  /** False where the host refused to let it be watched: then only the host's list knows its state. */
  get followed(): boolean {
    return this.#subscription.error === undefined;
  }
  get state(): SubscriptionState {
    return this.#subscription.state;
  }
  get reason(): SubscriptionReason {
    return this.#subscription.reason;
  }

  close(): void {
    this.#subscription.close();
  }

  #moved(nowMs: number): void {
    const { grid, bids, asks } = this.#subscription.book;
    const best = touch(bids, asks);
    this.mid = grid === undefined || best === undefined ? '' : new AmountFormat(grid).mid(best.midTicksTwice);
    this.updatedMs = nowMs;
  }
}
