/** A writer of a WebAssembly core beside a naive book: both take the same messages and must agree. */
import { expect } from 'vitest';
import {
  INFO_ASKS,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_BIDS,
  SIDE_ASK,
  SIDE_BID,
} from '../../assembly/layout.js';
import type { WasmCore } from '../../host/core/index.js';
import { type ChangeRow, type Entry, NaiveBook } from './naive-book.js';

export class BookBench {
  readonly core: WasmCore;
  readonly writer: number;
  readonly naive = new NaiveBook();
  readonly #depth: number;

  constructor(core: WasmCore, depth = 0) {
    this.core = core;
    this.#depth = depth;
    this.writer = core.openWriter(1, 1, depth, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 });
  }

  /** Applies a message to both; the changes must be the same (with a depth, only the books are compared). */
  update(bids: readonly Entry[], asks: readonly Entry[]): void {
    const { core, naive } = this;
    [...bids, ...asks].forEach(([ticks, lots], i) => {
      core.staged.ticks[i] = ticks;
      core.staged.lots[i] = lots;
    });
    const count = core.update(this.writer, bids.length, asks.length);
    const expected = [...naive.bids.update(bids), ...naive.asks.update(asks)];
    if (this.#depth > 0) {
      naive.bids.trim(this.#depth);
      naive.asks.trim(this.#depth);
      expect(count).toBeGreaterThanOrEqual(0);
    } else {
      expect(this.changes(count)).toEqual(expected);
    }
    this.compareTouch();
  }

  changes(count: number): ChangeRow[] {
    const { ticks, lots, previous } = this.core.changes;
    return Array.from({ length: Math.max(count, 0) }, (_, i) => [ticks[i]!, lots[i]!, previous[i]!]);
  }

  compareTouch(): void {
    const { core, writer, naive } = this;
    const info = (field: number) => core.info(writer, field);
    expect([info(INFO_BIDS), info(INFO_ASKS)]).toEqual([naive.bids.size, naive.asks.size]);
    expect([info(INFO_BEST_BID), info(INFO_BEST_BID_LOTS)]).toEqual(naive.bids.levels[0] ?? [0, 0]);
    expect([info(INFO_BEST_ASK), info(INFO_BEST_ASK_LOTS)]).toEqual(naive.asks.levels[0] ?? [0, 0]);
  }

  /** All levels, and each looked up by its price. */
  compareBooks(): void {
    const { core, writer, naive } = this;
    const count = core.top(writer, 0);
    const bids = core.levelBids();
    const levels = Array.from({ length: count }, (_, i): Entry => [core.levels.ticks[i]!, core.levels.lots[i]!]);
    expect(levels.slice(0, bids)).toEqual(naive.bids.levels);
    expect(levels.slice(bids)).toEqual(naive.asks.levels);
    const found = levels.map(([ticks], i) => core.lotsAt(writer, i < bids ? SIDE_BID : SIDE_ASK, ticks));
    expect(found).toEqual(levels.map(([, lots]) => lots));
  }
}
