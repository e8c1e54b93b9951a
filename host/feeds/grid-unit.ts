/**
 * A price or size step as `unit` × 10^-`decimals`, and what can be said in it: exact conversion of
 * decimals, inference from numbers seen, refinement where a number contradicts it.
 */
import { MAX_DECIMALS } from '../../assembly/layout.js';
import { POWERS_OF_TEN } from './exact-decimal.js';

export interface GridUnit {
  /** 1 … 2^53 - 1, not a multiple of ten unless decimals is 0. */
  readonly unit: number;
  /** 0 … MAX_DECIMALS. */
  readonly decimals: number;
}

/** The number is between two steps. */
export const OFF_GRID = -1;
/** The number is beyond 2^53 - 1 steps. */
export const TOO_LARGE = -2;

/** Below so many numbers their greatest common divisor says little: the last digit is the step then. */
const ENOUGH_NUMBERS = 32;

/** `mantissa` × 10^-`decimals` (an ExactDecimal) in steps; OFF_GRID or TOO_LARGE. */
export function stepsOf(mantissa: number, decimals: number, grid: GridUnit): number {
  const shift = grid.decimals - decimals;
  if (mantissa === 0) return 0;
  if (shift < 0) return OFF_GRID;
  const whole = scaled(mantissa, shift);
  if (whole > Number.MAX_SAFE_INTEGER) return largeSteps(mantissa, shift, grid.unit);
  if (grid.unit === 1) return whole;
  const steps = Math.round(whole / grid.unit);
  return steps * grid.unit === whole ? steps : OFF_GRID;
}

/** The rare number that fits in steps but not in units of the grid's last digit. */
function largeSteps(mantissa: number, shift: number, unit: number): number {
  if (shift > 2 * MAX_DECIMALS) return TOO_LARGE;
  const scaled = BigInt(mantissa) * 10n ** BigInt(shift);
  const steps = scaled / BigInt(unit);
  if (steps > BigInt(Number.MAX_SAFE_INTEGER)) return TOO_LARGE;
  return steps * BigInt(unit) === scaled ? Number(steps) : OFF_GRID;
}

/** The step equal to an ExactDecimal; undefined where it is 0, too fine or too large. */
export function gridUnit(mantissa: number, decimals: number): GridUnit | undefined {
  if (mantissa === 0 || decimals > MAX_DECIMALS) return undefined;
  if (decimals >= 0) return { unit: mantissa, decimals };
  const unit = decimals >= -22 ? mantissa * POWERS_OF_TEN[-decimals]! : Infinity;
  return unit <= Number.MAX_SAFE_INTEGER ? { unit, decimals: 0 } : undefined;
}

/** The coarsest step in which both the grid and the number can be said; undefined where none fits. */
export function refine(grid: GridUnit, mantissa: number, decimals: number): GridUnit | undefined {
  if (mantissa === 0) return grid;
  const fine = Math.max(grid.decimals, decimals);
  if (fine > MAX_DECIMALS || fine - decimals > 2 * MAX_DECIMALS) return undefined;
  const unit = scaled(grid.unit, fine - grid.decimals);
  const number = scaled(mantissa, fine - decimals);
  return unit <= Number.MAX_SAFE_INTEGER && number <= Number.MAX_SAFE_INTEGER
    ? shortened(commonDivisor(unit, number), fine)
    : refineLarge(grid, mantissa, decimals, fine);
}

/** `value` × 10^`shift`, exact up to 2^53 - 1, else more than that. */
function scaled(value: number, shift: number): number {
  return shift <= 22 ? value * POWERS_OF_TEN[shift]! : Infinity;
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** `value` × 10^-`digits` as a step. */
function shortened(value: number, digits: number): GridUnit {
  let unit = value;
  let decimals = digits;
  for (; decimals > 0 && unit % 10 === 0; decimals--) unit /= 10;
  return { unit, decimals };
}

/** The rare numbers that do not fit in units of the finer's last digit, whose divisor may. */
function refineLarge(grid: GridUnit, mantissa: number, decimals: number, fine: number): GridUnit | undefined {
  let a = BigInt(grid.unit) * 10n ** BigInt(fine - grid.decimals);
  let b = BigInt(mantissa) * 10n ** BigInt(fine - decimals);
  while (b !== 0n) [a, b] = [b, a % b];
  let digits = fine;
  for (; digits > 0 && a % 10n === 0n; digits--) a /= 10n;
  return a <= BigInt(Number.MAX_SAFE_INTEGER) ? { unit: Number(a), decimals: digits } : undefined;
}

/**
 * The step of the numbers seen: their greatest common divisor where there are enough of them, else
 * the last digit that any of them uses. Undefined where a number fits no grid.
 */
export function inferUnit(mantissas: readonly Float64Array[], decimals: readonly Int16Array[]): GridUnit | undefined {
  let grid: GridUnit | undefined;
  let finest = 0;
  let seen = 0;
  for (let column = 0; column < mantissas.length; column++) {
    for (let row = 0; row < mantissas[column]!.length; row++) {
      const mantissa = mantissas[column]![row]!;
      const places = decimals[column]![row]!;
      if (mantissa === 0) continue;
      seen++;
      if (places > finest) finest = places;
      // On the grid already: then it divides no further.
      if (grid !== undefined && stepsOf(mantissa, places, grid) >= 0) continue;
      grid = grid === undefined ? gridUnit(mantissa, places) : refine(grid, mantissa, places);
      if (grid === undefined) return undefined;
    }
  }
  return grid !== undefined && seen >= ENOUGH_NUMBERS ? grid : { unit: 1, decimals: finest };
}
