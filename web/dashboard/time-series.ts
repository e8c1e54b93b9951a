/** Values over time at even steps, some minutes of them, as a plot takes them: null where there is none. */
import type { PlotData } from './plot.js';

/** Time between two samples, ms, and how many are kept: ten minutes. */
export const SAMPLE_MS = 500;
export const SAMPLES_KEPT = 1_200;

export class TimeSeries {
  readonly #columns: [number[], ...(number | null)[][]];
  #nextMs = 0;

  /** @param lines values of one sample */
  constructor(lines: number) {
    this.#columns = [[], ...Array.from({ length: lines }, () => [])];
  }

  /** Oldest first; valid until the next sample. */
  get data(): PlotData {
    return this.#columns;
  }
  get count(): number {
    return this.#columns[0].length;
  }

  /** Whether a sample is due. @param nowMs a clock that never goes back */
  due(nowMs: number): boolean {
    return nowMs >= this.#nextMs;
  }

  /** @param timeMs of the sample, since the epoch */
  add(nowMs: number, timeMs: number, values: readonly (number | null)[]): void {
    this.#nextMs = nowMs + SAMPLE_MS;
    const [times, ...lines] = this.#columns;
    times.push(timeMs / 1000);
    lines.forEach((line, index) => {
      line.push(values[index] ?? null);
    });
    if (times.length > SAMPLES_KEPT) for (const column of this.#columns) column.shift();
  }

  clear(): void {
    for (const column of this.#columns) column.length = 0;
    this.#nextMs = 0;
  }
}
