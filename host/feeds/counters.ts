/** Plain counters of feeds, per symbol and per connection: whoever runs feeds shows them as metrics. */
import { FAULTS, type Fault } from './venue.js';

export interface SymbolCounters {
  /** Diff messages received, used or not, and the level entries in them. */
  updates: number;
  levelChanges: number;
  /** Single trades received. */
  trades: number;
  /** Snapshots received. */
  snapshots: number;
  /** Breaks in the chain of diffs. */
  gaps: number;
  /** Completed recoveries after a loss. */
  resyncs: number;
  /** Messages after which the best bid was not below the best ask. */
  crossed: number;
  checksumsOk: number;
  checksumsFailed: number;
  quotesOk: number;
  quotesFailed: number;
  /** Best quotes without an update id, against the book at their receipt: races between streams count as failed. */
  advisoryQuotesOk: number;
  advisoryQuotesFailed: number;
  /** Diffs that were wholly in the book already. */
  duplicates: number;
  /** Snapshots too old for the diffs that were kept. */
  staleSnapshots: number;
  /** Diffs that a full buffer dropped. */
  bufferDropped: number;
  /** Messages and trades with a number that no grid holds within 2^53 - 1. */
  refused: number;
  /** Times the price grid was refined. */
  regrids: number;
  /** Messages that the core had no room for. */
  capacity: number;
  /** Trades that came while the book was not in sync, which nobody saw. */
  tradesUnsynced: number;
}

export function createSymbolCounters(): SymbolCounters {
  return {
    updates: 0,
    levelChanges: 0,
    trades: 0,
    snapshots: 0,
    gaps: 0,
    resyncs: 0,
    crossed: 0,
    checksumsOk: 0,
    checksumsFailed: 0,
    quotesOk: 0,
    quotesFailed: 0,
    advisoryQuotesOk: 0,
    advisoryQuotesFailed: 0,
    duplicates: 0,
    staleSnapshots: 0,
    bufferDropped: 0,
    refused: 0,
    regrids: 0,
    capacity: 0,
    tradesUnsynced: 0,
  };
}

export interface FrameCounters {
  /** Text frames received. */
  frames: number;
  /** Frames that the core left to the decoder in TypeScript; those of a venue that it does not read are none. */
  deferred: number;
  /** Frames understood and not used: heartbeats, answers, other streams. */
  ignored: number;
  heartbeats: number;
  /** Requests that the venue refused. */
  rejected: number;
  /** Messages of symbols that nobody asked for. */
  unknownSymbols: number;
  /** Frames that could not be decoded, by reason. */
  readonly malformed: Record<Fault, number>;
}

export function createFrameCounters(): FrameCounters {
  const malformed = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  return { frames: 0, deferred: 0, ignored: 0, heartbeats: 0, rejected: 0, unknownSymbols: 0, malformed };
}
