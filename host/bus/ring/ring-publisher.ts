/**
 * The market-data bus over a broadcast ring, the feeds' side: what feeds tell becomes canonical frames in
 * records of the ring, for another thread. It never waits for a reader: one that is too slow is overtaken,
 * knows it, and has `refresh` called.
 *
 * Records are published once a turn of the event loop, and when a quarter of the ring waits to be.
 * Analytics are sent once for all that was told between.
 */
import { CODEC_FAST, INFO_ID, INFO_SEQUENCE } from '../../../assembly/layout.js';
import type { Core } from '../../wire/core.js';
import { type RingWriter, ringCodeName } from '../../wire/ring.js';
import { REASON_NAMES, STATE_NAMES } from '../../wire/state.js';
import type { CanonicalEncoding, MarketDataPublisher, MarketSource } from '../market-data.js';
import {
  FLAG_PART,
  FLAG_REGRIDDED,
  RECORD_ANALYTICS,
  RECORD_BOOK,
  RECORD_GONE,
  RECORD_HEAD_BYTES,
  RECORD_KEYFRAME,
  RECORD_REPLACED,
  RECORD_ROLL,
  RECORD_ROLL_END,
  RECORD_SOURCE,
  RECORD_STATE,
  RECORD_TRADES,
  RecordHead,
  type SourceText,
} from './record.js';

export interface RingPublisherOptions {
  /** Holds the books of the sources. */
  readonly core: Core;
  /** Of records of any length. */
  readonly writer: RingWriter;
  /** Runs once, behind what the event loop has at hand. */
  readonly soon: (run: () => void) => void;
}

/** Between fingerprints of one source, µs. */
const FINGERPRINT_US = 1_000_000;

interface Sent {
  readonly number: number;
  /** A snapshot of it was sent. */
  hasBook: boolean;
  /** Of the stream in frames; 0 before there was one. */
  stream: number;
  /** Told so far, modulo 2^32. */
  trades: number;
  fingerprintAt: number;
}

const NOTHING = new Uint8Array(0);

export class RingPublisher implements MarketDataPublisher {
  readonly #options: RingPublisherOptions;
  readonly #sources = new Map<MarketSource, Sent>();
  readonly #symbols = new Set<string>();
  readonly #withNews = new Set<MarketSource>();
  readonly #head = new RecordHead();
  #numbers = 0;
  #isFlushSoon = false;

  constructor(options: RingPublisherOptions) {
    this.#options = options;
  }

  add(source: MarketSource): void {
    if (this.#symbols.has(source.symbol)) throw new Error(`bus: ${source.symbol} is there already`);
    this.#symbols.add(source.symbol);
    const sent: Sent = { number: ++this.#numbers, hasBook: false, stream: 0, trades: 0, fingerprintAt: 0 };
    this.#sources.set(source, sent);
    this.#introduce(source, sent);
  }

  remove(source: MarketSource): void {
    const sent = this.#sentOf(source);
    this.#send(RECORD_GONE, source, sent, NOTHING);
    this.#sources.delete(source);
    this.#symbols.delete(source.symbol);
    this.#withNews.delete(source);
  }

  book(source: MarketSource): void {
    const sent = this.#sentOf(source);
    const { core } = this.#options;
    const { encodedBytes = 0, stream, tsRecv, tsEvent } = source;
    // Without a book before it no delta is of use.
    let length = sent.hasBook ? encodedBytes : 0;
    if (length === 0 && sent.hasBook) {
      const isProved = tsRecv >= sent.fingerprintAt;
      length = core.encodeDelta(stream, 0, tsRecv, tsEvent, isProved);
      if (isProved) sent.fingerprintAt = tsRecv + FINGERPRINT_US;
    }
    if (length <= 0) length = this.#snapshot(source, sent);
    this.#sendEncoded(RECORD_BOOK, source, sent, length);
  }

  replaced(source: MarketSource, regridded: boolean): void {
    const sent = this.#sentOf(source);
    this.#sendEncoded(RECORD_REPLACED, source, sent, this.#snapshot(source, sent), regridded ? FLAG_REGRIDDED : 0);
  }

  trades(source: MarketSource, trades: Float64Array, count: number): void {
    const sent = this.#sentOf(source);
    const { core } = this.#options;
    const { encodedBytes = 0, stream, tsRecv, tsEvent } = source;
    let length = encodedBytes;
    if (length === 0) {
      if (trades !== core.trades) core.trades.set(trades);
      length = core.encodeTrades(stream, 0, count, 0, tsRecv, tsEvent);
    }
    sent.trades = (sent.trades + count) >>> 0;
    this.#sendEncoded(RECORD_TRADES, source, sent, length);
  }

  state(source: MarketSource): void {
    const sent = this.#sentOf(source);
    const [state, reason] = [STATE_NAMES.indexOf(source.state), REASON_NAMES.indexOf(source.reason)];
    const { core } = this.#options;
    const encode = () => core.encodeStatus(source.stream, 0, state, reason, source.tsRecv, source.tsEvent);
    this.#sendEncoded(RECORD_STATE, source, sent, sent.hasBook ? encode() : 0);
  }

  analytics(source: MarketSource): void {
    this.#sentOf(source);
    this.#withNews.add(source);
    this.#flushSoon();
  }

  encoding(source: MarketSource): CanonicalEncoding | undefined {
    const sent = this.#sources.get(source);
    if (sent === undefined) return undefined;
    return { fingerprintAt: sent.fingerprintAt, fingerprintUs: FINGERPRINT_US, generationAt: 0, generationUs: 0 };
  }

  /** Tells all there is anew, for who lost its place: sources, books, states, analytics. */
  refresh(): void {
    this.#head.fillBare(RECORD_ROLL);
    this.#write(NOTHING);
    const { core } = this.#options;
    for (const [source, sent] of this.#sources) {
      this.#introduce(source, sent);
      const length = sent.hasBook ? core.encodeSnapshot(source.stream, 0, false, 0, -1) : 0;
      this.#sendEncoded(RECORD_KEYFRAME, source, sent, length);
      if (source.analytics !== undefined) this.#withNews.add(source);
    }
    this.#head.fillBare(RECORD_ROLL_END);
    this.#write(NOTHING);
  }

  /** What is written is there for readers from here on. */
  flush(): void {
    for (const source of this.#withNews) this.#sendAnalytics(source);
    this.#withNews.clear();
    this.#options.writer.publish();
  }

  #sentOf(source: MarketSource): Sent {
    const sent = this.#sources.get(source);
    if (sent === undefined) throw new Error(`bus: ${source.symbol} was not added`);
    return sent;
  }

  #introduce(source: MarketSource, sent: Sent): void {
    const { symbol, venue, analytics } = source;
    const text: SourceText = { symbol, venue, ...(analytics !== undefined && { analytics: analytics.names }) };
    this.#send(RECORD_SOURCE, source, sent, Buffer.from(JSON.stringify(text)));
  }

  /** The book as it is, with the next sequence; answers its bytes in the core's output, or minus a code. */
  #snapshot({ stream, tsRecv, tsEvent }: MarketSource, sent: Sent): number {
    const { core } = this.#options;
    if (core.info(stream, INFO_SEQUENCE) === 0) core.setCodec(stream, CODEC_FAST);
    sent.stream = Math.max(0, core.info(stream, INFO_ID));
    const length = core.encodeSnapshot(stream, 0, true, tsRecv, tsEvent);
    sent.hasBook = length > 0;
    return length;
  }

  #sendAnalytics(source: MarketSource): void {
    const sent = this.#sources.get(source);
    if (sent === undefined || !sent.hasBook || source.analytics === undefined) return;
    const { core } = this.#options;
    const { names } = source.analytics;
    const records = source.analytics.read();
    if (records.length === 0) return;
    if (records.byteOffset !== core.analytics.byteOffset || records.buffer !== core.analytics.buffer) {
      core.analytics.set(records);
    }
    const length = core.encodeAnalytics(source.stream, 0, names.length, names.length, source.tsRecv, source.tsEvent);
    this.#sendEncoded(RECORD_ANALYTICS, source, sent, length);
  }

  /** A frame in the core's output; what could not be encoded is told without one, and the reader asks for all. */
  #sendEncoded(kind: number, source: MarketSource, sent: Sent, length: number, flags = 0): void {
    const frame = length > 0 ? this.#options.core.output.subarray(0, length) : NOTHING;
    this.#send(kind, source, sent, frame, flags);
  }

  #send(kind: number, source: MarketSource, sent: Sent, payload: Uint8Array, flags = 0): void {
    this.#head.fill(kind, source, sent.number, sent.trades, sent.stream);
    this.#head.flags = flags;
    this.#write(payload);
  }

  /** The head and a payload, in as many records as it takes. */
  #write(payload: Uint8Array): void {
    const most = this.#options.writer.maxRecordBytes - RECORD_HEAD_BYTES;
    const { flags } = this.#head;
    for (let from = 0; from < payload.length || from === 0; from += most) {
      const piece = payload.length <= most ? payload : payload.subarray(from, from + most);
      this.#head.flags = from + most < payload.length ? flags | FLAG_PART : flags;
      this.#writeRecord(piece);
    }
    this.#flushSoon();
  }

  #writeRecord(piece: Uint8Array): void {
    const { writer } = this.#options;
    const bytes = RECORD_HEAD_BYTES + piece.length;
    let at = writer.reserve(bytes);
    if (at < 0) {
      // A writer is only so far ahead of what it published.
      writer.publish();
      at = writer.reserve(bytes);
      if (at < 0) throw new Error(`bus: the ring takes no record of ${bytes} bytes: ${ringCodeName(at)}`);
    }
    writer.bytes.set(this.#head.bytes, at);
    writer.bytes.set(piece, at + RECORD_HEAD_BYTES);
    writer.commit(bytes);
  }

  #flushSoon(): void {
    if (this.#isFlushSoon) return;
    this.#isFlushSoon = true;
    this.#options.soon(() => {
      this.#isFlushSoon = false;
      this.flush();
    });
  }
}
