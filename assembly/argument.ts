/** Numbers from the host: every export takes f64, so that what is not an integer is seen, not rounded. */

/** Largest exact integer of a double, and on the wire. */
export const MAX_INTEGER: i64 = 9007199254740991;

/** Whether `value` is an integer from `low` to `high`; NaN is not. */
export function isInteger(value: f64, low: f64, high: f64): bool {
  return value >= low && value <= high && trunc(value) == value;
}

/** Whether `value` is an integer from 0 to 2^53 - 1. */
export function isCount(value: f64): bool {
  return isInteger(value, 0, <f64>MAX_INTEGER);
}
