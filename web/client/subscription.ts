/** A subscription to one symbol: its book, its state, and its messages by iterator and by listener. */
import type { CodecName } from '../../host/wire/codec.js';
import type { Difference } from '../../host/wire/control.js';
import type { Analytics } from './analytics.js';
import type { Book } from './book.js';
import type { TickwireError } from './errors.js';
import type {
  AnalyticsChange,
  BookChange,
  BookSnapshot,
  Disconnect,
  Message,
  Recovered,
  StateChange,
  SubscriptionReason,
  SubscriptionState,
  Trade,
  TradesMissed,
} from './messages.js';

/** How the book of a symbol is to come. */
export interface SubscriptionWishes {
  /** Levels a side; 0 or absent: all that the host gives. */
  readonly depth?: number;
  /** Time between updates; 0: as they come; absent: the host's default. */
  readonly intervalMs?: number;
  /** Trades too; absent: true. */
  readonly trades?: boolean;
  /** How the book comes: `fast` (the default), `dense` (fewest bytes, more work), `plain`. */
  readonly codec?: CodecName;
  /**
   * Analytics that the host computes of the symbol: values by name as in `touch.mid`, all of a kernel's by
   * its name alone, or `*` for all. Absent: none.
   */
  readonly analytics?: readonly string[];
}

export interface SubscriptionRequest extends SubscriptionWishes {
  /** `<venue id>:<NATIVE>`, as in `binance-spot:BTCUSDT`. */
  readonly symbol: string;
  /** Closes the subscription. */
  readonly signal?: AbortSignal;
}

/** What the host granted, which may differ from what was asked. */
export interface SubscriptionGrant {
  readonly depth: number;
  readonly intervalMs: number;
  readonly trades: boolean;
  /** `fast` where `dense` was asked for and the host, or this client, has no model free. */
  readonly codec: CodecName;
  /** Where analytics were asked for: the names of the values that come, and of those that the host does not have. */
  readonly analytics?: readonly string[];
  readonly unknownAnalytics?: readonly string[];
  /** Each field that is not as it was asked for, and why. Absent: all is. */
  readonly differs?: readonly Difference[];
}

export interface IterationOptions {
  /** Ends the iterator: what it holds is dropped, a loop over it is left. */
  readonly signal?: AbortSignal;
}

export interface SubscriptionEvents {
  book_snapshot: (message: BookSnapshot) => void;
  book_change: (message: BookChange) => void;
  trade: (message: Trade) => void;
  trades_missed: (message: TradesMissed) => void;
  analytics: (message: AnalyticsChange) => void;
  state: (message: StateChange) => void;
  disconnect: (message: Disconnect) => void;
  /** The host granted something: at first, at each connection, with each change, and with each tier of the client. */
  granted: (grant: SubscriptionGrant) => void;
  recovered: (message: Recovered) => void;
  /** Every message of the kinds above. */
  message: (message: Message) => void;
}

/**
 * An iterator begins with the state and, where the book is live, a `book_snapshot`. It keeps what its
 * consumer has not taken: of book messages one (changes are merged into it, the book is always the
 * newest), of analytics one, of trades as many as the client's `tradeBacklog`, then a count. Leaving the loop ends the
 * iterator, not the subscription. It ends when the subscription is closed, and throws where the host
 * refused it.
 */
export interface Subscription extends AsyncIterable<Message> {
  readonly symbol: string;
  readonly state: SubscriptionState;
  readonly reason: SubscriptionReason;
  /** Always the same object; what it holds changes. */
  readonly book: Book;
  /** Likewise; without values until the host sent them. */
  readonly analytics: Analytics;
  /** Undefined until the host has answered. */
  readonly granted: SubscriptionGrant | undefined;
  /** Why it is closed, where that was not asked for. */
  readonly error: TickwireError | undefined;
  /** Resolves when the host has granted it; rejects with a TickwireError where it is refused or closed before. */
  readonly ready: Promise<SubscriptionGrant>;
  /** Answers how to leave. A listener that throws does not disturb the others: the error is thrown on, later. */
  on<E extends keyof SubscriptionEvents>(event: E, listener: SubscriptionEvents[E]): () => void;
  off<E extends keyof SubscriptionEvents>(event: E, listener: SubscriptionEvents[E]): void;
  /** An iterator of its own, which a signal ends; the subscription goes on. Throws a TypeError for a wrong argument. */
  messages(options?: IterationOptions): AsyncIterableIterator<Message>;
  /** As `messages()`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message>;
  /**
   * Asks for another depth, interval, codec, trades or analytics; what is left out stays as it is. The book goes on
   * as it was until that of the new view takes its place, with a `book_snapshot`. Resolves then with what was
   * granted; rejects with a TickwireError where it is refused, and all stays as it was. Without a connection it is
   * asked for at the next. Several wait for one another. Throws a TypeError for a wrong argument.
   */
  change(wishes: SubscriptionWishes): Promise<SubscriptionGrant>;
  close(): void;
}
