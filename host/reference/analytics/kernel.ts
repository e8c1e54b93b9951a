/** What the kernels in plain TypeScript have in common: taking rows one by one, judging them, the mark. */
import {
  MAX_INTERVAL_US,
  MAX_WINDOW,
  MIN_WINDOW,
  QUALITY_NONE,
  QUALITY_SYNCED,
  QUALITY_TAINTED,
} from '../../../assembly/analytics/layout.js';
import { type AnalyticsKernel, KERNEL_SHAPES, type KernelName, recordCount } from '../../wire/analytics.js';

/** The smallest size of a number that is not taken as 0, and the lowest price. */
export const TINY = 2 ** -100;

export const isInteger = (x: number, least: number, most = Number.MAX_SAFE_INTEGER) =>
  Number.isInteger(x) && x >= least && x <= most;
export const isInterval = (us: number, least = 1) => isInteger(us, least, MAX_INTERVAL_US);
export const isWindow = (entries: number) => isInteger(entries, MIN_WINDOW, MAX_WINDOW);
export const isSample = (x: number) => Math.abs(x) <= Number.MAX_SAFE_INTEGER;
export const isPrice = (x: number) => x >= TINY && x <= Number.MAX_SAFE_INTEGER;

/** The interval of the grid that a time is in; without a grid there is one. */
export const intervalOf = (time: number, intervalUs: number) => (intervalUs === 0 ? 0 : Math.floor(time / intervalUs));

export abstract class ReferenceKernel implements AnalyticsKernel {
  readonly name: KernelName;
  readonly values: Float64Array;
  quality = QUALITY_NONE;
  time = -1;

  constructor(name: KernelName) {
    this.name = name;
    this.values = new Float64Array(KERNEL_SHAPES[name].values.length).fill(Number.NaN);
  }

  push(records: Float64Array, count?: number): number {
    const wanted = recordCount(this.name, records, count);
    if (wanted <= 0) return wanted;
    const { recordFields } = KERNEL_SHAPES[this.name];
    let taken = 0;
    for (; taken < wanted; taken++) {
      const at = taken * recordFields;
      const time = records[at]!;
      const sync = records[at + 1]!;
      if (!isInteger(time, 0) || (sync !== 0 && sync !== 1) || !this.accepts(records, at)) break;
      const before = this.time;
      this.time = Math.max(before, time);
      this.take(records, at, sync === 1, before);
    }
    this.settle();
    return taken;
  }

  /** Whether a row, whose time and sync flag are right, can be. */
  protected abstract accepts(records: Float64Array, at: number): boolean;

  /** Takes a row. `this.time` is its time, or the latest where that is later; `before`: that of the row before. */
  protected abstract take(records: Float64Array, at: number, synced: boolean, before: number): void;

  /** After the rows of a call. */
  protected settle(): void {}

  protected mark(tainted: boolean): void {
    if (Number.isNaN(this.values[0])) this.quality = QUALITY_NONE;
    else this.quality = tainted ? QUALITY_TAINTED : QUALITY_SYNCED;
  }
}
