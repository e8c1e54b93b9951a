/**
 * One view of a symbol: depth, interval, codec, with or without trades. Its stream follows the source only
 * while that is live; else it keeps its last levels and says so.
 *
 * Book changes wait for `take`, which merges them. What must not be merged becomes a frame at once: a
 * state, a trade queue that is full, trades on a grid that goes.
 */
import { FULL } from '../../assembly/layout.js';
import type { MarketSource } from '../bus/market-data.js';
import type { CodecName } from '../wire/codec.js';
import type { RecoveryKind, StreamStanding } from '../wire/control.js';
import type { Grid } from '../wire/core.js';
import type { ReasonName, StateName } from '../wire/state.js';
import { AnalyticsTable } from './analytics-table.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics } from './metrics.js';
import type { Batch } from './outbox.js';
import type { StreamPosition } from './position.js';
import { StreamWriter } from './stream-writer.js';
import type { GatewayTime } from './time.js';
import { TradeQueue } from './trade-queue.js';

export interface ViewRequest {
  readonly symbol: string;
  /** Levels a side. */
  readonly depth: number;
  /** Between flushes; 0: as changes come. */
  readonly intervalMs: number;
  readonly trades: boolean;
  readonly codec: CodecName;
  /** Names of the analytics values that its frames carry. */
  readonly analytics: readonly string[];
}

export interface ViewContext {
  readonly limits: GatewayLimits;
  readonly time: GatewayTime;
  readonly metrics: GatewayMetrics;
  /** A random number of 48 bits. */
  drawEpoch(): number;
  /** The view has something that should not wait for its tick. */
  onUrgent(view: View): void;
  /** The core has no room for the view's book. Answers whether a view that nobody reads made some. */
  makeRoom(view: View): boolean;
  /** The view, which had no snapshot for a reader, has one now. */
  onOpenToReaders(view: View): void;
}

/** What brings one reader to the view's sequence. */
export interface Recovery {
  readonly how: RecoveryKind;
  /** As the reader is told it: with the trades that it got. */
  readonly standing: StreamStanding;
  /** The frames that it lacks; or a catch-up (none where the reader is there) or a snapshot, then late trades. */
  readonly frames: readonly Uint8Array[];
  /** Where that takes it. */
  readonly sequence: number;
  /** Trades that it did not get and will not get. */
  readonly missedTrades: number;
}

/** When a delta of a view was where, of the first change in it. Times without a unit in their name are µs since the epoch. */
export interface FrameTimes {
  /** Of the delta; 0 before the first. */
  readonly sequence: number;
  /** -1 where the venue gave none. */
  readonly tsEvent: number;
  readonly tsRecv: number;
  /** Monotonic: in the source's book, in the frame. */
  readonly bookMs: number;
  readonly encodedMs: number;
}

interface Standing {
  readonly state: StateName;
  readonly reason: ReasonName;
}

/** The grid of a stream whose symbol's is not known yet: it has no levels. */
const UNKNOWN_GRID: Grid = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };
const NO_ROOM: Standing = { state: 'stale', reason: 'capacity' };

export class View {
  readonly request: ViewRequest;
  readonly #context: ViewContext;
  readonly #writer: StreamWriter;
  readonly #queue: TradeQueue;
  readonly #analytics: AnalyticsTable | undefined;
  /** Values may have changed, or somebody has none yet. */
  #isAnalyticsDirty = true;
  #source: MarketSource | undefined;
  /** The grid of the stream. */
  #grid: Grid = UNKNOWN_GRID;
  /** The source's ticks and lots mean something else than the stream's, though its grid may look the same. */
  #isRegridded = false;
  /** The source may hold what the stream does not. */
  #isDirty = true;
  /** Since when, monotonic ms; below 0 where nobody waits for a change. */
  #changedMs = -1;
  /** Of the source then. */
  #changedEvent = -1;
  #changedRecv = 0;
  readonly #times = { sequence: 0, tsEvent: -1, tsRecv: 0, bookMs: 0, encodedMs: 0 };
  /** What is told while there is no source. */
  #gone: Standing = { state: 'closed', reason: 'none' };
  /** The core has no room for the view's book. */
  #isFull = false;
  /** What the frames so far, or what was said at joining, tell of the state. */
  #told: Standing | undefined;
  /** Readers wait until a generation may begin for them. */
  #cancelWait: (() => void) | undefined;

  constructor(request: ViewRequest, stream: number, source: MarketSource, context: ViewContext) {
    this.request = request;
    this.#context = context;
    this.#writer = new StreamWriter(stream, request, context.limits, context.metrics);
    this.#queue = new TradeQueue(Math.min(context.limits.tradesPerFrame, source.core.capacity.trades));
    this.#analytics = request.analytics.length === 0 ? undefined : new AnalyticsTable(request.analytics);
    this.#source = source;
  }

  get stream(): number {
    return this.#writer.id;
  }

  /** Of the stream: fast where dense was asked for and no model was free. */
  get codec(): CodecName {
    return this.#writer.codec;
  }

  /** Where the frames so far take a reader. */
  get position(): StreamPosition {
    return this.#writer.position;
  }

  /** Readers that are in no generation of a dense stream, and read the twins of its deltas. */
  get twinReaders(): Set<object> {
    return this.#writer.twinReaders;
  }

  /** As of the last frame. */
  get standing(): StreamStanding {
    const { state, reason } = this.#told ?? this.#standing();
    return { stream: this.stream, state, reason, tradesSent: this.#writer.tradesSent };
  }

  /** Begins its stream in the source's core. Answers 0, or minus a code: FULL where the core has no stream left. */
  open(): number {
    const source = this.#source;
    if (source === undefined) return 0;
    const grid = source.grid ?? UNKNOWN_GRID;
    const code = this.#writer.open(source.core, this.#context.drawEpoch(), grid);
    if (code < 0) return code;
    this.#grid = grid;
    this.#isRegridded = false;
    this.#isDirty = true;
    this.#update();
    return 0;
  }

  close(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#writer.close();
  }

  /** The symbol has a source again. */
  onSource(source: MarketSource): void {
    this.#source = source;
    this.open();
    this.#context.onUrgent(this);
  }

  /** @param reason why the symbol left, where its source said so */
  onSourceGone(reason: ReasonName = 'none'): void {
    this.#source = undefined;
    this.#gone = { state: 'closed', reason };
    this.#writer.trades(this.#queue);
    this.#tell(this.#gone);
    this.#writer.close();
    this.#context.onUrgent(this);
  }

  /** Of the last frame that brought a change of the book; always the same object. */
  get times(): FrameTimes {
    return this.#times;
  }

  onBook(): void {
    if (this.#changedMs < 0) this.#begin();
    this.#isDirty = true;
    if (this.request.intervalMs === 0) this.#context.onUrgent(this);
  }

  #begin(): void {
    this.#changedMs = this.#context.time.monotonicMs();
    this.#changedEvent = this.#source?.tsEvent ?? -1;
    this.#changedRecv = this.#source?.tsRecv ?? 0;
  }

  onReplaced(regridded: boolean): void {
    if (regridded) this.#isRegridded = true;
    this.onBook();
  }

  onTrades(trades: Float64Array, count: number): void {
    const source = this.#source;
    if (source === undefined || !this.request.trades) return;
    if (this.#isOtherGrid(source)) this.#update();
    if (!this.#writer.isOpen || this.#isOtherGrid(source)) {
      this.#writer.miss(count);
      return;
    }
    for (let first = 0; first < count; ) {
      first += this.#queue.take(trades, first, count - first, source.tsEvent, source.tsRecv);
      if (this.#queue.isFull) {
        this.#writer.trades(this.#queue);
        this.#context.onUrgent(this);
      }
    }
    if (this.request.intervalMs === 0) this.#context.onUrgent(this);
  }

  /** Trades that did not come from their feed: the next trades frame counts them. */
  onTradesMissed(count: number): void {
    if (this.request.trades) this.#writer.miss(count);
  }

  onAnalytics(): void {
    if (this.#analytics === undefined) return;
    this.#isAnalyticsDirty = true;
    if (this.request.intervalMs === 0) this.#context.onUrgent(this);
  }

  /** Somebody reads from here on who has no values yet. */
  #wantAnalytics(): void {
    this.#analytics?.wantAll();
    this.onAnalytics();
  }

  onState(): void {
    this.#update();
    this.#context.onUrgent(this);
  }

  /** All that happened since the last time, as frames for all readers; undefined where nothing did. */
  take(): Batch | undefined {
    if (!this.#writer.isOpen) this.open();
    this.#update();
    return this.#writer.take();
  }

  /** The trades that wait are encoded, so that `settle` brings them. */
  sendTrades(): void {
    this.#writer.trades(this.#queue);
  }

  /** What is encoded already. */
  settle(): Batch | undefined {
    return this.#writer.take();
  }

  /**
   * A frame that brings a reader to the stream's sequence, while nothing waits to be taken. Undefined where there is
   * no room for it, and where a generation began too recently to begin another: then `onOpenToReaders` tells.
   */
  snapshot(): Uint8Array | undefined {
    const { time } = this.#context;
    const waitMs = this.#writer.generationWaitMs(time.monotonicMs());
    if (waitMs === 0) {
      this.#wantAnalytics();
      return this.#writer.snapshot();
    }
    this.#cancelWait ??= time.after(waitMs, () => {
      this.#cancelWait = undefined;
      this.#context.onOpenToReaders(this);
    });
    return undefined;
  }

  /**
   * What a reader needs that was at a position, while nothing waits to be taken.
   * Undefined where there can be nothing now, as for `snapshot`.
   */
  recover(from: StreamPosition): Recovery | undefined {
    const standing = this.standing;
    const catchUp = this.#writer.catchUp(from);
    if (catchUp !== undefined) this.#wantAnalytics();
    const frame = catchUp ?? this.snapshot();
    if (frame === undefined) return undefined;
    const { frames, missed } = this.#writer.lateTrades(from.trades);
    return {
      how: catchUp === undefined ? 'snapshot' : 'catch_up',
      standing: { ...standing, tradesSent: from.trades },
      sequence: this.position.sequence,
      frames: frame.length === 0 ? frames : [frame, ...frames],
      missedTrades: missed,
    };
  }

  /** Whether the epoch is one of this view's stream: else nobody knows how many trades a reader missed since. */
  knows(epoch: number): boolean {
    return this.#writer.knows(epoch);
  }

  /** A position as a client says it, as far as it can be one of this view; epoch -1 where it has no book. */
  checked({ epoch, sequence, trades }: StreamPosition): StreamPosition {
    const { tradesSent } = this.#writer;
    const counted = this.knows(epoch) ? Math.min(trades, tradesSent) : tradesSent;
    return { epoch: sequence === 0 ? -1 : epoch, sequence, trades: counted };
  }

  /** As `recover`, for a reader that comes back: the very frames that it lacks, where they are kept. */
  resume(from: StreamPosition): Recovery | undefined {
    const frames = this.#writer.framesSince(from);
    if (frames === undefined) return this.recover(from);
    this.#wantAnalytics();
    const standing = { ...this.standing, tradesSent: from.trades };
    return { how: 'frames', standing, sequence: this.position.sequence, frames, missedTrades: 0 };
  }

  #standing(): Standing {
    return this.#source === undefined ? this.#gone : this.#isFull ? NO_ROOM : this.#source;
  }

  /** Trades, then the book, then the state: a reader that is told `live` has the book that is. */
  #update(): void {
    const source = this.#source;
    if (source === undefined || !this.#writer.isOpen) return;
    this.#writer.trades(this.#queue);
    if (source.state === 'live' && (this.#isDirty || this.#isOtherGrid(source))) {
      this.#isFull = !this.#follow(source);
      while (this.#isFull && this.#context.makeRoom(this)) this.#isFull = !this.#follow(source);
      this.#isDirty = this.#isFull;
      this.#followed();
    }
    if (this.#writer.isTorn) this.#writer.replace({ tsRecv: this.#context.time.wallMicros(), tsEvent: -1 });
    this.#tell(this.#standing());
    this.#sendAnalytics(source);
  }

  /** After the book that they are of. */
  #sendAnalytics({ analytics, tsRecv }: MarketSource): void {
    if (this.#analytics === undefined || analytics === undefined || !this.#isAnalyticsDirty) return;
    this.#isAnalyticsDirty = !this.#writer.analytics(this.#analytics, analytics, tsRecv);
  }

  #followed(): void {
    const { time, metrics } = this.#context;
    if (this.#changedMs < 0) return;
    const times = this.#times;
    times.sequence = this.#writer.position.sequence;
    times.tsEvent = this.#changedEvent;
    times.tsRecv = this.#changedRecv;
    times.bookMs = this.#changedMs;
    times.encodedMs = time.monotonicMs();
    metrics.encodeLatency.observe((times.encodedMs - times.bookMs) * 1000);
    this.#changedMs = -1;
  }

  /** Answers whether the core had room. */
  #follow(source: MarketSource): boolean {
    const nowMs = this.#context.time.monotonicMs();
    if (this.#isOtherGrid(source)) this.#restart(source);
    const code = this.#writer.follow(source.stream, source, nowMs);
    if (code !== -FULL || !this.#writer.hasLevels) return code >= 0;
    // The way from the old book to the new may need more room than the new one alone.
    this.#restart(source);
    return this.#writer.follow(source.stream, source, nowMs) >= 0;
  }

  #restart(source: MarketSource): void {
    const grid = source.grid ?? UNKNOWN_GRID;
    if (this.#writer.restart(this.#context.drawEpoch(), grid) < 0) return;
    this.#grid = grid;
    this.#isRegridded = false;
  }

  #isOtherGrid({ grid }: MarketSource): boolean {
    if (this.#isRegridded || grid === undefined) return this.#isRegridded;
    const mine = this.#grid;
    return (
      grid.priceDecimals !== mine.priceDecimals ||
      grid.tick !== mine.tick ||
      grid.sizeDecimals !== mine.sizeDecimals ||
      grid.lot !== mine.lot
    );
  }

  #tell(standing: Standing): void {
    const { state, reason } = standing;
    if (this.#told === undefined) this.#told = { state, reason };
    if (this.#told.state === state && this.#told.reason === reason) return;
    if (this.#writer.status(state, reason, this.#context.time.wallMicros())) this.#told = { state, reason };
  }
}
