/**
 * The frames of one connection, or of a recording: decodes each, counts it, and hands what it tells to
 * the books. It knows neither sockets nor how books come to be.
 */
import type { FrameParser } from '../wire/parser.js';
import type { BookMessage } from './book-message.js';
import { createFrameCounters } from './counters.js';
import type { IngestLane } from './ingest-lane.js';
import type { Instrument } from './instrument.js';
import type { SymbolBook } from './symbol-book.js';
import type { TradeBatch } from './trade-batch.js';
import type { Fault, FeedDecoder, FeedSink, Venue } from './venue.js';
import { laneFor, withParser } from './wasm-decoder.js';

export interface FrameRouterOptions {
  readonly venue: Venue;
  /** Reads the frames, where it knows the venue. Absent: the venue's decoder does. */
  readonly parser?: FrameParser | undefined;
  /** The parser takes whole messages of books in its core, where it can; else it only reads them. Default: true. */
  readonly ingests?: boolean | undefined;
  /** The book of a symbol; undefined where nobody asked for it: its messages are counted and dropped. */
  readonly book: (native: string) => SymbolBook | undefined;
  /** A snapshot that does not say whose it is. Absent: dropped. */
  readonly unnamedSnapshot?: (message: BookMessage, tsRecv: number) => void;
  readonly instruments?: (instruments: readonly Instrument[]) => void;
  /** The venue refused a request: one line. */
  readonly rejected?: (symbol: string | undefined, reason: string) => void;
  /** The venue says that a symbol's streams are alive. Absent: not told. */
  readonly heard?: (native: string, tsRecv: number) => void;
  /** A book that must be told of a message about it that could not be decoded: `undecodable`. Absent: not told. */
  readonly undecodable?: (book: SymbolBook, tsRecv: number) => void;
}

export class FrameRouter implements FeedSink {
  readonly counters = createFrameCounters();
  /** What was wrong with the last malformed frame, in one line; empty before the first. */
  lastMalformed = '';

  readonly #options: FrameRouterOptions;
  readonly #decoder: FeedDecoder;
  readonly #lane: IngestLane | undefined;
  #tsRecv = 0;

  constructor(options: FrameRouterOptions) {
    this.#options = options;
    const { venue, parser, ingests = true } = options;
    this.#lane = parser && ingests ? laneFor(venue, parser) : undefined;
    this.#decoder = (parser ? withParser(venue, parser, this.counters, this.#lane) : venue).createDecoder();
  }

  /** Messages that the core took in one call. */
  get ingested(): number {
    return this.#lane?.taken ?? 0;
  }

  /** A text frame of the stream, best as the bytes that came; `tsRecv` in µs since the epoch. */
  frame(frame: string | Uint8Array, tsRecv: number): void {
    this.counters.frames++;
    this.#tsRecv = tsRecv;
    if (typeof frame === 'string') this.#decoder.decode(frame, this);
    else if (this.#decoder.decodeBytes !== undefined) this.#decoder.decodeBytes(frame, this, tsRecv);
    else this.#decoder.decode(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8'), this);
  }

  /** The REST depth answer that was asked for a symbol. Answers whether it was one. */
  restSnapshot(text: string, native: string, tsRecv: number): boolean {
    const before = this.#options.book(native)?.counters.snapshots;
    this.#tsRecv = tsRecv;
    this.#decoder.decodeSnapshot(text, native, this);
    return this.#options.book(native)?.counters.snapshots !== before;
  }

  snapshot(symbol: string | undefined, message: BookMessage): void {
    if (symbol === undefined) this.#options.unnamedSnapshot?.(message, this.#tsRecv);
    else this.#book(symbol)?.snapshot(message, this.#tsRecv);
  }

  diff(symbol: string, message: BookMessage): void {
    this.#book(symbol)?.diff(message, this.#tsRecv);
  }

  quote(symbol: string, message: BookMessage): void {
    this.#book(symbol)?.quote(message, this.#tsRecv);
  }

  trades(symbol: string, trades: TradeBatch): void {
    this.#book(symbol)?.trades(trades, this.#tsRecv);
  }

  instruments(instruments: readonly Instrument[]): void {
    this.#options.instruments?.(instruments);
  }

  subscribed(symbol: string, depth: number): void {
    this.counters.ignored++;
    this.#options.book(symbol)?.subscribed(depth);
  }

  rejected(symbol: string | undefined, reason: string): void {
    this.counters.ignored++;
    this.counters.rejected++;
    this.#options.rejected?.(symbol, reason);
  }

  heartbeat(symbol?: string): void {
    this.counters.ignored++;
    this.counters.heartbeats++;
    if (symbol !== undefined) this.#options.heard?.(symbol, this.#tsRecv);
  }

  ignored(): void {
    this.counters.ignored++;
  }

  malformed(fault: Fault, reason: string, symbol?: string): void {
    this.counters.malformed[fault]++;
    this.lastMalformed = reason;
    const book = symbol === undefined ? undefined : this.#options.book(symbol);
    if (book !== undefined) this.#options.undecodable?.(book, this.#tsRecv);
  }

  #book(symbol: string): SymbolBook | undefined {
    const book = this.#options.book(symbol);
    if (book === undefined) this.counters.unknownSymbols++;
    else book.lane = this.#lane;
    return book;
  }
}
