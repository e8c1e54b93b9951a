/** The symbol that the page follows at full rate: its subscription, how its amounts are written, its trades. */
import { TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN } from '../../assembly/layout.js';
import type { Grid } from '../../host/wire/core.js';
import type {
  Analytics,
  Client,
  Message,
  Subscription,
  SubscriptionReason,
  SubscriptionState,
  TradeSide,
} from '../client/index.js';
import { AmountFormat } from './amount.js';
import { ANALYTICS_NAMES } from './analytics-panel.js';
import { BookHistory } from './book-history.js';
import type { LadderBook } from './ladder.js';
import { RateWindow } from './rate-window.js';
import { touch } from './touch.js';
import { TRADES_KEPT, TradeLog } from './trade-log.js';

/** Levels a side that the page asks for, for the depth chart and the heatmap; the ladder shows the best of them. */
export const BOOK_DEPTH = 60;
/** Time between updates of the chosen book, ms: ten a second is as much as an eye follows. */
export const BOOK_INTERVAL_MS = 100;

const SIDES: Record<TradeSide, number> = { buy: TRADE_BUY, sell: TRADE_SELL, unknown: TRADE_UNKNOWN };

export class ChosenBook {
  readonly symbol: string;
  readonly trades = new TradeLog(TRADES_KEPT);
  /** What was received of it, for the heatmap. */
  readonly history = new BookHistory(BOOK_DEPTH);
  readonly tradeRate = new RateWindow();
  /** When the book last moved, on the page's clock, ms; undefined before the first snapshot. */
  updatedMs: number | undefined;
  readonly #subscription: Subscription;
  #format: AmountFormat | undefined;

  /** @param received told of every message, whatever its kind */
  constructor(client: Client, symbol: string, now: () => number, received: (message: Message) => void) {
    this.symbol = symbol;
    this.#subscription = client.subscribe({
      symbol,
      depth: BOOK_DEPTH,
      intervalMs: BOOK_INTERVAL_MS,
      analytics: ANALYTICS_NAMES,
    });
    // A refusal is shown by the state; nobody waits for the promise.
    this.#subscription.ready.catch(() => {});
    this.#subscription.on('message', (message) => {
      this.#take(message, now());
      received(message);
    });
  }

  /** False where the host refused it: then only the host's list knows its state. */
  get followed(): boolean {
    return this.#subscription.error === undefined;
  }
  get state(): SubscriptionState {
    return this.#subscription.state;
  }
  get reason(): SubscriptionReason {
    return this.#subscription.reason;
  }
  /** Levels as last received, valid until the next message. */
  get book(): LadderBook {
    return this.#subscription.book;
  }
  /** Undefined until a snapshot told the grid; another one where the grid is another. */
  get format(): AmountFormat | undefined {
    this.#regrid();
    return this.#format;
  }
  get analytics(): Analytics {
    return this.#subscription.analytics;
  }
  /** Whether there are levels to show. */
  get filled(): boolean {
    const { bids, asks } = this.#subscription.book;
    return bids.length + asks.length > 0;
  }
  /** Formatted; empty where a side is empty. */
  get mid(): string {
    const { bids, asks } = this.#subscription.book;
    const best = touch(bids, asks);
    return best === undefined ? '' : (this.format?.mid(best.midTicksTwice) ?? '');
  }

  close(): void {
    this.#subscription.close();
  }

  #regrid(): void {
    const { grid } = this.#subscription.book;
    if (grid === undefined || (this.#format !== undefined && sameGrid(grid, this.#format.grid))) return;
    // Trades in the ticks and lots of another grid would be shown as what they were not.
    if (this.#format !== undefined) {
      this.trades.clear();
      this.history.clear();
    }
    this.#format = new AmountFormat(grid);
  }

  #take(message: Message, nowMs: number): void {
    this.#regrid();
    switch (message.type) {
      case 'book_snapshot':
      case 'book_change':
        this.updatedMs = nowMs;
        this.history.add(message.book.bids, message.book.asks, message.tsRecv / 1000);
        break;
      case 'state':
        if (message.state === 'live') break;
        this.trades.addBreak();
        this.history.addGap();
        break;
      case 'trade':
        this.tradeRate.add(1, nowMs);
        this.history.addTrade(SIDES[message.side], message.ticks, message.lots);
        this.trades.add(SIDES[message.side], message.ticks, message.lots, message.tsEvent ?? message.tsRecv);
        break;
      case 'trades_missed':
        this.trades.addMissed(message.count, -1);
        break;
    }
  }
}

function sameGrid(one: Grid, other: Grid): boolean {
  return (
    one.tick === other.tick &&
    one.lot === other.lot &&
    one.priceDecimals === other.priceDecimals &&
    one.sizeDecimals === other.sizeDecimals
  );
}
