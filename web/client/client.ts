/** What `connect` gives: one connection to a host, kept up by itself, and the subscriptions on it. */
import type { SymbolInfo, TierReason } from '../../host/wire/control.js';
import type { Decoding } from './environment.js';
import type { TickwireError } from './errors.js';
import type { LatencyReport } from './latency.js';
import type { Match, MatchRequest } from './match.js';
import type { ClientStats } from './stats.js';
import type { Subscription, SubscriptionRequest } from './subscription.js';

/** `connecting`: at first, and whenever the connection is being made again. `closed` is for good. */
export type ClientState = 'connecting' | 'open' | 'closed';

export interface ClientEvents {
  /** The connection changed; `reason` is one line. */
  state: (state: ClientState, reason: string) => void;
  /** The host slowed this client's views down, or no longer does; each subscription's `granted` says what it has. */
  tier: (tier: number, reason: TierReason) => void;
  /** Latency was measured, where that was asked for. */
  latency: (report: LatencyReport) => void;
  /** The host said which symbols it has, at each connection. */
  symbols: (symbols: readonly SymbolInfo[]) => void;
}

export interface Client {
  /** The address in use, path included. */
  readonly url: string;
  readonly state: ClientState;
  /** Why, in one line; empty while all is well. */
  readonly reason: string;
  /** Why the client is closed, where that was not asked for. */
  readonly error: TickwireError | undefined;
  /** The host's symbols, as of the last connection or `list()`. */
  readonly symbols: readonly SymbolInfo[];
  /** How far the host has slowed this client's views down, since it did not keep up; 0: not at all. */
  readonly tier: number;
  /** As measured last, by hop; undefined before, and where `latency` was not asked for. */
  readonly latency: LatencyReport | undefined;
  /** Where this client's frames are decoded; always the same. */
  readonly decoding: Decoding;
  /** Counts since the client was made; always the same object. */
  readonly stats: ClientStats;
  /** Resolves at the first welcome of a host; rejects with a TickwireError where the client closes before. */
  readonly opened: Promise<void>;
  /**
   * Subscribes to a symbol's book and trades. Throws a TypeError at once where an argument is wrong;
   * what the host says of it comes through `subscription.ready`.
   */
  subscribe(request: SubscriptionRequest): Subscription;
  /**
   * Subscribes to every symbol that a pattern matches, now and later: `*` stands for any run of characters. Throws
   * a TypeError at once where an argument is wrong.
   */
  match(request: MatchRequest): Match;
  /** Asks the host for its symbols and their states. Rejects with a TickwireError without a connection. */
  list(): Promise<readonly SymbolInfo[]>;
  /** Answers how to leave. */
  on<E extends keyof ClientEvents>(event: E, listener: ClientEvents[E]): () => void;
  off<E extends keyof ClientEvents>(event: E, listener: ClientEvents[E]): void;
  /** Closes the connection and every subscription. */
  close(): void;
}
