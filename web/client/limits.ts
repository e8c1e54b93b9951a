/** Every limit of the client, with its default. `ClientOptions` may change those that are options. */
import type { CoreCapacity } from '../../host/wire/core.js';

/**
 * Room of the client's core. `results` is one, so that each message is told of the book as it was at
 * its own frame; the rest may be changed. A host keeps at most half of `levels` a side (a delta may put
 * as many before it takes as many away), sends at most a quarter of `trades` in a frame, and messages of
 * at most half of `bytes`.
 */
export const CLIENT_CAPACITY: CoreCapacity = {
  streams: 64,
  levels: 16_384,
  totalLevels: 131_072,
  trades: 4_096,
  results: 1,
  bytes: 1_048_576,
  models: 8,
  history: 64,
  values: 1_024,
  kernelBytes: 1_024,
};

export interface ClientLimits {
  /** Trades that an iterator keeps for a consumer that does not take them; further ones are counted. */
  readonly tradeBacklog: number;
  /** First pause before a connection is made again; it doubles with each failure, and half of it is drawn. */
  readonly reconnectFirstMs: number;
  readonly reconnectMaxMs: number;
  /** A connection that lasted this long begins the pauses anew. */
  readonly reconnectCalmMs: number;
  /** Time between pings, which measure the clocks and find dead connections. */
  readonly pingMs: number;
  /** Pings in a row after which nothing at all came: the connection is dead. */
  readonly pingsMissed: number;
  /** Pause before a snapshot is asked for again; doubles up to the maximum. */
  readonly resyncFirstMs: number;
  readonly resyncMaxMs: number;
  /** A book that was in sync this long is asked for at once when it fails again. */
  readonly resyncCalmMs: number;
  /** Pause before a subscription is tried again that the host had granted on an earlier connection and now refuses. */
  readonly retryMs: number;
  /** Memory that a worker and the page share for what the worker decoded and the page has not taken. */
  readonly workerRingBytes: number;
  /** Bytes of messages that a worker keeps for a page that is busy; beyond, it makes the connection again. */
  readonly workerBacklogBytes: number;
  /** How long before a token ends the next is asked for; half its life, where that is less. */
  readonly tokenLeadMs: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  tradeBacklog: 10_000,
  reconnectFirstMs: 250,
  reconnectMaxMs: 15_000,
  reconnectCalmMs: 10_000,
  pingMs: 5_000,
  pingsMissed: 2,
  resyncFirstMs: 500,
  resyncMaxMs: 30_000,
  resyncCalmMs: 10_000,
  retryMs: 2_000,
  workerRingBytes: 1_048_576,
  workerBacklogBytes: 33_554_432,
  tokenLeadMs: 30_000,
};
