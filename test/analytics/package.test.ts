/** Kernels for a program of one's own, as the package exports them. */
import { describe, expect, it } from 'vitest';
import { loadAnalytics, QUALITY_SYNCED } from '../../host/core/analytics/node.js';

describe('tickwire/analytics', () => {
  it.each(['simd', 'scalar'] as const)('computes what it is fed, in the %s build', (build) => {
    const kernel = loadAnalytics({ build }).open('ewma', { tauUs: 1 });
    if (typeof kernel === 'number') throw new Error(`code ${kernel}`);
    expect(kernel.push(Float64Array.of(1, 1, 5, 10, 1, 5))).toBe(2);
    expect([kernel.values[0], kernel.quality]).toEqual([5, QUALITY_SYNCED]);
  });

  it('answers where no room is left', () => {
    const analytics = loadAnalytics({ bytes: 33_000 });
    expect(analytics.open('quantiles')).toBeLessThan(0);
    expect(analytics.open('touch')).toBeTypeOf('object');
  });
});
