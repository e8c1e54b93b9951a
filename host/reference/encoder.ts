/** Frames out: writes a stream's next frame into a buffer, payload first, and takes its position. */
import {
  CODEC_FAST,
  CODEC_PLAIN,
  FULL,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  MAX_ANALYTIC_BYTES,
  MAX_CHANGE_BYTES,
  MAX_HEADER_BYTES,
  MAX_SNAPSHOT_PREFIX_BYTES,
  MAX_TRADE_BYTES,
  OK,
  RANGE,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import { judgeAnalytics, writeAnalyticsFrame } from './analytics-frame.js';
import { ByteWriter } from './byte-writer.js';
import { writeCatchUp } from './catch-up.js';
import type { ChangeList } from './change-list.js';
import { type BestPrices, writeDelta } from './delta.js';
import { canCodeTimes, writeDense } from './dense.js';
import { writeFast } from './fast.js';
import { FrameHeader } from './header.js';
import { isAmount, isTimeOrNone } from './integer.js';
import { writeSnapshot } from './snapshot.js';
import { judgeStatus, writeStatus } from './status.js';
import type { Stream } from './stream.js';
import { judgeTrades, writeTrades } from './trades.js';

/** Two counts before the changes or the trades of a frame. */
const COUNTS_BYTES = 16;
const STATUS_BYTES = 2;

export const maxSnapshotBytes = (levels: number): number =>
  MAX_HEADER_BYTES + MAX_SNAPSHOT_PREFIX_BYTES + MAX_CHANGE_BYTES * levels;
export const maxDeltaBytes = (changes: number): number => MAX_HEADER_BYTES + COUNTS_BYTES + MAX_CHANGE_BYTES * changes;
export const maxTradesBytes = (trades: number): number => MAX_HEADER_BYTES + COUNTS_BYTES + MAX_TRADE_BYTES * trades;
export const maxAnalyticsBytes = (values: number): number =>
  MAX_HEADER_BYTES + COUNTS_BYTES + MAX_ANALYTIC_BYTES * values;
export const maxStatusBytes = (): number => MAX_HEADER_BYTES + STATUS_BYTES;

/** Each call answers the frame's length, or minus a code and leaves stream and buffer as they were. */
export class Encoder {
  readonly #writer: ByteWriter;
  readonly #header = new FrameHeader();

  constructor(output: Uint8Array) {
    this.#writer = new ByteWriter(output);
  }

  /** The snapshot that takes the next sequence. */
  nextSnapshot(stream: Stream, at: number, recv: number, event: number): number {
    if (!this.#fits(at, maxSnapshotBytes(stream.book.count))) return -FULL;
    if (!isAmount(recv) || !isTimeOrNone(event)) return -RANGE;
    stream.model?.end();
    stream.book.history.settle(stream.sequence + 1);
    stream.book.history.knownFrom = stream.sequence + 1;
    return this.#snapshot(stream, at, stream.sequence + 1, recv, event);
  }

  /** The snapshot that repeats the current position, for a reader that joins. */
  joinerSnapshot(stream: Stream, at: number): number {
    if (!this.#fits(at, maxSnapshotBytes(stream.book.count))) return -FULL;
    return this.#snapshot(stream, at, stream.sequence, stream.lastRecv, stream.lastEvent);
  }

  /** Changes that the book took; `best` are its prices before them. */
  delta(
    stream: Stream,
    at: number,
    list: ChangeList,
    best: BestPrices,
    recv: number,
    event: number,
    fingerprint: boolean,
  ): number {
    if (!this.#fits(at, maxDeltaBytes(list.count))) return -FULL;
    const code = this.#begin(stream, at, KIND_DELTA, recv, event, fingerprint);
    if (code !== OK) return -code;
    if (stream.model !== undefined) this.#writeDense(stream, at, list, best, recv, event);
    else if (stream.codec === CODEC_FAST) writeFast(this.#writer, list, best);
    else writeDelta(this.#writer, list, best);
    stream.book.history.settle(stream.sequence + 1);
    return this.#end(stream, at, recv, event);
  }

  /** The levels that changed after `base`, as the frame that brings a reader from there to the stream's position. */
  catchUp(stream: Stream, at: number, base: number, list: ChangeList): number {
    if (!this.#fits(at, maxDeltaBytes(list.count))) return -FULL;
    this.#fill(KIND_DELTA, stream, stream.sequence, stream.lastRecv, stream.lastEvent);
    if (stream.codec !== CODEC_PLAIN) this.#header.codec = CODEC_FAST;
    this.#header.isCatchUp = true;
    this.#header.distance = stream.sequence - base;
    this.#writer.at = at + MAX_HEADER_BYTES;
    if (stream.codec === CODEC_PLAIN) writeCatchUp(this.#writer, list);
    else writeFast(this.#writer, list, { bid: 0, ask: 0 });
    return this.#close(at);
  }

  trades(
    stream: Stream,
    at: number,
    records: Float64Array,
    count: number,
    missed: number,
    recv: number,
    event: number,
  ): number {
    if (count * TRADE_FIELDS > records.length || !this.#fits(at, maxTradesBytes(count))) return -FULL;
    if (!isAmount(missed) || (count === 0 && missed === 0) || judgeTrades(records, count) !== OK) return -RANGE;
    const code = this.#begin(stream, at, KIND_TRADES, recv, event, false);
    if (code !== OK) return -code;
    writeTrades(this.#writer, records, count, missed, recv, event);
    return this.#end(stream, at, recv, event);
  }

  /** Trades from before the stream's position, for one reader: the stream stays as it is. */
  lateTrades(
    stream: Stream,
    at: number,
    records: Float64Array,
    count: number,
    missed: number,
    recv: number,
    event: number,
  ): number {
    if (count * TRADE_FIELDS > records.length || !this.#fits(at, maxTradesBytes(count))) return -FULL;
    if (!isAmount(recv) || !isTimeOrNone(event)) return -RANGE;
    if (!isAmount(missed) || (count === 0 && missed === 0) || judgeTrades(records, count) !== OK) return -RANGE;
    this.#fill(KIND_TRADES, stream, stream.sequence, recv, event);
    this.#header.hasFingerprint = false;
    this.#writer.at = at + MAX_HEADER_BYTES;
    writeTrades(this.#writer, records, count, missed, recv, event);
    return this.#close(at);
  }

  status(stream: Stream, at: number, state: number, reason: number, recv: number, event: number): number {
    if (!this.#fits(at, maxStatusBytes())) return -FULL;
    if (judgeStatus(state, reason) !== OK) return -RANGE;
    const code = this.#begin(stream, at, KIND_STATUS, recv, event, false);
    if (code !== OK) return -code;
    writeStatus(this.#writer, state, reason);
    return this.#end(stream, at, recv, event);
  }

  analytics(
    stream: Stream,
    at: number,
    records: Float64Array,
    count: number,
    table: number,
    recv: number,
    event: number,
  ): number {
    if (!this.#fits(at, maxAnalyticsBytes(count))) return -FULL;
    if (count < 1 || count > table || judgeAnalytics(records, count, table) !== OK) return -RANGE;
    const code = this.#begin(stream, at, KIND_ANALYTICS, recv, event, false);
    if (code !== OK) return -code;
    writeAnalyticsFrame(this.#writer, records, count, table);
    return this.#end(stream, at, recv, event);
  }

  /** Writes the changes dense; where that is longer than a delta may be, fast in a full frame. */
  #writeDense(stream: Stream, at: number, list: ChangeList, best: BestPrices, recv: number, event: number): void {
    const header = this.#header;
    const model = stream.model!;
    header.isGeneration = !model.isInGeneration;
    if (header.isGeneration) model.begin(stream.lastRecv - stream.lastEvent);
    const times = { lastEvent: stream.lastEvent, event, recv };
    header.hasCodedTimes = canCodeTimes(times, model.lag);
    const bytes = writeDense(model, header.hasCodedTimes ? times : undefined, list);
    if (bytes.length <= maxDeltaBytes(list.count) - MAX_HEADER_BYTES) {
      for (const byte of bytes) this.#writer.u8(byte);
      return;
    }
    model.end();
    header.isFull = true;
    header.hasCodedTimes = false;
    header.isGeneration = false;
    header.codec = CODEC_FAST;
    header.epoch = stream.epoch;
    header.sequence = stream.sequence + 1;
    header.distance = 1;
    header.recv = recv;
    header.event = event;
    this.#writer.at = at + MAX_HEADER_BYTES;
    writeFast(this.#writer, list, best);
  }

  #fits(at: number, bytes: number): boolean {
    return at + bytes <= this.#writer.bytes.length;
  }

  /** Fills the header of a compact frame and stands where its payload is written for now. */
  #begin(stream: Stream, at: number, kind: number, recv: number, event: number, fingerprint: boolean): number {
    if (!isAmount(recv) || !isTimeOrNone(event)) return RANGE;
    this.#header.kind = kind;
    this.#header.hasFingerprint = fingerprint;
    this.#header.fingerprint = stream.book.fingerprint;
    this.#writer.at = at + MAX_HEADER_BYTES;
    return stream.next(this.#header, recv, event);
  }

  #end(stream: Stream, at: number, recv: number, event: number): number {
    const length = this.#close(at);
    stream.land({ sequence: stream.sequence + 1, recv, event }, this.#header.isFull);
    return length;
  }

  #snapshot(stream: Stream, at: number, sequence: number, recv: number, event: number): number {
    this.#fill(KIND_SNAPSHOT, stream, sequence, recv, event);
    this.#writer.at = at + MAX_HEADER_BYTES;
    writeSnapshot(this.#writer, stream.codec, stream.book, stream.grid);
    stream.land({ sequence, recv, event }, true);
    return this.#close(at);
  }

  /** Fills a full header, as a snapshot has it. */
  #fill(kind: number, stream: Stream, sequence: number, recv: number, event: number): void {
    const header = this.#header;
    header.kind = kind;
    header.isFull = true;
    header.isGeneration = false;
    header.isCatchUp = false;
    header.hasCodedTimes = false;
    header.hasFingerprint = true;
    header.hasEvent = event >= 0;
    header.stream = stream.id;
    header.codec = stream.codec;
    header.epoch = stream.epoch;
    header.sequence = sequence;
    header.distance = 0;
    header.recv = recv;
    header.event = event;
    header.fingerprint = stream.book.fingerprint;
  }

  /** Puts the header before the payload and the payload right behind it; answers the frame's length. */
  #close(at: number): number {
    const writer = this.#writer;
    const payload = at + MAX_HEADER_BYTES;
    const end = writer.at;
    this.#header.length = end - payload;
    writer.at = at;
    this.#header.write(writer);
    writer.bytes.copyWithin(writer.at, payload, end);
    return writer.at + this.#header.length - at;
  }
}
