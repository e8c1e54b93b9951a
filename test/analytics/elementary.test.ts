/** The kernels' own exp, log and erf against the engine's and against published values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf, exp, log } from '../../host/reference/analytics/elementary.js';

/** Distance in units of the last place of what is wanted. */
function ulps(actual: number, wanted: number): number {
  if (actual === wanted) return 0;
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(wanted))) - 52);
  return Math.abs(actual - wanted) / ulp;
}

const runs = { numRuns: 20_000 };

describe('elementary functions', () => {
  it('exp is within 1 ulp of the engine’s, which is within 1 of the truth', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => ulps(exp(x), Math.exp(x)) <= 2),
      runs,
    );
    expect([exp(0), exp(-0), exp(-701)]).toEqual([1, 1, 0]);
  });

  it('log too', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        return ulps(log(x), Math.log(x)) <= 2;
      }),
      runs,
    );
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => ulps(log(x), Math.log(x)) <= 2),
      runs,
    );
    expect([log(1), log(2), log(0.5)]).toEqual([0, Math.LN2, -Math.LN2]);
  });

  // Abramowitz and Stegun 1964, table 7.1; to 16 digits from the series.
  it.each([
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [0.8, 0.7421009647076605],
    [0.9, 0.796908212422832],
    [1, 0.8427007929497149],
    [1.2, 0.9103139782296354],
    [1.5, 0.9661051464753108],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
  ])('erf(%d)', (x, wanted) => {
    expect(ulps(erf(x), wanted)).toBeLessThanOrEqual(1);
    expect(erf(-x)).toBe(-erf(x));
  });

  it('erf ends at 1 and does not fall', () => {
    expect([erf(0), erf(6), erf(1e300)]).toEqual([0, 1, 1]);
    for (let x = 0, before = 0; x < 6.5; x += 1 / 1024) {
      const now = erf(x);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});
