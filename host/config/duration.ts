/** Lengths of time as people write them: "250ms", "10s", "5m", "24h". */

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

export const DURATION_FORM = 'a duration such as "250ms", "10s", "5m" or "24h"';

/** Milliseconds, rounded; undefined for what is no duration (a number without a unit is none). */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) *(ms|s|m|h)$/.exec(text.trim());
  if (match === null) return undefined;
  const ms = Math.round(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** In the largest unit of which it is a whole number: 90000 is "90s", 60000 "1m". */
export function formatDuration(ms: number): string {
  const units = Object.entries(UNIT_MS).reverse();
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
