/** A host reduced to what a replay must satisfy: a venue's own subscription, decoder, REST requests and sync machine. */
import { WebSocket } from 'ws';
import type { MarketDataPublisher } from '../../host/bus/market-data.js';
import { loadCoreSync } from '../../host/core/node.js';
import type { BookMessage } from '../../host/feeds/book-message.js';
import type { Instrument } from '../../host/feeds/instrument.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { FeedSink, Venue, VenueUrls } from '../../host/feeds/venue.js';
import { formatDecimal } from '../../host/wire/decimal.js';

const silent: MarketDataPublisher = { add() {}, remove() {}, book() {}, replaced() {}, trades() {}, state() {} };

/** Decoded messages into books of one core; whoever feeds it frames gives it what it needs to ask for. */
export class Books {
  readonly core = loadCoreSync({ build: 'scalar', capacity: { streams: 64, levels: 16_384, totalLevels: 131_072 } });
  readonly books = new Map<string, SymbolBook>();
  readonly instruments = new Map<string, Instrument>();
  readonly rejected: string[] = [];
  readonly malformed: string[] = [];
  heartbeats = 0;
  /** Subscriptions of books that the venue took. */
  subscribed = 0;
  /** Whose a snapshot without a symbol is. */
  snapshotOwner: string | undefined;
  readonly #venue: Venue;
  readonly #ask: (symbol: string) => boolean;
  tsRecv = 0;

  constructor(venue: Venue, depth: number, symbols: readonly string[], ask: (symbol: string) => boolean) {
    this.#venue = venue;
    this.#ask = ask;
    let streamId = 1;
    for (const native of symbols) {
      this.books.set(
        native,
        new SymbolBook({
          venue,
          native,
          core: this.core,
          streamId: streamId++,
          epoch: () => 1,
          publisher: silent,
          requestSnapshot: () => this.#ask(native),
          depth: venue.depths.length > 0 ? depth : 0,
        }),
      );
    }
  }

  connect(): void {
    for (const book of this.books.values()) book.connected(1);
  }

  readonly sink: FeedSink = {
    snapshot: (symbol, message) => this.#snapshot(symbol ?? this.snapshotOwner!, message),
    diff: (symbol, message) => this.books.get(symbol)?.diff(message, this.tsRecv),
    quote: (symbol, message) => this.books.get(symbol)?.quote(message, this.tsRecv),
    trades: (symbol, trades) => this.books.get(symbol)?.trades(trades, this.tsRecv),
    instruments: (instruments) => {
      for (const instrument of instruments) this.#instrument(instrument);
    },
    subscribed: (symbol, depth) => {
      this.subscribed++;
      this.books.get(symbol)?.subscribed(depth);
    },
    rejected: (_symbol, reason) => this.rejected.push(reason),
    heartbeat: () => this.heartbeats++,
    ignored: () => {},
    malformed: (_fault, reason) => this.malformed.push(reason),
  };

  #snapshot(symbol: string, message: BookMessage): void {
    this.books.get(symbol)?.snapshot(message, this.tsRecv);
  }

  #instrument(instrument: Instrument): void {
    this.instruments.set(instrument.symbol, instrument);
    this.books.get(instrument.symbol)?.instrument(instrument);
  }

  takeInstruments(text: string): void {
    const result = this.#venue.parseInstruments(text);
    if (!result.ok) throw new Error(result.reason);
    this.sink.instruments(result.instruments);
  }

  /** What a book came to, to compare with another's: its best `n` levels as decimals, and what was counted. */
  outcome(symbol: string, n = 0) {
    const book = this.books.get(symbol)!;
    const count = Math.max(0, this.core.top(book.stream, n));
    const { ticks, lots } = this.core.levels;
    const bids = this.core.levelBids();
    const grid = book.grid;
    const level = (row: number) => [
      formatDecimal(ticks[row]!, grid!.tick, grid!.priceDecimals),
      formatDecimal(lots[row]!, grid!.lot, grid!.sizeDecimals),
    ];
    const rows = Array.from({ length: count }, (_, row) => row);
    return {
      state: book.state,
      lastId: book.lastId,
      bids: rows.slice(0, bids).map(level),
      asks: rows.slice(bids).map(level),
    };
  }
}

/** A connection to a venue at `urls`, subscribed as the venue says, its books in `books`. */
export class MiniHost {
  readonly books: Books;
  readonly frames: string[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  readonly #venue: Venue;
  readonly #urls: VenueUrls;
  #waiting: { condition: () => boolean; done: () => void }[] = [];

  constructor(venue: Venue, urls: VenueUrls, symbols: readonly string[], depth = 10, keepFrames = false) {
    this.#venue = venue;
    this.#urls = urls;
    const decoder = venue.createDecoder();
    this.books = new Books(venue, depth, symbols, (symbol) => this.#askSnapshot(symbol));
    const { url, messages } = venue.subscription(symbols, urls, depth);
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('error', () => {});
    this.socket.on('open', () => {
      this.books.connect();
      for (const message of messages) this.socket.send(message);
    });
    this.socket.on('message', (data) => {
      const text = data.toString();
      if (keepFrames) this.frames.push(text);
      this.books.tsRecv++;
      decoder.decode(text, this.books.sink);
      this.#check();
    });
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)));
  }

  /** Instruments first, as a host does it; then the connection. */
  static async start(venue: Venue, urls: VenueUrls, symbols: readonly string[], depth = 10, keepFrames = false) {
    const request = venue.instrumentsRequest(symbols, urls);
    const instruments = request === undefined ? undefined : await (await fetch(request.url)).text();
    const host = new MiniHost(venue, urls, symbols, depth, keepFrames);
    if (instruments !== undefined) host.books.takeInstruments(instruments);
    return host;
  }

  /** Resolves when a condition holds, looked at after every message. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ condition, done });
      this.#check();
    });
  }

  /** Asks for the books anew on the same connection, as after a failed checksum. */
  resubscribe(symbol: string, depth: number): void {
    for (const message of this.#venue.resubscribe(symbol, depth)) this.socket.send(message);
  }

  #check(): void {
    this.#waiting = this.#waiting.filter(({ condition, done }) => {
      const holds = condition();
      if (holds) done();
      return !holds;
    });
  }

  #askSnapshot(symbol: string): boolean {
    const request = this.#venue.snapshotRequest(symbol, this.#urls);
    if (request === undefined) {
      this.resubscribe(symbol, 10);
      return true;
    }
    const decoder = this.#venue.createDecoder();
    fetch(request.url)
      .then((response) => response.text())
      .then((text) => {
        const book = this.books.books.get(symbol)!;
        decoder.decodeSnapshot(text, symbol, { ...this.books.sink, rejected: () => book.snapshotFailed() });
        this.#check();
      })
      .catch(() => this.books.books.get(symbol)!.snapshotFailed());
    return true;
  }
}
