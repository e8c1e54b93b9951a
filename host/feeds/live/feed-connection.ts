/** One connection of a feed and the books on it: subscribes them, hands them frames, tells them when it is gone. */
import { FrameRouter, type FrameRouterOptions } from '../frame-router.js';
import type { SymbolBook } from '../symbol-book.js';
import type { Venue, VenueUrls } from '../venue.js';
import { Connection, type ConnectionLimits } from './connection.js';
import type { FeedLog } from './feed-log.js';
import type { FrameTap } from './frame-tap.js';
import type { OpenSocket } from './socket.js';
import { MAX_URL_CHARS } from './symbol-groups.js';
import type { Time } from './time.js';
import type { TokenBucket } from './token-bucket.js';

export interface FeedConnectionOptions {
  readonly venue: Venue;
  readonly parser?: FrameRouterOptions['parser'];
  readonly urls: VenueUrls;
  /** Levels a side to subscribe with. */
  readonly depth: number;
  readonly books: readonly SymbolBook[];
  readonly limits: ConnectionLimits;
  readonly time: Time;
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  readonly attempts: TokenBucket;
  readonly log: FeedLog;
  readonly tap?: FrameTap | undefined;
  readonly instruments: NonNullable<FrameRouterOptions['instruments']>;
  /** The venue refused a request about one of the books. */
  readonly rejected: (book: SymbolBook, reason: string) => void;
  /** The books' connection is gone. */
  readonly lost: (book: SymbolBook) => void;
}

export class FeedConnection {
  readonly router: FrameRouter;
  readonly connection: Connection;
  readonly #options: FeedConnectionOptions;
  readonly #books = new Map<string, SymbolBook>();
  /** Symbols that the address of the last socket named. */
  #addressed: ReadonlySet<string> = new Set();
  #pings = 0;
  /** Undecodable messages that were reported. */
  #faults = 0;
  #openedAt = Number.POSITIVE_INFINITY;

  constructor(options: FeedConnectionOptions) {
    this.#options = options;
    for (const book of options.books) this.#books.set(book.native, book);
    this.router = new FrameRouter({
      venue: options.venue,
      parser: options.parser,
      book: (native) => this.#books.get(native),
      instruments: options.instruments,
      rejected: (symbol, reason) => this.#rejected(symbol, reason),
      heard: (native, tsRecv) => this.#books.get(native)?.heard(tsRecv),
      undecodable: (book, tsRecv) => book.undecodable(tsRecv),
    });
    const { pingText } = options.venue.heartbeat;
    this.connection = new Connection(
      {
        url: () => this.#address(),
        limits: options.limits,
        time: options.time,
        random: options.random,
        openSocket: options.openSocket,
        attempts: options.attempts,
        pingText: pingText === undefined ? undefined : () => pingText(++this.#pings),
      },
      {
        onOpen: () => this.#opened(),
        onMessage: (bytes, recv) => {
          options.tap?.frame(this, bytes, recv);
          this.router.frame(bytes, recv);
        },
        onLost: (reason) => this.#lost(reason),
      },
    );
  }

  get symbols(): number {
    return this.#books.size;
  }

  get books(): Iterable<SymbolBook> {
    return this.#books.values();
  }

  /** How long the present socket is open, in ms; below 0 while there is none. */
  get openMs(): number {
    return this.#options.time.monotonicMs() - this.#openedAt;
  }

  has(book: SymbolBook): boolean {
    return this.#books.get(book.native) === book;
  }

  /** Takes as many more books as the venue lets this connection have; answers the others. */
  adopt(books: readonly SymbolBook[]): SymbolBook[] {
    const { venue, depth, time } = this.#options;
    const taken: SymbolBook[] = [];
    for (const book of books) if (this.#hasRoomFor([...taken, book])) taken.push(book);
    if (taken.length === 0) return [...books];
    if (this.connection.status.state === 'open') {
      const names = taken.map((book) => book.native);
      if (!this.send(venue.subscribe?.(names, depth) ?? this.#subscriptionOf(names).messages)) return [...books];
    }
    for (const book of taken) this.#books.set(book.native, book);
    if (this.connection.status.state === 'open') for (const book of taken) book.connected(time.wallMicros());
    return books.filter((book) => !taken.includes(book));
  }

  /** Lets a book go: the venue is told to send no more of it. What is on its way is dropped. */
  release(book: SymbolBook): void {
    if (!this.has(book)) return;
    const { venue, depth } = this.#options;
    this.#books.delete(book.native);
    const isAlone = this.symbols === 0;
    if (!isAlone && venue.unsubscribe !== undefined) this.send(venue.unsubscribe([book.native], depth));
  }

  /** All of them, or none and false. */
  send(messages: readonly string[]): boolean {
    return this.connection.send(messages);
  }

  /** Says so where messages could not be decoded since it was last asked. */
  reportFaults(): void {
    const { venue, log } = this.#options;
    const { counters, lastMalformed } = this.router;
    const faults = Object.values(counters.malformed).reduce((sum, count) => sum + count, 0);
    const fresh = faults - this.#faults;
    this.#faults = faults;
    if (fresh === 0) return;
    const text = `${venue.id}: ${fresh} messages could not be decoded, the last: ${lastMalformed}`;
    log.warn({ venue: venue.id, count: fresh, reason: lastMalformed }, text);
  }

  /** Beside the present ones: in number, and in an address that names them. */
  #hasRoomFor(more: readonly SymbolBook[]): boolean {
    const { venue } = this.#options;
    if (this.symbols + more.length > venue.limits.symbolsPerConnection) return false;
    const names = [...this.#books.keys(), ...more.map((book) => book.native)];
    const { url } = this.#subscriptionOf(names);
    if (url === this.#subscription().url) return true;
    return venue.subscribe !== undefined && url.length <= MAX_URL_CHARS;
  }

  #subscription() {
    return this.#subscriptionOf([...this.#books.keys()]);
  }

  #subscriptionOf(names: readonly string[]) {
    const { venue, urls, depth } = this.#options;
    return venue.subscription(names, urls, depth);
  }

  /** The address for the books of now; those that come until it is open are not in it. */
  #address(): string {
    this.#addressed = new Set(this.#books.keys());
    return this.#subscription().url;
  }

  /** What is sent on a fresh socket. */
  #greeting(): readonly string[] {
    const { venue, depth } = this.#options;
    const { url, messages } = this.#subscription();
    const late = [...this.#books.keys()].filter((native) => !this.#addressed.has(native));
    const gone = [...this.#addressed].filter((native) => !this.#books.has(native));
    if (url === this.#subscriptionOf([...this.#addressed]).url) return messages;
    return [
      ...messages,
      ...(late.length > 0 ? (venue.subscribe?.(late, depth) ?? []) : []),
      ...(gone.length > 0 ? (venue.unsubscribe?.(gone, depth) ?? []) : []),
    ];
  }

  #opened(): void {
    const { venue, log } = this.#options;
    log.debug({ venue: venue.id, symbols: this.symbols }, `${venue.id} connected, ${this.symbols} symbols`);
    if (!this.send(this.#greeting())) {
      this.connection.reconnect('the subscription was not sent');
      return;
    }
    this.#openedAt = this.#options.time.monotonicMs();
    const now = this.#options.time.wallMicros();
    for (const book of this.#books.values()) book.connected(now);
  }

  #lost(reason: string): void {
    const { venue, log, time, lost } = this.#options;
    if (this.symbols > 0) log.warn({ venue: venue.id, symbols: this.symbols, reason }, `${venue.id} lost: ${reason}`);
    this.#openedAt = Number.POSITIVE_INFINITY;
    const now = time.wallMicros();
    for (const book of this.#books.values()) {
      lost(book);
      book.disconnected(now);
    }
  }

  #rejected(symbol: string | undefined, reason: string): void {
    const book = symbol === undefined ? undefined : this.#books.get(symbol);
    const { venue, log, rejected } = this.#options;
    if (book !== undefined) rejected(book, reason);
    else log.warn({ venue: venue.id, symbol, reason }, `${venue.id} refused a request: ${reason}`);
  }
}
