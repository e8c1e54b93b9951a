/** Prices and sizes of a grid as text of constant width: fixed decimals, thousands grouped, exact. */
import type { Grid } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';

/** Decimals that a multiple of `unit` × 10^-`decimals` can need: 8 decimals and a tick of 10^6 need 2. */
export function shownDecimals(unit: number, decimals: number): number {
  let shown = decimals;
  let rest = unit;
  while (shown > 0 && rest >= 10 && rest % 10 === 0) {
    rest /= 10;
    shown--;
  }
  return shown;
}

/** Fills a decimal text with zeros up to `decimals` and groups its thousands: `61837.6` is `61,837.60`. */
export function groupDecimal(text: string, decimals: number): string {
  const point = text.indexOf('.');
  const whole = point < 0 ? text : text.slice(0, point);
  const fraction = (point < 0 ? '' : text.slice(point + 1)).padEnd(decimals, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === '' ? grouped : `${grouped}.${fraction}`;
}

/** How the amounts of one grid are written. */
export class AmountFormat {
  readonly grid: Grid;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;

  constructor(grid: Grid) {
    this.grid = grid;
    this.priceDecimals = shownDecimals(grid.tick, grid.priceDecimals);
    this.sizeDecimals = shownDecimals(grid.lot, grid.sizeDecimals);
  }

  /** The exact price in its shortest form, as the host's own messages write it. */
  exactPrice(ticks: number): string {
    return formatDecimal(ticks, this.grid.tick, this.grid.priceDecimals);
  }

  exactSize(lots: number): string {
    return formatDecimal(lots, this.grid.lot, this.grid.sizeDecimals);
  }

  price(ticks: number): string {
    return groupDecimal(this.exactPrice(ticks), this.priceDecimals);
  }

  size(lots: number): string {
    return groupDecimal(this.exactSize(lots), this.sizeDecimals);
  }

  /** Half of a sum of two prices, so with one decimal more than a price. */
  mid(ticksTwice: number): string {
    const { tick, priceDecimals } = this.grid;
    return groupDecimal(formatDecimal(ticksTwice, tick * 5, priceDecimals + 1), this.priceDecimals + 1);
  }
}

/** Where the trailing zeros of a decimal text begin (its length where it has none). */
export function trailingZeros(text: string): number {
  if (!text.includes('.')) return text.length;
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text[end - 1] === '.' ? end - 1 : end;
}
