/** Kyle's lambda by regression, for the oracle. */
import { BarKernel, type FollowingBar } from './bar-kernel.js';
import { deviations, dot, sum } from './rolling.js';

export class Kyle extends BarKernel {
  constructor(params: readonly number[]) {
    super('kyle', params);
  }

  protected publish(bars: readonly FollowingBar[]): void {
    const flows = bars.map((bar) => bar.signedLots);
    const changes = bars.map((bar) => bar.close - bar.previous);
    const q = deviations(flows);
    const p = deviations(changes);
    const qq = dot(q, q);
    const pp = dot(p, p);
    const qp = dot(q, p);
    if (qq === 0) {
      this.values.fill(Number.NaN);
      return;
    }
    const lambda = qp / qq;
    const alpha = sum(changes) / bars.length - lambda * (sum(flows) / bars.length);
    this.values.set([lambda, alpha, pp === 0 ? Number.NaN : lambda * (qp / pp)]);
  }
}
