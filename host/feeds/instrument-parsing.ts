/** Steps of instruments from the text of their increments; shared by the venues and the user's file. */
import { MAX_DECIMALS } from '../../assembly/layout.js';
import { ExactDecimal } from './exact-decimal.js';
import { type GridUnit, gridUnit } from './grid-unit.js';
import type { Instrument } from './instrument.js';

/** A positive decimal as a step; undefined for anything else. Text, or a number in its shortest form. */
export function stepOf(value: unknown): GridUnit | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const number = new ExactDecimal();
  if (typeof text !== 'string' || !number.read(text)) return undefined;
  return gridUnit(number.mantissa, number.decimals);
}

/** 10^-decimals as a step. */
export function stepOfDecimals(decimals: unknown): GridUnit | undefined {
  return isDecimals(decimals) ? { unit: 1, decimals } : undefined;
}

export function isDecimals(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_DECIMALS;
}

export function instrumentOf(
  symbol: string,
  price: GridUnit,
  size: GridUnit,
  wirePriceDecimals?: number,
  wireSizeDecimals?: number,
): Instrument {
  return {
    symbol,
    grid: { priceDecimals: price.decimals, tick: price.unit, sizeDecimals: size.decimals, lot: size.unit },
    ...(wirePriceDecimals === undefined ? {} : { wirePriceDecimals }),
    ...(wireSizeDecimals === undefined ? {} : { wireSizeDecimals }),
  };
}
