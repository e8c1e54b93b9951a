/**
 * The sync state machine of one symbol: decoded messages and connection events go in, a book in a core
 * and calls of a publisher come out. It does no I/O: what it needs it asks for through a callback.
 *
 * connecting → buffering → bridging → live, and from there, where sync is lost, stale → resyncing → live.
 * Nothing is published of a book that is not in sync but its state; while it is not, the core keeps the
 * last book that was. Whatever turns out wrong after a message was applied (checksum, crossed book,
 * best quote) is undone before anyone hears of it.
 */
import { FRAME_DIFF, PARSED_KIND } from '../../assembly/layout.js';
import type { FrameIngestor } from '../wire/ingest.js';
import type { ReasonName } from '../wire/state.js';
import type { BookMessage } from './book-message.js';
import { BookProofs, type Disproof } from './book-proofs.js';
import type { WriteOutcome } from './book-writer.js';
import type { IngestLane } from './ingest-lane.js';
import type { Instrument } from './instrument.js';
import { PublishedBook } from './published-book.js';
import { RestartWatch } from './restart-watch.js';
import { SnapshotBridge } from './snapshot-bridge.js';
import type { SymbolBookOptions } from './symbol-book-options.js';
import type { TradeBatch } from './trade-batch.js';

export type { SymbolBookOptions } from './symbol-book-options.js';

/** Why a book lost its sync. */
type Loss = 'gap' | Disproof | Exclude<WriteOutcome, 'ok'>;

export class SymbolBook extends PublishedBook {
  /** The way of its messages through the core, where it has one. */
  lane: IngestLane | undefined;

  readonly #options: SymbolBookOptions;
  readonly #proofs: BookProofs;
  readonly #bridge: SnapshotBridge;
  readonly #restarts = new RestartWatch();
  /** Snapshots are asked for over REST and joined with diffs; else the venue sends them whole. */
  readonly #isRest: boolean;
  #depth: number;
  #isConnected = false;
  /** The core's book is the venue's; also while it is stale for silence alone. */
  #inSync = false;
  #isAsked = false;
  /** The subscription itself brings a snapshot, which has not come yet. */
  #isExpected = false;
  /** The book is lent to the core: messages that are in order do not come here, but to `ingested`. */
  #isLent = false;

  constructor(options: SymbolBookOptions) {
    super({ ...options, venueId: options.venue.id, depth: Math.max(0, options.depth ?? -1) });
    this.#options = options;
    this.#depth = options.depth ?? -1;
    this.#bridge = new SnapshotBridge(options.venue.continuity);
    this.#isRest = options.venue.capabilities.snapshot === 'rest';
    this.#proofs = new BookProofs(options.core, this.writer, this.counters, options.venue.createChecksum?.());
    if (options.instrument !== undefined) this.instrument(options.instrument);
    options.publisher.add(this);
  }

  get inSync(): boolean {
    return this.#inSync;
  }

  /** Whether a snapshot would meet the diffs that are kept. */
  wouldBridge(snapshot: BookMessage): boolean {
    return this.#bridge.wouldMeet(snapshot);
  }

  /* Connection events. `tsRecv` is their time, µs since the epoch. */

  /** A fresh connection on which the symbol is subscribed. */
  connected(tsRecv: number): void {
    this.#reclaim();
    this.stamp(tsRecv, -1);
    this.#isConnected = true;
    this.#isExpected = !this.#isRest;
    this.enter(this.wasLive ? 'resyncing' : 'buffering', this.reason);
  }

  /** The connection is gone, and with it whatever was on its way. */
  disconnected(tsRecv: number): void {
    this.#reclaim();
    this.stamp(tsRecv, -1);
    this.#isConnected = false;
    this.#forget();
    this.#inSync = false;
    this.enter(this.wasLive ? 'stale' : 'connecting', 'disconnected');
  }

  /** Nothing came for the symbol for too long. The book stays, and is live again with the next message that fits. */
  silent(tsRecv: number): void {
    if (!this.#inSync) return;
    this.#reclaim();
    this.stamp(tsRecv, -1);
    this.enter('stale', 'silent');
  }

  /** The venue says that the symbol's streams are alive, though nothing happens in them. */
  heard(tsRecv: number): void {
    if (!this.#inSync) return;
    this.stamp(tsRecv, this.tsEvent);
    this.#revive();
  }

  /** The venue took the subscription of the book. */
  subscribed(depth: number): void {
    if (depth >= 0) this.#depth = depth;
  }

  /** A message of this book could not be decoded. Where no update id will show the loss, sync is lost here. */
  undecodable(tsRecv: number): void {
    if (!this.#inSync || (this.#options.venue.capabilities.sequence && this.lastId >= 0)) return;
    this.#reclaim();
    this.stamp(tsRecv, -1);
    this.#lose('refused');
  }

  instrument(instrument: Instrument): void {
    this.#reclaim();
    this.writer.setInstrument(instrument);
    this.#proofs.setInstrument(instrument);
    this.#lend();
  }

  /** The request for a snapshot came to nothing: it is asked for again with the next message. */
  snapshotFailed(): void {
    this.#isAsked = false;
  }

  /** @param reason why it ends, where that is not the owner's wish */
  close(tsRecv: number, reason: ReasonName = 'none'): void {
    this.#reclaim();
    this.stamp(tsRecv, -1);
    this.#forget();
    this.#inSync = false;
    this.#isConnected = false;
    this.enter('closed', reason);
    this.publisher.remove(this);
    this.writer.close();
  }

  /* Messages. `tsRecv` is the time of receipt, µs since the epoch. */

  snapshot(message: BookMessage, tsRecv: number): void {
    this.counters.snapshots++;
    if (!this.#isConnected) return;
    this.#reclaim();
    this.#take(message, tsRecv);
    if (!this.#isRest) {
      this.#isAsked = false;
      this.#isExpected = false;
      this.#sync(message, []);
    } else if (!this.#inSync) {
      this.#isAsked = false;
      this.#bridge.keepSnapshot(message);
      this.#join();
    } else if (message.lastId > this.lastId) {
      // Of use where the diffs up to it turn out to be lost.
      this.#bridge.keepSnapshot(message);
    }
    this.#lend();
  }

  diff(message: BookMessage, tsRecv: number): void {
    this.counters.updates++;
    this.counters.levelChanges += message.levels;
    if (!this.#isConnected) return;
    this.#reclaim();
    this.#take(message, tsRecv);
    if (this.#inSync) this.#advance(message);
    else this.#await(message);
    this.#lend();
  }

  /** A best quote: compared where the book is, or comes to be, at its update id; without one, with the book as it is. */
  quote(message: BookMessage, tsRecv: number): void {
    if (!this.#isConnected) return;
    this.#take(message, tsRecv);
    if (message.lastId < 0) {
      if (this.#inSync) this.#proofs.adviseQuote(message);
      return;
    }
    this.#reclaim();
    if (!this.#inSync || message.lastId > this.lastId) this.#proofs.keepQuote(message);
    else if (message.lastId === this.lastId && !this.#proofs.hasQuote(message) && !this.#options.toleratesQuotes) {
      this.#lose('quote');
    }
    this.#lend();
  }

  trades(batch: TradeBatch, tsRecv: number): void {
    this.counters.trades += batch.count;
    if (!this.#inSync) {
      this.counters.tradesUnsynced += batch.count;
      return;
    }
    this.#reclaim();
    this.stamp(tsRecv, batch.tsEvent[batch.count - 1]!);
    this.#revive();
    this.tellTrades(batch);
    this.#lend();
  }

  /** A message that the core took by itself, as the ingestor holds it. */
  ingested(ingestor: FrameIngestor, tsRecv: number): void {
    this.tellIngested(ingestor, tsRecv);
    if (ingestor.parsed[PARSED_KIND] === FRAME_DIFF) this.#restarts.took(this.tsEvent);
  }

  /** Lends the book to the core, where nothing is out of the ordinary. */
  #lend(): void {
    if (this.lane === undefined || !this.#inSync || !this.#isConnected || this.state !== 'live') return;
    const { rule, quotedId, newestQuote } = this.#proofs;
    if (rule !== undefined) this.#isLent = this.lane.lend(this, quotedId, newestQuote, rule);
  }

  #reclaim(): void {
    if (!this.#isLent) return;
    this.#isLent = false;
    this.#proofs.takeQuotedId(this.lane!.reclaim(this.stream, this.#proofs.takeQuote));
  }

  /* Getting in sync. */

  /** A diff while the book is not in sync: it may be needed to bridge from a snapshot. */
  #await(diff: BookMessage): void {
    if (this.#isRest) this.#keep(diff);
    if (this.#bridge.snapshot !== undefined) this.#join();
    else if (!this.#isExpected) this.#ask();
  }

  #keep(diff: BookMessage): void {
    this.counters.bufferDropped += this.#bridge.keepDiff(diff);
  }

  #ask(): void {
    if (this.#isAsked || !this.#isConnected) return;
    // A snapshot older than the first diff seen could not be bridged.
    if (this.#isRest && this.#bridge.diffs.length === 0) return;
    this.#isAsked = this.#options.requestSnapshot(this);
    if (this.#isAsked && this.wasLive) this.enter('resyncing', this.reason);
  }

  /** Makes a book of the snapshot and the diffs that wait, if they meet. */
  #join(): void {
    const snapshot = this.#bridge.snapshot!;
    const meeting = this.#bridge.meet();
    if (meeting === 'met') {
      this.#sync(snapshot, this.#bridge.diffs);
      return;
    }
    if (meeting === 'ahead') {
      this.enter(this.wasLive ? 'resyncing' : 'bridging', this.reason);
      return;
    }
    if (meeting === 'old') this.counters.staleSnapshots++;
    else this.counters.gaps++;
    this.enter(this.wasLive ? 'stale' : 'buffering', meeting === 'old' ? this.reason : 'gap');
    this.#ask();
  }

  /** Makes the book the snapshot and what follows it, or leaves it as it was. */
  #sync(snapshot: BookMessage, diffs: readonly BookMessage[]): void {
    const wasInSync = this.#inSync;
    const before = this.lastId;
    this.writer.save();
    const loss = this.#load(snapshot) ?? this.#applyAll(snapshot, diffs);
    if (loss !== undefined) {
      this.writer.restore();
      this.lastId = before;
      this.#bridge.dropSnapshot();
      if (this.wasLive && this.writer.regridded) this.tellReplaced();
      this.#lose(loss);
      return;
    }
    if (this.wasLive && !wasInSync) this.counters.resyncs++;
    this.#bridge.clear();
    this.#isAsked = false;
    this.#inSync = true;
    this.wasLive = true;
    const isNews = this.become('live', 'none');
    this.tellReplaced();
    if (isNews) this.publisher.state(this);
  }

  #load(snapshot: BookMessage): Loss | undefined {
    if (snapshot.depth >= 0) this.#depth = snapshot.depth;
    const outcome = this.#judge(this.writer.load(snapshot, this.#depthFor(snapshot)));
    if (outcome !== undefined) return outcome;
    this.lastId = snapshot.lastId;
    this.#proofs.restart();
    // Where diffs follow, they are what makes the book whole.
    return this.#isRest ? undefined : this.#prove(snapshot);
  }

  #applyAll(snapshot: BookMessage, diffs: readonly BookMessage[]): Loss | undefined {
    for (const diff of diffs) {
      if (diff !== diffs[0] && this.#options.venue.continuity.isOld(diff, this.lastId)) {
        this.counters.duplicates++;
        continue;
      }
      const loss = this.#judge(this.writer.apply(diff)) ?? this.#prove(diff);
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
      if (this.#restarts.sawOld(diff.tsEvent)) this.#restart(diff);
      return;
    }
    if (!continuity.follows(diff, this.lastId)) {
      this.counters.gaps++;
      this.#keep(diff);
      this.#lose('gap');
      return;
    }
    const before = this.lastId;
    let loss: Loss | undefined = this.#judge(this.writer.apply(diff));
    if (loss === undefined) {
      loss = this.#prove(diff);
      if (loss !== undefined) this.writer.undo();
    }
    if (loss !== undefined) {
      this.lastId = before;
      if (this.writer.regridded) this.tellReplaced();
      if (this.#isRest) this.#keep(diff);
      this.#lose(loss);
      return;
    }
    this.#revive();
    this.tellChanged();
  }

  /** The venue's update ids began anew: those that were kept say nothing any more. */
  #restart(diff: BookMessage): void {
    this.counters.gaps++;
    this.#forget();
    this.#keep(diff);
    this.#lose('gap');
  }

  /** The book is at a message now: whether that can be. */
  #prove(message: BookMessage): Disproof | undefined {
    this.lastId = message.lastId;
    this.#restarts.took(message.tsEvent);
    const disproof = this.#proofs.judge(message);
    return disproof === 'quote' && this.#options.toleratesQuotes ? undefined : disproof;
  }

  #judge(outcome: WriteOutcome): Exclude<WriteOutcome, 'ok'> | undefined {
    if (outcome === 'ok') return undefined;
    if (outcome === 'capacity') this.counters.capacity++;
    else this.counters.refused++;
    return outcome;
  }

  #lose(loss: Loss): void {
    this.#inSync = false;
    this.#isAsked = false;
    this.#bridge.dropSnapshotUpTo(this.lastId);
    this.enter(this.wasLive ? 'stale' : 'buffering', loss);
    if (this.#bridge.snapshot !== undefined) this.#join();
    else this.#ask();
  }

  /** Drops what waits for a snapshot or a diff. */
  #forget(): void {
    this.#isAsked = false;
    this.#bridge.clear();
    this.#proofs.forget();
  }

  /** Back from silence. */
  #revive(): void {
    if (this.state !== 'live') this.enter('live', 'none');
  }

  #take(message: BookMessage, tsRecv: number): void {
    this.stamp(tsRecv, message.tsEvent);
    this.newestId = Math.max(this.newestId, message.lastId);
  }
}
