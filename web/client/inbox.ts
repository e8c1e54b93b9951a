/**
 * What an iterator's consumer has not taken yet. It is bounded whatever the consumer does: one book
 * message (later changes are merged into it), one state, one disconnect and recovery, and trades up to a limit,
 * beyond which they are counted in one `trades_missed` at their place among the others.
 */
import { copyChanges, mergeChanges } from './level-changes.js';
import {
  type AnalyticsChange,
  AnalyticsMessage,
  type BookChange,
  BookChangeMessage,
  type BookSnapshot,
  BookSnapshotMessage,
  type Message,
  type Trade,
  type TradesMissed,
} from './messages.js';

interface Waiting {
  resolve(result: IteratorResult<Message>): void;
  reject(error: Error): void;
}

export interface InboxLimits {
  /** Trades kept. */
  readonly trades: number;
  /** Changed levels that merged book changes keep; beyond, they become a snapshot. */
  readonly changes: number;
}

type BookMessage = BookSnapshot | BookChange;

/** Kinds of message of which only the newest is kept. */
type Kind = 'book' | 'analytics' | 'state' | 'disconnect' | 'recovered';

export class Inbox implements AsyncIterableIterator<Message> {
  readonly #limits: InboxLimits;
  readonly #onMissed: (count: number) => void;
  readonly #onReturn: (inbox: Inbox) => void;
  /** In order of arrival: a Set, so that a message is taken out of the middle at constant cost. */
  readonly #queue = new Set<Message>();
  readonly #waiting: Waiting[] = [];
  readonly #latest = new Map<Kind, Message>();
  #trades = 0;
  /** Stands in the queue, and no trade was kept since. */
  #missed: { -readonly [K in keyof TradesMissed]: TradesMissed[K] } | undefined;
  #ended = false;
  #error: Error | undefined;

  /** @param onMissed told of each trade that found no room */
  constructor(limits: InboxLimits, onMissed: (count: number) => void, onReturn: (inbox: Inbox) => void) {
    this.#limits = limits;
    this.#onMissed = onMissed;
    this.#onReturn = onReturn;
  }

  push(message: Message): void {
    if (this.#ended) return;
    switch (message.type) {
      case 'book_snapshot':
      case 'book_change':
        this.#replace('book', this.#merge(message));
        break;
      case 'trade':
        this.#pushTrade(message);
        break;
      case 'trades_missed':
        this.#pushMissed(message.symbol, message.count);
        break;
      case 'analytics':
        this.#replace('analytics', this.#mergeAnalytics(message));
        break;
      case 'state':
        if (message.state !== 'live') this.#drop('book');
        this.#replace('state', message);
        break;
      case 'disconnect':
        this.#replace('disconnect', message);
        break;
      case 'recovered':
        this.#replace('recovered', message);
        break;
    }
  }

  /** No more messages: those in the queue are still handed out, then the iterator ends or throws. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const waiting of this.#waiting.splice(0)) this.#finish(waiting);
  }

  next(): Promise<IteratorResult<Message>> {
    const first = this.#queue.values().next();
    if (!first.done) {
      this.#take(first.value);
      return Promise.resolve({ done: false, value: first.value });
    }
    return new Promise((resolve, reject) => {
      if (this.#ended) this.#finish({ resolve, reject });
      else this.#waiting.push({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<Message>> {
    this.#queue.clear();
    this.#error = undefined;
    this.end();
    this.#onReturn(this);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish({ resolve, reject }: Waiting): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) resolve({ done: true, value: undefined });
    else reject(error);
  }

  #add(message: Message): void {
    this.#queue.add(message);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    this.#take(message);
    waiting.resolve({ done: false, value: message });
  }

  #take(message: Message): void {
    this.#queue.delete(message);
    for (const [kind, latest] of this.#latest) if (latest === message) this.#latest.delete(kind);
    if (message === this.#missed) this.#missed = undefined;
    if (message.type === 'trade') this.#trades--;
  }

  /** The newest of its kind takes the place of the one before, at the end. */
  #replace(kind: Kind, message: Message): void {
    this.#drop(kind);
    this.#latest.set(kind, message);
    this.#add(message);
  }

  #drop(kind: Kind): void {
    const latest = this.#latest.get(kind);
    if (latest === undefined) return;
    this.#queue.delete(latest);
    this.#latest.delete(kind);
  }

  #pushTrade(trade: Trade): void {
    if (this.#trades >= this.#limits.trades) {
      this.#onMissed(1);
      this.#pushMissed(trade.symbol, 1);
      return;
    }
    this.#missed = undefined;
    this.#trades++;
    this.#add(trade);
  }

  #pushMissed(symbol: string, count: number): void {
    if (this.#missed !== undefined) {
      this.#missed.count += count;
      return;
    }
    this.#missed = { type: 'trades_missed', symbol, count };
    this.#add(this.#missed);
  }

  /** Its values are the newest whenever they are read; what changed is what changed in either. */
  #mergeAnalytics(message: AnalyticsChange): AnalyticsChange {
    const kept = this.#latest.get('analytics');
    if (kept?.type !== 'analytics') return message;
    const changed = [...new Set([...kept.changed, ...message.changed])];
    return new AnalyticsMessage(message.symbol, message.tsRecv, message.analytics, changed);
  }

  /** The book message to keep, with what it needs of the core's columns copied. */
  #merge(message: BookMessage): BookMessage {
    const kept = this.#latest.get('book');
    const grid = message.book.grid;
    if (message.type === 'book_snapshot' || grid === undefined) return message;
    if (kept?.type === 'book_snapshot') return new BookSnapshotMessage(message.book);
    if (kept?.type !== 'book_change') {
      return new BookChangeMessage(message.book, copyChanges(message.bids, grid), copyChanges(message.asks, grid));
    }
    const bids = mergeChanges(kept.bids, message.bids, -1, grid);
    const asks = mergeChanges(kept.asks, message.asks, 1, grid);
    if (bids.length + asks.length > this.#limits.changes) return new BookSnapshotMessage(message.book);
    return new BookChangeMessage(message.book, bids, asks);
  }
}
