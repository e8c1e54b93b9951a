/** How long to wait before trying again: exponential, with full jitter, so that many do not return at once. */

export interface BackoffLimits {
  /** Shortest wait. */
  readonly minMs: number;
  /** Upper end of the first wait's range; each failure doubles it. */
  readonly firstMs: number;
  /** Longest wait. */
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffLimits = { minMs: 100, firstMs: 500, maxMs: 30_000 };

/**
 * @param failures failures in a row so far, 0 or more
 * @param random uniform in [0, 1)
 * @returns ms
 */
export function backoffMs(failures: number, random: () => number, limits: BackoffLimits = DEFAULT_BACKOFF): number {
  const range = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(failures, 30));
  return Math.max(limits.minMs, Math.round(random() * range));
}
