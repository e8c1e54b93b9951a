/** Touch, imbalance and order flow against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED } from '../../../assembly/analytics/layout.js';
import { depth, type Level, type MakeAnalytics, opened, pushAll } from './rig.js';

const LEVELS: Level[] = [
  [100, 30, 104, 10],
  [99, 5, 105, 15],
  [98, 5, 106, 15],
  [97, 5, 107, 10],
  [96, 5, 0, 0],
];

export function bookCases(make: MakeAnalytics): void {
  describe('touch', () => {
    it('leans to the side with less behind it', () => {
      const kernel = opened(make, 'touch');
      pushAll(kernel, [depth(1, LEVELS)]);
      expect([...kernel.values]).toEqual([102, 4, 103]);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
    });

    it('has no value where a side is empty, and again one when it is not', () => {
      const kernel = opened(make, 'touch');
      pushAll(kernel, [depth(1, [[100, 1, 0, 0]])]);
      expect([...kernel.values]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      expect(kernel.quality).toBe(QUALITY_NONE);
      pushAll(kernel, [depth(2, LEVELS, 0)]);
      expect([kernel.values[0], kernel.quality, kernel.time]).toEqual([102, QUALITY_TAINTED, 2]);
    });

    it('keeps half a tick, and prices near 2^53', () => {
      const kernel = opened(make, 'touch');
      pushAll(kernel, [depth(1, [[1, 1, 2, 1]])]);
      expect([...kernel.values]).toEqual([1.5, 1, 1.5]);
      const top = Number.MAX_SAFE_INTEGER;
      pushAll(kernel, [depth(1, [[top - 2, top, top, top]])]);
      expect([...kernel.values]).toEqual([top - 1, 2, top - 1]);
    });

    it.each([
      ['a price without lots', [100, 0, 101, 1]],
      ['lots without a price', [0, 3, 101, 1]],
      ['lots that are no integer', [100, 1.5, 101, 1]],
      ['a negative price', [-1, 1, 101, 1]],
      ['a price that is no number', [Number.NaN, 1, 101, 1]],
      ['lots above 2^53 - 1', [100, 2 ** 53, 101, 1]],
    ] as [string, Level][])('refuses %s and changes nothing', (_, level) => {
      const kernel = opened(make, 'touch');
      pushAll(kernel, [depth(1, LEVELS)]);
      expect(kernel.push(depth(9, [level]))).toBe(0);
      expect([kernel.values[0], kernel.time, kernel.quality]).toEqual([102, 1, QUALITY_SYNCED]);
    });
  });

  describe('imbalance', () => {
    it('of 1, 5 and 10 levels', () => {
      const kernel = opened(make, 'imbalance');
      pushAll(kernel, [depth(1, LEVELS)]);
      expect([...kernel.values]).toEqual([20 / 40, 0, 0]);
      pushAll(kernel, [depth(2, [...LEVELS, [95, 100, 0, 0]])]);
      expect([...kernel.values]).toEqual([0.5, 0, 0.5]);
    });

    it('is 1 of bids alone, -1 of asks alone, none of nothing', () => {
      const kernel = opened(make, 'imbalance');
      pushAll(kernel, [depth(1, [[5, 1, 0, 0]])]);
      expect([...kernel.values]).toEqual([1, 1, 1]);
      pushAll(kernel, [depth(1, [[0, 0, 5, 1]])]);
      expect([...kernel.values]).toEqual([-1, -1, -1]);
      pushAll(kernel, [depth(1, [])]);
      expect(kernel.quality).toBe(QUALITY_NONE);
    });
  });

  describe('orderFlow', () => {
    const soFar = (before: Level, after: Level) => {
      const kernel = opened(make, 'orderFlow', { levels: 1, intervalUs: 1_000 });
      pushAll(kernel, [depth(0, [before]), depth(1, [after])]);
      return kernel.values[10];
    };

    it.each([
      ['a larger bid', [100, 10, 101, 10], [100, 14, 101, 10], 4],
      ['a higher bid', [100, 10, 102, 10], [101, 3, 102, 10], 3],
      ['a lower bid', [100, 10, 102, 10], [99, 7, 102, 10], -10],
      ['a larger ask', [100, 10, 101, 10], [100, 10, 101, 15], -5],
      ['a lower ask', [100, 10, 103, 10], [100, 10, 102, 4], -4],
      ['a higher ask', [100, 10, 103, 10], [100, 10, 104, 4], 10],
      ['a first ask', [100, 10, 0, 0], [100, 10, 104, 4], -4],
      ['a last bid gone', [100, 10, 104, 4], [0, 0, 104, 4], -10],
      ['no ask before and after', [100, 10, 0, 0], [100, 10, 0, 0], 0],
    ] as [string, Level, Level, number][])('%s', (_, before, after, flow) => {
      expect(soFar(before, after)).toBe(flow);
    });

    it('sums whole intervals, by level', () => {
      const kernel = opened(make, 'orderFlow', { levels: 2, intervalUs: 10 });
      const book = (a: number, b: number): Level[] => [
        [100, a, 101, 5],
        [99, b, 102, 5],
      ];
      // The first interval is not whole.
      pushAll(kernel, [depth(5, book(1, 1)), depth(7, book(9, 9)), depth(10, book(10, 5))]);
      expect(kernel.quality).toBe(QUALITY_NONE);
      expect([kernel.values[10], kernel.values[11]]).toEqual([1, -4]);
      pushAll(kernel, [depth(19, book(12, 5)), depth(20, book(0x100000, 5))]);
      expect([kernel.values[0], kernel.values[1], kernel.values[2]]).toEqual([3, -4, Number.NaN]);
      expect(kernel.quality).toBe(QUALITY_SYNCED);
      // Nothing happened in [30, 40).
      pushAll(kernel, [depth(45, book(1, 1))]);
      expect([kernel.values[0], kernel.values[1]]).toEqual([0, 0]);
    });

    it('marks the intervals that a book out of sync touched, no others', () => {
      const kernel = opened(make, 'orderFlow', { levels: 1, intervalUs: 10 });
      const book: Level[] = [[100, 1, 101, 1]];
      const marks = [1, 11, 21, 31, 35, 41, 51, 61].map((time) => {
        pushAll(kernel, [depth(time, book, time === 31 ? 0 : 1)]);
        return kernel.quality;
      });
      expect(marks).toEqual([
        QUALITY_NONE,
        QUALITY_NONE,
        QUALITY_SYNCED,
        QUALITY_SYNCED,
        QUALITY_SYNCED,
        QUALITY_TAINTED,
        QUALITY_SYNCED,
        QUALITY_SYNCED,
      ]);
    });
  });
}
