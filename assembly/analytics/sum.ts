/**
 * A sum of doubles kept as two, at an address: 16 bytes, high then low part. It carries about 106 bits,
 * so that 10^8 additions and subtractions leave no drift (Knuth's TwoSum; Dekker's and Veltkamp's
 * product: Dekker 1971, "A floating-point technique for extending the available precision").
 */

export const SUM_BYTES = 16;

/** Splits a double into two of 26 bits. */
const SPLITTER: f64 = 134217729;

export function sumOf(at: usize): f64 {
  return load<f64>(at);
}

export function clearSum(at: usize): void {
  store<f64>(at, 0.0);
  store<f64>(at, 0.0, 8);
}

export function addTo(at: usize, x: f64): void {
  const high = load<f64>(at);
  const sum = high + x;
  const part = sum - high;
  const low = load<f64>(at, 8) + (high - (sum - part) + (x - part));
  const total = sum + low;
  store<f64>(at, total);
  store<f64>(at, low - (total - sum), 8);
}

/** Adds x × y with no rounding of the product; |x|, |y| below 2^500. */
export function addProductTo(at: usize, x: f64, y: f64): void {
  const product = x * y;
  const cx = SPLITTER * x;
  const xh = cx - (cx - x);
  const xl = x - xh;
  const cy = SPLITTER * y;
  const yh = cy - (cy - y);
  const yl = y - yh;
  addTo(at, product);
  addTo(at, xl * yl - (product - xh * yh - xl * yh - xh * yl));
}
