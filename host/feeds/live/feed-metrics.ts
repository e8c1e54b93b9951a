/**
 * What feeds count, for Prometheus. Nothing is counted here but recoveries: at each scrape the feeds'
 * own plain counters are read. Labels are venues, symbols of the configuration, and closed lists.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { registerLatency } from '../../bus/latency-metric.js';
import { STATE_NAMES } from '../../wire/state.js';
import type { SymbolCounters } from '../counters.js';
import type { SymbolBook } from '../symbol-book.js';
import { FAULTS } from '../venue.js';
import type { Feed } from './feed.js';
import type { Time } from './time.js';

const PREFIX = 'tickwire_feeds_';

type SetValue = (labels: Record<string, string>, value: number) => void;

type Count = keyof SymbolCounters;

export class FeedMetrics {
  readonly #registry: Registry;
  readonly #feeds: Iterable<Feed>;
  readonly #time: Time;
  readonly #recoverySeconds: Histogram<'venue'>;

  /** @param feeds read at each scrape */
  constructor(registry: Registry, feeds: Iterable<Feed>, time: Time) {
    this.#registry = registry;
    this.#feeds = feeds;
    this.#time = time;
    this.#recoverySeconds = new Histogram({
      name: `${PREFIX}recovery_seconds`,
      help: 'Time from losing sync to being live again',
      labelNames: ['venue'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers: [registry],
    });
    this.#venues();
    this.#states();
    this.#books();
    this.#latencies();
  }

  /** A symbol is live again. */
  recovered(book: SymbolBook, tookMs: number): void {
    this.#recoverySeconds.observe({ venue: book.venue }, tookMs / 1000);
  }

  #venues(): void {
    const venue = (name: string, help: string, read: (feed: Feed) => number) =>
      this.#counter(name, help, ['venue'], (set) => {
        for (const feed of this.#feeds) set({ venue: feed.venue.id }, read(feed));
      });
    venue('messages_total', 'WebSocket messages received', (feed) => feed.totals.messages);
    venue('received_bytes_total', 'Bytes of WebSocket messages received', (feed) => feed.totals.bytes);
    venue('ingested_total', 'Messages that the core took in one call', (feed) => feed.totals.ingested);
    venue(
      'frames_deferred_total',
      'Frames that the core left to the decoder in TypeScript',
      (feed) => feed.totals.deferred,
    );
    venue('ignored_total', 'Messages understood and not used', (feed) => feed.totals.ignored);
    venue('heartbeats_total', 'Heartbeats of the venue', (feed) => feed.totals.heartbeats);
    venue('rejected_total', 'Requests that the venue refused', (feed) => feed.totals.rejected);
    venue('unknown_symbols_total', 'Messages of symbols not asked for', (feed) => feed.totals.unknownSymbols);
    venue('reconnects_total', 'Sockets opened after the first of a connection', (feed) => feed.totals.reconnects);
    venue('refused_symbols_total', 'Symbols that the venue does not have', (feed) => feed.refused.size);
    venue('rest_requests_total', 'REST requests sent', (feed) => feed.rest.counters.requests);
    venue('rest_failures_total', 'REST requests without the answer asked for', (feed) => feed.rest.counters.failures);
    venue('rest_weight_total', 'Request weight spent', (feed) => feed.rest.counters.weight);
    this.#counter('malformed_total', 'Messages that could not be decoded', ['venue', 'fault'], (set) => {
      for (const feed of this.#feeds) {
        const { malformed } = feed.totals;
        for (const fault of FAULTS) set({ venue: feed.venue.id, fault }, malformed[fault]);
      }
    });
  }

  #states(): void {
    this.#gauge('connections', 'Connections by what they do', ['venue', 'state'], (set) => {
      for (const feed of this.#feeds) {
        const counts = { waiting: 0, opening: 0, open: 0, stopped: 0 };
        for (const { connection } of feed.connections) counts[connection.status.state] += 1;
        for (const [state, count] of Object.entries(counts)) set({ venue: feed.venue.id, state }, count);
      }
    });
    this.#gauge('symbol_state', '1 for the state that a symbol is in', ['symbol', 'state'], (set) => {
      this.#eachBook(({ symbol, state: present }) => {
        for (const state of STATE_NAMES) set({ symbol, state }, state === present ? 1 : 0);
      });
    });
    this.#gauge('message_age_seconds', 'Time since the last message of a symbol', ['symbol'], (set) => {
      const now = this.#time.wallMicros();
      this.#eachBook((book) => set({ symbol: book.symbol }, Math.max(0, now - book.tsRecv) / 1e6));
    });
    this.#counter('not_live_seconds_total', 'Time that a symbol was not live', ['symbol'], (set) => {
      this.#eachBook((book, feed) => set({ symbol: book.symbol }, feed.liveness.notLiveMs(book) / 1000));
    });
    const lost = 'Time that a symbol was not live, by reason: crossed is the time of a crossed book';
    this.#counter('lost_seconds_total', lost, ['symbol', 'reason'], (set) => {
      this.#eachBook((book, feed) => {
        for (const [reason, ms] of feed.liveness.lostMs(book)) {
          if (reason !== 'none') set({ symbol: book.symbol, reason }, ms / 1000);
        }
      });
    });
  }

  #latencies(): void {
    const latency = (name: string, help: string, hop: 'venue' | 'book') =>
      registerLatency(this.#registry, {
        ...{ name: `${PREFIX}${name}`, help, labelNames: ['venue'] },
        read: () => [...this.#feeds].map((feed) => [{ venue: feed.venue.id }, feed.latency[hop]] as const),
      });
    latency('venue_latency_seconds', "From a message's time by the venue's clock to its receipt", 'venue');
    latency('book_latency_seconds', 'From the receipt of a message until it is in the book and told', 'book');
    const help = "Messages received before their time by the venue's clock: clocks differ";
    this.#counter('venue_clock_ahead_total', help, ['venue'], (set) => {
      for (const feed of this.#feeds) set({ venue: feed.venue.id }, feed.latency.venue.negative);
    });
  }

  #books(): void {
    const book = (name: string, help: string, field: keyof SymbolCounters) =>
      this.#counter(name, help, ['symbol'], (set) => {
        this.#eachBook(({ symbol, counters }) => set({ symbol }, counters[field]));
      });
    book('updates_total', 'Diff messages received', 'updates');
    book('level_changes_total', 'Level entries in diffs', 'levelChanges');
    book('trades_total', 'Trades received', 'trades');
    book('trades_unsynced_total', 'Trades that came while the book was not in sync', 'tradesUnsynced');
    book('snapshots_total', 'Snapshots received', 'snapshots');
    book('stale_snapshots_total', 'Snapshots too old to be bridged', 'staleSnapshots');
    book('gaps_total', 'Breaks in the chain of diffs', 'gaps');
    book('resyncs_total', 'Recoveries after a loss of sync', 'resyncs');
    book('crossed_total', 'Messages after which bids met asks', 'crossed');
    book('duplicates_total', 'Diffs that were in the book already', 'duplicates');
    book('buffer_dropped_total', 'Diffs that a full buffer dropped', 'bufferDropped');
    book('refused_numbers_total', 'Messages and trades with numbers that no grid holds', 'refused');
    book('regrids_total', 'Times that the price grid was refined', 'regrids');
    book('capacity_total', 'Messages that the core had no room for', 'capacity');
    const compared = (name: string, help: string, ok: Count, failed: Count, failure: 'failed' | 'differs') =>
      this.#counter(name, help, ['symbol', 'result'], (set) => {
        this.#eachBook(({ symbol, counters }) => {
          set({ symbol, result: 'ok' }, counters[ok]);
          set({ symbol, result: failure }, counters[failed]);
        });
      });
    const checksums = "The venue's checksums against the book, those of snapshots while it is stale among them";
    compared('checksums_total', checksums, 'checksumsOk', 'checksumsFailed', 'failed');
    compared('best_quotes_total', "The venue's best quotes against the book", 'quotesOk', 'quotesFailed', 'failed');
    const advice = 'Best quotes without an update id against the book at their receipt: streams race, so some differ';
    compared('advisory_quotes_total', advice, 'advisoryQuotesOk', 'advisoryQuotesFailed', 'differs');
  }

  #eachBook(visit: (book: SymbolBook, feed: Feed) => void): void {
    for (const feed of this.#feeds) for (const book of feed.books) visit(book, feed);
  }

  #counter(name: string, help: string, labelNames: string[], read: (set: SetValue) => void): void {
    new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        read((labels, value) => this.inc(labels, value));
      },
    });
  }

  #gauge(name: string, help: string, labelNames: string[], read: (set: SetValue) => void): void {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        read((labels, value) => this.set(labels, value));
      },
    });
  }
}
