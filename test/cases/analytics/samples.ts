/** TWAP, EWMA, volatility, quantiles and covariance against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED, TAINT_TAUS } from '../../../assembly/analytics/layout.js';
import { type MakeAnalytics, opened, pair, pushAll, sample } from './rig.js';

export function sampleCases(make: MakeAnalytics): void {
  describe('twap', () => {
    it('weighs by time, splits at the edge, leaves out the first part', () => {
      const kernel = opened(make, 'twap', { intervalUs: 10 });
      pushAll(kernel, [sample(4, 100), sample(8, 104)]);
      expect([...kernel.values]).toEqual([Number.NaN, 100]);
      pushAll(kernel, [sample(15, 108)]);
      expect([...kernel.values, kernel.quality]).toEqual([Number.NaN, 104, QUALITY_NONE]);
      pushAll(kernel, [sample(25, 0)]);
      expect([...kernel.values, kernel.quality]).toEqual([106, 108, QUALITY_SYNCED]);
      pushAll(kernel, [sample(55, 9, 0)]);
      expect([...kernel.values]).toEqual([0, 0]);
      pushAll(kernel, [sample(60, 9)]);
      expect([...kernel.values, kernel.quality]).toEqual([4.5, Number.NaN, QUALITY_TAINTED]);
    });

    it('since the start', () => {
      const kernel = opened(make, 'twap', { intervalUs: 0 });
      pushAll(kernel, [sample(1_000, 1), sample(1_001, 2), sample(1_004, 5)]);
      expect(kernel.values[0]).toBe(7 / 4);
    });
  });

  describe('ewma', () => {
    it('is the average of what held, once 5 τ have passed', () => {
      const kernel = opened(make, 'ewma', { tauUs: 100 });
      pushAll(kernel, [sample(0, 10), sample(400, 20)]);
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [sample(500, 1e9)]);
      expect(kernel.values[0]).toBeCloseTo(20 - 10 * Math.exp(-1), 14);
      // At the same time nothing has held: the last one counts from here on.
      pushAll(kernel, [sample(500, 0), sample(600, 0)]);
      expect(kernel.values[0]).toBeCloseTo((20 - 10 * Math.exp(-1)) * Math.exp(-1), 14);
    });

    it('is tainted until what was out of sync is 16 τ old', () => {
      const kernel = opened(make, 'ewma', { tauUs: 10 });
      const end = 110 + TAINT_TAUS * 10;
      const marks = [100, 105, 110, end - 1, end].map((time) => {
        pushAll(kernel, [sample(time, 1, time === 105 ? 0 : 1)]);
        return kernel.quality;
      });
      expect(marks).toEqual([QUALITY_NONE, QUALITY_NONE, QUALITY_NONE, QUALITY_TAINTED, QUALITY_SYNCED]);
    });
  });

  describe('volatility', () => {
    it('takes the last price of each interval', () => {
      const kernel = opened(make, 'volatility', { intervalUs: 10, returns: 3 });
      const e = Math.E;
      // Closes 1, e, 1, 1 (nothing came), then e^2 too late to count.
      pushAll(kernel, [sample(1, 9), sample(9, 1), sample(15, e), sample(25, 1)]);
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [sample(40, e * e)]);
      const [variance, volatility, bipower, jumps] = kernel.values;
      expect(variance).toBeCloseTo(2, 14);
      expect(volatility).toBeCloseTo(Math.SQRT2, 14);
      expect(bipower).toBeCloseTo(Math.PI / 2, 14);
      expect(jumps).toBeCloseTo(2 - Math.PI / 2, 14);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
    });

    it('is 0 after a silence longer than the window', () => {
      const kernel = opened(make, 'volatility', { intervalUs: 1, returns: 4096 });
      pushAll(kernel, [sample(1, 9), sample(2, 7), sample(1e12, 5)]);
      expect([...kernel.values]).toEqual([0, 0, 0, 0]);
    });

    it('refuses prices of 0 and below', () => {
      const kernel = opened(make, 'volatility');
      expect([0, -1, 2 ** -101, 2 ** 53].map((x) => kernel.push(sample(1, x)))).toEqual([0, 0, 0, 0]);
      expect(kernel.push(sample(1, 2 ** -100))).toBe(1);
    });

    it('is tainted while a price out of sync is in the window', () => {
      const kernel = opened(make, 'volatility', { intervalUs: 10, returns: 2 });
      const marks = [1, 11, 21, 31, 41, 51, 61, 71].map((time) => {
        pushAll(kernel, [sample(time, 5, time === 31 ? 0 : 1)]);
        return kernel.quality;
      });
      expect(marks).toEqual([0, 0, 0, 1, 2, 2, 2, 1]);
    });
  });

  describe('quantiles', () => {
    it('are within the accuracy', () => {
      const kernel = opened(make, 'quantiles', { accuracy: 0.01, first: 0, second: 0.5, third: 1 });
      pushAll(
        kernel,
        Array.from({ length: 1_001 }, (_, i) => sample(1, 1_000 + i)),
      );
      const exact = [1_000, 1_500, 2_000];
      exact.forEach((x, i) => {
        expect(Math.abs(kernel.values[i]! - x)).toBeLessThanOrEqual(0.01 * x * (1 + 1e-12));
      });
      expect([kernel.values[3], kernel.values[4]]).toEqual([1_001, 0]);
    });

    it('order negatives, zeros and positives', () => {
      const kernel = opened(make, 'quantiles', { accuracy: 0.01, first: 0, second: 0.5, third: 1 });
      pushAll(
        kernel,
        [-5, -1, 0, 0, 3].map((x) => sample(1, x)),
      );
      expect(kernel.values[0]).toBeCloseTo(-5, 0);
      expect(kernel.values[1]).toBe(0);
      expect(Math.abs(kernel.values[2]! - 3)).toBeLessThanOrEqual(0.03);
    });

    it('count what has too small a bin in the lowest, and say so', () => {
      const kernel = opened(make, 'quantiles', { accuracy: 0.01, bins: 16, first: 0, second: 0.5, third: 1 });
      pushAll(
        kernel,
        [1, 1_000, 1].map((x) => sample(1, x)),
      );
      expect([kernel.values[3], kernel.values[4]]).toEqual([3, 2]);
      expect(kernel.values[0]).toBeGreaterThan(700);
      expect(Math.abs(kernel.values[2]! - 1_000)).toBeLessThanOrEqual(10);
    });
  });

  describe('covariance', () => {
    it('of the newest pairs', () => {
      const kernel = opened(make, 'covariance', { pairs: 3 });
      pushAll(kernel, [pair(1e15, -7), pair(1, 2), pair(2, 4)]);
      pushAll(kernel, [pair(3, 6)]);
      expect([kernel.values[0], kernel.values[2], kernel.values[3]]).toEqual([2, 1, 4]);
      expect(kernel.values[1]).toBeCloseTo(1, 15);
      pushAll(kernel, [pair(4, 2), pair(5, -2)]);
      expect(kernel.values[0]).toBe(-4);
      expect(kernel.values[1]).toBeCloseTo(-1, 15);
    });

    it('has no correlation with what does not move', () => {
      const kernel = opened(make, 'covariance', { pairs: 2 });
      pushAll(kernel, [pair(1, 5), pair(2, 5)]);
      expect([...kernel.values]).toEqual([0, Number.NaN, 0.5, 0]);
    });
  });
}
