/**
 * When market events happen: a self-exciting (Hawkes) process with an exponential kernel, so that
 * activity comes in bursts. Drawn exactly, by thinning (Ogata 1981).
 */
import type { Random } from './random.js';

/** Expected number of direct offspring of an event; below 1, or bursts would not end. */
const BRANCHING = 0.85;
/** How fast the excitation by one event fades, a second. */
const DECAY = 3;
/** A burst may run at most this many times the mean rate. */
const MAX_BURST = 20;

export class Arrivals {
  readonly #random: Random;
  readonly #basePerMs: number;
  readonly #decayPerMs: number;
  readonly #maxExcitedPerMs: number;
  /** What past events add to the intensity at `#at`. */
  #excitedPerMs = 0;
  #at: number;

  /** @param rate mean events a second */
  constructor(random: Random, rate: number, startMs: number) {
    this.#random = random;
    this.#basePerMs = (rate / 1000) * (1 - BRANCHING);
    this.#decayPerMs = DECAY / 1000;
    this.#maxExcitedPerMs = (rate / 1000) * MAX_BURST;
    this.#at = startMs;
  }

  /** Time of the next event, ms. It excites those to come. */
  next(): number {
    for (;;) {
      const bound = this.#basePerMs + this.#excitedPerMs;
      const wait = this.#random.exponential(1 / bound);
      this.#at += wait;
      this.#excitedPerMs *= Math.exp(-this.#decayPerMs * wait);
      if (this.#random.next() * bound > this.#basePerMs + this.#excitedPerMs) continue;
      this.#excitedPerMs = Math.min(this.#maxExcitedPerMs, this.#excitedPerMs + BRANCHING * this.#decayPerMs);
      return this.#at;
    }
  }
}
