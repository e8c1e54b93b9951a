/**
 * The analytics kernels attached to one stream, for the oracle: turns the stream's books and trades into
 * rows for each of them. docs/ANALYTICS.md, "Attached to a stream", says which.
 */
import {
  DEPTH_FIELDS,
  DEPTH_FIRST,
  DEPTH_LEVEL_FIELDS,
  DEPTH_LEVELS,
  QUALITY_NONE,
  QUALITY_UNFITTED,
  SAMPLE_FIELDS,
  SOURCE_LOTS,
  SOURCE_MID,
  SOURCE_SPREAD,
  SOURCE_TRADE,
  SOURCES,
  TRADED_FIELDS,
} from '../../assembly/analytics/layout.js';
import {
  ANALYTIC_FIELDS,
  ARGUMENT,
  FULL,
  OK,
  RANGE,
  SIDE_ASK,
  SIDE_BID,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
} from '../../assembly/layout.js';
import { type AnalyticsKernel, KERNEL_SHAPES, type KernelName, type KernelParams } from '../wire/analytics.js';
import { setBytes } from '../wire/kernel-bytes.js';
import { createReferenceAnalytics } from './analytics/index.js';
import { isAmount, isTimeOrNone } from './integer.js';
import type { Book } from './l2.js';
import { judgeTrades } from './trades.js';

interface Attached {
  readonly kernel: AnalyticsKernel;
  readonly params: KernelParams;
  readonly source: number;
}

/** Room that all streams' kernels share. */
export interface KernelBudget {
  readonly bytes: number;
  readonly values: number;
  used: number;
}

export class StreamKernels {
  readonly #budget: KernelBudget;
  #attached: Attached[] = [];
  /** tsEvent - tsRecv of the last message that had both. */
  #offset = 0;
  #mid: number | undefined;
  #tradePrice: number | undefined;
  #lost = false;

  constructor(budget: KernelBudget) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#attached.length;
  }

  /** The number of the kernel's first value, or minus a code. */
  attach(name: KernelName, params: KernelParams, source: number): number {
    const kernel = createReferenceAnalytics().open(name, params);
    if (typeof kernel === 'number' || name === 'covariance' || !canSee(name, source)) return -ARGUMENT;
    const others = this.#attached.map((attached) => ({ kernel: attached.kernel.name, params: attached.params }));
    const more = setBytes([...others, { kernel: name, params }]) - this.#bytes();
    const first = this.#attached.reduce((sum, { kernel: { values } }) => sum + values.length, 0);
    if (this.#budget.used + more > this.#budget.bytes) return -FULL;
    if (first + kernel.values.length > this.#budget.values) return -FULL;
    this.#budget.used += more;
    this.#attached.push({ kernel, params, source });
    return first;
  }

  detach(): number {
    this.#budget.used -= this.#bytes();
    this.#attached = [];
    this.#forget();
    return OK;
  }

  renew(): void {
    this.#attached = this.#attached.map(({ kernel: { name }, params, source }) => {
      return { kernel: createReferenceAnalytics().open(name, params) as AnalyticsKernel, params, source };
    });
    this.#forget();
  }

  /** The book is in sync. Answers the number of kernels, or a code. */
  book(book: Book, recv: number, event: number): number {
    if (!isAmount(recv) || !isTimeOrNone(event)) return -RANGE;
    if (this.size > 0) this.#takeBook(book, this.#timeOf(recv, event), 1);
    return this.size;
  }

  /** Likewise, of a book that is not in sync any more. */
  loss(book: Book, recv: number): number {
    if (!isAmount(recv)) return -RANGE;
    if (this.size === 0) return 0;
    this.#lost = true;
    this.#takeBook(book, this.#timeOf(recv, -1), 0);
    for (const { kernel, source } of this.#attached) {
      const isSample = KERNEL_SHAPES[kernel.name].recordFields === SAMPLE_FIELDS;
      if (isSample && source === SOURCE_TRADE && this.#tradePrice !== undefined) {
        kernel.push(Float64Array.of(this.#timeOf(recv, -1), 0, this.#tradePrice));
      }
    }
    return this.size;
  }

  trades(records: Float64Array, count: number, recv: number, event: number): number {
    if (!isAmount(recv) || !isTimeOrNone(event) || judgeTrades(records, count) !== OK) return -RANGE;
    if (this.size === 0 || count === 0) return OK;
    const time = this.#timeOf(recv, event);
    for (let at = 0; at < count * TRADE_FIELDS; at += TRADE_FIELDS) {
      const own = records[at + TRADE_EVENT]!;
      const sync = this.#lost ? 0 : 1;
      this.#lost = false;
      this.#tradePrice = records[at + TRADE_TICKS]!;
      const lots = records[at + TRADE_LOTS]!;
      for (const attached of this.#attached) {
        this.#takeTrade(attached, own < 0 ? time : own, sync, lots, records[at + TRADE_SIDE]!);
      }
    }
    return OK;
  }

  /** Writes records of ANALYTIC_FIELDS; answers their number. */
  read(records: Float64Array): number {
    let index = 0;
    for (const { kernel } of this.#attached) {
      kernel.push(new Float64Array(0));
      for (const value of kernel.values) {
        const isUnfitted = kernel.quality === QUALITY_UNFITTED;
        const none = isUnfitted ? QUALITY_UNFITTED : QUALITY_NONE;
        const isNone = isUnfitted || Number.isNaN(value);
        records.set([index, isNone ? Number.NaN : value, isNone ? none : kernel.quality], index * ANALYTIC_FIELDS);
        index++;
      }
    }
    return index;
  }

  #bytes(): number {
    if (this.size === 0) return 0;
    return setBytes(this.#attached.map(({ kernel, params }) => ({ kernel: kernel.name, params })));
  }

  #forget(): void {
    this.#offset = 0;
    this.#mid = undefined;
    this.#tradePrice = undefined;
    this.#lost = false;
  }

  #timeOf(recv: number, event: number): number {
    if (event < 0) return Math.min(Math.max(recv + this.#offset, 0), Number.MAX_SAFE_INTEGER);
    this.#offset = event - recv;
    return event;
  }

  #takeBook(book: Book, time: number, sync: number): void {
    const row = new Float64Array(DEPTH_FIELDS);
    row.set([time, sync]);
    for (const [side, field] of [
      [SIDE_BID, 0],
      [SIDE_ASK, 2],
    ] as const) {
      const levels = { ticks: new Float64Array(DEPTH_LEVELS), lots: new Float64Array(DEPTH_LEVELS) };
      const n = book.top(side, DEPTH_LEVELS, levels, 0);
      for (let i = 0; i < n; i++) {
        row.set([levels.ticks[i]!, levels.lots[i]!], DEPTH_FIRST + i * DEPTH_LEVEL_FIELDS + field);
      }
    }
    const [bid, ask] = [row[DEPTH_FIRST]!, row[DEPTH_FIRST + 2]!];
    const isWhole = bid > 0 && ask > 0;
    if (isWhole) this.#mid = bid / 2 + ask / 2;
    for (const { kernel, source } of this.#attached) {
      const { recordFields } = KERNEL_SHAPES[kernel.name];
      if (recordFields === DEPTH_FIELDS) kernel.push(row);
      else if (recordFields === TRADED_FIELDS) kernel.push(Float64Array.of(time, sync, 0, 0, 0));
      else if (isWhole && source === SOURCE_MID) kernel.push(Float64Array.of(time, sync, this.#mid!));
      else if (isWhole && source === SOURCE_SPREAD) kernel.push(Float64Array.of(time, sync, ask - bid));
    }
  }

  #takeTrade({ kernel, source }: Attached, time: number, sync: number, lots: number, side: number): void {
    const { recordFields } = KERNEL_SHAPES[kernel.name];
    if (recordFields === TRADED_FIELDS) {
      const price = source === SOURCE_MID ? this.#mid : this.#tradePrice;
      // Without a price yet, time passes.
      if (price === undefined) kernel.push(Float64Array.of(time, sync, 0, 0, 0));
      else kernel.push(Float64Array.of(time, sync, price, lots, side));
    } else if (recordFields === SAMPLE_FIELDS && source === SOURCE_TRADE) {
      kernel.push(Float64Array.of(time, sync, this.#tradePrice!));
    } else if (recordFields === SAMPLE_FIELDS && source === SOURCE_LOTS) {
      kernel.push(Float64Array.of(time, sync, lots));
    }
  }
}

function canSee(name: KernelName, source: number): boolean {
  if (!Number.isInteger(source) || source < 0 || source >= SOURCES) return false;
  const { recordFields } = KERNEL_SHAPES[name];
  if (recordFields === SAMPLE_FIELDS) return true;
  return source === SOURCE_MID || (recordFields === TRADED_FIELDS && source === SOURCE_TRADE);
}
