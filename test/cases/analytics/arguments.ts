/** Parameters at and beyond their edges. */
import { describe, expect, it } from 'vitest';
import {
  ANALYTICS_ARGUMENT,
  MAX_BINS,
  MAX_INTERVAL_US,
  MAX_WINDOW,
  MIN_BINS,
  MIN_WINDOW,
} from '../../../assembly/analytics/layout.js';
import type { KernelName, KernelParams } from '../../../host/wire/analytics.js';
import { type MakeAnalytics, opened } from './rig.js';

const wrong: [KernelName, KernelParams][] = [
  ['touch', { levels: 1 }],
  ['orderFlow', { levels: 0 }],
  ['orderFlow', { levels: 11 }],
  ['orderFlow', { levels: 1.5 }],
  ['orderFlow', { intervalUs: 0 }],
  ['tradeFlow', { tauUs: 0 }],
  ['tradeFlow', { tauUs: Number.NaN }],
  ['vwap', { intervalUs: -1 }],
  ['vwap', { intervalUs: MAX_INTERVAL_US + 1 }],
  ['twap', { intervalUs: 0.5 }],
  ['ewma', { tauUs: Number.POSITIVE_INFINITY }],
  ['ewma', { tau: 5 }],
  ['volatility', { returns: MIN_WINDOW - 1 }],
  ['volatility', { returns: MAX_WINDOW + 1 }],
  ['kyle', { bars: MAX_WINDOW + 1 }],
  ['amihud', { bars: 1 }],
  ['vpin', {}],
  ['vpin', { bucketLots: 2 ** 53 }],
  ['vpin', { bucketLots: 1, buckets: 0 }],
  ['vpin', { bucketLots: 1, buckets: MAX_WINDOW + 1 }],
  ['vpin', { bucketLots: 1, changes: 1 }],
  ['quantiles', { accuracy: 0 }],
  ['quantiles', { accuracy: 0.51 }],
  ['quantiles', { bins: MIN_BINS - 1 }],
  ['quantiles', { bins: MAX_BINS + 1 }],
  ['quantiles', { second: 1.1 }],
  ['covariance', { pairs: 1 }],
];

const edges: [KernelName, KernelParams][] = [
  ['orderFlow', { levels: 10, intervalUs: MAX_INTERVAL_US }],
  ['vwap', { intervalUs: 0 }],
  ['volatility', { returns: MAX_WINDOW }],
  ['kyle', { bars: MAX_WINDOW }],
  ['vpin', { bucketLots: Number.MAX_SAFE_INTEGER, buckets: MAX_WINDOW, changes: MAX_WINDOW }],
  ['vpin', { bucketLots: 1, buckets: 1, changes: MIN_WINDOW }],
  ['quantiles', { accuracy: 0.0001, bins: MAX_BINS }],
  ['quantiles', { accuracy: 0.5, bins: MIN_BINS, first: 0, third: 1 }],
  ['covariance', { pairs: MIN_WINDOW }],
];

export function argumentCases(make: MakeAnalytics): void {
  describe('parameters', () => {
    it.each(wrong)('%s refuses %j', (name, params) => {
      expect(make().open(name, params)).toBe(-ANALYTICS_ARGUMENT);
    });

    it.each(edges)('%s takes %j', (name, params) => {
      expect(opened(make, name, params).quality).toBe(0);
    });

    it('a count of rows that are not there is refused', () => {
      const kernel = opened(make, 'ewma');
      expect(kernel.push(new Float64Array(6), 3)).toBe(-ANALYTICS_ARGUMENT);
      expect(kernel.push(new Float64Array(6), -1)).toBe(-ANALYTICS_ARGUMENT);
      expect(kernel.push(new Float64Array(5))).toBe(1);
      expect(kernel.push(new Float64Array(6), 0)).toBe(0);
    });
  });
}
