/** A symbol's book as the bus sees it, and the telling of what happens to it. What happens is `SymbolBook`'s to say. */

import { INGESTED_BYTES, INGESTED_CHANGES, INGESTED_QUOTES } from '../../assembly/ingest/layout.js';
import {
  FRAME_DIFF,
  FRAME_TRADES,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_CHECKSUM,
  PARSED_EVENT,
  PARSED_KIND,
  PARSED_LAST,
  PARSED_TRADES,
} from '../../assembly/layout.js';
import type { CanonicalEncoding, MarketDataPublisher, MarketSource } from '../bus/market-data.js';
import type { PlannedKernel } from '../wire/analytics-plan.js';
import type { Core, Grid } from '../wire/core.js';
import type { FrameIngestor } from '../wire/ingest.js';
import type { ReasonName, StateName } from '../wire/state.js';
import { AttachedAnalytics } from './attached-analytics.js';
import { BookWriter } from './book-writer.js';
import { createSymbolCounters } from './counters.js';
import type { TradeBatch } from './trade-batch.js';
import { isOffGrid, stageTrades } from './trade-staging.js';

export interface PublishedBookOptions {
  /** The venue's id. */
  readonly venueId: string;
  /** The venue's own spelling. */
  readonly native: string;
  readonly core: Core;
  /** Id of the canonical stream on the wire. */
  readonly streamId: number;
  /** Draws an epoch, 0 … 2^48 - 1. */
  readonly epoch: () => number;
  /** Levels a side that are kept, 0 is all. */
  readonly depth: number;
  readonly publisher: MarketDataPublisher;
  /** Computed of it in the core. */
  readonly analytics?: readonly PlannedKernel[] | undefined;
}

export class PublishedBook implements MarketSource {
  readonly symbol: string;
  readonly venue: string;
  readonly native: string;
  readonly core: Core;
  readonly counters = createSymbolCounters();
  state: StateName = 'connecting';
  reason: ReasonName = 'none';
  tsEvent = -1;
  tsRecv = 0;
  readonly analytics: AttachedAnalytics | undefined;
  encodedBytes = 0;
  /** Update id that the book is at, -1 where the venue has none or the book never was in sync. */
  lastId = -1;
  /** Newest update id that any message of the symbol carried, -1 before the first. */
  newestId = -1;

  protected readonly writer: BookWriter;
  protected readonly publisher: MarketDataPublisher;
  protected wasLive = false;

  constructor(options: PublishedBookOptions) {
    this.native = options.native;
    this.venue = options.venueId;
    this.symbol = `${options.venueId}:${options.native}`;
    this.core = options.core;
    this.publisher = options.publisher;
    const { core, streamId: id, epoch, depth } = options;
    this.writer = new BookWriter({ core, id, epoch, depth });
    const { analytics = [] } = options;
    if (analytics.length > 0) this.analytics = new AttachedAnalytics(core, this.writer, analytics);
  }

  /** The writer's handle. Another one after a change of depth, of which `replaced` tells; negative: no room in the core. */
  get stream(): number {
    return this.writer.stream;
  }

  get grid(): Grid | undefined {
    return this.wasLive ? this.writer.grid : undefined;
  }

  /** How the canonical frames are to be encoded where the core takes the messages. */
  get encoding(): CanonicalEncoding | undefined {
    return this.publisher.encoding?.(this);
  }

  /** Takes the times of what happens now, µs since the epoch; `tsEvent` is -1 where the venue gives none. */
  protected stamp(tsRecv: number, tsEvent: number): void {
    this.tsRecv = tsRecv;
    this.tsEvent = tsEvent;
  }

  /** Takes a state without telling; whether it is another one. */
  protected become(state: StateName, reason: ReasonName): boolean {
    if (this.state === state && this.reason === reason) return false;
    this.state = state;
    this.reason = reason;
    return true;
  }

  protected enter(state: StateName, reason: ReasonName): void {
    if (!this.become(state, reason)) return;
    // Silence is no loss: the book is still what the venue said last.
    const isLost = state !== 'live' && reason !== 'silent' && this.analytics?.lost(this.tsRecv);
    this.publisher.state(this);
    if (isLost) this.publisher.analytics?.(this);
  }

  protected tellReplaced(): void {
    const { regridded } = this.writer;
    if (regridded) this.counters.regrids++;
    this.writer.regridded = false;
    this.#observe();
    this.publisher.replaced(this, regridded);
    this.#tellAnalytics();
  }

  /** Tells what the last `apply` of the writer changed. */
  protected tellChanged(): void {
    if (this.writer.regridded) {
      this.tellReplaced();
      return;
    }
    this.#observe();
    if (this.writer.changes > 0) this.publisher.book(this);
    this.#tellAnalytics();
  }

  /** A message was accepted, and cannot be undone any more. */
  #observe(): void {
    if (this.state === 'live') this.analytics?.book(this.tsRecv, this.tsEvent);
  }

  #tellAnalytics(): void {
    if (this.analytics !== undefined) this.publisher.analytics?.(this);
  }

  protected tellTrades(batch: TradeBatch): void {
    if (isOffGrid(batch, this.writer) && this.writer.refine([batch.levels])) this.tellReplaced();
    for (let from = 0; from < batch.count; ) {
      const { read, written } = stageTrades(batch, from, this.writer, this.core.trades);
      this.counters.refused += read - written;
      if (written > 0) {
        this.analytics?.trades(written, this.tsRecv, this.tsEvent);
        this.publisher.trades(this, this.core.trades, written);
      }
      from += read;
    }
    this.#tellAnalytics();
  }

  /** Counts and tells a message that the core took and observed by itself, as the ingestor holds it. */
  protected tellIngested({ parsed, parsedTrades, ingested, trades }: FrameIngestor, tsRecv: number): void {
    const { counters } = this;
    const kind = parsed[PARSED_KIND];
    this.encodedBytes = ingested[INGESTED_BYTES]!;
    counters.quotesOk += ingested[INGESTED_QUOTES]!;
    if (kind === FRAME_TRADES) {
      const count = parsed[PARSED_TRADES]!;
      counters.trades += count;
      this.stamp(tsRecv, parsedTrades.tsEvent[count - 1]!);
      this.publisher.trades(this, trades, count);
      this.#tellAnalytics();
    } else {
      this.stamp(tsRecv, parsed[PARSED_EVENT]!);
      this.newestId = Math.max(this.newestId, parsed[PARSED_LAST]!);
    }
    if (kind === FRAME_DIFF) {
      this.lastId = parsed[PARSED_LAST]!;
      this.analytics?.fed();
      counters.updates++;
      counters.levelChanges += parsed[PARSED_BIDS]! + parsed[PARSED_ASKS]!;
      if (parsed[PARSED_CHECKSUM]! >= 0) counters.checksumsOk++;
      if (ingested[INGESTED_CHANGES]! > 0) this.publisher.book(this);
      this.#tellAnalytics();
    }
    this.encodedBytes = 0;
  }
}
