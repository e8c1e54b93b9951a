/** Steps: exact conversion, inference, refinement. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DECIMALS } from '../../assembly/layout.js';
import { DecimalLevels } from '../../host/feeds/decimal-levels.js';
import {
  type GridUnit,
  gridUnit,
  inferUnit,
  OFF_GRID,
  refine,
  stepsOf,
  TOO_LARGE,
} from '../../host/feeds/grid-unit.js';
import { inferGrid, refineGrid, stepRatio } from '../../host/feeds/price-grid.js';

function side(...rows: [string, string][]): DecimalLevels {
  const levels = new DecimalLevels();
  for (const [price, size] of rows) expect(levels.add(price, size)).toBe(true);
  return levels;
}

describe('steps of a number', () => {
  const cent: GridUnit = { unit: 1, decimals: 2 };
  it.each([
    [6183763, 2, cent, 6183763],
    [618, -2, cent, 6180000],
    [0, 0, cent, 0],
    [1, 3, cent, OFF_GRID],
    [25, 2, { unit: 5, decimals: 2 }, 5],
    [26, 2, { unit: 5, decimals: 2 }, OFF_GRID],
    [9007199254740991, 2, cent, 9007199254740991],
    [9007199254740991, 1, cent, TOO_LARGE],
    [9007199254740991, 0, { unit: 1000, decimals: 3 }, 9007199254740991],
    [9007199254740991, 0, { unit: 1000, decimals: 4 }, TOO_LARGE],
    [1, -99, cent, TOO_LARGE],
  ])('%d × 10^-%d on %o is %d', (mantissa, decimals, grid, steps) => {
    expect(stepsOf(mantissa, decimals, grid)).toBe(steps);
  });

  it('times the step is the number', () => {
    const amount = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(amount, fc.nat(MAX_DECIMALS), fc.integer({ min: 1, max: 1000 }), (steps, decimals, unit) => {
        const text = (BigInt(steps) * BigInt(unit)).toString().padStart(decimals + 1, '0');
        const levels = new DecimalLevels();
        const isTaken = levels.add(
          `${text.slice(0, text.length - decimals)}${decimals > 0 ? '.' : ''}${text.slice(text.length - decimals)}`,
          '1',
        );
        fc.pre(isTaken);
        expect(stepsOf(levels.priceMantissa[0]!, levels.priceDecimals[0]!, { unit, decimals })).toBe(steps);
      }),
    );
  });
});

/** The same in integers of any size. */
function exactRefine(grid: GridUnit, mantissa: number, decimals: number): GridUnit | undefined {
  const fine = Math.max(grid.decimals, decimals);
  if (fine > MAX_DECIMALS || fine - decimals > 2 * MAX_DECIMALS) return undefined;
  let a = BigInt(grid.unit) * 10n ** BigInt(fine - grid.decimals);
  let b = BigInt(mantissa) * 10n ** BigInt(fine - decimals);
  while (b !== 0n) [a, b] = [b, a % b];
  let digits = fine;
  for (; digits > 0 && a % 10n === 0n; digits--) a /= 10n;
  return a <= BigInt(Number.MAX_SAFE_INTEGER) ? { unit: Number(a), decimals: digits } : undefined;
}

function exactSteps(mantissa: number, decimals: number, grid: GridUnit): number {
  const shift = grid.decimals - decimals;
  if (shift < 0) return OFF_GRID;
  if (shift > 2 * MAX_DECIMALS) return TOO_LARGE;
  const whole = BigInt(mantissa) * 10n ** BigInt(shift);
  if (whole / BigInt(grid.unit) > BigInt(Number.MAX_SAFE_INTEGER)) return TOO_LARGE;
  return whole % BigInt(grid.unit) === 0n ? Number(whole / BigInt(grid.unit)) : OFF_GRID;
}

describe('a step', () => {
  it('is made of a decimal, but for what no frame can carry', () => {
    expect(gridUnit(1, 2)).toEqual({ unit: 1, decimals: 2 });
    expect(gridUnit(5, -2)).toEqual({ unit: 500, decimals: 0 });
    expect(gridUnit(1, MAX_DECIMALS)).toEqual({ unit: 1, decimals: MAX_DECIMALS });
    expect(gridUnit(1, MAX_DECIMALS + 1)).toBeUndefined();
    expect(gridUnit(0, 0)).toBeUndefined();
    expect(gridUnit(1, -16)).toBeUndefined();
  });

  it('is refined to the coarsest that holds both', () => {
    expect(refine({ unit: 1, decimals: 1 }, 5, 2)).toEqual({ unit: 5, decimals: 2 });
    expect(refine({ unit: 25, decimals: 2 }, 1, 1)).toEqual({ unit: 5, decimals: 2 });
    expect(refine({ unit: 100, decimals: 0 }, 15, 0)).toEqual({ unit: 5, decimals: 0 });
    expect(refine({ unit: 1, decimals: 2 }, 3, -1)).toEqual({ unit: 1, decimals: 2 });
    expect(refine({ unit: 1, decimals: 2 }, 1, MAX_DECIMALS + 1)).toBeUndefined();
  });

  it('is inferred from many numbers as what divides them all, from few as their last digit', () => {
    const many = Array.from({ length: 40 }, (_, i): [string, string] => [`${100 + i * 0.5}`, `${(i + 1) * 300}`]);
    expect(inferGrid([side(...many)])).toEqual({ price: { unit: 5, decimals: 1 }, size: { unit: 300, decimals: 0 } });
    expect(inferGrid([side(['100.50', '30'], ['101', '60']), side(['102.25', '0'])])).toEqual({
      price: { unit: 1, decimals: 2 },
      size: { unit: 1, decimals: 0 },
    });
    expect(inferGrid([side()])).toEqual({ price: { unit: 1, decimals: 0 }, size: { unit: 1, decimals: 0 } });
    const far = Array.from({ length: 40 }, (): [string, string] => ['1e30', '1']);
    expect(inferGrid([side(...far, ['1e-18', '1'])])).toBeUndefined();
  });

  it('inferred or refined holds every number it came from', () => {
    const number = fc.tuple(
      fc.integer({ min: 1, max: 1e5 }).filter((mantissa) => mantissa % 10 !== 0),
      fc.integer({ min: -3, max: 6 }),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), number, (numbers, extra) => {
        const mantissas = Float64Array.from(numbers, ([mantissa]) => mantissa);
        const grid = inferUnit([mantissas], [Int16Array.from(numbers, ([, decimals]) => decimals)])!;
        const finer = refine(grid, ...extra)!;
        for (const [mantissa, decimals] of numbers) {
          const steps = stepsOf(mantissa, decimals, grid);
          expect(steps).toBeGreaterThan(0);
          expect(stepsOf(mantissa, decimals, finer)).toBe(steps * stepRatio(grid, finer));
        }
        expect(stepsOf(...extra, finer)).toBeGreaterThan(0);
      }),
    );
  });

  it('is what integers of any size say', () => {
    const mantissa = fc.oneof(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.nat(15).map((power) => 10 ** power),
    );
    // As venues' numbers are read: without trailing zeros.
    const digits = mantissa.map((whole) => (whole % 10 === 0 ? whole + 1 : whole));
    const number = fc.tuple(digits, fc.integer({ min: -31, max: MAX_DECIMALS }));
    const unit = number.map(([whole, decimals]) => gridUnit(whole, decimals));
    fc.assert(
      fc.property(unit, number, (grid, [digits, decimals]) => {
        fc.pre(grid !== undefined);
        expect(refine(grid!, digits, decimals)).toEqual(exactRefine(grid!, digits, decimals));
        expect(stepsOf(digits, decimals, grid!)).toBe(exactSteps(digits, decimals, grid!));
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 32, maxLength: 50 }), (numbers) => {
        const rows = [Float64Array.from(numbers, ([digits]) => digits)];
        const places = [Int16Array.from(numbers, ([, decimals]) => decimals)];
        let grid = gridUnit(...numbers[0]!);
        for (const [digits, decimals] of numbers.slice(1)) grid = grid && exactRefine(grid, digits, decimals);
        expect(inferUnit(rows, places)).toEqual(grid);
      }),
    );
  });

  it('stays where nothing contradicts it', () => {
    const grid = { price: { unit: 1, decimals: 2 }, size: { unit: 1, decimals: 0 } };
    expect(refineGrid(grid, [side(['100.01', '5'])])).toEqual(grid);
  });
});
