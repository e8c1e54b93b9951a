/** Figures as text, with their unit. */
import type { ContestantResult, ContestResult } from '../result.js';

/** ns as ns, µs or ms; bytes with two decimals. */
export function figureText(value: number, unit: ContestResult['unit']): string {
  if (unit === 'B') return `${value.toFixed(2)} B`;
  if (value >= 1e6) return `${digits(value / 1e6)} ms`;
  if (value >= 1e4) return `${digits(value / 1e3)} µs`;
  return `${digits(value)} ns`;
}

/** Three digits that count. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** How far the spread reaches from the median: the farther end, in percent. */
export function spreadText({ median, low, high }: Pick<ContestantResult, 'median' | 'low' | 'high'>): string {
  if (median === 0) return '–';
  const percent = (100 * Math.max(high - median, median - low)) / median;
  return percent === 0 ? '–' : `± ${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** Times as good as the slowest, or largest, of the contest. */
export function againstWorst({ contestants }: ContestResult, { median }: ContestantResult): string {
  const worst = Math.max(...contestants.map((one) => one.median));
  return median === 0 ? '–' : `${digits(worst / median)}×`;
}
