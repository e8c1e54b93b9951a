/** Who is told of a stream. */
import type { RecoveryStep } from './recovering.js';

/** A subscription, as the stream it reads sees it. Times are µs since the epoch, -1 is absent. */
export interface StreamMember {
  /** The stream's `live` or `reason` changed. */
  onStanding(): void;
  /** The book was replaced. */
  onSnapshot(tsEvent: number, tsRecv: number): void;
  /** The book took changes, which are in the core's `changes` from `first`. */
  onDelta(first: number, nBids: number, nAsks: number, tsEvent: number, tsRecv: number): void;
  /** Trades, which are in the core's `trades` from record `first`. */
  onTrades(first: number, count: number, tsRecv: number): void;
  onMissedTrades(count: number): void;
  /** Analytics values, which are in the core's `analytics` from record `first`. */
  onAnalytics(first: number, count: number, tsRecv: number): void;
  /** The host said how the reader gets to the stream's sequence, and how many trades will be counted as missed. */
  onRecovery(step: RecoveryStep): void;
}

/** Who keeps a reader whose connection is lost. */
export interface StreamKeeper {
  /** The reader's book will be another, or goes away. */
  letGo(): void;
}
