/** Trade flow, VWAP, Kyle's lambda, Amihud and VPIN against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED } from '../../../assembly/analytics/layout.js';
import { clock, type MakeAnalytics, opened, pushAll, type Side, trade } from './rig.js';

export function tradeCases(make: MakeAnalytics): void {
  describe('tradeFlow', () => {
    it('counts signed volume exactly, beyond 2^53', () => {
      const kernel = opened(make, 'tradeFlow');
      const top = Number.MAX_SAFE_INTEGER;
      pushAll(kernel, [
        trade(1, 5, top, 'buy'),
        trade(1, 5, top, 'buy'),
        trade(1, 5, top, 'sell'),
        trade(1, 5, 3, 'sell'),
      ]);
      expect(kernel.values[0]).toBe(top - 3);
      pushAll(kernel, [trade(1, 5, 7, 'unknown')]);
      expect([kernel.values[1], kernel.values[2]]).toEqual([2 * top, top + 3]);
    });

    it('has intensities once 5 time constants have passed, which halve in τ ln 2', () => {
      const kernel = opened(make, 'tradeFlow', { tauUs: 1_000_000 });
      pushAll(kernel, [clock(0), clock(4_999_999)]);
      expect(kernel.values[3]).toBeNaN();
      pushAll(kernel, [trade(5_000_000, 9, 4, 'buy'), trade(5_000_000, 9, 1, 'sell')]);
      expect([...kernel.values.slice(3)]).toEqual([2, 1, 1, 3]);
      pushAll(kernel, [clock(5_693_147)]);
      expect(kernel.values[3]).toBeCloseTo(1, 6);
      expect(kernel.values[6]).toBeCloseTo(1.5, 6);
    });

    it('is tainted for good by one trade out of sync', () => {
      const kernel = opened(make, 'tradeFlow');
      pushAll(kernel, [trade(1, 5, 1, 'buy', 0), trade(2, 5, 1, 'buy')]);
      expect(kernel.quality).toBe(QUALITY_TAINTED);
    });

    it.each([
      [trade(1, 0, 1, 'buy'), 'a price of 0'],
      [trade(1, Number.POSITIVE_INFINITY, 1, 'buy'), 'an infinite price'],
      [trade(1, 5, -1, 'buy'), 'negative lots'],
      [trade(1, 5, 0.5, 'buy'), 'half a lot'],
      [trade(-1, 5, 1, 'buy'), 'a time before 0'],
      [trade(1.5, 5, 1, 'buy'), 'half a µs'],
      [trade(1, 5, 1, 'buy', 2), 'a flag that is none'],
      [Float64Array.of(1, 1, 5, 1, 3), 'a side that is none'],
    ] as [Float64Array, string][])('refuses %#: %s', (row) => {
      const kernel = opened(make, 'tradeFlow');
      expect(kernel.push(row)).toBe(0);
      expect(kernel.time).toBe(-1);
    });
  });

  describe('vwap', () => {
    it('of the interval that ended and of the present one', () => {
      const kernel = opened(make, 'vwap', { intervalUs: 10 });
      pushAll(kernel, [trade(1, 100, 1, 'buy'), trade(2, 104, 3, 'sell')]);
      expect([...kernel.values]).toEqual([Number.NaN, Number.NaN, 103, 4]);
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [trade(10, 50, 2, 'buy', 0)]);
      expect([...kernel.values, kernel.quality]).toEqual([103, 4, 50, 2, QUALITY_SYNCED]);
      pushAll(kernel, [clock(20)]);
      expect([...kernel.values, kernel.quality]).toEqual([50, 2, Number.NaN, 0, QUALITY_TAINTED]);
      pushAll(kernel, [clock(40)]);
      expect([...kernel.values, kernel.quality]).toEqual([Number.NaN, 0, Number.NaN, 0, QUALITY_NONE]);
    });

    it('since the start', () => {
      const kernel = opened(make, 'vwap', { intervalUs: 0 });
      pushAll(kernel, [trade(1, 100, 1, 'buy'), trade(1e9, 104, 3, 'sell')]);
      expect([...kernel.values]).toEqual([103, 4, 103, 4]);
    });

    it('is within one rounding where products pass 2^53', () => {
      const kernel = opened(make, 'vwap', { intervalUs: 0 });
      const top = Number.MAX_SAFE_INTEGER;
      pushAll(kernel, [trade(1, top, top, 'buy'), trade(1, top - 2, top, 'buy')]);
      expect(kernel.values[0]).toBe(top - 1);
    });

    it('takes a time that goes back as the latest', () => {
      const kernel = opened(make, 'vwap', { intervalUs: 10 });
      pushAll(kernel, [trade(25, 100, 1, 'buy'), trade(3, 200, 1, 'buy')]);
      expect([kernel.values[2], kernel.time]).toEqual([150, 25]);
    });
  });

  /** Bars of one trade: (price, lots, side). */
  const bars = (list: readonly (readonly [number, number, Side])[], sync: (i: number) => number = () => 1) =>
    list.map(([price, lots, side], i) => trade(i * 10, price, lots, side, sync(i)));

  describe('kyle', () => {
    it('finds the slope that the prices were made with', () => {
      const kernel = opened(make, 'kyle', { intervalUs: 10, bars: 4 });
      // ΔP = 2 + 0.5 Q for Q = 4, -8, 2, 10; the last trade only ends the bar before it.
      pushAll(
        kernel,
        bars([
          [100, 1, 'buy'],
          [104, 4, 'buy'],
          [102, 8, 'sell'],
          [105, 2, 'buy'],
          [112, 10, 'buy'],
        ]),
      );
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [clock(50)]);
      expect([...kernel.values]).toEqual([0.5, 2, 1]);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
    });

    it('has none where every bar had the same flow', () => {
      const kernel = opened(make, 'kyle', { intervalUs: 10, bars: 2 });
      pushAll(
        kernel,
        bars([
          [100, 1, 'buy'],
          [104, 4, 'buy'],
          [102, 4, 'buy'],
          [105, 2, 'buy'],
        ]),
      );
      expect([...kernel.values, kernel.quality]).toEqual([Number.NaN, Number.NaN, Number.NaN, QUALITY_NONE]);
    });

    it('is tainted as long as such a bar, or the close before one, is in the window', () => {
      const kernel = opened(make, 'kyle', { intervalUs: 10, bars: 2 });
      const all = bars(
        [1, 2, 3, 4, 5, 6, 7, 8].map((i) => [100 + i * i, i, 'buy'] as const),
        (i) => (i === 2 ? 0 : 1),
      );
      const marks = all.map((row) => {
        pushAll(kernel, [row]);
        return kernel.quality;
      });
      expect(marks).toEqual([0, 0, 0, 2, 2, 2, 1, 1]);
    });
  });

  describe('amihud', () => {
    it('is the mean of return over traded value', () => {
      const kernel = opened(make, 'amihud', { intervalUs: 10, bars: 2 });
      pushAll(
        kernel,
        bars([
          [100, 7, 'buy'],
          [200, 5, 'sell'],
          [100, 4, 'unknown'],
        ]),
      );
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [clock(1_000)]);
      expect(kernel.values[0]).toBeCloseTo((Math.LN2 / 1_000 + Math.LN2 / 400) / 2, 15);
    });
  });

  describe('vpin', () => {
    it('splits trades at the edge of a bucket', () => {
      const kernel = opened(make, 'vpin', { bucketLots: 10, buckets: 2 });
      pushAll(kernel, [trade(1, 5, 7, 'buy')]);
      expect([...kernel.values]).toEqual([Number.NaN, Number.NaN, 0, 0.7, Number.NaN]);
      // Buckets: 7 b + 3 s; 2 s + 8 b; 4 b are in the third.
      pushAll(kernel, [trade(2, 5, 5, 'sell'), trade(3, 5, 12, 'buy')]);
      expect([...kernel.values]).toEqual([(4 + 6) / 20, 0.6, 2, 0.4, Number.NaN]);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
    });

    it('takes a trade of many buckets at once', () => {
      const kernel = opened(make, 'vpin', { bucketLots: 10, buckets: 3 });
      pushAll(kernel, [trade(1, 5, 5, 'sell'), trade(1, 5, 1_000_000_000_006, 'buy')]);
      expect([...kernel.values.slice(0, 4)]).toEqual([1, 1, 100_000_000_001, 0.1]);
      pushAll(kernel, [trade(1, 5, 9, 'unknown')]);
      // 1 b and 4.5 each.
      expect([...kernel.values.slice(0, 4)]).toEqual([(10 + 10 + 1) / 30, 0.1, 100_000_000_002, 0]);
    });

    it('classifies in bulk by Φ(ΔP/σ)', () => {
      const kernel = opened(make, 'vpin', { bucketLots: 10, buckets: 1, barUs: 10, changes: 2 });
      // ΔP = 3, -1: mean 1, σ = √8; the second bar has 10 lots, Φ(-1/√8) = 0.361837 of them buys.
      pushAll(kernel, [
        ...bars([
          [100, 9, 'buy'],
          [103, 9, 'buy'],
          [102, 10, 'buy'],
        ]),
        clock(30),
      ]);
      expect(kernel.values[4]).toBe(Math.sqrt(8));
      expect(kernel.values[0]).toBeCloseTo(1 - 2 * 0.36183680491588155, 14);
      expect(kernel.values[1]).toBeCloseTo(2 * 0.36183680491588155 - 1, 14);
    });

    it('marks buckets that a trade out of sync is in', () => {
      const kernel = opened(make, 'vpin', { bucketLots: 10, buckets: 1 });
      pushAll(kernel, [trade(1, 5, 10, 'buy', 0)]);
      expect(kernel.quality).toBe(QUALITY_TAINTED);
      pushAll(kernel, [trade(1, 5, 10, 'buy')]);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
      pushAll(kernel, [trade(1, 5, 15, 'buy', 0), trade(1, 5, 5, 'buy')]);
      expect(kernel.quality).toBe(QUALITY_TAINTED);
    });
  });
}
