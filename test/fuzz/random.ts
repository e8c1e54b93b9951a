/** A seeded source of random integers (mulberry32), so that a run can be repeated from its seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer in 0 … limit - 1; limit at most 2^53. */
  below(limit: number): number {
    return limit <= 2 ** 32 ? Math.floor((this.#next() / 2 ** 32) * limit) : this.#wide() % limit;
  }

  /** An integer in low … high. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#next() < probability * 2 ** 32;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** An integer in 0 … 2^53 - 1 of any length: as many small ones as large ones. */
  amount(): number {
    return Math.floor(this.#wide() / 2 ** this.below(54));
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  #wide(): number {
    return this.#next() * 2 ** 21 + (this.#next() >>> 11);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
}
