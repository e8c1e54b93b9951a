/** Counters of a feed's connections, added up, so that a connection may go and what it counted stays. */
import { FAULTS, type Fault } from '../venue.js';
import type { FeedConnection } from './feed-connection.js';

export interface FeedTotals {
  /** WebSocket messages received, and their bytes. */
  readonly messages: number;
  readonly bytes: number;
  /** Sockets that opened after a connection's first. */
  readonly reconnects: number;
  /** Messages that the core took in one call. */
  readonly ingested: number;
  /** Frames that the core left to the decoder in TypeScript. */
  readonly deferred: number;
  readonly ignored: number;
  readonly heartbeats: number;
  readonly rejected: number;
  readonly unknownSymbols: number;
  readonly malformed: Readonly<Record<Fault, number>>;
}

export function noTotals(): FeedTotals {
  const malformed = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  return {
    messages: 0,
    bytes: 0,
    reconnects: 0,
    ingested: 0,
    deferred: 0,
    ignored: 0,
    heartbeats: 0,
    rejected: 0,
    unknownSymbols: 0,
    malformed,
  };
}

export function addTotals(totals: FeedTotals, { connection, router }: FeedConnection): FeedTotals {
  const { status } = connection;
  const { counters } = router;
  const malformed = { ...totals.malformed };
  for (const fault of FAULTS) malformed[fault] += counters.malformed[fault];
  return {
    messages: totals.messages + status.messages,
    bytes: totals.bytes + status.bytes,
    reconnects: totals.reconnects + status.reconnects,
    ingested: totals.ingested + router.ingested,
    deferred: totals.deferred + counters.deferred,
    ignored: totals.ignored + counters.ignored,
    heartbeats: totals.heartbeats + counters.heartbeats,
    rejected: totals.rejected + counters.rejected,
    unknownSymbols: totals.unknownSymbols + counters.unknownSymbols,
    malformed,
  };
}
