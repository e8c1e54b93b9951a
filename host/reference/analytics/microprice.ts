/** Stoikov's microprice, for the oracle; docs/ANALYTICS.md has the formulas. */
import {
  MAX_BUCKETS,
  MAX_SPREADS,
  MICROPRICE_MOVES,
  MIN_BUCKETS,
  QUALITY_NONE,
  QUALITY_SYNCED,
  QUALITY_TAINTED,
  QUALITY_UNFITTED,
} from '../../../assembly/analytics/layout.js';
import { DepthKernel, levelsOf } from './depth-kernel.js';
import { intervalOf, isInteger, isInterval, isPrice } from './kernel.js';

type Matrix = number[][];

const zeros = (n: number): number[] => new Array<number>(n).fill(0);
const squares = (n: number): Matrix => Array.from({ length: n }, () => zeros(n));

/** What happened in a window: transitions from one state to another, with and without a move of the mid. */
class Transitions {
  readonly still: Matrix;
  readonly moved: Matrix;
  readonly moves: number[];
  /** Without the mirrored ones. */
  count = 0;
  readonly #buckets: number;

  constructor(buckets: number, spreads: number) {
    this.#buckets = buckets;
    this.still = squares(buckets * spreads);
    this.moved = squares(buckets * spreads);
    this.moves = zeros(buckets * spreads);
  }

  add(from: number, to: number, move: number): void {
    if (from === to && move === 0) return;
    this.count++;
    this.#add(from, to, move);
    this.#add(this.#mirror(from), this.#mirror(to), -move);
  }

  /** G of the formulas, a number a state. */
  fitted(): number[] {
    const sizes = this.still.map((row, x) => [...row, ...this.moved[x]!].reduce((a, b) => a + b, 0) + 1);
    const { lower, upper } = factors(
      this.still.map((row, x) => row.map((count, y) => (x === y ? 1 : 0) - count / sizes[x]!)),
    );
    let step = this.moves.map((sum, x) => sum / sizes[x]!);
    const table = zeros(step.length);
    for (let i = 0; i < MICROPRICE_MOVES; i++) {
      if (i > 0)
        step = this.moved.map((row, x) => row.reduce((sum, count, y) => sum + count * step[y]!, 0) / sizes[x]!);
      step = solution(lower, upper, step);
      for (const [x, g] of step.entries()) table[x]! += g;
    }
    return table;
  }

  #add(from: number, to: number, move: number): void {
    const pairs = move === 0 ? this.still : this.moved;
    pairs[from]![to]!++;
    this.moves[from]! += move;
  }

  #mirror(state: number): number {
    const bucket = state % this.#buckets;
    return state - bucket + this.#buckets - 1 - bucket;
  }
}

/** Doolittle's factors of a matrix: ones on the lower one's diagonal. */
function factors(matrix: Matrix): { lower: Matrix; upper: Matrix } {
  const n = matrix.length;
  const lower = squares(n);
  const upper = matrix.map((row) => [...row]);
  for (let k = 0; k < n; k++) {
    for (let x = k + 1; x < n; x++) {
      const factor = upper[x]![k]! / upper[k]![k]!;
      lower[x]![k] = factor;
      for (let y = k + 1; y < n; y++) upper[x]![y]! -= factor * upper[k]![y]!;
    }
  }
  return { lower, upper };
}

function solution(lower: Matrix, upper: Matrix, right: readonly number[]): number[] {
  const v = [...right];
  for (let x = 0; x < v.length; x++) {
    for (let y = 0; y < x; y++) v[x]! -= lower[x]![y]! * v[y]!;
  }
  for (let x = v.length - 1; x >= 0; x--) {
    for (let y = x + 1; y < v.length; y++) v[x]! -= upper[x]![y]! * v[y]!;
    v[x]! /= upper[x]![x]!;
  }
  return v;
}

export class Microprice extends DepthKernel {
  readonly #buckets: number;
  readonly #spreads: number;
  readonly #fitUs: number;
  readonly #least: number;
  readonly #tick: number;
  #interval: number | undefined;
  #transitions: Transitions;
  #table: number[] | undefined;
  #fits = 0;
  #last: { state: number; mid: number } | undefined;

  static canHave([buckets, spreads, fitUs, least, tick]: readonly number[]): boolean {
    const isShaped = isInteger(buckets!, MIN_BUCKETS, MAX_BUCKETS) && isInteger(spreads!, 1, MAX_SPREADS);
    return isShaped && isInterval(fitUs!) && isInteger(least!, 1) && isPrice(tick!);
  }

  constructor([buckets, spreads, fitUs, least, tick]: readonly number[]) {
    super('microprice');
    this.#buckets = buckets!;
    this.#spreads = spreads!;
    this.#fitUs = fitUs!;
    this.#least = least!;
    this.#tick = tick!;
    this.#transitions = new Transitions(this.#buckets, this.#spreads);
    this.values.set([0, 0], 2);
    this.quality = QUALITY_UNFITTED;
  }

  protected take(records: Float64Array, at: number, synced: boolean): void {
    const interval = intervalOf(this.time, this.#fitUs);
    if (this.#interval !== undefined && interval !== this.#interval) this.#endWindow();
    this.#interval = interval;
    const { bid, bidLots, ask, askLots } = levelsOf(records, at)[0]!;
    if (bidLots === 0 || askLots === 0) {
      this.#last = undefined;
      this.#publish(undefined, false);
      return;
    }
    const now = { mid: bid / 2 + ask / 2, state: this.#stateOf(ask - bid, bidLots / (bidLots + askLots)) };
    if (synced && this.#last !== undefined) {
      this.#transitions.add(this.#last.state, now.state, now.mid - this.#last.mid);
    }
    this.#last = synced ? now : undefined;
    this.#publish(now, synced);
  }

  #stateOf(spread: number, imbalance: number): number {
    const bucket = Math.min(Math.floor(imbalance * this.#buckets), this.#buckets - 1);
    const ticks = Math.floor(spread / this.#tick + 0.5);
    return (Math.min(Math.max(ticks, 1), this.#spreads) - 1) * this.#buckets + bucket;
  }

  #endWindow(): void {
    if (this.#transitions.count >= this.#least) {
      this.#table = this.#transitions.fitted();
      this.#fits++;
    }
    this.#transitions = new Transitions(this.#buckets, this.#spreads);
  }

  #publish(now: { state: number; mid: number } | undefined, synced: boolean): void {
    const adjustment = now === undefined ? Number.NaN : (this.#table?.[now.state] ?? Number.NaN);
    const mid = now?.mid ?? Number.NaN;
    this.values.set([mid + adjustment, adjustment, this.#fits, this.#transitions.count]);
    if (this.#table === undefined) this.quality = QUALITY_UNFITTED;
    else if (now === undefined) this.quality = QUALITY_NONE;
    else this.quality = synced ? QUALITY_SYNCED : QUALITY_TAINTED;
  }
}
