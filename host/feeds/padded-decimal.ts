/** Numbers of a price grid as a venue writes them: with its count of digits behind the point. */
import { formatDecimal } from '../wire/decimal.js';

/** `steps` × `unit` × 10^-`decimals` with at least `digits` digits behind the point; more only where it needs them. */
export function paddedDecimal(steps: number, unit: number, decimals: number, digits: number): string {
  const text = formatDecimal(steps, unit, decimals);
  const point = text.indexOf('.');
  const missing = digits - (point < 0 ? 0 : text.length - point - 1);
  if (missing <= 0) return text;
  return `${text}${point < 0 ? '.' : ''}${'0'.repeat(missing)}`;
}
