/**
 * Covariance and correlation of two series over their last n pairs:
 *
 *     cov = Σ (x − x̄)(y − ȳ) / (n − 1)    ρ = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)
 *
 * in two passes at each pair (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample
 * variance"): nothing drifts. Pairs come at the times of a grid that the caller keeps. Values: covariance,
 * correlation (none where a series is constant), variance of x, variance of y. Warm-up: n pairs.
 */
import { advanceTime, isSample, isStamped, isSynced, isWindow, mark, paramOf, setValue } from './block';
import { BLOCK_HEAD_BYTES, COVARIANCE_ENTRY_BYTES, COVARIANCE_STATE_BYTES, PAIR_Y, SAMPLE_X } from './layout';
import { clearWindow, entriesIn, isTainted, nextEntry, oldestIn } from './window';

const PAIRS = 0;
const WINDOW = BLOCK_HEAD_BYTES;
const ENTRIES = BLOCK_HEAD_BYTES + COVARIANCE_STATE_BYTES;

export function covarianceBytes(pairs: f64): i32 {
  return isWindow(pairs) ? ENTRIES + <i32>pairs * COVARIANCE_ENTRY_BYTES : -1;
}

export function openCovariance(at: usize): void {
  clearWindow(at + WINDOW);
}

export function pushCovariance(at: usize, record: usize): bool {
  const x = load<f64>(record, SAMPLE_X << 3);
  const y = load<f64>(record, PAIR_Y << 3);
  if (!isStamped(record) || !isSample(x) || !isSample(y)) return false;
  advanceTime(at, record);
  const n = <u32>paramOf(at, PAIRS);
  const entry = at + nextEntry(at + WINDOW, n, isSynced(record)) * COVARIANCE_ENTRY_BYTES;
  store<f64>(entry, x, ENTRIES);
  store<f64>(entry, y, ENTRIES + 8);
  if (entriesIn(at + WINDOW) == n) publish(at, n);
  mark(at, isTainted(at + WINDOW));
  return true;
}

function publish(at: usize, n: u32): void {
  const oldest = oldestIn(at + WINDOW);
  let x: f64 = 0.0;
  let y: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < n; i++, index = index + 1 == n ? 0 : index + 1) {
    const entry = at + index * COVARIANCE_ENTRY_BYTES;
    x += load<f64>(entry, ENTRIES);
    y += load<f64>(entry, ENTRIES + 8);
  }
  x /= <f64>n;
  y /= <f64>n;
  let xx: f64 = 0.0;
  let xy: f64 = 0.0;
  let yy: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < n; i++, index = index + 1 == n ? 0 : index + 1) {
    const entry = at + index * COVARIANCE_ENTRY_BYTES;
    const dx = load<f64>(entry, ENTRIES) - x;
    const dy = load<f64>(entry, ENTRIES + 8) - y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const degrees = <f64>(n - 1);
  setValue(at, 0, xy / degrees);
  setValue(at, 1, xx > 0.0 && yy > 0.0 ? xy / (sqrt<f64>(xx) * sqrt<f64>(yy)) : NaN);
  setValue(at, 2, xx / degrees);
  setValue(at, 3, yy / degrees);
}
