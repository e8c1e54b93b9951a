/** The header of a frame: read, and judged as far as the bytes alone allow. What it means for a stream is in `stream.ts`. */
import {
  DENSE_SEQUENCE_BITS,
  FLAG_CATCH_UP,
  FLAG_EVENT,
  FLAG_EVENT_MS,
  FLAG_EXTENDED,
  FLAG_FINGERPRINT,
  FLAG_FULL,
  FLAG_GENERATION,
  FLAGS,
  KIND,
  KIND_BITS,
  KIND_DELTA,
  KIND_DENSE,
  KIND_DENSE_PROVED,
  KIND_EXTENDED,
  KIND_MASK,
  KIND_SNAPSHOT,
  KIND_TRADES,
  MAX_STREAM_ID,
  OK,
  PROTOCOL_VERSION,
  RANGE,
  TRUNCATED,
  VERSION,
} from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { isAmount } from './integer.js';

const FIRST_EXTENDED_KIND = 8;
const MICROS_PER_MS = 1000;
/** Sequences that a compact header tells apart, and a short dense one. */
const SEQUENCES = 256;
const SHORT_SEQUENCES = 2 ** DENSE_SEQUENCE_BITS;

export class FrameHeader {
  kind = 0;
  isFull = false;
  hasFingerprint = false;
  hasEvent = false;
  /** The times are in the payload. */
  hasCodedTimes = false;
  /** A generation of the dense codec begins. */
  isGeneration = false;
  /** The delta is a catch-up. */
  isCatchUp = false;
  stream = 0;
  codec = 0;
  epoch = 0;
  /** Full: the sequence that the frame lands on. Compact: its low bits, the rest modulo `sequences`. */
  sequence = 0;
  sequences = SEQUENCES;
  distance = 0;
  /** Full: tsRecv. Compact: what it differs from the predicted, in µs. */
  recv = 0;
  /** Full: tsEvent. Compact: the difference to the stream's last, in µs. */
  event = 0;
  fingerprint = 0;
  /** Bytes of the payload. */
  length = 0;

  /** Takes a header from the reader, which stands at the payload then; OK, or a code and fields of no meaning. */
  read(reader: ByteReader): number {
    this.#readTag(reader);
    if (reader.code === OK) this.stream = reader.varint();
    if (reader.code === OK && this.stream > MAX_STREAM_ID) reader.fail(RANGE);
    if (reader.code === OK) this.isFull ? this.#readFull(reader) : this.#readCompact(reader);
    if (this.hasFingerprint) this.fingerprint = reader.u32();
    this.length = reader.varint();
    if (reader.code === OK && this.length > reader.end - reader.at) reader.fail(TRUNCATED);
    return reader.code;
  }

  #isEventMs = false;

  #readTag(reader: ByteReader): void {
    const tag = reader.u8();
    this.kind = tag & KIND_MASK;
    this.sequences = SEQUENCES;
    if (this.kind === KIND_DENSE || this.kind === KIND_DENSE_PROVED) {
      this.#takeShortTag(tag);
      return;
    }
    this.isFull = (tag & FLAG_FULL) !== 0;
    this.hasFingerprint = (tag & FLAG_FINGERPRINT) !== 0;
    this.hasEvent = (tag & FLAG_EVENT) !== 0;
    this.#isEventMs = (tag & FLAG_EVENT_MS) !== 0;
    const isExtended = this.kind === KIND_EXTENDED;
    if (isExtended) this.kind = reader.u8();
    if (reader.code !== OK) return;
    if (isExtended ? this.kind < FIRST_EXTENDED_KIND : this.kind === 0) reader.fail(KIND);
    else this.#readMoreFlags(reader, tag);
    if (reader.code !== OK) return;
    this.hasCodedTimes = this.#isEventMs && !this.hasEvent;
    if (this.#isEventMs && this.isFull) reader.fail(FLAGS);
    else if (this.hasCodedTimes && this.kind !== KIND_DELTA) reader.fail(FLAGS);
    else if (this.kind === KIND_SNAPSHOT && !this.isFull) reader.fail(FLAGS);
  }

  /** A tag that says all but the stream. */
  #takeShortTag(tag: number): void {
    this.hasFingerprint = this.kind === KIND_DENSE_PROVED;
    this.kind = KIND_DELTA;
    this.isFull = false;
    this.hasEvent = false;
    this.#isEventMs = true;
    this.hasCodedTimes = true;
    this.isGeneration = false;
    this.isCatchUp = false;
    this.sequences = SHORT_SEQUENCES;
    this.sequence = tag >> KIND_BITS;
  }

  #readMoreFlags(reader: ByteReader, tag: number): void {
    this.isGeneration = false;
    this.isCatchUp = false;
    if ((tag & FLAG_EXTENDED) === 0) return;
    if (this.kind !== KIND_DELTA) {
      reader.fail(FLAGS);
      return;
    }
    const more = reader.u8();
    this.isGeneration = more === FLAG_GENERATION;
    this.isCatchUp = more === FLAG_CATCH_UP && this.isFull;
    if (reader.code === OK && !this.isGeneration && !this.isCatchUp) reader.fail(FLAGS);
  }

  #readFull(reader: ByteReader): void {
    const version = reader.u8();
    if (reader.code === OK && version !== PROTOCOL_VERSION) reader.fail(VERSION);
    this.codec = reader.u8();
    this.epoch = reader.u48();
    this.sequence = reader.varint();
    this.distance = reader.varint();
    if (reader.code === OK && !this.#isDistanceRight()) reader.fail(RANGE);
    this.recv = reader.varint();
    if (!this.hasEvent) return;
    this.event = this.recv - reader.svarint();
    if (reader.code === OK && !isAmount(this.event)) reader.fail(RANGE);
  }

  /** Trades from before the stream's position. */
  get isLate(): boolean {
    return this.kind === KIND_TRADES && this.isFull && this.distance === 0;
  }

  #isDistanceRight(): boolean {
    if (this.kind === KIND_SNAPSHOT) return this.distance === 0;
    return this.distance <= this.sequence && (this.distance > 0 || this.isLate);
  }

  #readCompact(reader: ByteReader): void {
    if (this.sequences === SEQUENCES) this.sequence = reader.u8();
    if (this.hasCodedTimes) return;
    // A number of ms beyond 2^53 / 1000 is rounded, and stays out of every time's range.
    if (this.hasEvent) this.event = reader.svarint() * (this.#isEventMs ? MICROS_PER_MS : 1);
    this.recv = reader.svarint();
  }

  /** Writes the header of `kind` with these fields; version and flags follow from them. */
  write(writer: ByteWriter): void {
    if (this.hasCodedTimes && !this.isGeneration) {
      const kind = this.hasFingerprint ? KIND_DENSE_PROVED : KIND_DENSE;
      writer.u8(kind + (this.sequence % SHORT_SEQUENCES) * 2 ** KIND_BITS);
      writer.varint(this.stream);
      this.#writeTail(writer);
      return;
    }
    const isWholeMs = this.hasEvent && !this.isFull && this.event % MICROS_PER_MS === 0;
    const isEventMs = this.hasCodedTimes || isWholeMs;
    const isExtended = this.kind > KIND_EXTENDED;
    writer.u8(
      (isExtended ? KIND_EXTENDED : this.kind) |
        (this.isFull ? FLAG_FULL : 0) |
        (this.hasFingerprint ? FLAG_FINGERPRINT : 0) |
        (this.hasEvent && !this.hasCodedTimes ? FLAG_EVENT : 0) |
        (isEventMs ? FLAG_EVENT_MS : 0) |
        (this.isGeneration || this.isCatchUp ? FLAG_EXTENDED : 0),
    );
    if (isExtended) writer.u8(this.kind);
    if (this.isGeneration) writer.u8(FLAG_GENERATION);
    if (this.isCatchUp) writer.u8(FLAG_CATCH_UP);
    writer.varint(this.stream);
    if (this.isFull) this.#writeFull(writer);
    else this.#writeCompact(writer, isEventMs);
    this.#writeTail(writer);
  }

  #writeTail(writer: ByteWriter): void {
    if (this.hasFingerprint) writer.u32(this.fingerprint);
    writer.varint(this.length);
  }

  #writeFull(writer: ByteWriter): void {
    writer.u8(PROTOCOL_VERSION);
    writer.u8(this.codec);
    writer.u48(this.epoch);
    writer.varint(this.sequence);
    writer.varint(this.distance);
    writer.varint(this.recv);
    if (this.hasEvent) writer.svarint(this.recv - this.event);
  }

  #writeCompact(writer: ByteWriter, isEventMs: boolean): void {
    writer.u8(this.sequence % 256);
    if (this.hasCodedTimes) return;
    if (this.hasEvent) writer.svarint(isEventMs ? this.event / MICROS_PER_MS : this.event);
    writer.svarint(this.recv);
  }
}
