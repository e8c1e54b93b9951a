/** A decoded decimal as text again, in shortest form: what levels are known by where digits as sent matter. */
import { formatDecimal } from '../wire/decimal.js';

/** `mantissa` × 10^-`decimals`, as ExactDecimal has them. */
export function shortestDecimal(mantissa: number, decimals: number): string {
  return decimals >= 0 ? formatDecimal(mantissa, 1, decimals) : `${mantissa}${'0'.repeat(-decimals)}`;
}
