/**
 * A stream of frames that follows another book of the core: each frame is encoded once and waits in
 * the outbox until it is taken for all readers. A reader joins while the outbox is empty: then
 * `snapshot()` is at the sequence that all others have reached. In a dense stream it also begins a generation,
 * since what the frames before it taught their readers is not in a snapshot; so it may have to wait.
 */
import {
  FLAG_EXTENDED,
  FLAG_FULL,
  INFO_ASKS,
  INFO_BIDS,
  INFO_SEQUENCE,
  KIND_DELTA,
  KIND_MASK,
} from '../../assembly/layout.js';
import type { AnalyticsSource } from '../bus/market-data.js';
import { CODECS, type CodecName, DEFAULT_CODEC } from '../wire/codec.js';
import type { Core, Grid } from '../wire/core.js';
import { REASON_NAMES, type ReasonName, STATE_NAMES, type StateName } from '../wire/state.js';
import type { AnalyticsTable } from './analytics-table.js';
import { FrameHistory } from './frame-history.js';
import type { GatewayLimits } from './limits.js';
import type { FrameKind, GatewayMetrics } from './metrics.js';
import { type Batch, Outbox } from './outbox.js';
import type { StreamPosition } from './position.js';
import { TradeHistory } from './trade-history.js';
import type { TradeQueue } from './trade-queue.js';

/** µs since the epoch; tsEvent -1 is absent. */
export interface Times {
  readonly tsRecv: number;
  readonly tsEvent: number;
}

/** Trades for a reader that did not get them with the others. */
export interface LateTrades {
  readonly frames: readonly Uint8Array[];
  /** Those that are not kept; the frames count them. */
  readonly missed: number;
}

/** What does not change in a stream. */
export interface StreamShape {
  /** Levels a side. */
  readonly depth: number;
  readonly codec: CodecName;
}

/** Epochs that a stream remembers. */
const EPOCHS = 16;

export class StreamWriter {
  readonly id: number;
  readonly #depth: number;
  readonly #wanted: CodecName;
  readonly #limits: GatewayLimits;
  readonly #metrics: GatewayMetrics;
  #core: Core | undefined;
  #handle = -1;
  /** The book is not the one of the sequence, as no frame says so yet: a snapshot must be next. */
  #isTorn = false;
  readonly #outbox: Outbox;
  readonly #trades: TradeHistory;
  readonly #frames: FrameHistory;
  /** tsRecv of the last trades. */
  #tradesRecv = 0;
  #epoch = 0;
  /** Epochs of this stream, the last of them: trades are counted over all. */
  #epochs: number[] = [];
  /** Trades that no frame has carried or counted yet. */
  #untold = 0;
  #snapshot: Uint8Array | undefined;
  /** Catch-ups to the stream's sequence, by the sequence that they begin at. */
  readonly #catchUps = new Map<number, Uint8Array>();
  /** Readers of a dense stream who are in no generation: deltas have twins for them. */
  readonly twinReaders = new Set<object>();
  #fingerprintedMs = Number.NEGATIVE_INFINITY;
  #codec: CodecName;
  /** When the generation began whose deltas readers have; undefined while the next delta begins one, and in other codecs. */
  #generationMs: number | undefined;

  constructor(id: number, { depth, codec }: StreamShape, limits: GatewayLimits, metrics: GatewayMetrics) {
    this.id = id;
    this.#depth = depth;
    this.#wanted = codec;
    this.#codec = codec;
    this.#limits = limits;
    this.#metrics = metrics;
    this.#outbox = new Outbox(limits.sendMessageBytes);
    this.#trades = new TradeHistory(limits.tradeBacklog);
    this.#frames = new FrameHistory(limits.historyFrames, limits.historyBytes);
  }

  get isOpen(): boolean {
    return this.#core !== undefined;
  }
  /** As frames say it: the default where a dense stream was wanted and no model was free. */
  get codec(): CodecName {
    return this.#codec;
  }
  get isTorn(): boolean {
    return this.#isTorn;
  }
  /** Trades that the frames so far carried or counted. */
  get tradesSent(): number {
    return this.#trades.end;
  }
  /** Where the frames so far take a reader. */
  get position(): StreamPosition {
    const sequence = this.#core?.info(this.#handle, INFO_SEQUENCE) ?? 0;
    return { epoch: this.#epoch, sequence, trades: this.#trades.end };
  }

  /** Whether the epoch is one of this stream, so that its trades are counted on. */
  knows(epoch: number): boolean {
    return this.#epochs.includes(epoch);
  }

  /** Begins in a core, with an empty book. Answers 0, or minus a code. */
  open(core: Core, epoch: number, grid: Grid): number {
    const handle = this.#checked(core.openWriter(this.id, epoch, this.#depth, grid));
    if (handle < 0) return handle;
    this.#codec = core.setCodec(handle, CODECS[this.#wanted]) < 0 ? DEFAULT_CODEC : this.#wanted;
    core.setCodec(handle, CODECS[this.#codec]);
    this.#generationMs = undefined;
    this.#core = core;
    this.#handle = handle;
    this.#begin(epoch);
    return 0;
  }

  close(): void {
    this.#core?.close(this.#handle);
    this.#core = undefined;
    this.#begin(-1);
  }

  /** Begins anew on another grid. */
  restart(epoch: number, grid: Grid): number {
    if (this.#core === undefined) return 0;
    const code = this.#checked(this.#core.restart(this.#handle, epoch, grid));
    this.#begin(code < 0 ? this.#epoch : epoch);
    return code;
  }

  /** What was said before does not hold in this epoch. */
  #begin(epoch: number): void {
    this.#epoch = epoch;
    if (epoch >= 0 && !this.#epochs.includes(epoch)) this.#epochs = [...this.#epochs.slice(1 - EPOCHS), epoch];
    this.#isTorn = true;
    this.#snapshot = undefined;
    this.#catchUps.clear();
    this.#trades.forget();
    this.#frames.clear();
  }

  /**
   * Makes the book that of another stream of the core; a frame says what changed, where anything did.
   * Answers 0, or minus a code: FULL where there is no room for it.
   */
  follow(source: number, times: Times, nowMs: number): number {
    const core = this.#core;
    if (core === undefined) return 0;
    const changes = this.#checked(core.advance(this.#handle, source));
    if (changes < 0) return changes;
    if (this.#isTorn) return this.replace(times);
    if (changes === 0) return 0;
    if (this.twinReaders.size > 0 && this.generationWaitMs(nowMs) === 0) this.#beginGeneration();
    const fingerprint = nowMs - this.#fingerprintedMs >= this.#limits.fingerprintMs;
    const length = core.encodeDelta(this.#handle, 0, times.tsRecv, times.tsEvent, fingerprint);
    if (this.#add('delta', length) >= 0) {
      this.#addTwin();
      if (this.#codec === 'dense') this.#generationMs ??= nowMs;
      if (fingerprint) this.#fingerprintedMs = nowMs;
      return 0;
    }
    this.#isTorn = true;
    return this.replace(times);
  }

  /** The book as it is, as the next frame: a snapshot. Answers 0, or minus a code. */
  replace({ tsRecv, tsEvent }: Times): number {
    const core = this.#core;
    if (core === undefined) return 0;
    const length = this.#add('snapshot', core.encodeSnapshot(this.#handle, 0, true, tsRecv, tsEvent));
    if (length < 0) return length;
    this.#isTorn = false;
    this.#generationMs = undefined;
    return 0;
  }

  /** Trades that cannot be sent, for whatever reason: the next trades frame counts them. */
  miss(count: number): void {
    this.#untold += count;
  }

  /** All queued trades, as one frame; where none can be made they count as missed. */
  trades(queue: TradeQueue): void {
    const core = this.#core;
    const count = queue.count;
    if (count + this.#untold === 0) return;
    if (core === undefined || this.#isTorn) {
      this.#untold += count;
    } else {
      core.trades.set(queue.records);
      const length = core.encodeTrades(this.#handle, 0, count, this.#untold, queue.tsRecv, queue.tsEvent);
      if (this.#add('trades', length) >= 0) {
        if (this.#untold > 0) this.#trades.skip(this.#untold);
        this.#trades.push(queue.records);
        this.#tradesRecv = queue.tsRecv;
        this.#untold = 0;
      } else this.#untold += count;
    }
    queue.clear();
  }

  /** Answers whether it could be said. */
  status(state: StateName, reason: ReasonName, tsRecv: number): boolean {
    const core = this.#core;
    if (core === undefined || this.#isTorn) return false;
    const [stateNumber, reasonNumber] = [STATE_NAMES.indexOf(state), REASON_NAMES.indexOf(reason)];
    return this.#add('status', core.encodeStatus(this.#handle, 0, stateNumber, reasonNumber, tsRecv, -1)) >= 0;
  }

  /** The values that are due, where any are. Answers whether all is said. */
  analytics(table: AnalyticsTable, source: AnalyticsSource, tsRecv: number): boolean {
    const core = this.#core;
    if (core === undefined || this.#isTorn) return false;
    const count = table.stage(source, core);
    if (count === 0) return true;
    const length = core.encodeAnalytics(this.#handle, 0, count, table.names.length, tsRecv, -1);
    if (this.#add('analytics', length) < 0) return false;
    table.sent();
    return true;
  }

  /** Whether the book has levels. */
  get hasLevels(): boolean {
    if (this.#core === undefined) return false;
    return this.#core.info(this.#handle, INFO_BIDS) > 0 || this.#core.info(this.#handle, INFO_ASKS) > 0;
  }

  /** What waits in the outbox; undefined where nothing does. */
  take(): Batch | undefined {
    return this.#outbox.isEmpty ? undefined : this.#outbox.take(this.position);
  }

  /** How long until `snapshot` may begin another generation; 0 where it may. */
  generationWaitMs(nowMs: number): number {
    if (this.#generationMs === undefined) return 0;
    return Math.max(0, this.#generationMs + this.#limits.generationMs - nowMs);
  }

  /** A frame that brings a reader to the stream's sequence; made once a sequence. Undefined where there can be none. */
  snapshot(): Uint8Array | undefined {
    if (this.#core === undefined || this.#isTorn) return undefined;
    if (this.#snapshot === undefined) {
      const length = this.#checked(this.#core.encodeSnapshot(this.#handle, 0, false, 0, -1));
      if (length < 0) return undefined;
      this.#metrics.frame('snapshot', this.#codec, length);
      if (this.#generationMs !== undefined) this.#beginGeneration();
      this.#snapshot = Buffer.from(this.#core.output.subarray(0, length));
    }
    return this.#snapshot;
  }

  /**
   * A frame that brings a reader to the stream's sequence from one that it was at in this epoch; made once a
   * sequence, empty where they are the same. Undefined where a snapshot is needed.
   */
  catchUp(from: StreamPosition): Uint8Array | undefined {
    if (this.#core === undefined || this.#isTorn || from.epoch !== this.#epoch) return undefined;
    const known = this.#catchUps.get(from.sequence);
    if (known !== undefined) return known;
    const length = this.#core.encodeCatchUp(this.#handle, 0, from.sequence);
    if (length < 0) return undefined;
    const frame = Buffer.from(this.#core.output.subarray(0, length));
    if (length > 0) this.#metrics.frame('catch_up', this.#codec, length);
    this.#catchUps.set(from.sequence, frame);
    return frame;
  }

  /**
   * All frames after a position in this epoch. Undefined where not all are kept; and in a dense stream, since
   * nobody knows whether the reader was in the generation.
   */
  framesSince(from: StreamPosition): readonly Uint8Array[] | undefined {
    if (this.#core === undefined || this.#isTorn || from.epoch !== this.#epoch) return undefined;
    if (this.#codec === 'dense') return undefined;
    return this.#frames.since(from.sequence, from.trades, this.#trades.end);
  }

  /** The trades from a place on, as frames for a reader that is at the stream's position; those not kept as missed. */
  lateTrades(place: number): LateTrades {
    const core = this.#core;
    const history = this.#trades;
    const frames: Uint8Array[] = [];
    const late = { frames, missed: Math.max(0, history.start - place) };
    if (core === undefined) return late;
    const most = Math.min(this.#limits.tradesPerFrame, core.capacity.trades);
    for (let from = place; from < history.end; ) {
      const first = Math.max(from, history.start);
      const end = Math.min(first + most, history.end);
      history.copy(first, end, core.trades);
      const missed = first - from;
      const length = this.#checked(core.encodeLateTrades(this.#handle, 0, end - first, missed, this.#tradesRecv, -1));
      if (length < 0) break;
      this.#metrics.frame('trades', this.#codec, length);
      frames.push(Buffer.from(core.output.subarray(0, length)));
      from = end;
    }
    return late;
  }

  /** With the next delta. */
  #beginGeneration(): void {
    this.#core?.beginGeneration(this.#handle);
    this.#generationMs = undefined;
  }

  /** The step of the delta that was added last, for readers who are in no generation. */
  #addTwin(): void {
    if (this.twinReaders.size === 0 || this.#codec !== 'dense') return;
    const tag = this.#core!.output[0]!;
    if ((tag & KIND_MASK) === KIND_DELTA && (tag & (FLAG_FULL | FLAG_EXTENDED)) !== 0) return;
    const { epoch, sequence, trades } = this.position;
    this.#outbox.pushTwin(this.catchUp({ epoch, sequence: sequence - 1, trades }));
  }

  /** Puts a frame of the core's output into the outbox; `length` is the encoder's answer. */
  #add(kind: FrameKind, length: number): number {
    if (this.#checked(length) <= 0) return length;
    const frame = Buffer.from(this.#core!.output.subarray(0, length));
    this.#outbox.push(frame);
    this.#snapshot = kind === 'snapshot' ? frame : undefined;
    this.#catchUps.clear();
    this.#frames.push(this.#core!.info(this.#handle, INFO_SEQUENCE), frame, this.#trades.end);
    this.#metrics.frame(kind, this.#codec, length);
    return length;
  }

  #checked(answer: number): number {
    if (answer < 0) this.#metrics.coreError(answer);
    return answer;
  }
}
