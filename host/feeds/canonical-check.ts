/**
 * The canonical stream of each symbol, taken through the wire: a publisher that encodes what it is told
 * with one core, decodes the frame with another, and compares the two books in full after every frame.
 */
import {
  INFO_EPOCH,
  INFO_ID,
  INFO_SEQUENCE,
  OK,
  RESULT_BYTES,
  RESULT_CODE,
  RESULT_EVENT,
  RESULT_FIRST,
  RESULT_REASON,
  RESULT_RECV,
  RESULT_SEQUENCE,
  RESULT_STATE,
  RESULT_TRADES,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { CanonicalEncoding, MarketDataPublisher, MarketSource } from '../bus/market-data.js';
import { CODECS, type CodecName, DEFAULT_CODEC } from '../wire/codec.js';
import type { Core, LevelColumns } from '../wire/core.js';
import { REASON_NAMES, STATE_NAMES } from '../wire/state.js';

/** A generation of the dense codec begins at most this often, in receive time. */
const GENERATION_INTERVAL_US = 10_000_000;
/** A delta carries a fingerprint at most this often, in receive time. */
const FINGERPRINT_INTERVAL_US = 1_000_000;

export interface CanonicalCounters {
  /** Frames after which the decoder had the encoder's book, position and content, and others. */
  ok: number;
  failed: number;
  /** All frames, headers and snapshots included. */
  encodedBytes: number;
  /** Of these, snapshots and deltas. */
  bookBytes: number;
}

interface Mirror extends CanonicalCounters {
  readonly reader: number;
  /** A snapshot was sent: before it nothing can be decoded. */
  hasBook: boolean;
  fingerprintAt: number;
  generationAt: number;
}

export class CanonicalCheck implements MarketDataPublisher {
  readonly #encoder: Core;
  readonly #decoder: Core;
  readonly #codec: CodecName;
  readonly #encoded: ColumnBytes;
  readonly #decoded: ColumnBytes;
  readonly #mirrors = new Map<MarketSource, Mirror>();

  /** @param codec a source whose stream cannot have it (no model is free) keeps the plain one */
  constructor(encoder: Core, decoder: Core, codec: CodecName = DEFAULT_CODEC) {
    this.#codec = codec;
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#encoded = new ColumnBytes(encoder.levels);
    this.#decoded = new ColumnBytes(decoder.levels);
  }

  counters(source: MarketSource): CanonicalCounters {
    return this.#mirrors.get(source)!;
  }

  add(source: MarketSource): void {
    const reader = this.#decoder.openReader(this.#encoder.info(source.stream, INFO_ID));
    this.#mirrors.set(source, {
      reader,
      hasBook: false,
      fingerprintAt: -Infinity,
      generationAt: -Infinity,
      ok: 0,
      failed: 0,
      encodedBytes: 0,
      bookBytes: 0,
    });
  }

  remove(source: MarketSource): void {
    this.#decoder.close(this.#mirrors.get(source)!.reader);
  }

  replaced(source: MarketSource): void {
    const mirror = this.#mirrors.get(source)!;
    mirror.hasBook = true;
    if (this.#encoder.info(source.stream, INFO_SEQUENCE) === 0)
      this.#encoder.setCodec(source.stream, CODECS[this.#codec]);
    mirror.generationAt = source.tsRecv;
    const length = this.#encoder.encodeSnapshot(source.stream, 0, true, source.tsRecv, source.tsEvent);
    this.#passBook(source, length);
  }

  book(source: MarketSource): void {
    const mirror = this.#mirrors.get(source)!;
    const isDue = source.tsRecv - mirror.fingerprintAt >= FINGERPRINT_INTERVAL_US;
    if (isDue) mirror.fingerprintAt = source.tsRecv;
    if (this.#codec === 'dense' && source.tsRecv - mirror.generationAt >= GENERATION_INTERVAL_US) {
      if (!source.encodedBytes) this.#encoder.beginGeneration(source.stream);
      mirror.generationAt = source.tsRecv;
    }
    const encode = () => this.#encoder.encodeDelta(source.stream, 0, source.tsRecv, source.tsEvent, isDue);
    this.#passBook(source, source.encodedBytes || encode());
  }

  /** As `book` does it, from where it is now. */
  encoding(source: MarketSource): CanonicalEncoding {
    const { fingerprintAt, generationAt } = this.#mirrors.get(source)!;
    return {
      fingerprintAt: Math.max(0, fingerprintAt + FINGERPRINT_INTERVAL_US),
      fingerprintUs: FINGERPRINT_INTERVAL_US,
      generationAt: Math.max(0, generationAt + GENERATION_INTERVAL_US),
      generationUs: GENERATION_INTERVAL_US,
    };
  }

  trades(source: MarketSource, trades: Float64Array, count: number): void {
    const encode = () => this.#encoder.encodeTrades(source.stream, 0, count, 0, source.tsRecv, source.tsEvent);
    this.#pass(source, source.encodedBytes || encode(), (results) => {
      if (results[RESULT_TRADES] !== count) return false;
      const first = results[RESULT_FIRST]! * TRADE_FIELDS;
      for (let i = 0; i < count * TRADE_FIELDS; i++) {
        if (this.#decoder.trades[first + i] !== trades[i]) return false;
      }
      return true;
    });
  }

  state(source: MarketSource): void {
    if (!this.#mirrors.get(source)!.hasBook) return;
    const state = STATE_NAMES.indexOf(source.state);
    const reason = REASON_NAMES.indexOf(source.reason);
    const length = this.#encoder.encodeStatus(source.stream, 0, state, reason, source.tsRecv, source.tsEvent);
    this.#pass(source, length, (results) => results[RESULT_STATE] === state && results[RESULT_REASON] === reason);
  }

  #passBook(source: MarketSource, length: number): void {
    this.#mirrors.get(source)!.bookBytes += Math.max(0, length);
    this.#pass(source, length, () => true);
  }

  /** Takes the encoder's output through the decoder. */
  #pass(source: MarketSource, length: number, isSame: (results: Float64Array) => boolean): void {
    const mirror = this.#mirrors.get(source)!;
    if (length > 0) mirror.encodedBytes += length;
    if (length > 0 && this.#decodes(source, length) && isSame(this.#decoder.results) && this.#sameBook(source)) {
      mirror.ok++;
    } else {
      mirror.failed++;
    }
  }

  #decodes(source: MarketSource, length: number): boolean {
    const decoder = this.#decoder;
    decoder.input.set(this.#encoder.output.subarray(0, length));
    if (decoder.validate(0, length) !== OK || decoder.receive(0, length) !== 1) return false;
    const { results } = decoder;
    return (
      results[RESULT_CODE] === OK &&
      results[RESULT_BYTES] === length &&
      results[RESULT_SEQUENCE] === this.#encoder.info(source.stream, INFO_SEQUENCE) &&
      results[RESULT_RECV] === source.tsRecv &&
      results[RESULT_EVENT] === source.tsEvent
    );
  }

  /** Every level of both books, byte for byte. */
  #sameBook(source: MarketSource): boolean {
    const { reader } = this.#mirrors.get(source)!;
    const epoch = this.#encoder.info(source.stream, INFO_EPOCH);
    if (this.#decoder.info(reader, INFO_EPOCH) !== epoch) return false;
    const levels = this.#encoder.top(source.stream, 0);
    if (this.#decoder.top(reader, 0) !== levels) return false;
    return this.#encoder.levelBids() === this.#decoder.levelBids() && this.#encoded.equals(this.#decoded, levels);
  }
}

/** The columns of a core as bytes: comparing those is many times faster than comparing numbers. */
class ColumnBytes {
  readonly #ticks: Buffer;
  readonly #lots: Buffer;

  constructor({ ticks, lots }: LevelColumns) {
    this.#ticks = Buffer.from(ticks.buffer, ticks.byteOffset, ticks.byteLength);
    this.#lots = Buffer.from(lots.buffer, lots.byteOffset, lots.byteLength);
  }

  /** Whether the first `levels` entries are the same. */
  equals(other: ColumnBytes, levels: number): boolean {
    const bytes = levels * Float64Array.BYTES_PER_ELEMENT;
    return (
      this.#ticks.compare(other.#ticks, 0, bytes, 0, bytes) === 0 &&
      this.#lots.compare(other.#lots, 0, bytes, 0, bytes) === 0
    );
  }
}
