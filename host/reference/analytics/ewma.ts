/** Exponentially weighted moving average at irregular times, for the oracle. */
import { TAINT_TAUS, WARM_TAUS } from '../../../assembly/analytics/layout.js';
import { exp } from './elementary.js';
import { isInterval } from './kernel.js';
import { SampleKernel } from './sample-kernel.js';

export class Ewma extends SampleKernel {
  readonly #tauUs: number;
  #started = 0;
  #mean = 0;
  #held = 0;
  #heldSynced = true;
  #taintedUntil = Number.NEGATIVE_INFINITY;

  static canHave([tauUs]: readonly number[]): boolean {
    return isInterval(tauUs!);
  }

  constructor([tauUs]: readonly number[]) {
    super('ewma');
    this.#tauUs = tauUs!;
  }

  protected takeSample(x: number, synced: boolean, before: number): void {
    if (before < 0) {
      this.#started = this.time;
      this.#mean = x;
      if (!synced) this.#taintedUntil = this.time;
    } else if (this.time > before) {
      this.#mean = this.#held + (this.#mean - this.#held) * exp((before - this.time) / this.#tauUs);
      if (!this.#heldSynced) this.#taintedUntil = this.time;
    }
    this.#held = x;
    this.#heldSynced = synced;
    this.values[0] = this.time - this.#started >= WARM_TAUS * this.#tauUs ? this.#mean : Number.NaN;
    this.mark(this.time - this.#taintedUntil < TAINT_TAUS * this.#tauUs);
  }
}
