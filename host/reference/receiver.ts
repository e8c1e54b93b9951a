/**
 * Frames in: reads each frame of a message, judges it whole in the protocol's order, and only then
 * changes its stream. `validate` stops after the judging.
 */
import {
  ANALYTIC_FIELDS,
  CODEC_DENSE,
  CODEC_FAST,
  FINGERPRINT,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  NOT_SYNCED,
  OK,
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_BYTES,
  RESULT_CODE,
  RESULT_EVENT,
  RESULT_FIELDS,
  RESULT_FIRST,
  RESULT_HANDLE,
  RESULT_KIND,
  RESULT_MISSED,
  RESULT_OFFSET,
  RESULT_REASON,
  RESULT_RECV,
  RESULT_SEQUENCE,
  RESULT_STATE,
  RESULT_STREAM,
  RESULT_TABLE,
  RESULT_TRADES,
  RESULT_VALUES,
  STREAM,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { ChangeColumns, CoreCapacity } from '../wire/core.js';
import { readAnalyticsFrame, type ValueList } from './analytics-frame.js';
import { ByteReader } from './byte-reader.js';
import { readCatchUp } from './catch-up.js';
import { ChangeList } from './change-list.js';
import { readDelta } from './delta.js';
import { NO_ROOM, readDense } from './dense.js';
import { DenseModel } from './dense-model.js';
import { readFast } from './fast.js';
import { FrameHeader } from './header.js';
import { Book } from './l2.js';
import { LevelBudget } from './level-budget.js';
import { readSnapshot, type SnapshotPrefix } from './snapshot.js';
import { readStatus, type Status } from './status.js';
import type { ModelBudget, Position, Stream } from './stream.js';
import { readTrades, type TradeList } from './trades.js';

/** Where a receiver puts what it finds; the columns of a core. */
export interface Answers {
  readonly results: Float64Array;
  readonly changes: ChangeColumns;
  readonly trades: Float64Array;
  readonly analytics: Float64Array;
}

/** The open streams, as far as a receiver needs them. */
export interface StreamTable {
  /** Handle of the reader of a stream id, or -1. */
  readerOf(id: number): number;
  at(handle: number): Stream;
}

export class Receiver {
  /** Where the last `receive` stopped. */
  stoppedAt = 0;

  readonly #streams: StreamTable;
  readonly #budget: LevelBudget;
  readonly #models: ModelBudget;
  /** The model of the frame in hand, as it was before. */
  readonly #modelBefore = new DenseModel();
  readonly #capacity: CoreCapacity;
  readonly #answers: Answers;
  readonly #reader: ByteReader;

  // The frame in hand: what `#examine` found, `#apply` takes.
  readonly #header = new FrameHeader();
  readonly #position: Position = { sequence: 0, recv: 0, event: 0 };
  readonly #prefix: SnapshotPrefix = { grid: { priceDecimals: 0, tick: 0, sizeDecimals: 0, lot: 0 }, depth: 0 };
  readonly #list: ChangeList;
  readonly #tradeList: TradeList;
  readonly #values: ValueList;
  readonly #status: Status = { state: 0, reason: 0 };
  #isReadable = false;
  #hasLearnt = false;
  #handle = -1;
  #end = 0;

  #results = 0;
  #changes = 0;
  #trades = 0;
  #valuesUsed = 0;

  constructor(
    input: Uint8Array,
    streams: StreamTable,
    budget: LevelBudget,
    models: ModelBudget,
    capacity: CoreCapacity,
    answers: Answers,
  ) {
    this.#streams = streams;
    this.#budget = budget;
    this.#models = models;
    this.#capacity = capacity;
    this.#answers = answers;
    this.#reader = new ByteReader(input);
    this.#list = new ChangeList(2 * capacity.levels);
    this.#values = { records: new Float64Array(capacity.values * ANALYTIC_FIELDS), count: 0, table: 0 };
    this.#tradeList = { records: new Float64Array(capacity.trades * TRADE_FIELDS), count: 0, missed: 0 };
  }

  /** The code of the one frame at `from`. */
  validate(from: number, to: number): number {
    this.#changes = 0;
    const code = this.#examine(from, to);
    this.#restoreModel();
    if (code !== OK || !this.#header.hasFingerprint) return code;
    const scratch = new Book(new LevelBudget(Infinity, Infinity), 0);
    scratch.copyFrom(this.#streams.at(this.#handle).book);
    this.#changeBook(scratch);
    return this.#isFingerprintRight(scratch) ? OK : FINGERPRINT;
  }

  /** Takes the frames in [from, to); answers the number of results. */
  receive(from: number, to: number): number {
    this.#results = 0;
    this.#changes = 0;
    this.#trades = 0;
    this.#valuesUsed = 0;
    this.stoppedAt = from;
    while (this.stoppedAt < to && this.#results < this.#capacity.results) {
      const code = this.#examine(this.stoppedAt, to);
      if (code === NO_ROOM || (code === OK && !this.#hasRoom())) {
        this.#restoreModel();
        break;
      }
      this.#record(code === OK ? this.#apply() : this.#refuse(code));
      this.stoppedAt = this.#isReadable ? this.#end : to;
    }
    return this.#results;
  }

  /** Reads and judges a frame without changing anything but the fields of the frame in hand. */
  #examine(from: number, to: number): number {
    const reader = this.#reader;
    const header = this.#header;
    reader.over(from, to);
    const unreadable = header.read(reader);
    this.#isReadable = unreadable === OK;
    this.#handle = -1;
    this.#hasLearnt = false;
    if (!this.#isReadable) return unreadable;
    this.#end = reader.at + header.length;
    reader.over(reader.at, this.#end);
    this.#handle = this.#streams.readerOf(header.stream);
    if (this.#handle < 0) return STREAM;
    const stream = this.#streams.at(this.#handle);
    const code = stream.locate(header, this.#position, this.#models);
    return code === OK ? this.#readPayload(stream) : code;
  }

  #readPayload(stream: Stream): number {
    const { book } = stream;
    const { recv, event } = this.#position;
    switch (this.#header.kind) {
      case KIND_SNAPSHOT:
        return readSnapshot(this.#reader, this.#header.codec, book, this.#budget, this.#prefix, this.#list);
      case KIND_DELTA:
        if (stream.codecOf(this.#header) === CODEC_DENSE) return this.#readDense(stream);
        if (stream.codecOf(this.#header) === CODEC_FAST) {
          return readFast(this.#reader, book, this.#budget, this.#list, this.#header.isCatchUp);
        }
        return this.#header.isCatchUp
          ? readCatchUp(this.#reader, book, this.#budget, this.#list)
          : readDelta(this.#reader, book, this.#budget, this.#list);
      case KIND_TRADES:
        return readTrades(this.#reader, this.#capacity.trades, recv, event, this.#tradeList);
      case KIND_STATUS:
        return readStatus(this.#reader, this.#status);
      case KIND_ANALYTICS:
        return readAnalyticsFrame(this.#reader, this.#capacity.values, this.#values);
      default:
        return OK;
    }
  }

  /** Reads a dense delta; its times, too, where they are in it. */
  #readDense({ book, model, lastEvent, lastRecv }: Stream): number {
    const { hasCodedTimes, isGeneration } = this.#header;
    const times = { lastEvent, event: 0, recv: 0 };
    this.#modelBefore.copyFrom(model!);
    this.#hasLearnt = true;
    if (isGeneration) model!.begin(lastRecv - lastEvent);
    const room = 2 * this.#capacity.levels - this.#changes;
    const coded = hasCodedTimes ? times : undefined;
    const code = readDense(this.#reader, book, this.#budget, model!, coded, room, this.#list);
    if (hasCodedTimes) this.#position.event = times.event;
    if (hasCodedTimes) this.#position.recv = times.recv;
    return code;
  }

  #restoreModel(): void {
    if (this.#hasLearnt) this.#streams.at(this.#handle).model!.copyFrom(this.#modelBefore);
  }

  #hasRoom(): boolean {
    if (this.#header.kind === KIND_DELTA) return this.#changes + this.#list.count <= 2 * this.#capacity.levels;
    if (this.#header.kind === KIND_TRADES) return this.#trades + this.#tradeList.count <= this.#capacity.trades;
    if (this.#header.kind === KIND_ANALYTICS) return this.#valuesUsed + this.#values.count <= this.#capacity.values;
    return true;
  }

  #apply(): number {
    const header = this.#header;
    const stream = this.#streams.at(this.#handle);
    this.#changeBook(stream.book);
    if (header.kind === KIND_DELTA && !this.#hasLearnt) stream.model?.end();
    if (header.kind === KIND_SNAPSHOT) {
      stream.grid = this.#prefix.grid;
      stream.epoch = header.epoch;
      stream.takeCodec(header.codec, this.#models);
    }
    if (!header.isLate) stream.land(this.#position, header.isFull);
    stream.book.history.settle(stream.sequence);
    const isRight = !this.#isFingerprintRight(stream.book) ? FINGERPRINT : OK;
    stream.isSynced = isRight === OK;
    return isRight;
  }

  #changeBook(book: Book): void {
    if (this.#header.kind === KIND_SNAPSHOT) {
      book.depth = this.#prefix.depth;
      book.replace(this.#list, this.#list.bids, this.#list.count);
    } else if (this.#header.kind === KIND_DELTA) {
      book.apply(this.#list);
    }
  }

  #isFingerprintRight(book: Book): boolean {
    const { kind, hasFingerprint, fingerprint } = this.#header;
    const isKnown = (kind >= KIND_SNAPSHOT && kind <= KIND_STATUS) || kind === KIND_ANALYTICS;
    return !isKnown || !hasFingerprint || fingerprint === book.fingerprint;
  }

  #refuse(code: number): number {
    if (code !== STREAM && code !== NOT_SYNCED && this.#isReadable) this.#streams.at(this.#handle).isSynced = false;
    return code;
  }

  #record(code: number): void {
    const { results } = this.#answers;
    const at = this.#results++ * RESULT_FIELDS;
    const isApplied = code === OK || code === FINGERPRINT;
    results.fill(0, at, at + RESULT_FIELDS);
    results[at + RESULT_CODE] = code;
    results[at + RESULT_HANDLE] = this.#handle;
    results[at + RESULT_KIND] = this.#isReadable ? this.#header.kind : 0;
    results[at + RESULT_STREAM] = this.#isReadable ? this.#header.stream : -1;
    results[at + RESULT_SEQUENCE] = isApplied ? this.#position.sequence : -1;
    results[at + RESULT_EVENT] = isApplied ? this.#position.event : -1;
    results[at + RESULT_RECV] = isApplied ? this.#position.recv : -1;
    results[at + RESULT_OFFSET] = this.stoppedAt;
    results[at + RESULT_BYTES] = this.#isReadable ? this.#end - this.stoppedAt : 0;
    if (isApplied) this.#recordContent(at);
  }

  /** The fields of a record that depend on the kind, and the columns they point to. */
  #recordContent(at: number): void {
    const { results, changes, trades, analytics } = this.#answers;
    const { kind } = this.#header;
    if (kind === KIND_SNAPSHOT || kind === KIND_DELTA) {
      results[at + RESULT_BIDS] = this.#list.bids;
      results[at + RESULT_ASKS] = this.#list.asks;
    }
    if (kind === KIND_DELTA) {
      results[at + RESULT_FIRST] = this.#changes;
      this.#list.appendTo(changes, this.#changes);
      this.#changes += this.#list.count;
    } else if (kind === KIND_TRADES) {
      const { records, count, missed } = this.#tradeList;
      results[at + RESULT_FIRST] = this.#trades;
      results[at + RESULT_TRADES] = count;
      results[at + RESULT_MISSED] = missed;
      trades.set(records.subarray(0, count * TRADE_FIELDS), this.#trades * TRADE_FIELDS);
      this.#trades += count;
    } else if (kind === KIND_STATUS) {
      results[at + RESULT_STATE] = this.#status.state;
      results[at + RESULT_REASON] = this.#status.reason;
    } else if (kind === KIND_ANALYTICS) {
      const { records, count, table } = this.#values;
      results[at + RESULT_FIRST] = this.#valuesUsed;
      results[at + RESULT_VALUES] = count;
      results[at + RESULT_TABLE] = table;
      analytics.set(records.subarray(0, count * ANALYTIC_FIELDS), this.#valuesUsed * ANALYTIC_FIELDS);
      this.#valuesUsed += count;
    }
  }
}
