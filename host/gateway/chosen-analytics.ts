/** From what a client asks for to the values of a symbol that it gets. */
import type { AnalyticsSource } from '../bus/market-data.js';
import { KERNEL_NAMES } from '../wire/analytics.js';
import { valueNames } from '../wire/analytics-plan.js';
import type { Difference } from '../wire/control.js';

export interface ChosenAnalytics {
  /** In the source's order, so that who asks for the same in another order shares a view. */
  readonly names: readonly string[];
  /** Asked for, and not there. */
  readonly unknown: readonly string[];
  /** Why what was asked for and does not come, does not. */
  readonly differs: readonly Difference[];
}

const COMPUTABLE: readonly string[] = KERNEL_NAMES.flatMap((name) => valueNames(name, name));

/** @param most values granted; the source's first where more were asked for */
export function chosenAnalytics(
  asked: readonly string[],
  source: AnalyticsSource | undefined,
  most: number,
): ChosenAnalytics {
  const all = source?.names ?? [];
  const found = all.filter((name) => asked.some((pattern) => matches(pattern, name)));
  const unknown = asked.filter((pattern) => pattern !== '*' && !all.some((name) => matches(pattern, name)));
  const differs: Difference[] = [];
  const differ = (reason: Difference['reason'], names: readonly string[]): void => {
    if (names.length > 0) differs.push({ field: 'analytics', reason, asked: names });
  };
  differ('host_limit', found.slice(most));
  differ('not_computed', unknown.filter(isComputable));
  differ(
    'unknown',
    unknown.filter((name) => !isComputable(name)),
  );
  return { names: found.slice(0, most), unknown, differs };
}

function matches(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || name.startsWith(`${pattern}.`);
}

/** Whether a host could compute it: a kernel of this name, or a value of one. */
function isComputable(pattern: string): boolean {
  return COMPUTABLE.some((name) => matches(pattern, name));
}
