/** The mid of the last minute at even steps, with gaps where the book was not live. */

export const MID_SAMPLES = 240;
/** Time between two samples, ms. */
export const MID_SAMPLE_MS = 250;

export class MidHistory {
  readonly values = new Float64Array(MID_SAMPLES);
  count = 0;
  #nextMs = 0;

  /** Takes a sample if one is due and answers whether it did. @param mid NaN while there is none */
  sample(mid: number, nowMs: number): boolean {
    if (nowMs < this.#nextMs) return false;
    // Steps of a grid: counted from each sample, a timer's delays would add up and a minute would be two.
    this.#nextMs = Math.max(this.#nextMs, nowMs - MID_SAMPLE_MS) + MID_SAMPLE_MS;
    if (this.count === MID_SAMPLES) this.values.copyWithin(0, 1);
    else this.count++;
    this.values[this.count - 1] = mid;
    return true;
  }

  clear(): void {
    this.count = 0;
    this.#nextMs = 0;
  }
}
