/** DDSketch, for the oracle: bins in maps, the lowest of too many made one. */
import { MAX_BINS, MIN_BINS } from '../../../assembly/analytics/layout.js';
import { exp, log } from './elementary.js';
import { isInteger, TINY } from './kernel.js';
import { SampleKernel } from './sample-kernel.js';

const isQuantile = (q: number) => q >= 0 && q <= 1;

/** Counts by bin, of one sign. */
class Side {
  readonly counts = new Map<number, number>();
  readonly #bins: number;
  #highest = Number.NEGATIVE_INFINITY;
  total = 0;
  /** How many values were put into a bin above their own. */
  moved = 0;

  constructor(bins: number) {
    this.#bins = bins;
  }

  add(bin: number): void {
    this.total++;
    this.#put(bin, 1);
    if (bin <= this.#highest) return;
    this.#highest = bin;
    for (const [low, count] of [...this.counts]) {
      if (low > bin - this.#bins) continue;
      this.counts.delete(low);
      this.#put(low, count);
    }
  }

  #put(bin: number, count: number): void {
    const lowest = this.#highest - this.#bins + 1;
    if (bin < lowest) this.moved += count;
    const own = Math.max(bin, lowest);
    this.counts.set(own, (this.counts.get(own) ?? 0) + count);
  }

  /** The bin of a rank, counted from the lowest. */
  binAt(rank: number): number {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    let below = 0;
    for (const [bin, count] of sorted) {
      below += count;
      if (below > rank) return bin;
    }
    return this.#highest;
  }
}

export class Quantiles extends SampleKernel {
  readonly #alpha: number;
  readonly #logGamma: number;
  readonly #queries: readonly number[];
  readonly #positive: Side;
  readonly #negative: Side;
  #zeros = 0;
  #tainted = false;

  static canHave([alpha, bins, ...queries]: readonly number[]): boolean {
    return alpha! >= 0.0001 && alpha! <= 0.5 && isInteger(bins!, MIN_BINS, MAX_BINS) && queries.every(isQuantile);
  }

  constructor([alpha, bins, ...queries]: readonly number[]) {
    super('quantiles');
    this.#alpha = alpha!;
    this.#logGamma = log((1 + alpha!) / (1 - alpha!));
    this.#queries = queries;
    this.#positive = new Side(bins!);
    this.#negative = new Side(bins!);
  }

  protected takeSample(x: number, synced: boolean): void {
    const size = Math.abs(x);
    if (size < TINY) this.#zeros++;
    else (x < 0 ? this.#negative : this.#positive).add(Math.ceil(log(size) / this.#logGamma));
    this.#tainted ||= !synced;
  }

  protected override settle(): void {
    const count = this.#negative.total + this.#zeros + this.#positive.total;
    if (count === 0) {
      this.values.set([0, 0], 3);
      return;
    }
    this.values.set(this.#queries.map((q) => this.#at(Math.floor(q * (count - 1)))));
    this.values[3] = count;
    this.values[4] = this.#negative.moved + this.#positive.moved;
    this.mark(this.#tainted);
  }

  #at(rank: number): number {
    const negatives = this.#negative.total;
    if (rank < negatives) return -this.#valueOf(this.#negative.binAt(negatives - 1 - rank));
    if (rank < negatives + this.#zeros) return 0;
    return this.#valueOf(this.#positive.binAt(rank - negatives - this.#zeros));
  }

  #valueOf(bin: number): number {
    return (1 - this.#alpha) * exp(bin * this.#logGamma);
  }
}
