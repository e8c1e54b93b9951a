/** Subscriptions to all symbols that a pattern matches: those that there are, and those that come. */
import type { Difference, ErrorCode } from '../../host/wire/control.js';
import type { TickwireError } from './errors.js';
import type { Message } from './messages.js';
import type { Subscription, SubscriptionWishes } from './subscription.js';

/** What is wished of each symbol, and which. */
export interface MatchRequest extends SubscriptionWishes {
  /** A pattern, or several: `*` stands for any run of characters, as in `binance-spot:*`. */
  readonly symbols: string | readonly string[];
  /** Ends the match, and closes what it brought. */
  readonly signal?: AbortSignal;
}

/** What came of it at the last connection. */
export interface MatchGrant {
  /** Symbols that came. */
  readonly granted: number;
  /** Symbols that match and did not come; `code` is why. */
  readonly omitted: number;
  readonly code?: ErrorCode;
  /** Why not all that was asked for can come: a token that allows less, a limit of the host. */
  readonly differs?: readonly Difference[];
}

export interface MatchEvents {
  /** A symbol came. */
  subscription: (subscription: Subscription) => void;
  /** A symbol that came later could not be had. */
  omitted: (symbol: string, error: TickwireError) => void;
  granted: (grant: MatchGrant) => void;
  /** Every message of every subscription. */
  message: (message: Message) => void;
}

/**
 * Iterating over it gives the subscriptions, those that come later included, until it is closed; it throws where the
 * host refuses it.
 */
export interface Match extends AsyncIterable<Subscription> {
  readonly symbols: readonly string[];
  /** By symbol; always the same map. One that is closed leaves it, and does not come again. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** Undefined until the host has answered. */
  readonly granted: MatchGrant | undefined;
  /** Why it is closed, where that was not asked for. */
  readonly error: TickwireError | undefined;
  /** Resolves when the host has answered; rejects with a TickwireError where it refuses, or where it is closed before. */
  readonly ready: Promise<MatchGrant>;
  /** Answers how to leave. */
  on<E extends keyof MatchEvents>(event: E, listener: MatchEvents[E]): () => void;
  off<E extends keyof MatchEvents>(event: E, listener: MatchEvents[E]): void;
  /** Closes it and its subscriptions. */
  close(): void;
}
