/** Latencies in Node's HdrHistogram, to three digits; what is left of them is a few percentiles. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** µs. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

const NANOS = 1_000;
const MAX_NANOS = 3_600e9;

export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: MAX_NANOS, figures: 3 });

  /** @param micros a clock that was set back a little is no less than nothing */
  record(micros: number): void {
    this.#histogram.record(Math.min(MAX_NANOS, Math.max(1, Math.round(micros * NANOS))));
  }

  summary(): LatencySummary {
    const { count } = this.#histogram;
    const at = (percentile: number) => (count === 0 ? 0 : this.#histogram.percentile(percentile) / NANOS);
    return {
      count,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      p9999: at(99.99),
      max: count === 0 ? 0 : this.#histogram.max / NANOS,
    };
  }

  reset(): void {
    this.#histogram.reset();
  }
}
