/** Ranges of the integers that callers pass and frames hold. */

/** Whether a number is an integer in 0 … 2^53 - 1. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Whether a number is an integer in 1 … 2^53 - 1, as ticks and lots of a level are. */
export function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Whether a number is a time in µs, or -1 for none. */
export function isTimeOrNone(value: number): boolean {
  return value === -1 || isAmount(value);
}

/** Whether a number is an integer in 0 … limit. */
export function isUpTo(value: number, limit: number): boolean {
  return isAmount(value) && value <= limit;
}
