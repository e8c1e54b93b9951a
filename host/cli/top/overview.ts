/** What a running host does, from two of its scrapes: rates between them, latencies within them, states now. */
import type { SymbolInfo } from '../../wire/control.js';
import { STATE_NAMES } from '../../wire/state.js';
import type { Labels, Scrape } from './scrape.js';

export interface FeedOverview {
  readonly venue: string;
  /** Open, and of how many. */
  readonly open: number;
  readonly connections: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly malformed: number;
  readonly reconnects: number;
}

export interface BookOverview {
  readonly symbol: string;
  readonly state: string;
  /** Why it is not live; null where the host did not say. */
  readonly reason: string | null;
  readonly ageSeconds: number;
  readonly updatesPerSecond: number;
  readonly tradesPerSecond: number;
  readonly gaps: number;
  readonly resyncs: number;
  readonly failedProofs: number;
  readonly notLiveSeconds: number;
}

export interface LatencyOverview {
  readonly hop: string;
  /** Null where nothing was measured. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface Overview {
  readonly software: string;
  readonly core: string;
  readonly feeds: readonly FeedOverview[];
  /** Those that are not live first, then the liveliest. */
  readonly books: readonly BookOverview[];
  readonly clients: {
    readonly connected: number;
    readonly behind: number;
    readonly subscriptions: number;
    readonly views: number;
    readonly messagesPerSecond: number;
    readonly bytesPerSecond: number;
  };
  readonly latencies: readonly LatencyOverview[];
  /** Of feeds; none where all is in one thread. */
  readonly threads: {
    readonly count: number;
    readonly up: number;
    readonly restarts: number;
    /** Times that one overtook the gateway on its ring. */
    readonly lapped: number;
    /** Cores that they keep busy. */
    readonly busy: number;
    readonly waitingBytes: number;
  };
  readonly process: {
    /** Cores. */
    readonly cpu: number;
    readonly residentBytes: number;
    readonly coreBytes: number;
    readonly eventLoopP99Ms: number;
  };
}

const HOPS: readonly (readonly [hop: string, name: string])[] = [
  ['venue to receipt', 'tickwire_feeds_venue_latency_seconds'],
  ['receipt to book', 'tickwire_feeds_book_latency_seconds'],
  ['book to encoded', 'tickwire_gateway_encode_latency_seconds'],
  ['encoded to sent', 'tickwire_gateway_send_latency_seconds'],
];

/** @param told of the symbols by the protocol; undefined where that was not to be had */
export function overview(before: Scrape, now: Scrape, told: readonly SymbolInfo[] | undefined): Overview {
  const seconds = Math.max(0.001, (now.atMs - before.atMs) / 1000);
  // A host that began anew in between counts from 0.
  const rate = (name: string, where: Labels = {}) =>
    Math.max(0, now.sum(name, where) - before.sum(name, where)) / seconds;
  const [build] = now.all('tickwire_build_info');
  return {
    software: build?.labels['version'] ?? '?',
    core: build?.labels['core'] ?? '?',
    feeds: venuesOf(now).map((venue) => feedOf(venue, now, rate)),
    books: booksOf(now, rate, new Map(told?.map((info) => [info.symbol, info]))),
    clients: {
      connected: now.sum('tickwire_gateway_clients'),
      behind: now.sum('tickwire_gateway_behind_clients'),
      subscriptions: now.sum('tickwire_gateway_subscriptions'),
      views: now.sum('tickwire_gateway_views'),
      messagesPerSecond: rate('tickwire_gateway_sent_messages_total'),
      bytesPerSecond: rate('tickwire_gateway_sent_bytes_total'),
    },
    latencies: HOPS.map(([hop, name]) => ({
      hop,
      p50Ms: quantileMs(name, 0.5, before, now),
      p99Ms: quantileMs(name, 0.99, before, now),
    })),
    threads: {
      count: now.all('tickwire_threads_up').length,
      up: now.sum('tickwire_threads_up'),
      restarts: now.sum('tickwire_threads_restarts_total'),
      lapped: now.sum('tickwire_threads_lapped_total'),
      busy: rate('tickwire_threads_busy_seconds_total'),
      waitingBytes: now.sum('tickwire_threads_ring_waiting_bytes'),
    },
    process: {
      cpu: rate('process_cpu_seconds_total'),
      residentBytes: now.sum('process_resident_memory_bytes'),
      coreBytes: now.sum('tickwire_core_memory_bytes'),
      eventLoopP99Ms: now.sum('nodejs_eventloop_lag_p99_seconds') * 1000,
    },
  };
}

type Rate = (name: string, where?: Labels) => number;

function venuesOf(now: Scrape): string[] {
  return now.all('tickwire_feeds_messages_total').map(({ labels }) => labels['venue']!);
}

function feedOf(venue: string, now: Scrape, rate: Rate): FeedOverview {
  const where = { venue };
  return {
    venue,
    open: now.sum('tickwire_feeds_connections', { venue, state: 'open' }),
    connections: now.sum('tickwire_feeds_connections', where),
    messagesPerSecond: rate('tickwire_feeds_messages_total', where),
    bytesPerSecond: rate('tickwire_feeds_received_bytes_total', where),
    malformed: now.sum('tickwire_feeds_malformed_total', where),
    reconnects: now.sum('tickwire_feeds_reconnects_total', where),
  };
}

function booksOf(now: Scrape, rate: Rate, told: ReadonlyMap<string, SymbolInfo>): BookOverview[] {
  const states = new Map<string, string>();
  for (const { labels, value } of now.all('tickwire_feeds_symbol_state')) {
    if (value === 1) states.set(labels['symbol']!, labels['state']!);
  }
  const books = [...states].map(([symbol, state]): BookOverview => {
    const where = { symbol };
    return {
      symbol,
      state: told.get(symbol)?.state ?? state,
      reason: told.get(symbol)?.reason ?? null,
      ageSeconds: now.sum('tickwire_feeds_message_age_seconds', where),
      updatesPerSecond: rate('tickwire_feeds_updates_total', where),
      tradesPerSecond: rate('tickwire_feeds_trades_total', where),
      gaps: now.sum('tickwire_feeds_gaps_total', where),
      resyncs: now.sum('tickwire_feeds_resyncs_total', where),
      failedProofs:
        now.sum('tickwire_feeds_checksums_total', { symbol, result: 'failed' }) +
        now.sum('tickwire_feeds_best_quotes_total', { symbol, result: 'failed' }) +
        now.sum('tickwire_feeds_crossed_total', where),
      notLiveSeconds: now.sum('tickwire_feeds_not_live_seconds_total', where),
    };
  });
  const rank = ({ state }: BookOverview) =>
    state === 'live' ? STATE_NAMES.length : STATE_NAMES.indexOf(state as never);
  return books.sort(
    (a, b) => rank(a) - rank(b) || b.updatesPerSecond - a.updatesPerSecond || (a.symbol < b.symbol ? -1 : 1),
  );
}

/** Within what came between the scrapes; where nothing did, since the host began. Within a bucket evenly spread. */
function quantileMs(name: string, quantile: number, before: Scrape, now: Scrape): number | null {
  const cumulated = (scrape: Scrape) => {
    const counts = new Map<number, number>();
    for (const { labels, value } of scrape.all(`${name}_bucket`)) {
      const end = labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']);
      counts.set(end, (counts.get(end) ?? 0) + value);
    }
    return counts;
  };
  const [old, all] = [cumulated(before), cumulated(now)];
  const fresh = new Map([...all].map(([end, count]) => [end, Math.max(0, count - (old.get(end) ?? 0))]));
  return within(fresh, quantile) ?? within(all, quantile);
}

function within(counts: ReadonlyMap<number, number>, quantile: number): number | null {
  const total = counts.get(Number.POSITIVE_INFINITY) ?? 0;
  if (total === 0) return null;
  let [start, below] = [0, 0];
  for (const [end, count] of [...counts].sort(([a], [b]) => a - b)) {
    if (count >= quantile * total) {
      if (end === Number.POSITIVE_INFINITY) return start * 1000;
      return (start + (end - start) * ((quantile * total - below) / (count - below))) * 1000;
    }
    [start, below] = [end, count];
  }
  return start * 1000;
}
