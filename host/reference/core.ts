/**
 * The core in plain TypeScript, written from docs/PROTOCOL.md and the contract in `host/wire/core.ts`
 * alone: the oracle of the WebAssembly builds and a column of the benchmarks. Not for production.
 *
 * A book is two sorted arrays a side. Its worst case is a change far from the touch of a deep book,
 * which moves every better level.
 */
import {
  ANALYTIC_FIELDS,
  ARGUMENT,
  CODEC_DENSE,
  CODEC_FAST,
  CODEC_PLAIN,
  FULL,
  GRID,
  MAX_STREAM_ID,
  NOT_SYNCED,
  OK,
  RESULT_FIELDS,
  SIDE_ASK,
  SIDE_BID,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { KernelName, KernelParams } from '../wire/analytics.js';
import {
  type ChangeColumns,
  type Core,
  type CoreCapacity,
  DEFAULT_CAPACITY,
  type Grid,
  type LevelColumns,
} from '../wire/core.js';
import { difference } from './advance.js';
import { listSince } from './catch-up.js';
import { ChangeList } from './change-list.js';
import type { BestPrices } from './delta.js';
import {
  Encoder,
  maxAnalyticsBytes,
  maxDeltaBytes,
  maxSnapshotBytes,
  maxStatusBytes,
  maxTradesBytes,
} from './encoder.js';
import { streamField } from './info.js';
import { isAmount, isUpTo } from './integer.js';
import { LevelBudget } from './level-budget.js';
import { Receiver } from './receiver.js';
import { isGrid, MAX_DEPTH } from './snapshot.js';
import { Staging } from './staging.js';
import { type ModelBudget, Stream } from './stream.js';
import type { KernelBudget } from './stream-kernels.js';

const MAX_EPOCH = 2 ** 48 - 1;

/** A core with the default capacity but for what is given; throws a RangeError where a capacity is not an integer above 0. */
export function createReferenceCore(capacity: Partial<CoreCapacity> = {}): Core {
  const whole = { ...DEFAULT_CAPACITY, ...capacity };
  for (const [name, value] of Object.entries(whole)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new RangeError(`capacity.${name} is ${value}: it must be an integer above 0`);
  }
  return new ReferenceCore(whole);
}

class ReferenceCore implements Core {
  readonly name = 'reference';
  readonly capacity: CoreCapacity;
  readonly staged: LevelColumns;
  readonly levels: LevelColumns;
  readonly changes: ChangeColumns;
  readonly trades: Float64Array;
  readonly analytics: Float64Array;
  readonly results: Float64Array;
  readonly input: Uint8Array;
  readonly output: Uint8Array;

  readonly #streams: (Stream | undefined)[] = [];
  /** Handles of readers by stream id. */
  readonly #readers = new Map<number, number>();
  readonly #budget: LevelBudget;
  readonly #models: ModelBudget;
  readonly #kernels: KernelBudget;
  readonly #staging: Staging;
  readonly #encoder: Encoder;
  readonly #receiver: Receiver;
  /** Changes of the last `update` or `advance`; those of a stream that may yet be refused are in `#draft`. */
  #list: ChangeList;
  #draft: ChangeList;
  /** The stream whose changes `#list` holds, until they are encoded, and its best prices before them. */
  #changed: Stream | undefined;
  #best: BestPrices = { bid: 0, ask: 0 };
  #changedBids = 0;
  #levelBids = 0;

  constructor(capacity: CoreCapacity) {
    const entries = 2 * capacity.levels;
    this.capacity = capacity;
    this.staged = { ticks: new Float64Array(entries), lots: new Float64Array(entries) };
    this.levels = { ticks: new Float64Array(entries), lots: new Float64Array(entries) };
    this.changes = new ChangeList(entries);
    this.trades = new Float64Array(capacity.trades * TRADE_FIELDS);
    this.analytics = new Float64Array(capacity.values * ANALYTIC_FIELDS);
    this.results = new Float64Array(capacity.results * RESULT_FIELDS);
    this.input = new Uint8Array(capacity.bytes);
    this.output = new Uint8Array(capacity.bytes);
    this.#list = new ChangeList(entries);
    this.#draft = new ChangeList(entries);
    this.#budget = new LevelBudget(capacity.levels, capacity.totalLevels);
    this.#kernels = { bytes: capacity.kernelBytes, values: capacity.values, used: 0 };
    this.#models = { limit: capacity.models, used: 0 };
    this.#staging = new Staging(this.staged, capacity.levels);
    this.#encoder = new Encoder(this.output);
    const table = {
      readerOf: (id: number) => this.#readers.get(id) ?? -1,
      at: (handle: number) => this.#streams[handle]!,
    };
    this.#receiver = new Receiver(this.input, table, this.#budget, this.#models, capacity, this);
  }

  openWriter(id: number, epoch: number, depth: number, grid: Grid): number {
    if (!isUpTo(id, MAX_STREAM_ID) || !isUpTo(epoch, MAX_EPOCH) || !isUpTo(depth, MAX_DEPTH)) return -ARGUMENT;
    if (!isGrid(grid)) return -GRID;
    const stream = new Stream(id, true, this.#budget, this.capacity.history, this.#kernels);
    stream.book.depth = depth;
    stream.restart(epoch, grid);
    return this.#open(stream);
  }

  openReader(id: number): number {
    if (!isUpTo(id, MAX_STREAM_ID) || this.#readers.has(id)) return -ARGUMENT;
    const handle = this.#open(new Stream(id, false, this.#budget, this.capacity.history, this.#kernels));
    if (handle >= 0) this.#readers.set(id, handle);
    return handle;
  }

  setCodec(handle: number, codec: number): number {
    const stream = this.#writer(handle);
    if (stream?.sequence !== 0 || ![CODEC_PLAIN, CODEC_FAST, CODEC_DENSE].includes(codec)) return -ARGUMENT;
    if (stream.takeCodec(codec, this.#models)) this.#forgetChanges(stream);
    return stream.codec === codec ? OK : -FULL;
  }

  beginGeneration(handle: number): number {
    const model = this.#writer(handle)?.model;
    model?.end();
    return model === undefined ? -ARGUMENT : OK;
  }

  close(handle: number): number {
    const stream = this.#streams[handle];
    if (stream === undefined) return -ARGUMENT;
    stream.book.clear();
    stream.takeCodec(0, this.#models);
    stream.kernels.detach();
    if (!stream.isWriter) this.#readers.delete(stream.id);
    this.#streams[handle] = undefined;
    this.#forgetChanges(stream);
    return OK;
  }

  restart(handle: number, epoch: number, grid: Grid): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isUpTo(epoch, MAX_EPOCH)) return -ARGUMENT;
    if (!isGrid(grid)) return -GRID;
    stream.restart(epoch, grid);
    this.#forgetChanges(stream);
    return OK;
  }

  info(handle: number, field: number): number {
    const stream = this.#streams[handle];
    return (stream && streamField(stream, field)) ?? -ARGUMENT;
  }

  load(handle: number, nBids: number, nAsks: number): number {
    const stream = this.#writer(handle);
    const code = this.#judgeStaged(stream, nBids, nAsks);
    if (stream === undefined || code !== OK) return -code;
    const { book } = stream;
    const draft = this.#draft;
    this.#staging.levels(book.depth, nBids, nAsks, draft);
    if (this.#budget.judgeReplacement(book, draft.bids, draft.asks) !== OK) return -FULL;
    book.replace(draft, draft.bids, draft.count);
    this.#forgetChanges(stream);
    return book.count;
  }

  update(handle: number, nBids: number, nAsks: number): number {
    const stream = this.#writer(handle);
    const code = this.#judgeStaged(stream, nBids, nAsks);
    if (stream === undefined || code !== OK) return -code;
    this.#staging.changes(stream.book, nBids, nAsks, this.#draft);
    return this.#applyDraft(stream);
  }

  advance(handle: number, source: number): number {
    const stream = this.#writer(handle);
    const other = this.#streams[source];
    if (stream === undefined || other === undefined || other === stream) return -ARGUMENT;
    const code = difference(stream.book, other.book, this.capacity.levels, this.#draft);
    return code === OK ? this.#applyDraft(stream) : -code;
  }

  changesSince(handle: number, sequence: number): number {
    const stream = this.#streams[handle];
    if (stream === undefined || !isAmount(sequence)) return -ARGUMENT;
    if (!stream.isSynced) return -NOT_SYNCED;
    const list = this.#draft;
    const code = listSince(stream, sequence, this.capacity.levels, list);
    if (code !== OK) return -code;
    list.appendTo(this.changes, 0);
    this.#changedBids = list.bids;
    return list.count;
  }

  changedBids(): number {
    return this.#changedBids;
  }

  top(handle: number, n: number): number {
    const stream = this.#streams[handle];
    if (stream === undefined || !isAmount(n)) return -ARGUMENT;
    this.#levelBids = stream.book.top(SIDE_BID, n, this.levels, 0);
    return this.#levelBids + stream.book.top(SIDE_ASK, n, this.levels, this.#levelBids);
  }

  levelBids = (): number => this.#levelBids;

  lotsAt(handle: number, side: number, ticks: number): number {
    const stream = this.#streams[handle];
    if (stream === undefined || (side !== SIDE_BID && side !== SIDE_ASK)) return -ARGUMENT;
    return stream.book.side(side).lotsAt(ticks);
  }

  maxSnapshotBytes(handle: number): number {
    const stream = this.#streams[handle];
    return stream === undefined ? -ARGUMENT : maxSnapshotBytes(stream.book.count);
  }

  maxDeltaBytes(changes: number): number {
    return isAmount(changes) ? maxDeltaBytes(changes) : -ARGUMENT;
  }

  maxTradesBytes(trades: number): number {
    return isAmount(trades) ? maxTradesBytes(trades) : -ARGUMENT;
  }

  maxStatusBytes = maxStatusBytes;

  encodeSnapshot(handle: number, at: number, next: boolean, recv: number, event: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at)) return -ARGUMENT;
    const length = next
      ? this.#encoder.nextSnapshot(stream, at, recv, event)
      : this.#encoder.joinerSnapshot(stream, at);
    if (length > 0) this.#forgetChanges(stream);
    return length;
  }

  encodeDelta(handle: number, at: number, recv: number, event: number, fingerprint: boolean): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at) || stream !== this.#changed) return -ARGUMENT;
    if (this.#list.count === 0) return 0;
    const length = this.#encoder.delta(stream, at, this.#list, this.#best, recv, event, fingerprint);
    if (length > 0) this.#forgetChanges(stream);
    return length;
  }

  encodeCatchUp(handle: number, at: number, base: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at) || !isAmount(base) || stream.book.history.isAhead) return -ARGUMENT;
    if (base === stream.sequence) return 0;
    const code = listSince(stream, base, this.capacity.levels, this.#draft);
    return code === OK ? this.#encoder.catchUp(stream, at, base, this.#draft) : -code;
  }

  encodeTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at) || !isAmount(count)) return -ARGUMENT;
    return this.#encoder.trades(stream, at, this.trades, count, missed, recv, event);
  }

  encodeLateTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at) || !isAmount(count)) return -ARGUMENT;
    return this.#encoder.lateTrades(stream, at, this.trades, count, missed, recv, event);
  }

  encodeStatus(handle: number, at: number, state: number, reason: number, recv: number, event: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at)) return -ARGUMENT;
    return this.#encoder.status(stream, at, state, reason, recv, event);
  }

  attachKernel(handle: number, name: KernelName, params: KernelParams, source: number): number {
    return this.#streams[handle]?.kernels.attach(name, params, source) ?? -ARGUMENT;
  }

  detachKernels(handle: number): number {
    return this.#streams[handle]?.kernels.detach() ?? -ARGUMENT;
  }

  observeBook(handle: number, recv: number, event: number): number {
    const stream = this.#streams[handle];
    return stream?.kernels.book(stream.book, recv, event) ?? -ARGUMENT;
  }

  observeTrades(handle: number, count: number, recv: number, event: number): number {
    const stream = this.#streams[handle];
    if (stream === undefined || !isAmount(count)) return -ARGUMENT;
    if (count > this.capacity.trades) return -FULL;
    return stream.kernels.trades(this.trades, count, recv, event);
  }

  observeLoss(handle: number, recv: number): number {
    const stream = this.#streams[handle];
    return stream?.kernels.loss(stream.book, recv) ?? -ARGUMENT;
  }

  readAnalytics(handle: number): number {
    return this.#streams[handle]?.kernels.read(this.analytics) ?? -ARGUMENT;
  }

  maxAnalyticsBytes(values: number): number {
    return isAmount(values) ? maxAnalyticsBytes(values) : -ARGUMENT;
  }

  encodeAnalytics(handle: number, at: number, count: number, table: number, recv: number, event: number): number {
    const stream = this.#writer(handle);
    if (stream === undefined || !isAmount(at) || !isAmount(count) || !isAmount(table)) return -ARGUMENT;
    if (table > this.capacity.values) return -FULL;
    return this.#encoder.analytics(stream, at, this.analytics, count, table, recv, event);
  }

  validate(from: number, to: number): number {
    if (!this.#isInput(from, to)) return -ARGUMENT;
    const code = this.#receiver.validate(from, to);
    return code === OK ? 0 : -code;
  }

  receive(from: number, to: number): number {
    if (!this.#isInput(from, to)) return -ARGUMENT;
    this.#changed = undefined;
    return this.#receiver.receive(from, to);
  }

  received(): number {
    return this.#receiver.stoppedAt;
  }

  #open(stream: Stream): number {
    for (let handle = 0; handle < this.capacity.streams; handle++) {
      if (this.#streams[handle] !== undefined) continue;
      this.#streams[handle] = stream;
      return handle;
    }
    return -FULL;
  }

  #writer(handle: number): Stream | undefined {
    const stream = this.#streams[handle];
    return stream?.isWriter ? stream : undefined;
  }

  #judgeStaged(stream: Stream | undefined, nBids: number, nAsks: number): number {
    if (stream === undefined || !isAmount(nBids) || !isAmount(nAsks)) return ARGUMENT;
    if (nBids > this.capacity.levels || nAsks > this.capacity.levels) return FULL;
    return this.#staging.judge(nBids + nAsks);
  }

  /** Applies the draft where the limits allow it: the draft is the list of changes then, and shown in `changes`. */
  #applyDraft(stream: Stream): number {
    const { book } = stream;
    const list = this.#draft;
    if (this.#budget.judgeChanges(book, list) !== OK) return -FULL;
    this.#best = { bid: book.bids.bestTicks, ask: book.asks.bestTicks };
    const wasAhead = book.history.isAhead;
    stream.model?.takeSides(book);
    book.apply(list);
    book.dropTrimmed(list);
    // New levels beyond the depth went again: no frame will hold them.
    if (list.count === 0 && !wasAhead) book.history.settle(stream.sequence);
    list.appendTo(this.changes, 0);
    this.#draft = this.#list;
    this.#list = list;
    this.#changed = stream;
    this.#changedBids = list.bids;
    return list.count;
  }

  #forgetChanges(stream: Stream): void {
    if (this.#changed === stream) this.#changed = undefined;
  }

  #isInput(from: number, to: number): boolean {
    return isAmount(from) && isUpTo(to, this.capacity.bytes) && from <= to;
  }
}
