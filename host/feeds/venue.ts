/**
 * The contract of a venue: how to subscribe, what a message means, how a book gets in sync and what
 * proves it. A venue is plain data and pure functions; sockets, clocks and retries belong to whoever
 * connects (`host/feeds/live`), the books to `SymbolBook`.
 */
import type { BookChecksum } from './book-checksum.js';
import type { BookMessage } from './book-message.js';
import type { Continuity } from './continuity.js';
import type { Instrument, InstrumentsResult } from './instrument.js';
import type { TradeBatch } from './trade-batch.js';

export const VENUE_IDS = [
  'binance-spot',
  'binance-usdm',
  'binance-coinm',
  'kraken-v1',
  'kraken-v2',
  'coinbase',
  'okx',
] as const;
/** Venues built in. A venue of the user, or the simulated exchange, has an id of its own. */
export type BuiltInVenueId = (typeof VENUE_IDS)[number];

/** Largest WebSocket frame or REST answer taken from a venue. Book-1000 snapshots of major pairs reach megabytes. */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Why a frame could not be decoded. The list is closed: it labels a counter. */
export const FAULTS = ['json', 'shape', 'field', 'number', 'symbol', 'unknown', 'size'] as const;
/**
 * `json` not JSON; `shape` not an object or array as this venue sends; `field` missing or of the
 * wrong type; `number` no decimal; `symbol` missing, too long or contradicted by the stream's name;
 * `unknown` an event or channel that this venue is not known to have; `size` larger than the limit.
 */
export type Fault = (typeof FAULTS)[number];

/** Longest symbol taken from a message. */
export const MAX_SYMBOL_CHARS = 64;

export interface VenueCapabilities {
  /** Diffs carry update ids, so a loss is seen at the next diff. */
  readonly sequence: boolean;
  /** Messages carry a checksum of the top of the book. */
  readonly checksum: boolean;
  /**
   * Best quotes: `proof` where they carry update ids in common with the book, `advisory` where they can
   * only be compared with the book at their receipt, which proves nothing, `none` where there are none.
   */
  readonly quotes: 'proof' | 'advisory' | 'none';
  /** How a book begins: asked for over REST, or sent on subscribing. */
  readonly snapshot: 'rest' | 'stream';
  /** Where instruments come from. */
  readonly instruments: 'rest' | 'stream';
  /** Single orders instead of price levels. */
  readonly l3: boolean;
  /** Keys: not asked for, or optional for more than everyone gets. */
  readonly auth: 'none' | 'optional';
}

export interface VenueUrls {
  /** Base of the WebSocket address, without a trailing slash. */
  readonly ws: string;
  /** Base of the REST address, without a trailing slash. */
  readonly rest: string;
}

/** A token bucket: full at the start, `refillPerSecond` tokens come back up to `capacity`. */
export interface TokenBucketRule {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface VenueLimits {
  /** The venue closes a connection at this age, so reconnect before; 0: never. */
  readonly connectionLifetimeMs: number;
  /** Symbols that one connection carries, all streams of a symbol counted. */
  readonly symbolsPerConnection: number;
  /** Messages that a client may send on one connection. */
  readonly messagesPerSecond: number;
  /** Budget of REST request weights. */
  readonly restWeight: TokenBucketRule;
  readonly frameBytes: number;
}

export interface HeartbeatRule {
  /** Without any frame (WebSocket pings and pongs count) for this long the connection is dead. */
  readonly silenceMs: number;
  /** The client pings this often. */
  readonly pingIntervalMs: number;
  /** Text of a ping; absent: a WebSocket ping frame. `id` is the client's own, repeated in the answer. */
  readonly pingText?: (id: number) => string;
  /** A symbol in which nothing happens says so at least this often, so that it is not stale before; absent: it need not. */
  readonly quietSymbolMs?: number;
}

/** A connection's address and what is sent on it once it is open. */
export interface VenueSubscription {
  readonly url: string;
  readonly messages: readonly string[];
}

export interface RestRequest {
  readonly url: string;
  readonly weight: number;
}

/**
 * What decoding one text frame tells. Messages and batches are valid during the call. A frame makes
 * either at least one call of the first group, or exactly one of `ignored` and `malformed`.
 * `FrameRouter` is the sink that hands them to books.
 */
export interface FeedSink {
  /** `symbol` is undefined where the answer carries none (Binance REST): who asked knows. */
  snapshot(symbol: string | undefined, message: BookMessage): void;
  diff(symbol: string, message: BookMessage): void;
  /**
   * The best bid and ask at update id `lastId`; a side that is empty has no level. Without an id (-1) it
   * is advisory, and a size of 0 in it is not said.
   */
  quote(symbol: string, message: BookMessage): void;
  trades(symbol: string, trades: TradeBatch): void;
  instruments(instruments: readonly Instrument[]): void;
  /** The venue took a subscription of a book (`depth` levels a side, 0 is all, -1 is not said). */
  subscribed(symbol: string, depth: number): void;
  /** The venue refused something that the client sent: one line. */
  rejected(symbol: string | undefined, reason: string): void;
  /** The connection is alive, and with a symbol: that symbol's streams are. */
  heartbeat(symbol?: string): void;

  /** Understood, and not used here. */
  ignored(): void;
  /** Not decodable; one line of what is wrong. Nothing of the frame was used. `symbol`: it was about this book. */
  malformed(fault: Fault, reason: string, symbol?: string): void;
}

/** Turns frames into calls of a sink. Has its own reused buffers: one a connection. Never throws. */
export interface FeedDecoder {
  decode(text: string, sink: FeedSink): void;
  /**
   * As `decode`, of a frame's UTF-8 bytes; `tsRecv` is the time of receipt, µs since the epoch. Absent:
   * whoever has bytes makes text of them.
   */
  decodeBytes?(bytes: Uint8Array, sink: FeedSink, tsRecv: number): void;
  /** A REST depth answer that was asked for `symbol`. */
  decodeSnapshot(text: string, symbol: string, sink: FeedSink): void;
}

export interface Venue {
  readonly id: string;
  readonly capabilities: VenueCapabilities;
  readonly urls: VenueUrls;
  readonly limits: VenueLimits;
  readonly heartbeat: HeartbeatRule;
  /** The rule by which diffs follow a snapshot and one another. */
  readonly continuity: Continuity;
  /** Depths that a book may be subscribed with, ascending; empty: always whole. */
  readonly depths: readonly number[];

  createDecoder(): FeedDecoder;
  /** Compares the venue's checksums, for one symbol; absent where it sends none. */
  createChecksum?(): BookChecksum;
  /** Books, trades and what proves them, for all `symbols` on one connection. */
  subscription(symbols: readonly string[], urls: VenueUrls, depth: number): VenueSubscription;
  /**
   * Messages by which an open connection takes in more symbols, or lets some go. Absent: more symbols join it only
   * where its address stays the same, by the messages of `subscription`; those let go are dropped as they come.
   */
  subscribe?(symbols: readonly string[], depth: number): readonly string[];
  unsubscribe?(symbols: readonly string[], depth: number): readonly string[];
  /** Messages that make the venue send a new snapshot on the same connection; empty where REST gives it. */
  resubscribe(symbol: string, depth: number): readonly string[];
  /** Undefined where the venue sends snapshots itself. */
  snapshotRequest(symbol: string, urls: VenueUrls): RestRequest | undefined;
  /** Undefined where the venue sends instruments itself. */
  instrumentsRequest(symbols: readonly string[], urls: VenueUrls): RestRequest | undefined;
  /** Splits symbols into lists that one `instrumentsRequest` may ask about; absent: any may stand together. */
  instrumentGroups?(symbols: readonly string[]): string[][];
  /** The answer to `instrumentsRequest`, or a file of the same form. */
  parseInstruments(text: string): InstrumentsResult;
}
