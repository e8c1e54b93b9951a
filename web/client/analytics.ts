/** The analytics values of a subscription as the host computed them, each with its quality. */
import { ANALYTIC_FIELDS, ANALYTIC_INDEX, ANALYTIC_MARK, ANALYTIC_VALUE } from '../../assembly/layout.js';

/**
 * `synced`: all that the value depends on was seen while the book was in sync; `tainted`: some was not.
 * Without a value: `none` (warm-up, or the formula has none), `unfitted` (its table was not fitted yet),
 * `unknown` (the host has not said it since the stream began or was resumed).
 */
export type AnalyticsQuality = 'none' | 'synced' | 'tainted' | 'unfitted' | 'unknown';

/** Index is the mark in a frame. */
const QUALITIES = ['none', 'synced', 'tainted', 'unfitted'] as const;

export interface Analytics {
  /** Of the values that the host granted. */
  readonly names: readonly string[];
  /** In ticks, lots or as the formula says (docs/ANALYTICS.md), every bit as computed; undefined where there is none. */
  value(name: string): number | undefined;
  quality(name: string): AnalyticsQuality;
  toJSON(): { readonly [name: string]: { readonly value: number | null; readonly quality: AnalyticsQuality } };
}

export class LiveAnalytics implements Analytics {
  names: readonly string[] = [];
  #values = new Float64Array(0);
  #qualities: AnalyticsQuality[] = [];
  #places = new Map<string, number>();

  /** The host granted these. Values that were there before stay, where `isKept`. */
  grant(names: readonly string[], isKept = false): void {
    const kept = names.map((name) => (isKept ? { value: this.value(name), quality: this.quality(name) } : undefined));
    this.names = names;
    this.#places = new Map(names.map((name, place) => [name, place]));
    this.clear();
    for (const [place, each] of kept.entries()) {
      if (each === undefined) continue;
      this.#values[place] = each.value ?? Number.NaN;
      this.#qualities[place] = each.quality;
    }
  }

  /** What was said holds no longer. */
  clear(): void {
    this.#values = new Float64Array(this.names.length).fill(Number.NaN);
    this.#qualities = this.names.map(() => 'unknown');
  }

  /** Takes records of a core; answers the names of those that are other than before. */
  take(records: Float64Array, first: number, count: number): string[] {
    const changed: string[] = [];
    for (let at = first * ANALYTIC_FIELDS; at < (first + count) * ANALYTIC_FIELDS; at += ANALYTIC_FIELDS) {
      const place = records[at + ANALYTIC_INDEX]!;
      const value = records[at + ANALYTIC_VALUE]!;
      const quality = QUALITIES[records[at + ANALYTIC_MARK]!]!;
      // A host that sends more than it granted is none to be believed.
      if (place >= this.names.length) continue;
      if (Object.is(value, this.#values[place]) && quality === this.#qualities[place]) continue;
      this.#values[place] = value;
      this.#qualities[place] = quality;
      changed.push(this.names[place]!);
    }
    return changed;
  }

  value(name: string): number | undefined {
    const value = this.#values[this.#places.get(name) ?? -1];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  quality(name: string): AnalyticsQuality {
    return this.#qualities[this.#places.get(name) ?? -1] ?? 'unknown';
  }

  toJSON(): ReturnType<Analytics['toJSON']> {
    const of = (name: string) => ({ value: this.value(name) ?? null, quality: this.quality(name) });
    return Object.fromEntries(this.names.map((name) => [name, of(name)]));
  }
}
