/** Sums of an amount in one-second buckets over the last minute: rates for figures and for a sparkline. */

export const WINDOW_SECONDS = 60;

export class RateWindow {
  /** Ring of buckets; one more than shown, for the second under way. */
  readonly #buckets = new Float64Array(WINDOW_SECONDS + 1);
  #second = -1;
  #started = -1;
  total = 0;

  /** @param nowMs a clock that never goes back, ms */
  add(amount: number, nowMs: number): void {
    this.#advance(nowMs);
    const slot = this.#second % this.#buckets.length;
    this.#buckets[slot] = this.#buckets[slot]! + amount;
    this.total += amount;
  }

  /** Mean over the last `seconds` whole seconds, or over those since the start where they are fewer. */
  perSecond(nowMs: number, seconds: number): number {
    this.#advance(nowMs);
    const count = Math.min(seconds, WINDOW_SECONDS, this.#second - this.#started);
    if (count <= 0) return 0;
    let sum = 0;
    for (let back = 1; back <= count; back++) sum += this.#at(this.#second - back);
    return sum / count;
  }

  /** Writes the last whole seconds, oldest first, into `into`; answers how many there are. */
  series(nowMs: number, into: Float64Array): number {
    this.#advance(nowMs);
    const count = Math.min(into.length, WINDOW_SECONDS, this.#second - this.#started);
    for (let i = 0; i < count; i++) into[i] = this.#at(this.#second - count + i);
    return count;
  }

  #at(second: number): number {
    return this.#buckets[second % this.#buckets.length]!;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (this.#started < 0) {
      this.#started = second;
      this.#second = second;
    }
    const cleared = Math.min(second - this.#second, this.#buckets.length);
    for (let i = 0; i < cleared; i++) this.#buckets[(second - i) % this.#buckets.length] = 0;
    if (second > this.#second) this.#second = second;
  }
}
