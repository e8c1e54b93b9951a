/** Order-flow imbalance by level over intervals, for the oracle. */
import { DEPTH_LEVELS } from '../../../assembly/analytics/layout.js';
import { DepthKernel, type DepthLevel, levelsOf } from './depth-kernel.js';
import { DoubleSum } from './double-sum.js';
import { intervalOf, isInteger, isInterval } from './kernel.js';

interface Book {
  readonly levels: DepthLevel[];
  readonly synced: boolean;
}

export class OrderFlow extends DepthKernel {
  readonly #intervalUs: number;
  readonly #sums: DoubleSum[];
  #book: Book | undefined;
  #interval = 0;
  /** Whether the present interval began after the first record. */
  #whole = false;
  #tainted = false;
  #lastTainted = false;

  static canHave([levels, intervalUs]: readonly number[]): boolean {
    return isInteger(levels!, 1, DEPTH_LEVELS) && isInterval(intervalUs!);
  }

  constructor([levels, intervalUs]: readonly number[]) {
    super('orderFlow');
    this.#intervalUs = intervalUs!;
    this.#sums = Array.from({ length: levels! }, () => new DoubleSum());
  }

  protected take(records: Float64Array, at: number, synced: boolean): void {
    const book = { levels: levelsOf(records, at), synced };
    const interval = intervalOf(this.time, this.#intervalUs);
    const before = this.#book;
    if (before === undefined) this.#interval = interval;
    else {
      if (interval > this.#interval) this.#end(interval, before.synced);
      if (!synced || !before.synced) this.#tainted = true;
      this.#sums.forEach((sum, m) => {
        sum.add(flow(before.levels[m]!, book.levels[m]!));
        this.values[DEPTH_LEVELS + m] = sum.high;
      });
    }
    this.#book = book;
    this.mark(this.#lastTainted);
  }

  #end(next: number, synced: boolean): void {
    if (next > this.#interval + 1) {
      // The last whole interval had no record: the book stood still.
      this.#sums.forEach((_, m) => {
        this.values[m] = 0;
      });
      this.#lastTainted = !synced;
    } else if (this.#whole) {
      this.#sums.forEach((sum, m) => {
        this.values[m] = sum.high;
      });
      this.#lastTainted = this.#tainted;
    }
    for (const sum of this.#sums) sum.clear();
    this.#interval = next;
    this.#whole = true;
    this.#tainted = false;
  }
}

function flow(before: DepthLevel, now: DepthLevel): number {
  const ask = now.ask || Number.POSITIVE_INFINITY;
  const askBefore = before.ask || Number.POSITIVE_INFINITY;
  return (
    (now.bid >= before.bid ? now.bidLots : 0) -
    (now.bid <= before.bid ? before.bidLots : 0) -
    (ask <= askBefore ? now.askLots : 0) +
    (ask >= askBefore ? before.askLots : 0)
  );
}
