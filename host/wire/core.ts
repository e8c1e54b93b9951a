/**
 * The contract of a core: what the WebAssembly builds (`host/core`) and the plain TypeScript one
 * (`host/reference`) both do, with the same integers and the same bytes.
 *
 * A core holds *streams*. A stream is a book plus the state of its framing (epoch, sequence, times).
 * A *writer* is changed by level entries or from another book, and is encoded; a *reader* is changed
 * by frames alone. All numbers are exact integers up to 2^53 - 1; prices are in ticks (>= 1), sizes
 * in lots (0 deletes), times in µs since the epoch (-1 is absent).
 *
 * No call throws on data: it answers >= 0, or minus a code of `assembly/layout`. A call that answers
 * with a code has changed nothing, except where `receive` says so.
 *
 * Calls judge in this order: ARGUMENT for a handle, id, epoch, depth, count, position, side or field
 * that cannot be (a reader where a writer is wanted, too); GRID; FULL for a count above its capacity
 * or an encoder's bound that does not fit; RANGE for ticks, lots, times, trades, states outside theirs
 * (a level 1 … 2^53 - 1, staged lots also 0, `event` also -1) and for times whose difference does not
 * fit the wire; FULL for levels above a limit. `missed` is judged with the trades; `at` beyond the output
 * does not fit (FULL), `from` and `to` beyond the input cannot be; `top` and the bounds take any count.
 */

import type { KernelName, KernelParams } from './analytics.js';

export type CoreName = 'simd' | 'scalar' | 'reference';

/** Sizes fixed when a core is made; its memory is created for them and never grows. */
export interface CoreCapacity {
  /** Streams open at once. */
  readonly streams: number;
  /** Levels a side of one book, entries a side of one message. */
  readonly levels: number;
  /** Levels of all books together. */
  readonly totalLevels: number;
  /** Trades in one frame, and in all frames of one `receive`. */
  readonly trades: number;
  /** Frames that one `receive` reads. */
  readonly results: number;
  /** Bytes of `input`, and of `output`. */
  readonly bytes: number;
  /** Streams of the dense codec at once. */
  readonly models: number;
  /** Changed levels that a stream remembers, for catch-ups and for views of it. */
  readonly history: number;
  /** Values in one analytics frame's table, and in all frames of one `receive`. */
  readonly values: number;
  /** Bytes of all analytics kernels attached to streams; `setBytes` of `kernel-bytes` says what one needs. */
  readonly kernelBytes: number;
}

export const DEFAULT_CAPACITY: CoreCapacity = {
  streams: 64,
  levels: 65_536,
  totalLevels: 524_288,
  trades: 4_096,
  results: 1_024,
  bytes: 4_194_304,
  models: 8,
  history: 2_048,
  values: 1_024,
  kernelBytes: 65_536,
};

/** Levels as parallel columns: bids best first, then asks best first. */
export interface LevelColumns {
  readonly ticks: Float64Array;
  readonly lots: Float64Array;
}

/** Level changes as parallel columns: bids best first, then asks best first. */
export interface ChangeColumns extends LevelColumns {
  /** Lots before the change; 0 where the level is new. */
  readonly previous: Float64Array;
}

/** Price and size of a unit: ticks × tick × 10^-priceDecimals, lots × lot × 10^-sizeDecimals. */
export interface Grid {
  readonly priceDecimals: number;
  readonly tick: number;
  readonly sizeDecimals: number;
  readonly lot: number;
}

export interface Core {
  readonly name: CoreName;
  readonly capacity: CoreCapacity;
  /** Entries for `load` and `update`: bids from 0, asks from nBids. Room for 2 × capacity.levels. */
  readonly staged: LevelColumns;
  /** Answer of `top`. Room for 2 × capacity.levels. */
  readonly levels: LevelColumns;
  /** Answer of `update`, `advance` and `receive`. Room for 2 × capacity.levels. */
  readonly changes: ChangeColumns;
  /** Records of TRADE_FIELDS: in for `encodeTrades`, out of `receive`. */
  readonly trades: Float64Array;
  /** Records of ANALYTIC_FIELDS: in for `encodeAnalytics`, out of `receive` and `readAnalytics`. */
  readonly analytics: Float64Array;
  /** Records of RESULT_FIELDS: answer of `receive`. */
  readonly results: Float64Array;
  /** Bytes for `receive`. */
  readonly input: Uint8Array;
  /** Bytes of the encoders. */
  readonly output: Uint8Array;

  /**
   * A stream that is encoded here; `depth` levels a side are kept (0: all). Answers its handle, the
   * lowest that is free, or -FULL. Writers may share an id. Sequence and times start at 0.
   */
  openWriter(id: number, epoch: number, depth: number, grid: Grid): number;
  /**
   * A stream that is decoded here; not synced until a snapshot comes, all fields but the id 0 until
   * then. Answers its handle; -ARGUMENT where another reader has the id.
   */
  openReader(id: number): number;
  /**
   * Chooses how a writer's deltas are coded, CODEC_*; plain at first. Only while its sequence is 0, else
   * ARGUMENT; FULL where no model is free. A restart keeps the codec.
   */
  setCodec(handle: number, codec: number): number;
  /**
   * The next delta of a dense writer begins a generation: who has a snapshot of the book as it is now can
   * follow from there. The first delta after a snapshot with `next` begins one by itself.
   */
  beginGeneration(handle: number): number;
  close(handle: number): number;
  /** A writer starts anew: another epoch and grid, an empty book, sequence and times 0. */
  restart(handle: number, epoch: number, grid: Grid): number;
  /** One INFO_* field of a stream; -ARGUMENT for a handle or field that does not exist. */
  info(handle: number, field: number): number;

  /**
   * Replaces a writer's book by the staged levels (later entries of a price win, size 0 is none),
   * then keeps the best `depth`. Answers the number of levels staged that are in the book. Limits are
   * judged on what is kept.
   */
  load(handle: number, nBids: number, nAsks: number): number;
  /**
   * Applies the staged entries to a writer's book, then keeps the best `depth`. `changes` holds what
   * they came to: sorted best first, the last entry of a price, without those that change nothing.
   * Where `depth` levels are left on a side, an entry worse than the last of them is not listed.
   * Limits are judged as a delta's, on all entries that differ from the book, before `depth` is applied.
   * Answers the number of changes; `changedBids` of them are bids.
   */
  update(handle: number, nBids: number, nAsks: number): number;
  /**
   * Makes a writer's book the best `depth` levels of another book of this core. `changes` as in
   * `update`; a level that keeping the best `depth` removes by itself is not listed. Limits are judged
   * as a delta's, on the changes listed (more than `capacity.levels` a side is FULL, too). The source
   * may be a writer or a reader, synced or not, but not the view itself (ARGUMENT).
   */
  advance(handle: number, source: number): number;
  /**
   * The levels that changed after a frame: `changes` holds each once with its lots now, 0 where it is
   * gone, and 0 for `previous`, which is not known; one that came back to its old size is there, too. Where
   * `depth` levels are left on a side, those worse than the last of them are not. Answers their number;
   * -NOT_SYNCED of a reader that is not; -SEQUENCE for a sequence that was not yet, and where the last
   * `capacity.history` changes do not reach back to it, or the book was replaced since (a snapshot is
   * needed then); -FULL for more levels of a side than `capacity.levels`. What is held for `encodeDelta` stays.
   */
  changesSince(handle: number, sequence: number): number;
  /** How many of the changes of the last `update`, `advance` or `changesSince` are bids. */
  changedBids(): number;
  /** Puts the best `n` levels a side (0: all) into `levels`; answers their number, `levelBids` are bids. */
  top(handle: number, n: number): number;
  levelBids(): number;
  /** Lots at a price, 0 where there is no level or the price cannot be. `side` is SIDE_BID or SIDE_ASK. */
  lotsAt(handle: number, side: number, ticks: number): number;

  /**
   * Upper bounds of the encoders' answers, in bytes: MAX_HEADER_BYTES, and MAX_SNAPSHOT_PREFIX_BYTES +
   * MAX_CHANGE_BYTES a level, 16 + MAX_CHANGE_BYTES a change, 16 + MAX_TRADE_BYTES a trade, or 2.
   */
  maxSnapshotBytes(handle: number): number;
  maxDeltaBytes(changes: number): number;
  maxTradesBytes(trades: number): number;
  maxStatusBytes(): number;
  /**
   * Writes a frame into `output` at `at` and answers its length. FULL where the bound does not fit.
   * A delta holds the changes of the last `update` or `advance`, which must be of this same stream and
   * not encoded yet, and is ARGUMENT where a `load`, `restart`, `setCodec`, `encodeSnapshot` or `close` of this
   * stream or any `receive` came since; where they are none it answers 0 and writes nothing.
   * `next`: the snapshot takes the next sequence (the stream was replaced); else it repeats the
   * current one, with the current times, for a reader that joins (`recv` and `event` are ignored).
   */
  encodeSnapshot(handle: number, at: number, next: boolean, recv: number, event: number): number;
  encodeDelta(handle: number, at: number, recv: number, event: number, fingerprint: boolean): number;
  /**
   * Writes the frame that brings any reader of the writer's at `base` or later to its sequence: the levels
   * changed since as absolute sizes, the stream's current times, a fingerprint. The stream stays as it is;
   * 0 where `base` is its sequence. ARGUMENT while its book has changes that no frame holds; SEQUENCE and
   * FULL as `changesSince`: a snapshot is needed then. The bound is that of a delta.
   */
  encodeCatchUp(handle: number, at: number, base: number): number;
  encodeTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number;
  /**
   * Trades from before the stream's position, for a reader that is at it and did not get them: the stream
   * stays as it is. Times and codes as `encodeTrades`, and the bound.
   */
  encodeLateTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number;
  encodeStatus(handle: number, at: number, state: number, reason: number, recv: number, event: number): number;

  /** 16 + MAX_ANALYTIC_BYTES a value, and the header. */
  maxAnalyticsBytes(values: number): number;
  /**
   * The first `count` records of `analytics`, of a table of `table` values agreed with the reader, as a
   * frame: indexes ascend; a value with mark QUALITY_SYNCED or QUALITY_TAINTED is not NaN (else RANGE);
   * with the other marks it is not looked at. FULL for a table above `capacity.values`.
   */
  encodeAnalytics(handle: number, at: number, count: number, table: number, recv: number, event: number): number;

  /**
   * Attaches an analytics kernel (docs/ANALYTICS.md) to a stream: the `observe` calls feed it from then
   * on, with prices in ticks and sizes in lots. `source`, a SOURCE_*: what a kernel on trades takes as
   * price (SOURCE_MID, SOURCE_TRADE) and one on samples as x; others take 0. Answers the number of its
   * first value among the stream's. ARGUMENT for a kernel, parameter or source that cannot be, and for
   * `covariance`, which is of two streams; FULL where `capacity.kernelBytes` or `capacity.values` have no
   * room. `restart` of the stream makes all its kernels fresh, `close` gives them back.
   */
  attachKernel(handle: number, name: KernelName, params: KernelParams, source: number): number;
  detachKernels(handle: number): number;
  /**
   * The stream's book, in sync, as an accepted message left it: one row for each attached kernel. Its
   * time is the event's; without one, the receipt's plus what the last event differed from its receipt.
   * Answers the number of kernels.
   */
  observeBook(handle: number, recv: number, event: number): number;
  /** The first `count` records of `trades`, likewise, each at its own time where it has one. RANGE as `encodeTrades`, nothing done. */
  observeTrades(handle: number, count: number, recv: number, event: number): number;
  /** The book is not in sync from here on: the kernels are told, and that trades before the next may be missing. */
  observeLoss(handle: number, recv: number): number;
  /** Puts all values of a stream's kernels into `analytics`, in the order of attaching; answers their number. */
  readAnalytics(handle: number): number;

  /**
   * What `receive` would find of the one frame at `from`, its fingerprint included, without changing
   * anything: 0, or minus a code (-TRUNCATED where from = to).
   */
  validate(from: number, to: number): number;
  /**
   * Decodes the frames in input[from, to) into the readers' books. Answers the number of results.
   * Each frame is validated before it changes anything. A frame that is refused leaves its stream
   * not synced until its next snapshot (STREAM and NOT_SYNCED change nothing). A header that cannot
   * be read ends the message, and `received` is `to`. Stops early, before a frame, when `results`,
   * `changes`, `trades` or `analytics` have no room for it: `received` says where, call again from there. A refused
   * frame needs room in `results` alone (a dense delta also room for the changes that it counts); a change that does not change its level is in `changes`, too.
   *
   * In the record of a frame that was not applied, sequence and times are -1 and the fields after
   * RESULT_BYTES 0; without a readable header also handle and stream -1, kind and length 0. One refused
   * for its FINGERPRINT was applied, and its record and changes are as of any other.
   */
  receive(from: number, to: number): number;
  /** Where the last `receive` stopped in the input. */
  received(): number;
}
