/** A checked configuration as the text of a file that says the same. */
import { stringify } from 'yaml';
import { writtenRules } from './analytics.js';
import { formatDuration } from './duration.js';
import type { Config } from './schema.js';

/** Keys whose value is a duration in ms, beside those that end in Ms. */
const DURATIONS: ReadonlySet<string> = new Set(['staleAfter']);

/** YAML, every key with its value, durations as people write them; `parseConfig` makes the same of it. */
export function configText(config: Config): string {
  const { analytics, pairs, ...sections } = config;
  const whole = {
    ...written(sections),
    analytics: writtenRules(analytics),
    pairs: pairs.map((pair) => ({ ...pair, interval: formatDuration(pair.interval) })),
  };
  return stringify(whole);
}

function written(section: object): object {
  const entries = Object.entries(section).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => entry(key, value)));
}

function entry(key: string, value: unknown): [string, unknown] {
  if (typeof value === 'number' && key.endsWith('Ms')) return [key.slice(0, -2), formatDuration(value)];
  if (typeof value === 'number' && DURATIONS.has(key)) return [key, formatDuration(value)];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [key, written(value)];
  return [key, value];
}
