/**
 * A venue, live: its connections, its REST side and the books of its symbols. It brings symbols in
 * sync, keeps them so, and tells of them on the bus. Whatever goes wrong outside is a state, a counter
 * and a line in the log, never an exception.
 */
import type { MarketDataPublisher } from '../../bus/market-data.js';
import type { PlannedKernel } from '../../wire/analytics-plan.js';
import type { Core } from '../../wire/core.js';
import type { FrameParser } from '../../wire/parser.js';
import type { ReasonName } from '../../wire/state.js';
import type { Instrument } from '../instrument.js';
import { SymbolBook } from '../symbol-book.js';
import type { Venue, VenueUrls } from '../venue.js';
import { DEFAULT_CONNECTION_LIMITS } from './connection.js';
import { FeedConnection } from './feed-connection.js';
import { FeedLatency } from './feed-latency.js';
import type { FeedLimits } from './feed-limits.js';
import type { FeedLog } from './feed-log.js';
import { addTotals, type FeedTotals, noTotals } from './feed-totals.js';
import type { FrameTap } from './frame-tap.js';
import { InstrumentFinder } from './instrument-finder.js';
import { sendRate } from './line.js';
import { Liveness } from './liveness.js';
import { RestClient } from './rest.js';
import { SnapshotDesk } from './snapshot-desk.js';
import type { OpenSocket } from './socket.js';
import { groupSymbols } from './symbol-groups.js';
import type { Time } from './time.js';
import { TokenBucket } from './token-bucket.js';
import { watchedPublisher } from './watched-publisher.js';

/** Between two looks at which symbols fell silent, at most and at least. */
const MAX_SWEEP_MS = 1_000;
const MIN_SWEEP_MS = 20;

export interface FeedOptions {
  readonly venue: Venue;
  /** Default: the venue's own. */
  readonly urls?: VenueUrls;
  readonly symbols: readonly string[];
  /** Levels a side to subscribe with, one of the venue's where it has a list; 0 is all. */
  readonly depth: number;
  /** Instruments that need not be asked for. */
  readonly instruments?: readonly Instrument[];
  readonly limits: FeedLimits;
  /** Of what the venue allows one address, where feeds of several threads share it. Default: 1, all. */
  readonly share?: number;
  readonly core: Core;
  /** Reads the venue's frames, where it knows them. Absent: the venue's decoder does. */
  readonly parser?: FrameParser;
  readonly publisher: MarketDataPublisher;
  /** Gives each book's stream its id on the wire. */
  readonly nextStreamId: () => number;
  readonly time: Time;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  readonly fetch: typeof fetch;
  readonly log: FeedLog;
  /** What is computed of a symbol, `<venue id>:<NATIVE>`. */
  readonly analyticsOf?: (symbol: string) => readonly PlannedKernel[];
  /** Gets all frames as they came. */
  readonly tap?: FrameTap | undefined;
  /** What the venue told of symbols. */
  readonly onInstruments?: (instruments: readonly Instrument[]) => void;
  /** A symbol is live again, after so many ms. */
  readonly onRecovered?: (book: SymbolBook, tookMs: number) => void;
}

export class Feed {
  readonly venue: Venue;
  readonly depth: number;
  readonly rest: RestClient;
  readonly liveness: Liveness;
  readonly latency: FeedLatency;
  /** Symbols that the venue refused, with its words. */
  readonly refused = new Map<string, string>();
  readonly #options: FeedOptions;
  readonly #urls: VenueUrls;
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #books = new Map<string, SymbolBook>();
  readonly #connections = new Set<FeedConnection>();
  readonly #attempts: TokenBucket;
  readonly #desk: SnapshotDesk;
  readonly #finder: InstrumentFinder;
  readonly #publisher: MarketDataPublisher;
  readonly #stopping = new AbortController();
  /** Of connections that are no more. */
  #past: FeedTotals = noTotals();
  #cancelSweep = () => {};

  constructor(options: FeedOptions) {
    const { venue, limits, time, share = 1 } = options;
    this.#options = options;
    this.venue = venue;
    this.depth = options.depth;
    this.#urls = options.urls ?? venue.urls;
    this.#instruments = new Map(options.instruments?.map((instrument) => [instrument.symbol, instrument]));
    this.liveness = new Liveness(time);
    this.latency = new FeedLatency(time);
    this.#publisher = watchedPublisher(this.latency.watching(options.publisher), {
      liveness: this.liveness,
      log: options.log,
      synced: (source) => this.#desk.settle(source as SymbolBook),
      lost: (source) => this.#lost(source as SymbolBook),
      recovered: (source, tookMs) => options.onRecovered?.(source as SymbolBook, tookMs),
    });
    const { capacity, refillPerSecond } = venue.limits.restWeight;
    // A bucket that starts full gives its capacity and a window's flow within one window: half of each.
    const bucket = new TokenBucket(
      { capacity: (capacity / 2) * share, perSecond: (refillPerSecond / 2) * share },
      time,
    );
    this.rest = new RestClient({ limits: limits.rest, time, fetch: options.fetch, bucket });
    const attempts = {
      capacity: Math.max(1, limits.attemptBurst * share),
      perSecond: limits.attemptsPerSecond * share,
    };
    this.#attempts = new TokenBucket(attempts, time);
    this.#desk = new SnapshotDesk({
      ...options,
      urls: this.#urls,
      rest: this.rest,
      send: (book, messages) => this.#connectionOf(book)?.send(messages) ?? false,
      deliver: (book, bytes, tsRecv) => this.#deliver(book, bytes, tsRecv),
      refused: (book, reason) => this.#refuse(book, reason),
    });
    this.#finder = new InstrumentFinder({
      ...options,
      urls: this.#urls,
      rest: this.rest,
      tries: limits.instrumentTries,
      backoff: limits.reconnect,
    });
  }

  get books(): Iterable<SymbolBook> {
    return this.#books.values();
  }

  get connections(): Iterable<FeedConnection> {
    return this.#connections;
  }

  /** Counters of all connections, past ones included. */
  get totals(): FeedTotals {
    let totals = this.#past;
    for (const connection of this.#connections) totals = addTotals(totals, connection);
    return totals;
  }

  /** Begins with the symbols of the options; answers once all of them are subscribed or refused. */
  start(): Promise<void> {
    this.#sweep();
    return this.add(this.#options.symbols);
  }

  stop(): void {
    this.#stopping.abort();
    this.#cancelSweep();
    for (const native of [...this.#books.keys()]) this.remove(native);
  }

  /** Takes in more symbols; those it has already stay as they are. */
  async add(symbols: readonly string[]): Promise<void> {
    const fresh = symbols.filter((native) => !this.#books.has(native));
    for (const native of fresh) this.#open(native);
    await this.#findInstruments(fresh.filter((native) => !this.#instruments.has(native)));
    if (this.#stopping.signal.aborted) return;
    this.#connect(fresh.flatMap((native) => this.#books.get(native) ?? []));
  }

  /** Lets a symbol go, for a reason other than the caller's wish perhaps; false where it is not there. */
  remove(native: string, reason: ReasonName = 'none'): boolean {
    const book = this.#books.get(native);
    if (book === undefined) return false;
    const connection = this.#connectionOf(book);
    connection?.release(book);
    this.#desk.forget(book);
    this.#books.delete(native);
    book.close(this.#options.time.wallMicros(), reason);
    if (connection?.symbols === 0) this.#retire(connection);
    return true;
  }

  /** Asks for the snapshots of all books anew, though they are in sync: as for a recording that begins here. */
  refresh(): void {
    for (const book of this.#books.values()) if (book.inSync) this.#desk.refresh(book);
  }

  #open(native: string): void {
    const { venue, core, random, nextStreamId } = this.#options;
    this.refused.delete(native);
    const book = new SymbolBook({
      venue,
      native,
      core,
      streamId: nextStreamId(),
      epoch: () => Math.floor(random() * 2 ** 48),
      publisher: this.#publisher,
      requestSnapshot: (asking) => this.#desk.request(asking),
      depth: this.depth,
      instrument: this.#instruments.get(native),
      analytics: this.#options.analyticsOf?.(`${venue.id}:${native}`),
    });
    this.#books.set(native, book);
  }

  async #findInstruments(natives: readonly string[]): Promise<void> {
    const { venue, log } = this.#options;
    if (natives.length === 0 || venue.instrumentsRequest(natives, this.#urls) === undefined) return;
    const { found, refused, failure } = await this.#finder.find(natives, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    if (found.size > 0) this.#options.onInstruments?.([...found.values()]);
    for (const instrument of found.values()) this.#books.get(instrument.symbol)?.instrument(instrument);
    for (const [native, reason] of refused) {
      const book = this.#books.get(native);
      if (book !== undefined) this.#refuse(book, reason);
    }
    if (failure !== undefined) {
      const text = `${venue.id} tells no instruments, so price and size steps are inferred: ${failure}`;
      log.warn({ venue: venue.id, reason: failure }, text);
    }
  }

  #connect(books: readonly SymbolBook[]): void {
    let waiting: readonly SymbolBook[] = books;
    for (const connection of this.#connections) waiting = connection.adopt(waiting);
    const names = waiting.map((book) => book.native);
    for (const group of groupSymbols(names, this.venue, this.#urls, this.depth)) {
      const connection = this.#newConnection(group.map((native) => this.#books.get(native)!));
      this.#connections.add(connection);
      connection.connection.start();
    }
  }

  #newConnection(books: readonly SymbolBook[]): FeedConnection {
    const { venue, limits } = this.#options;
    const { heartbeat } = venue;
    const lifetime = venue.limits.connectionLifetimeMs;
    return new FeedConnection({
      ...this.#options,
      urls: this.#urls,
      books,
      attempts: this.#attempts,
      limits: {
        ...DEFAULT_CONNECTION_LIMITS,
        openTimeoutMs: limits.openTimeoutMs,
        closeTimeoutMs: limits.closeTimeoutMs,
        maxQueuedSends: limits.maxQueuedSends,
        backoff: limits.reconnect,
        stableMs: limits.stableMs,
        pingMs: heartbeat.pingIntervalMs,
        answerMs: Math.max(1, heartbeat.silenceMs - heartbeat.pingIntervalMs),
        maxPayloadBytes: venue.limits.frameBytes,
        ...sendRate(venue.limits.messagesPerSecond),
        lifetimeMs: lifetime === 0 ? 0 : Math.max(1, lifetime - limits.lifetimeMarginMs),
      },
      instruments: (instruments) => this.#learn(instruments),
      rejected: (book, reason) => this.#rejected(book, reason),
      lost: (book) => this.#desk.drop(book),
    });
  }

  /** Instruments that a stream told; the user's own count for more. */
  #learn(instruments: readonly Instrument[]): void {
    this.#options.onInstruments?.(instruments);
    for (const instrument of instruments) {
      if (!this.#instruments.has(instrument.symbol)) this.#books.get(instrument.symbol)?.instrument(instrument);
    }
  }

  #lost(book: SymbolBook): void {
    const connection = this.#connectionOf(book);
    if (connection !== undefined) this.#options.tap?.lost?.(connection, book);
  }

  #deliver(book: SymbolBook, bytes: Uint8Array, tsRecv: number): boolean {
    const connection = this.#connectionOf(book);
    if (connection === undefined) return false;
    this.#options.tap?.snapshot(connection, book, bytes, tsRecv);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return connection.router.restSnapshot(text, book.native, tsRecv);
  }

  /** A symbol that never was live is refused for good; of another, a request came to nothing. */
  #rejected(book: SymbolBook, reason: string): void {
    if (book.grid === undefined) {
      this.#refuse(book, reason);
      return;
    }
    const text = `${book.symbol}: the venue refused a request: ${reason}`;
    this.#options.log.warn({ symbol: book.symbol, reason }, text);
    this.#desk.drop(book);
    book.snapshotFailed();
  }

  #refuse(book: SymbolBook, reason: string): void {
    this.refused.set(book.native, reason);
    this.#options.log.warn({ symbol: book.symbol, reason }, `${book.symbol} is refused by the venue: ${reason}`);
    this.remove(book.native, 'refused');
    if (this.#books.size === 0) {
      this.#options.log.warn({ venue: this.venue.id }, `${this.venue.id}: no symbol is left to feed from`);
    }
  }

  #retire(connection: FeedConnection): void {
    connection.connection.stop();
    this.#options.tap?.gone?.(connection);
    this.#connections.delete(connection);
    this.#past = addTotals(this.#past, connection);
  }

  #connectionOf(book: SymbolBook): FeedConnection | undefined {
    for (const connection of this.#connections) if (connection.has(book)) return connection;
    return undefined;
  }

  /** Looks for symbols that fell silent, and for those that still wait for their first message. */
  #sweep(): void {
    const { limits, time } = this.#options;
    const now = time.wallMicros();
    for (const connection of this.#connections) {
      connection.reportFaults();
      for (const book of connection.books) {
        if (book.state === 'live' && now - book.tsRecv > limits.staleMs * 1000) book.silent(now);
        else if (connection.openMs > limits.snapshotTimeoutMs && this.#isForgotten(book)) this.#desk.request(book);
      }
    }
    const everyMs = Math.min(MAX_SWEEP_MS, Math.max(MIN_SWEEP_MS, limits.staleMs / 4));
    this.#cancelSweep = time.after(everyMs, () => this.#sweep());
  }

  /**
   * A book that does not ask by itself: the stream never sent its snapshot, or nothing came at all that a
   * REST snapshot could be bridged to, perhaps because the venue does not have the symbol, which REST tells.
   */
  #isForgotten(book: SymbolBook): boolean {
    if (book.inSync || this.liveness.notLiveForMs(book) <= this.#options.limits.snapshotTimeoutMs) return false;
    return this.venue.capabilities.snapshot === 'stream' || book.state === 'buffering';
  }
}
