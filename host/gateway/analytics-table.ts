/** The analytics values that a view was granted, and which of them its readers do not have yet. */
import { ANALYTIC_FIELDS, ANALYTIC_INDEX, ANALYTIC_MARK, ANALYTIC_VALUE } from '../../assembly/layout.js';
import type { AnalyticsSource } from '../bus/market-data.js';
import type { Core } from '../wire/core.js';

export class AnalyticsTable {
  /** The values by their numbers in frames. */
  readonly names: readonly string[];
  /** Of each, as in the last frame, and as they are now: pairs of value and mark. */
  readonly #sent: Float64Array;
  readonly #now: Float64Array;
  /** Where each is among the source's. */
  #places: readonly number[] = [];
  #source: AnalyticsSource | undefined;
  #isWhole = true;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#sent = new Float64Array(2 * names.length);
    this.#now = new Float64Array(2 * names.length);
  }

  /** The next frame holds all values: somebody has none of them. */
  wantAll(): void {
    this.#isWhole = true;
  }

  /** Puts the values that are due into the core's `analytics`; answers their number. */
  stage(source: AnalyticsSource, core: Core): number {
    if (source !== this.#source) {
      this.#source = source;
      this.#places = this.names.map((name) => source.names.indexOf(name));
    }
    const now = this.#now;
    const records = source.read();
    for (const [i, place] of this.#places.entries()) {
      const at = place * ANALYTIC_FIELDS;
      // Without room in the core, or with another plan than when it was granted, there is no value.
      now[2 * i] = records[at + ANALYTIC_VALUE] ?? Number.NaN;
      now[2 * i + 1] = records[at + ANALYTIC_MARK] ?? 0;
    }
    let count = 0;
    for (let i = 0; i < now.length; i += 2) {
      const isSame = Object.is(now[i], this.#sent[i]) && now[i + 1] === this.#sent[i + 1];
      if (isSame && !this.#isWhole) continue;
      const at = count++ * ANALYTIC_FIELDS;
      core.analytics[at + ANALYTIC_INDEX] = i / 2;
      core.analytics[at + ANALYTIC_VALUE] = now[i]!;
      core.analytics[at + ANALYTIC_MARK] = now[i + 1]!;
    }
    return count;
  }

  /** The values staged last are in a frame. */
  sent(): void {
    this.#sent.set(this.#now);
    this.#isWhole = false;
  }
}
