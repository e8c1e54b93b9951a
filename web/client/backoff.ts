/** Growing pauses between attempts, with jitter so that many clients do not come back at once. */

export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #attempts = 0;

  /** @param random 0 … 1; at 1 always, there is no jitter */
  constructor(firstMs: number, maxMs: number, random: () => number) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** The next pause: between half and all of firstMs × 2^attempts, at most maxMs. */
  next(): number {
    const full = Math.min(this.#firstMs * 2 ** this.#attempts, this.#maxMs);
    this.#attempts++;
    return full / 2 + (full / 2) * this.#random();
  }

  reset(): void {
    this.#attempts = 0;
  }
}
