/**
 * The sync state machine of one symbol: decoded messages and connection events go in, a book in a core
 * and calls of a publisher come out. It does no I/O: what it needs it asks for through a callback.
 *
 * connecting → buffering → bridging → live, and from there, where sync is lost, stale → resyncing → live.
 * Nothing is published of a book that is not in sync but its state; while it is not, the core keeps the
 * last book that was. Whatever turns out wrong after a message was applied (checksum, crossed book,
 * best quote) is undone before anyone hears of it.
 */
import type { MarketDataPublisher, MarketSource } from '../bus/market-data.js';
import type { Core, Grid } from '../wire/core.js';
import type { ReasonName, StateName } from '../wire/state.js';
import type { BookMessage } from './book-message.js';
import { BookWriter, type WriteOutcome } from './book-writer.js';
import { createSymbolCounters } from './counters.js';
import { DiffBuffer } from './diff-buffer.js';
import type { Instrument } from './instrument.js';
import { KrakenChecksum } from './kraken-checksum.js';
import { QUOTE_FIELDS, QuoteStore, writeQuote } from './quote-store.js';
import type { TradeBatch } from './trade-batch.js';
import { isOffGrid, stageTrades } from './trade-staging.js';
import type { Venue } from './venue.js';

export interface SymbolBookOptions {
  readonly venue: Venue;
  /** The venue's own spelling. */
  readonly native: string;
  readonly core: Core;
  /** Id of the canonical stream on the wire. */
  readonly streamId: number;
  /** Draws an epoch, 0 … 2^48 - 1. */
  readonly epoch: () => number;
  readonly publisher: MarketDataPublisher;
  /**
   * Asks the venue for a snapshot, over REST or by resubscribing as the venue's capabilities say;
   * false where that cannot be done now: it is asked again at the next message.
   */
  readonly requestSnapshot: (book: SymbolBook) => boolean;
  /** Levels a side that are subscribed, 0 is all; -1: as the messages tell. */
  readonly depth?: number;
  readonly instrument?: Instrument | undefined;
}

/** Why a book lost its sync. */
type Loss = 'gap' | 'checksum' | 'crossed' | 'quote' | 'disconnected' | Exclude<WriteOutcome, 'ok'>;

export class SymbolBook implements MarketSource {
  readonly symbol: string;
  readonly venue: string;
  readonly native: string;
  readonly core: Core;
  readonly counters = createSymbolCounters();
  state: StateName = 'connecting';
  reason: ReasonName = 'none';
  tsEvent = -1;
  tsRecv = 0;
  /** Update id that the book is at, -1 where the venue has none or the book never was in sync. */
  lastId = -1;
  /** Newest update id that any message of the symbol carried, -1 before the first. */
  newestId = -1;

  readonly #options: SymbolBookOptions;
  readonly #writer: BookWriter;
  readonly #buffer = new DiffBuffer();
  readonly #quotes = new QuoteStore();
  readonly #quote = new Float64Array(QUOTE_FIELDS);
  readonly #checksum: KrakenChecksum | undefined;
  #depth: number;
  #isConnected = false;
  /** The core's book is the venue's; also while it is stale for silence alone. */
  #inSync = false;
  #wasLive = false;
  #isAsked = false;
  /** The subscription itself brings a snapshot, which has not come yet. */
  #isExpected = false;
  /** A snapshot that waits for the diff that bridges to it. */
  #held: BookMessage | undefined;
  /** Update id at which a quote was last compared. */
  #quotedId = -1;

  constructor(options: SymbolBookOptions) {
    this.#options = options;
    this.native = options.native;
    this.venue = options.venue.id;
    this.symbol = `${options.venue.id}:${options.native}`;
    this.core = options.core;
    this.#depth = options.depth ?? -1;
    this.#checksum = options.venue.capabilities.checksum ? new KrakenChecksum() : undefined;
    this.#writer = new BookWriter({
      core: options.core,
      id: options.streamId,
      epoch: options.epoch,
      depth: Math.max(0, this.#depth),
    });
    if (options.instrument !== undefined) this.instrument(options.instrument);
    options.publisher.add(this);
  }

  /** The writer's handle. Another one after a change of depth, of which `replaced` tells; negative: no room in the core. */
  get stream(): number {
    return this.#writer.stream;
  }

  get grid(): Grid | undefined {
    return this.#wasLive ? this.#writer.grid : undefined;
  }

  get inSync(): boolean {
    return this.#inSync;
  }

  /** Whether a snapshot would meet the diffs that are kept, without a hole between. */
  wouldBridge(snapshot: BookMessage): boolean {
    const { continuity } = this.#options.venue;
    const first = this.#buffer.diffs.find((diff) => !continuity.isBeforeSnapshot(diff, snapshot.lastId));
    return first !== undefined && continuity.bridges(first, snapshot.lastId);
  }

  /* Connection events. `tsRecv` is their time, µs since the epoch. */

  /** A fresh connection on which the symbol is subscribed. */
  connected(tsRecv: number): void {
    this.#stampEvent(tsRecv);
    this.#isConnected = true;
    this.#isExpected = this.#options.venue.capabilities.snapshot === 'stream';
    this.#enter(this.#wasLive ? 'resyncing' : 'buffering', this.reason);
  }

  /** The connection is gone, and with it whatever was on its way. */
  disconnected(tsRecv: number): void {
    this.#stampEvent(tsRecv);
    this.#isConnected = false;
    this.#forget();
    this.#inSync = false;
    this.#enter(this.#wasLive ? 'stale' : 'connecting', 'disconnected');
  }

  /** Nothing came for the symbol for too long. The book stays, and is live again with the next message that fits. */
  silent(tsRecv: number): void {
    if (!this.#inSync) return;
    this.#stampEvent(tsRecv);
    this.#enter('stale', 'silent');
  }

  /** The venue took the subscription of the book. */
  subscribed(depth: number): void {
    if (depth >= 0) this.#depth = depth;
  }

  /** A message of this book could not be decoded. Where no update id will show the loss, sync is lost here. */
  undecodable(tsRecv: number): void {
    if (!this.#inSync || this.#options.venue.capabilities.sequence) return;
    this.#stampEvent(tsRecv);
    this.#lose('refused');
  }

  instrument(instrument: Instrument): void {
    this.#writer.setInstrument(instrument);
    this.#checksum?.setWireDecimals(instrument.wirePriceDecimals, instrument.wireSizeDecimals);
  }

  /** The request for a snapshot came to nothing: it is asked for again with the next message. */
  snapshotFailed(): void {
    this.#isAsked = false;
  }

  close(tsRecv: number): void {
    this.#stampEvent(tsRecv);
    this.#forget();
    this.#inSync = false;
    this.#isConnected = false;
    this.#enter('closed', 'none');
    this.#options.publisher.remove(this);
    this.#writer.close();
  }

  /* Messages. `tsRecv` is the time of receipt, µs since the epoch. */

  snapshot(message: BookMessage, tsRecv: number): void {
    this.counters.snapshots++;
    if (!this.#isConnected) return;
    this.#stamp(message, tsRecv);
    if (this.#options.venue.capabilities.snapshot === 'stream') {
      this.#isAsked = false;
      this.#isExpected = false;
      this.#sync(message, []);
    } else if (!this.#inSync) {
      this.#isAsked = false;
      this.#held = message.copy();
      this.#bridge();
    }
  }

  diff(message: BookMessage, tsRecv: number): void {
    this.counters.updates++;
    this.counters.levelChanges += message.levels;
    if (!this.#isConnected) return;
    this.#stamp(message, tsRecv);
    if (this.#inSync) this.#advance(message);
    else this.#await(message);
  }

  /** A best quote: compared where the book is, or comes to be, at its update id. */
  quote(message: BookMessage, tsRecv: number): void {
    if (!this.#isConnected) return;
    this.#stamp(message, tsRecv);
    const id = message.lastId;
    if (!this.#inSync || id > this.lastId) {
      this.#quotes.add(message);
    } else if (id === this.lastId && id !== this.#quotedId) {
      writeQuote(message, this.#quote, 0);
      if (!this.#compareQuote(this.#quote)) this.#lose('quote');
    }
  }

  trades(batch: TradeBatch, tsRecv: number): void {
    this.counters.trades += batch.count;
    if (!this.#inSync) {
      this.counters.tradesUnsynced += batch.count;
      return;
    }
    this.tsRecv = tsRecv;
    this.tsEvent = batch.tsEvent[batch.count - 1]!;
    if (isOffGrid(batch, this.#writer) && this.#writer.refine([batch.levels])) this.#tellReplaced();
    this.#revive();
    for (let from = 0; from < batch.count; ) {
      const { read, written } = stageTrades(batch, from, this.#writer, this.core.trades);
      this.counters.refused += read - written;
      if (written > 0) this.#options.publisher.trades(this, this.core.trades, written);
      from += read;
    }
  }

  /* Getting in sync. */

  /** A diff while the book is not in sync: it may be needed to bridge from a snapshot. */
  #await(diff: BookMessage): void {
    if (this.#options.venue.capabilities.snapshot === 'rest') this.#keep(diff);
    if (this.#held !== undefined) this.#bridge();
    else if (!this.#isExpected) this.#ask();
  }

  #keep(diff: BookMessage): void {
    this.counters.bufferDropped += this.#buffer.push(diff);
  }

  #ask(): void {
    if (this.#isAsked || !this.#isConnected) return;
    // A snapshot older than the first diff seen could not be bridged.
    if (this.#options.venue.capabilities.snapshot === 'rest' && this.#buffer.diffs.length === 0) return;
    this.#isAsked = this.#options.requestSnapshot(this);
    if (this.#isAsked && this.#wasLive) this.#enter('resyncing', this.reason);
  }

  /** Joins the held snapshot and the diffs that wait, if they meet. */
  #bridge(): void {
    const snapshot = this.#held!;
    const { continuity } = this.#options.venue;
    this.#buffer.dropBefore(snapshot.lastId, continuity);
    const first = this.#buffer.diffs[0];
    if (first === undefined) {
      this.#enter(this.#wasLive ? 'resyncing' : 'bridging', this.reason);
      return;
    }
    const isTooOld = !continuity.bridges(first, snapshot.lastId);
    if (isTooOld) this.counters.staleSnapshots++;
    else if (this.#buffer.dropBeforeGap(continuity)) this.counters.gaps++;
    else {
      this.#sync(snapshot, this.#buffer.diffs);
      return;
    }
    this.#held = undefined;
    this.#enter(this.#wasLive ? 'stale' : 'buffering', isTooOld ? this.reason : 'gap');
    this.#ask();
  }

  /** Makes the book the snapshot and what follows it, or leaves it as it was. */
  #sync(snapshot: BookMessage, diffs: readonly BookMessage[]): void {
    const wasInSync = this.#inSync;
    this.#writer.save();
    const loss = this.#load(snapshot) ?? this.#applyAll(snapshot, diffs);
    if (loss !== undefined) {
      this.#writer.restore();
      if (this.#wasLive && this.#writer.regridded) this.#tellReplaced();
      this.#lose(loss);
      return;
    }
    if (this.#wasLive && !wasInSync) this.counters.resyncs++;
    this.#buffer.clear();
    this.#held = undefined;
    this.#isAsked = false;
    this.#inSync = true;
    this.#wasLive = true;
    const isNews = this.#become('live', 'none');
    this.#tellReplaced();
    if (isNews) this.#options.publisher.state(this);
  }

  #load(snapshot: BookMessage): Loss | undefined {
    if (snapshot.depth >= 0) this.#depth = snapshot.depth;
    const outcome = this.#judge(this.#writer.load(snapshot, this.#depthFor(snapshot)));
    if (outcome !== undefined) return outcome;
    this.lastId = snapshot.lastId;
    this.#checksum?.restart();
    // Where diffs follow, they are what makes the book whole.
    return this.#options.venue.capabilities.snapshot === 'stream' ? this.#prove(snapshot) : undefined;
  }

  #applyAll(snapshot: BookMessage, diffs: readonly BookMessage[]): Loss | undefined {
    for (const diff of diffs) {
      if (diff !== diffs[0] && this.#options.venue.continuity.isOld(diff, this.lastId)) {
        this.counters.duplicates++;
        continue;
      }
      const loss = this.#judge(this.#writer.apply(diff)) ?? this.#prove(diff);
      if (loss !== undefined) return loss;
      this.tsEvent = diff.tsEvent;
    }
    if (diffs.length === 0) this.tsEvent = snapshot.tsEvent;
    return undefined;
  }

  /** The depth subscribed; where nobody said it, the smallest the venue offers that holds the snapshot. */
  #depthFor(snapshot: BookMessage): number {
    const { depths } = this.#options.venue;
    if (this.#depth >= 0) return this.#depth;
    const levels = Math.max(snapshot.bids.count, snapshot.asks.count);
    return depths.find((depth) => depth >= levels) ?? 0;
  }

  /* In sync. */

  #advance(diff: BookMessage): void {
    const { continuity } = this.#options.venue;
    if (continuity.isOld(diff, this.lastId)) {
      this.counters.duplicates++;
      return;
    }
    if (!continuity.follows(diff, this.lastId)) {
      this.counters.gaps++;
      this.#keep(diff);
      this.#lose('gap');
      return;
    }
    const before = this.lastId;
    let loss: Loss | undefined = this.#judge(this.#writer.apply(diff));
    if (loss === undefined) {
      loss = this.#prove(diff);
      if (loss !== undefined) this.#writer.undo();
    }
    if (loss !== undefined) {
      this.lastId = before;
      if (this.#writer.regridded) this.#tellReplaced();
      if (this.#options.venue.capabilities.snapshot === 'rest') this.#keep(diff);
      this.#lose(loss);
      return;
    }
    this.#revive();
    if (this.#writer.regridded) this.#tellReplaced();
    else if (this.#writer.changes > 0) this.#options.publisher.book(this);
  }

  /** The book after a message: its checksum, its best prices, the quote at its update id. */
  #prove(message: BookMessage): Loss | undefined {
    this.lastId = message.lastId;
    if (this.#checksum !== undefined) {
      this.#checksum.see(message);
      if (message.checksum >= 0 && !this.#compareChecksum(message.checksum)) return 'checksum';
    }
    if (this.#writer.isCrossed()) {
      this.counters.crossed++;
      return 'crossed';
    }
    const quote = this.#quotes.get(message.lastId);
    return quote === undefined || this.#compareQuote(quote) ? undefined : 'quote';
  }

  #compareChecksum(checksum: number): boolean {
    const isRight = this.#checksum!.matches(checksum, this.core, this.stream, this.#writer.grid!);
    if (isRight) this.counters.checksumsOk++;
    else this.counters.checksumsFailed++;
    return isRight;
  }

  #compareQuote(quote: Float64Array): boolean {
    if (this.lastId === this.#quotedId) return true;
    this.#quotedId = this.lastId;
    const isRight = this.#writer.hasBest(quote);
    if (isRight) this.counters.quotesOk++;
    else this.counters.quotesFailed++;
    return isRight;
  }

  #judge(outcome: WriteOutcome): Exclude<WriteOutcome, 'ok'> | undefined {
    if (outcome === 'ok') return undefined;
    if (outcome === 'capacity') this.counters.capacity++;
    else this.counters.refused++;
    return outcome;
  }

  #lose(loss: Loss): void {
    this.#inSync = false;
    this.#held = undefined;
    this.#isAsked = false;
    this.#enter(this.#wasLive ? 'stale' : 'buffering', loss);
    this.#ask();
  }

  /** Drops what waits for a snapshot or a diff. */
  #forget(): void {
    this.#held = undefined;
    this.#isAsked = false;
    this.#buffer.clear();
    this.#quotes.clear();
  }

  /** Back from silence. */
  #revive(): void {
    if (this.state !== 'live') this.#enter('live', 'none');
  }

  /* Telling. */

  #stamp(message: BookMessage, tsRecv: number): void {
    this.tsRecv = tsRecv;
    this.tsEvent = message.tsEvent;
    if (message.lastId > this.newestId) this.newestId = message.lastId;
  }

  #stampEvent(tsRecv: number): void {
    this.tsRecv = tsRecv;
    this.tsEvent = -1;
  }

  #tellReplaced(): void {
    const regridded = this.#writer.regridded;
    if (regridded) this.counters.regrids++;
    this.#writer.regridded = false;
    this.#options.publisher.replaced(this, regridded);
  }

  /** Takes a state; whether it is another one. */
  #become(state: StateName, reason: ReasonName): boolean {
    if (this.state === state && this.reason === reason) return false;
    this.state = state;
    this.reason = reason;
    return true;
  }

  #enter(state: StateName, reason: ReasonName): void {
    if (this.#become(state, reason)) this.#options.publisher.state(this);
  }
}
