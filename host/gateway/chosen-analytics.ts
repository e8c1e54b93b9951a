/** From what a client asks for to the values of a symbol that it gets. */
import type { AnalyticsSource } from '../bus/market-data.js';

export interface ChosenAnalytics {
  /** In the source's order, so that who asks for the same in another order shares a view. */
  readonly names: readonly string[];
  /** Asked for, and not there. */
  readonly unknown: readonly string[];
}

/** @param most values granted; the source's first where more were asked for */
export function chosenAnalytics(
  asked: readonly string[],
  source: AnalyticsSource | undefined,
  most: number,
): ChosenAnalytics {
  const all = source?.names ?? [];
  const matches = (pattern: string, name: string) =>
    pattern === '*' || pattern === name || name.startsWith(`${pattern}.`);
  const names = all.filter((name) => asked.some((pattern) => matches(pattern, name))).slice(0, most);
  const unknown = asked.filter((pattern) => pattern !== '*' && !all.some((name) => matches(pattern, name)));
  return { names, unknown };
}
