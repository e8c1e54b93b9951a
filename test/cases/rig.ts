/** A core on the bench: books as pairs instead of columns, results as named fields. */
import {
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_BYTES,
  RESULT_CODE,
  RESULT_EVENT,
  RESULT_FIELDS,
  RESULT_FIRST,
  RESULT_HANDLE,
  RESULT_KIND,
  RESULT_OFFSET,
  RESULT_REASON,
  RESULT_RECV,
  RESULT_SEQUENCE,
  RESULT_STATE,
  RESULT_STREAM,
  SIDE_ASK,
  SIDE_BID,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
} from '../../assembly/layout.js';
import { codeName } from '../../host/wire/codes.js';
import type { Core, CoreCapacity, Grid } from '../../host/wire/core.js';
import { TEST_EPOCH, TEST_STREAM } from './frame.js';
import { type BookLevels, book, type Change, type Level, show, showChanges } from './levels.js';

/** Makes a core of one implementation; capacities that are not given are small ones. */
export type MakeCore = (capacity?: Partial<CoreCapacity>) => Core | Promise<Core>;

export const TEST_GRID: Grid = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };

export const SMALL_CAPACITY: CoreCapacity = {
  streams: 8,
  levels: 256,
  totalLevels: 1024,
  trades: 32,
  results: 16,
  bytes: 16_384,
  models: 4,
  history: 512,
  values: 64,
  kernelBytes: 65_536,
};

export interface Trade {
  readonly ticks: number;
  readonly lots: number;
  /** µs, -1 is none. */
  readonly event: number;
  readonly id: number;
  readonly side: number;
}

/** A record of RESULT_FIELDS. */
export interface Result {
  readonly code: number;
  readonly handle: number;
  readonly kind: number;
  readonly stream: number;
  readonly sequence: number;
  readonly event: number;
  readonly recv: number;
  readonly offset: number;
  readonly bytes: number;
  readonly first: number;
  /** Bids, or trades. */
  readonly bids: number;
  /** Asks, or trades missed. */
  readonly asks: number;
  readonly state: number;
  readonly reason: number;
}

export class Rig {
  readonly core: Core;

  constructor(core: Core) {
    this.core = core;
  }

  static async of(make: MakeCore, capacity: Partial<CoreCapacity> = {}): Promise<Rig> {
    return new Rig(await make({ ...SMALL_CAPACITY, ...capacity }));
  }

  writer(depth = 0, id = TEST_STREAM, grid = TEST_GRID): number {
    return this.core.openWriter(id, TEST_EPOCH, depth, grid);
  }

  reader(id = TEST_STREAM): number {
    return this.core.openReader(id);
  }

  /** Stages levels, given as text too, and answers the numbers of bids and asks. */
  stage(levels: BookLevels | string): [nBids: number, nAsks: number] {
    const { bids, asks } = typeof levels === 'string' ? book(levels) : levels;
    const { ticks, lots } = this.core.staged;
    [...bids, ...asks].forEach((level, i) => {
      ticks[i] = level[0];
      lots[i] = level[1];
    });
    return [bids.length, asks.length];
  }

  load(handle: number, levels: BookLevels | string): number {
    return this.core.load(handle, ...this.stage(levels));
  }

  update(handle: number, levels: BookLevels | string): number {
    return this.core.update(handle, ...this.stage(levels));
  }

  /** The best `n` levels a side (0: all). */
  levels(handle: number, n = 0): BookLevels {
    const count = this.core.top(handle, n);
    const bids = this.core.levelBids();
    const { ticks, lots } = this.core.levels;
    const all = Array.from({ length: count }, (_, i): Level => [ticks[i]!, lots[i]!]);
    return { bids: all.slice(0, bids), asks: all.slice(bids) };
  }

  /** The best `n` levels a side (0: all) as text. */
  book(handle: number, n = 0): string {
    return show(this.levels(handle, n));
  }

  /** `count` entries of `changes` from `first`, the first `bids` of them bids, as text. */
  changeRows(first: number, count: number, bids: number): string {
    const { ticks, lots, previous } = this.core.changes;
    const row = (_: unknown, i: number): Change => [ticks[first + i]!, lots[first + i]!, previous[first + i]!];
    return showChanges(Array.from({ length: count }, row), bids);
  }

  /** What `update` or `advance`, which just answered `count`, came to. */
  changes(count: number): string {
    return this.changeRows(0, count, this.core.changedBids());
  }

  /** The entries of a delta that `receive` found. */
  decoded({ first, bids, asks }: Result): string {
    return this.changeRows(first, bids + asks, bids);
  }

  /** The `length` bytes that an encoder wrote; an Error where it answered a code. */
  frame(length: number, at = 0): Uint8Array {
    if (length < 0) throw new Error(`no frame: ${codeName(length)}`);
    return this.core.output.slice(at, at + length);
  }

  /** The next snapshot of a writer; its position moves. */
  snapshot(handle: number, recv = 1000, event = -1): Uint8Array {
    return this.frame(this.core.encodeSnapshot(handle, 0, true, recv, event));
  }

  delta(handle: number, recv = 1000, event = -1, fingerprint = true): Uint8Array {
    return this.frame(this.core.encodeDelta(handle, 0, recv, event, fingerprint));
  }

  put(message: Uint8Array): number {
    this.core.input.set(message);
    return message.length;
  }

  validate(message: Uint8Array): number {
    return this.core.validate(0, this.put(message));
  }

  receive(message: Uint8Array): Result[] {
    return this.results(this.core.receive(0, this.put(message)));
  }

  /** The code of each frame of a message. */
  codes(message: Uint8Array): number[] {
    return this.receive(message).map((result) => result.code);
  }

  results(count: number): Result[] {
    return Array.from({ length: count }, (_, i) => {
      const field = (index: number): number => this.core.results[i * RESULT_FIELDS + index]!;
      return {
        code: field(RESULT_CODE),
        handle: field(RESULT_HANDLE),
        kind: field(RESULT_KIND),
        stream: field(RESULT_STREAM),
        sequence: field(RESULT_SEQUENCE),
        event: field(RESULT_EVENT),
        recv: field(RESULT_RECV),
        offset: field(RESULT_OFFSET),
        bytes: field(RESULT_BYTES),
        first: field(RESULT_FIRST),
        bids: field(RESULT_BIDS),
        asks: field(RESULT_ASKS),
        state: field(RESULT_STATE),
        reason: field(RESULT_REASON),
      };
    });
  }

  putTrades(trades: readonly Trade[]): number {
    trades.forEach((trade, i) => {
      const at = i * TRADE_FIELDS;
      this.core.trades[at + TRADE_TICKS] = trade.ticks;
      this.core.trades[at + TRADE_LOTS] = trade.lots;
      this.core.trades[at + TRADE_EVENT] = trade.event;
      this.core.trades[at + TRADE_ID] = trade.id;
      this.core.trades[at + TRADE_SIDE] = trade.side;
    });
    return trades.length;
  }

  trades(first: number, count: number): Trade[] {
    return Array.from({ length: count }, (_, i) => {
      const at = (first + i) * TRADE_FIELDS;
      const { trades } = this.core;
      return {
        ticks: trades[at + TRADE_TICKS]!,
        lots: trades[at + TRADE_LOTS]!,
        event: trades[at + TRADE_EVENT]!,
        id: trades[at + TRADE_ID]!,
        side: trades[at + TRADE_SIDE]!,
      };
    });
  }

  /** Lots at each price of a side, asked one by one. */
  lotsAt(handle: number, side: 'bid' | 'ask', ...ticks: number[]): number[] {
    return ticks.map((price) => this.core.lotsAt(handle, side === 'bid' ? SIDE_BID : SIDE_ASK, price));
  }

  info(handle: number, ...fields: number[]): number[] {
    return fields.map((field) => this.core.info(handle, field));
  }
}
