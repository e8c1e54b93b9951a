/**
 * What a subscription says, to its iterators and to its listeners alike. Names follow the field's
 * usage. Each can be passed to JSON.stringify: prices and sizes are then exact decimals.
 */
import type { CodeName } from '../../host/wire/codes.js';
import type { RecoveryKind } from '../../host/wire/control.js';
import type { Grid } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import type { ReasonName } from '../../host/wire/state.js';
import type { Analytics } from './analytics.js';
import type { Book, BookJson } from './book.js';
import type { DecimalLevel, LevelChanges, Levels } from './levels.js';

/**
 * `connecting`: no book yet, and no answer of the host. `syncing`: no book yet, the host is getting
 * it. `live`: the book is the venue's. `stale`: there is a book, which is not the venue's now.
 * `closed`: it is over.
 */
export type SubscriptionState = 'connecting' | 'syncing' | 'live' | 'stale' | 'closed';

/**
 * Why a subscription is in its state: the host's reason, the code of a frame that was refused,
 * `behind` (this client reads too slowly), or `disconnected`.
 */
export type SubscriptionReason = ReasonName | CodeName | 'behind';

export type TradeSide = 'buy' | 'sell' | 'unknown';

interface Timed {
  readonly symbol: string;
  /** The venue's time, µs since the epoch; absent where the venue gave none. */
  readonly tsEvent: number | undefined;
  /** When the host got it, µs since the epoch of the host's clock. */
  readonly tsRecv: number;
}

/** A whole book: the first message of a book that is live, at first and after each time it was not. */
export interface BookSnapshot extends Timed {
  readonly type: 'book_snapshot';
  readonly sequence: number;
  readonly book: Book;
  readonly bids: Levels;
  readonly asks: Levels;
  toJSON(): BookJson & { readonly type: 'book_snapshot' };
}

/** The book took changes; it is live. `book` holds the result. */
export interface BookChange extends Timed {
  readonly type: 'book_change';
  readonly sequence: number;
  readonly book: Book;
  /**
   * The levels that changed, best first. Levels that fell out of the stream's depth are not listed. For
   * a listener the arrays are valid during the call; an iterator's messages keep theirs.
   */
  readonly bids: LevelChanges;
  readonly asks: LevelChanges;
  toJSON(): object;
}

export interface Trade extends Timed {
  readonly type: 'trade';
  /** The venue's id; absent where it gave none. */
  readonly id: number | undefined;
  /** The aggressor's. */
  readonly side: TradeSide;
  readonly ticks: number;
  readonly lots: number;
  /** Exact decimals, shortest form. */
  readonly price: string;
  readonly size: string;
  toJSON(): object;
}

/** Trades that were not delivered here: the host's stream, or this consumer, had no room for them. */
export interface TradesMissed {
  readonly type: 'trades_missed';
  readonly symbol: string;
  readonly count: number;
}

export interface StateChange {
  readonly type: 'state';
  readonly symbol: string;
  readonly state: SubscriptionState;
  readonly reason: SubscriptionReason;
}

/** The connection was lost. The book stays what it was, and is not live; `recovered` says what became of the time between. */
export interface Disconnect {
  readonly type: 'disconnect';
  readonly symbol: string;
  /** WebSocket close code; 1006 where the connection broke. */
  readonly code: number;
  readonly message: string;
}

/** The book is the venue's again after a lost connection: a `state` and a `book_snapshot` follow. */
export interface Recovered {
  readonly type: 'recovered';
  readonly symbol: string;
  /**
   * `frames`: all that was missed came as others got it. `catch_up`: the book as it is and the trades came.
   * `snapshot`: nothing of the book before was of use.
   */
  readonly recovery: RecoveryKind;
  /**
   * Trades of the time between that neither came nor will come: `trades_missed` counts them in their place. Undefined
   * where nobody knows: the host does not remember this client, since it was restarted or too much time passed.
   */
  readonly missedTrades: number | undefined;
}

/** Analytics values changed. */
export interface AnalyticsChange {
  readonly type: 'analytics';
  readonly symbol: string;
  /** When the host got the message that they follow, µs since the epoch of the host's clock. */
  readonly tsRecv: number;
  readonly analytics: Analytics;
  /** Names of the values that changed, or whose quality did. */
  readonly changed: readonly string[];
  toJSON(): object;
}

export type Message =
  | BookSnapshot
  | BookChange
  | Trade
  | TradesMissed
  | AnalyticsChange
  | StateChange
  | Disconnect
  | Recovered;

/** A snapshot message of a book; its levels are the book's, whatever they are when they are read. */
export class BookSnapshotMessage implements BookSnapshot {
  readonly type = 'book_snapshot';
  readonly book: Book;
  readonly sequence: number;
  readonly tsEvent: number | undefined;
  readonly tsRecv: number;

  constructor(book: Book) {
    this.book = book;
    this.sequence = book.sequence;
    this.tsEvent = book.tsEvent;
    this.tsRecv = book.tsRecv;
  }
  get symbol(): string {
    return this.book.symbol;
  }
  get bids(): Levels {
    return this.book.bids;
  }
  get asks(): Levels {
    return this.book.asks;
  }
  toJSON(): BookJson & { readonly type: 'book_snapshot' } {
    return { type: this.type, ...this.book.toJSON() };
  }
}

export class BookChangeMessage implements BookChange {
  readonly type = 'book_change';
  readonly book: Book;
  readonly sequence: number;
  readonly tsEvent: number | undefined;
  readonly tsRecv: number;
  readonly bids: LevelChanges;
  readonly asks: LevelChanges;

  constructor(book: Book, bids: LevelChanges, asks: LevelChanges) {
    this.book = book;
    this.sequence = book.sequence;
    this.tsEvent = book.tsEvent;
    this.tsRecv = book.tsRecv;
    this.bids = bids;
    this.asks = asks;
  }
  get symbol(): string {
    return this.book.symbol;
  }
  toJSON(): object {
    const bids: DecimalLevel[] = this.bids.toDecimals();
    const asks: DecimalLevel[] = this.asks.toDecimals();
    return { type: this.type, symbol: this.symbol, sequence: this.sequence, ...times(this), bids, asks };
  }
}

export class AnalyticsMessage implements AnalyticsChange {
  readonly type = 'analytics';
  readonly symbol: string;
  readonly tsRecv: number;
  readonly analytics: Analytics;
  readonly changed: readonly string[];

  constructor(symbol: string, tsRecv: number, analytics: Analytics, changed: readonly string[]) {
    this.symbol = symbol;
    this.tsRecv = tsRecv;
    this.analytics = analytics;
    this.changed = changed;
  }
  toJSON(): object {
    const { type, symbol, tsRecv, analytics, changed } = this;
    const values = changed.map((name) => [
      name,
      { value: analytics.value(name) ?? null, quality: analytics.quality(name) },
    ]);
    return { type, symbol, tsRecv, values: Object.fromEntries(values) };
  }
}

export class TradeMessage implements Trade {
  readonly type = 'trade';
  readonly symbol: string;
  readonly id: number | undefined;
  readonly side: TradeSide;
  readonly ticks: number;
  readonly lots: number;
  readonly tsEvent: number | undefined;
  readonly tsRecv: number;
  readonly #grid: Grid;

  constructor(fields: Omit<Trade, 'type' | 'price' | 'size' | 'toJSON'>, grid: Grid) {
    this.symbol = fields.symbol;
    this.id = fields.id;
    this.side = fields.side;
    this.ticks = fields.ticks;
    this.lots = fields.lots;
    this.tsEvent = fields.tsEvent;
    this.tsRecv = fields.tsRecv;
    this.#grid = grid;
  }
  get price(): string {
    return formatDecimal(this.ticks, this.#grid.tick, this.#grid.priceDecimals);
  }
  get size(): string {
    return formatDecimal(this.lots, this.#grid.lot, this.#grid.sizeDecimals);
  }
  toJSON(): object {
    const { type, symbol, side, price, size } = this;
    return { type, symbol, ...(this.id === undefined ? {} : { id: this.id }), side, price, size, ...times(this) };
  }
}

function times({ tsEvent, tsRecv }: Timed): object {
  return tsEvent === undefined ? { tsRecv } : { tsEvent, tsRecv };
}
