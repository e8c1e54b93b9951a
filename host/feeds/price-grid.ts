/** The price and size steps of a book as one value, and messages against it. */
import type { Core, Grid } from '../wire/core.js';
import type { DecimalLevels } from './decimal-levels.js';
import { type GridUnit, inferUnit, OFF_GRID, refine, stepsOf } from './grid-unit.js';

export interface PriceGrid {
  readonly price: GridUnit;
  readonly size: GridUnit;
}

export function priceGrid(grid: Grid): PriceGrid {
  return {
    price: { unit: grid.tick, decimals: grid.priceDecimals },
    size: { unit: grid.lot, decimals: grid.sizeDecimals },
  };
}

export function wireGrid({ price, size }: PriceGrid): Grid {
  return { priceDecimals: price.decimals, tick: price.unit, sizeDecimals: size.decimals, lot: size.unit };
}

/** The grid of the numbers seen; undefined where one of them fits none. */
export function inferGrid(sides: readonly DecimalLevels[]): PriceGrid | undefined {
  const rows = (column: 'priceMantissa' | 'sizeMantissa') => sides.map((side) => side[column].subarray(0, side.count));
  const price = inferUnit(
    rows('priceMantissa'),
    sides.map((side) => side.priceDecimals),
  );
  const size = inferUnit(
    rows('sizeMantissa'),
    sides.map((side) => side.sizeDecimals),
  );
  return price === undefined || size === undefined ? undefined : { price, size };
}

/** The coarsest grid for all that fits `grid` and the levels too; undefined where none is. */
export function refineGrid(grid: PriceGrid, sides: readonly DecimalLevels[]): PriceGrid | undefined {
  let { price, size } = grid;
  for (const side of sides) {
    for (let row = 0; row < side.count; row++) {
      if (stepsOf(side.priceMantissa[row]!, side.priceDecimals[row]!, price) === OFF_GRID) {
        const finer = refine(price, side.priceMantissa[row]!, side.priceDecimals[row]!);
        if (finer === undefined) return undefined;
        price = finer;
      }
      if (stepsOf(side.sizeMantissa[row]!, side.sizeDecimals[row]!, size) === OFF_GRID) {
        const finer = refine(size, side.sizeMantissa[row]!, side.sizeDecimals[row]!);
        if (finer === undefined) return undefined;
        size = finer;
      }
    }
  }
  return { price, size };
}

export function isSameGrid(a: PriceGrid, b: PriceGrid): boolean {
  return isSameUnit(a.price, b.price) && isSameUnit(a.size, b.size);
}

function isSameUnit(a: GridUnit, b: GridUnit): boolean {
  return a.unit === b.unit && a.decimals === b.decimals;
}

/** How many fine steps a coarse one is, where fine was refined from coarse. */
export function stepRatio(coarse: GridUnit, fine: GridUnit): number {
  return Number((BigInt(coarse.unit) * 10n ** BigInt(fine.decimals - coarse.decimals)) / BigInt(fine.unit));
}

/** More levels than the core takes in one message. */
export const STAGE_FULL = -3;

/**
 * Puts a side into the core's staged entries from `at`, in ticks and lots. Answers the number of
 * entries, or OFF_GRID, TOO_LARGE, STAGE_FULL.
 */
export function stageSide(side: DecimalLevels, grid: PriceGrid, core: Core, at: number): number {
  const count = side.count;
  if (count > core.capacity.levels) return STAGE_FULL;
  const { ticks, lots } = core.staged;
  for (let row = 0; row < count; row++) {
    const tick = stepsOf(side.priceMantissa[row]!, side.priceDecimals[row]!, grid.price);
    const lot = stepsOf(side.sizeMantissa[row]!, side.sizeDecimals[row]!, grid.size);
    if (tick < 0 || lot < 0) return Math.min(tick, lot);
    ticks[at + row] = tick;
    lots[at + row] = lot;
  }
  return count;
}
