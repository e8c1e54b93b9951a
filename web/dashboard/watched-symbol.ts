/** A symbol that is looked at beside others: its best levels ten times a second, so that its figures are its own and not a list's. */
import type {
  AnalyticsQuality,
  Client,
  Message,
  Subscription,
  SubscriptionReason,
  SubscriptionState,
} from '../client/index.js';
import { AmountFormat } from './amount.js';
import { MidHistory } from './mid-history.js';
import { formatBps, touch } from './touch.js';

/** Time between updates of a symbol that is only watched, ms. */
export const WATCH_INTERVAL_MS = 100;
/** Levels a side over which its imbalance is. */
export const WATCH_DEPTH = 5;
/** Whose quality stands for the symbol's. */
const PROBE = 'imbalance.imbalance5';

export class WatchedSymbol {
  /** Formatted; empty where a side is empty or nothing came yet. */
  mid = '';
  /** Formatted, in ticks and of the mid; likewise. */
  spread = '';
  spreadBps = '';
  /** Lots bid less lots asked, of both, at the best levels: -1 to 1; undefined where nothing is on offer. */
  imbalance: number | undefined;
  /** When it last moved, on the page's clock, ms. */
  updatedMs: number | undefined;
  /** The mid of the last minute. */
  readonly history = new MidHistory();
  readonly #subscription: Subscription;
  #format: AmountFormat | undefined;
  #midTicks = Number.NaN;

  constructor(client: Client, symbol: string, now: () => number, received: (message: Message) => void) {
    this.#subscription = client.subscribe({
      symbol,
      depth: WATCH_DEPTH,
      intervalMs: WATCH_INTERVAL_MS,
      trades: false,
      analytics: [PROBE],
    });
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
  /** Whether what the host computes of it rests on a book in sync. */
  get quality(): AnalyticsQuality {
    return this.#subscription.analytics.quality(PROBE);
  }

  /** Goes on with its line, with a gap while it is not live. */
  sample(nowMs: number): void {
    this.history.sample(this.state === 'live' ? this.#midTicks : Number.NaN, nowMs);
  }

  close(): void {
    this.#subscription.close();
  }

  #moved(nowMs: number): void {
    const { grid, bids, asks } = this.#subscription.book;
    if (grid !== undefined && grid !== this.#format?.grid) this.#format = new AmountFormat(grid);
    const best = touch(bids, asks);
    this.mid = best === undefined ? '' : (this.#format?.mid(best.midTicksTwice) ?? '');
    this.spread = best === undefined ? '' : best.spreadTicks === 1 ? '1 tick' : `${best.spreadTicks} ticks`;
    this.spreadBps = best === undefined ? '' : formatBps(best.spreadBps);
    this.#midTicks = best === undefined ? Number.NaN : best.midTicksTwice / 2;
    const [bid, ask] = [sum(bids.lots), sum(asks.lots)];
    this.imbalance = bid + ask > 0 ? (bid - ask) / (bid + ask) : undefined;
    this.updatedMs = nowMs;
  }
}

function sum(lots: Float64Array): number {
  let total = 0;
  for (let i = 0; i < Math.min(lots.length, WATCH_DEPTH); i++) total += lots[i]!;
  return total;
}
