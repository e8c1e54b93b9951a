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
import { sumMoments, sumXX, sumXY, sumYY } from './moments';
import { clearWindow, entriesIn, isTainted, nextEntry } from './window';

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
  sumMoments(at + WINDOW, at + ENTRIES, COVARIANCE_ENTRY_BYTES, n);
  const degrees = <f64>(n - 1);
  setValue(at, 0, sumXY / degrees);
  setValue(at, 1, sumXX > 0.0 && sumYY > 0.0 ? sumXY / (sqrt<f64>(sumXX) * sqrt<f64>(sumYY)) : NaN);
  setValue(at, 2, sumXX / degrees);
  setValue(at, 3, sumYY / degrees);
}
