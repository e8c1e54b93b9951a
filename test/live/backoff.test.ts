/** Back-off: the range doubles up to its limit, and chance picks anywhere in it. */
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../host/feeds/live/backoff.js';

const limits = { minMs: 100, firstMs: 500, maxMs: 30_000 };

describe('back-off', () => {
  it('doubles the range with each failure, up to its limit', () => {
    const top = (failures: number) => backoffMs(failures, () => 0.999999, limits);
    expect([0, 1, 2, 3, 5, 6, 7, 1000].map(top)).toEqual([500, 1000, 2000, 4000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('takes any part of the range, but never less than the shortest wait', () => {
    expect(backoffMs(3, () => 0.5, limits)).toBe(2000);
    expect(backoffMs(3, () => 0, limits)).toBe(100);
  });
});
