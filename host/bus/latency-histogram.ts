/** Counts latencies in fixed buckets without making an object: cheap enough for every message. */

/** Upper ends of the buckets, in seconds; what is longer is in none of them. */
export const LATENCY_BUCKETS: readonly number[] = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

const BUCKET_MICROS = Float64Array.from(LATENCY_BUCKETS, (seconds) => seconds * 1e6);

export class LatencyHistogram {
  /** Of each bucket alone, not added up; the last is of what is longer than all. */
  readonly counts = new Float64Array(BUCKET_MICROS.length + 1);
  sumMicros = 0;
  /** Below zero, which only clocks that differ can bring: counted, and in no bucket. */
  negative = 0;

  observe(micros: number): void {
    if (micros < 0) {
      this.negative += 1;
      return;
    }
    let bucket = 0;
    while (bucket < BUCKET_MICROS.length && micros > BUCKET_MICROS[bucket]!) bucket += 1;
    this.counts[bucket]! += 1;
    this.sumMicros += micros;
  }

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}
