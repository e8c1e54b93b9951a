/**
 * What the traders of a symbol believe it is worth: a slowly drifting level with mean-reverting noise
 * on it. In ticks, fractional; moved once an event, so that a busier market moves faster.
 */
import type { Random } from './random.js';

/** Per event, in gaps: the drift's step, the noise's step, and how much of the noise fades. */
const DRIFT = 0.15;
const NOISE = 0.15;
const NOISE_FADES = 0.04;
/** Per event: the drift's pull towards where it started, so that prices stay in their range for days. */
const PULL = 1e-6;
/** Least value, in gaps: below it a book would have no room for bids. */
const FLOOR_GAPS = 40;

export class FairValue {
  readonly #random: Random;
  readonly #start: number;
  readonly #gap: number;
  #level: number;
  #noise = 0;

  constructor(random: Random, startTicks: number, gapTicks: number) {
    this.#random = random;
    this.#start = startTicks;
    this.#gap = gapTicks;
    this.#level = startTicks;
  }

  get ticks(): number {
    return Math.max(this.#level + this.#noise, this.#gap * FLOOR_GAPS);
  }

  step(): void {
    const pull = (this.#start - this.#level) * PULL;
    this.#level = Math.max(this.#level + pull + this.#random.normal() * DRIFT * this.#gap, this.#gap * FLOOR_GAPS);
    this.#noise = this.#noise * (1 - NOISE_FADES) + this.#random.normal() * NOISE * this.#gap;
  }
}
