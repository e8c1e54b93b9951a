/**
 * Means of two columns, and the sums of squares and products of what is beside them, over a full window
 * whose entries begin with the two: made anew in two passes, oldest entry first (Chan, Golub and LeVeque
 * 1983, "Algorithms for computing the sample variance"), so that nothing drifts.
 */
import { oldestIn } from './window';

/** Of the window summed last. */
export let meanX: f64 = 0.0;
export let meanY: f64 = 0.0;
export let sumXX: f64 = 0.0;
export let sumXY: f64 = 0.0;
export let sumYY: f64 = 0.0;

/** @param entries address of the first of `n` entries of `entryBytes` */
export function sumMoments(window: usize, entries: usize, entryBytes: usize, n: u32): void {
  const oldest = oldestIn(window);
  let x: f64 = 0.0;
  let y: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < n; i++, index = index + 1 == n ? 0 : index + 1) {
    const entry = entries + <usize>index * entryBytes;
    x += load<f64>(entry);
    y += load<f64>(entry, 8);
  }
  x /= <f64>n;
  y /= <f64>n;
  let xx: f64 = 0.0;
  let xy: f64 = 0.0;
  let yy: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < n; i++, index = index + 1 == n ? 0 : index + 1) {
    const entry = entries + <usize>index * entryBytes;
    const dx = load<f64>(entry) - x;
    const dy = load<f64>(entry, 8) - y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  meanX = x;
  meanY = y;
  sumXX = xx;
  sumXY = xy;
  sumYY = yy;
}
