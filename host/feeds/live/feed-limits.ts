/** Every limit of a live feed beyond the venue's own, with its default. */
import { type BackoffLimits, DEFAULT_BACKOFF } from './backoff.js';
import { DEFAULT_REST_LIMITS, type RestLimits } from './rest.js';

export interface FeedLimits {
  /** From the first packet to an open WebSocket. */
  readonly openTimeoutMs: number;
  /** Between attempts to connect. */
  readonly reconnect: BackoffLimits;
  /** A socket open for this long wipes out the failures before it. */
  readonly stableMs: number;
  /** Attempts to connect, all connections of the feed together: at once, and a second. */
  readonly attemptBurst: number;
  readonly attemptsPerSecond: number;
  /** Time for the other side to say goodbye. */
  readonly closeTimeoutMs: number;
  /** Messages that may wait to be sent. */
  readonly maxQueuedSends: number;
  /** How much before the venue's longest lifetime a connection is replaced. */
  readonly lifetimeMarginMs: number;
  /** A symbol without a message for this long is stale, though its connection lives. */
  readonly staleMs: number;
  /** Between two requests for a snapshot of one symbol; the first comes at once. */
  readonly resync: BackoffLimits;
  /** In sync for this long, a symbol's requests before are forgotten. */
  readonly resyncStableMs: number;
  /** A snapshot asked for over the stream that has not come by then is asked for again. */
  readonly snapshotTimeoutMs: number;
  /** Failed tries to fetch instruments before grids are inferred instead. */
  readonly instrumentTries: number;
  readonly rest: RestLimits;
}

export const DEFAULT_FEED_LIMITS: FeedLimits = {
  openTimeoutMs: 10_000,
  reconnect: DEFAULT_BACKOFF,
  stableMs: 60_000,
  // Binance takes 300 in five minutes from one address.
  attemptBurst: 30,
  attemptsPerSecond: 0.9,
  closeTimeoutMs: 2_000,
  maxQueuedSends: 1_024,
  lifetimeMarginMs: 1_800_000,
  staleMs: 60_000,
  resync: { minMs: 100, firstMs: 500, maxMs: 15_000 },
  resyncStableMs: 10_000,
  snapshotTimeoutMs: 10_000,
  instrumentTries: 3,
  rest: DEFAULT_REST_LIMITS,
};
