/** Covariance and correlation over a rolling window, for the oracle. */
import { PAIR_Y, SAMPLE_X } from '../../../assembly/analytics/layout.js';
import { isSample, isWindow, ReferenceKernel } from './kernel.js';
import { deviations, dot, Rolling } from './rolling.js';

export class Covariance extends ReferenceKernel {
  readonly #pairs: Rolling<readonly [number, number]>;

  static canHave([pairs]: readonly number[]): boolean {
    return isWindow(pairs!);
  }

  constructor([pairs]: readonly number[]) {
    super('covariance');
    this.#pairs = new Rolling(pairs!);
  }

  protected accepts(records: Float64Array, at: number): boolean {
    return isSample(records[at + SAMPLE_X]!) && isSample(records[at + PAIR_Y]!);
  }

  protected take(records: Float64Array, at: number, synced: boolean): void {
    this.#pairs.add([records[at + SAMPLE_X]!, records[at + PAIR_Y]!], synced);
    if (this.#pairs.full) {
      const x = deviations(this.#pairs.entries.map((pair) => pair[0]));
      const y = deviations(this.#pairs.entries.map((pair) => pair[1]));
      const xx = dot(x, x);
      const yy = dot(y, y);
      const xy = dot(x, y);
      const degrees = x.length - 1;
      const correlation = xx === 0 || yy === 0 ? Number.NaN : xy / (Math.sqrt(xx) * Math.sqrt(yy));
      this.values.set([xy / degrees, correlation, xx / degrees, yy / degrees]);
    }
    this.mark(this.#pairs.tainted);
  }
}
