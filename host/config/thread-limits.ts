/** Every limit of feeds' threads, with its default. */
import { type BackoffLimits, DEFAULT_BACKOFF } from '../feeds/live/backoff.js';

export interface ThreadLimits {
  /** Of the ring that each thread writes: what the host may be behind. Rounded up to a power of two. */
  readonly ringBytes: number;
  /** A thread without a sign of life for this long is ended and started again. */
  readonly silentMs: number;
  /** Between the end of a thread and its next start. */
  readonly restart: BackoffLimits;
  /** A thread that ran for this long wipes out the failures before it. */
  readonly stableMs: number;
  /** For the answer to a scrape of metrics. */
  readonly metricsMs: number;
  /** For a thread to end by itself when the host stops. */
  readonly stopMs: number;
}

export const MIN_RING_BYTES = 65_536;
export const MAX_RING_BYTES = 2 ** 29;

export const DEFAULT_THREAD_LIMITS: ThreadLimits = {
  ringBytes: 16_777_216,
  silentMs: 10_000,
  restart: DEFAULT_BACKOFF,
  stableMs: 60_000,
  metricsMs: 1_000,
  stopMs: 5_000,
};
