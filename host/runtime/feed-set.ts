/** The live feeds of one thread, on its core: each with its flight recorder, all with their metrics. */
import type { Registry } from 'prom-client';
import type { MarketDataPublisher } from '../bus/market-data.js';
import { plannedFor } from '../config/analytics.js';
import type { FeedPlan } from '../config/feed-plan.js';
import type { Config } from '../config/schema.js';
import type { WasmCore } from '../core/index.js';
import { Feed } from '../feeds/live/feed.js';
import type { FeedLog } from '../feeds/live/feed-log.js';
import { FeedMetrics } from '../feeds/live/feed-metrics.js';
import { FlightMetrics } from '../feeds/live/flight-metrics.js';
import { FlightRecorder } from '../feeds/live/flight-recorder.js';
import { openWebSocket } from '../feeds/live/socket.js';
import type { Time } from '../feeds/live/time.js';
import type { Venue } from '../feeds/venue.js';

export interface FeedSetOptions {
  readonly config: Config;
  readonly core: WasmCore;
  readonly publisher: MarketDataPublisher;
  /** Gives each book's stream its id on the wire. */
  readonly nextStreamId: () => number;
  /** Of what the venues allow one address. Default: 1, all. */
  readonly share?: number;
  /** Where its metrics go. */
  readonly registry: Registry;
  readonly log: FeedLog;
  readonly time: Time;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export class FeedSet {
  readonly feeds: Feed[] = [];
  readonly #options: FeedSetOptions;
  readonly #metrics: FeedMetrics;
  readonly #flights: FlightRecorder[] = [];

  constructor(options: FeedSetOptions) {
    this.#options = options;
    this.#metrics = new FeedMetrics(options.registry, this.feeds, options.time);
    new FlightMetrics(options.registry, this.#flights);
  }

  /** Makes a feed of a plan; it is not started yet. */
  open(plan: FeedPlan): void {
    const { config, core, log, time, random, publisher, nextStreamId, share = 1 } = this.#options;
    const tap = this.#openFlight(plan);
    const feed = new Feed({
      ...plan,
      share,
      limits: { ...config.feeds, staleMs: plan.staleMs ?? quietMs(plan.venue, config.feeds.staleMs) },
      core,
      parser: core,
      publisher,
      analyticsOf: (symbol) => plannedFor(config.analytics, symbol),
      nextStreamId,
      time,
      random,
      openSocket: openWebSocket,
      fetch,
      log,
      tap,
      onInstruments: (found) => tap?.instruments(found),
      onRecovered: (book, tookMs) => this.#metrics.recovered(book, tookMs),
    });
    this.feeds.push(feed);
  }

  start(): void {
    for (const feed of this.feeds) void feed.start();
  }

  feedOf(venue: string): Feed | undefined {
    return this.feeds.find((feed) => feed.venue.id === venue);
  }

  /** Books of all feeds. */
  get books(): number {
    return this.feeds.reduce((sum, feed) => sum + [...feed.books].length, 0);
  }

  /** Says goodbye to the venues; what flight recorders began to write is written. */
  async stop(): Promise<void> {
    for (const feed of this.feeds) feed.stop();
    await Promise.all(this.#flights.map((flight) => flight.close()));
  }

  #openFlight({ venue, depth, instruments }: FeedPlan): FlightRecorder | undefined {
    const { config, log, time } = this.#options;
    const { folder, limits } = config.flight;
    if (folder === undefined) return undefined;
    const flight = new FlightRecorder({ venue: venue.id, depth, folder, limits, time, log });
    flight.instruments(instruments);
    this.#flights.push(flight);
    return flight;
  }
}

/** A symbol is not stale before its venue would have said that nothing happens in it; half as long again for delays. */
function quietMs({ heartbeat: { quietSymbolMs = 0 } }: Venue, staleMs: number): number {
  return Math.max(staleMs, quietSymbolMs * 1.5);
}
