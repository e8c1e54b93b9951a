/** Integers of a price grid as exact decimal text. */

/**
 * `units` × `unit` × 10^-`decimals` as a decimal in its shortest form: no trailing zeros after the
 * point, no point without digits behind it, no exponent.
 * @param units ticks or lots, an integer up to 2^53 - 1
 * @param unit tick or lot of the grid, an integer >= 1
 */
export function formatDecimal(units: number, unit: number, decimals: number): string {
  const product = units * unit;
  const digits = Number.isSafeInteger(product) ? String(product) : String(BigInt(units) * BigInt(unit));
  const negative = digits.startsWith('-');
  const magnitude = (negative ? digits.slice(1) : digits).padStart(decimals + 1, '0');
  const point = magnitude.length - decimals;
  const fraction = magnitude.slice(point).replace(/0+$/, '');
  const text = fraction === '' ? magnitude.slice(0, point) : `${magnitude.slice(0, point)}.${fraction}`;
  return negative ? `-${text}` : text;
}
