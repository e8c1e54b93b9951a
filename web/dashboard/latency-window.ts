/** The last latencies, for their median and 99th percentile. */

export const LATENCY_SAMPLES = 512;

export class LatencyWindow {
  readonly #samples = new Float64Array(LATENCY_SAMPLES);
  readonly #sorted = new Float64Array(LATENCY_SAMPLES);
  #count = 0;

  get count(): number {
    return Math.min(this.#count, LATENCY_SAMPLES);
  }

  add(ms: number): void {
    this.#samples[this.#count++ % LATENCY_SAMPLES] = ms;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Nearest-rank quantiles of the samples kept, ms; undefined while there are none. */
  quantiles(): { p50: number; p99: number } | undefined {
    const count = this.count;
    if (count === 0) return undefined;
    const sorted = this.#sorted.subarray(0, count);
    sorted.set(this.#samples.subarray(0, count));
    sorted.sort();
    return { p50: rank(sorted, 0.5), p99: rank(sorted, 0.99) };
  }
}

function rank(sorted: Float64Array, quantile: number): number {
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)]!;
}
