/**
 * Exponentially weighted moving average of samples at irregular times, each of which holds until the next:
 *
 *     S_n = w S_{n−1} + (1 − w) x_{n−1},   w = exp(−(t_n − t_{n−1}) / τ),   S_0 = x_0
 *
 * which is the exact average of the step function under the weight exp(−age/τ) (EMA_last of Eckner 2019,
 * "Algorithms for unevenly spaced time series: moving averages and other rolling operators"). Samples at
 * one time: the last counts. Warm-up: WARM_TAUS τ. Tainted until what was not in sync is TAINT_TAUS τ old.
 */
import { advanceTime, isInterval, isSample, isStamped, isSynced, mark, paramOf, setValue, timeOf } from './block';
import { exp } from './elementary';
import { BLOCK_HEAD_BYTES, EWMA_STATE_BYTES, SAMPLE_X, TAINT_TAUS, WARM_TAUS } from './layout';

const TAU_US = 0;
const STARTED = BLOCK_HEAD_BYTES;
const MEAN = BLOCK_HEAD_BYTES + 8;
const X = BLOCK_HEAD_BYTES + 16;
/** When the last sample that was not in sync stopped to hold; -1: there was none. */
const TAINTED_UNTIL = BLOCK_HEAD_BYTES + 24;
const SYNCED = BLOCK_HEAD_BYTES + 32;

export function ewmaBytes(tauUs: f64): i32 {
  return isInterval(tauUs, 1) ? BLOCK_HEAD_BYTES + EWMA_STATE_BYTES : -1;
}

export function pushEwma(at: usize, record: usize): bool {
  const x = load<f64>(record, SAMPLE_X << 3);
  if (!isStamped(record) || !isSample(x)) return false;
  const before = timeOf(at);
  const time = advanceTime(at, record);
  const tau = paramOf(at, TAU_US);
  if (before < 0.0) {
    store<f64>(at, time, STARTED);
    store<f64>(at, x, MEAN);
    store<f64>(at, isSynced(record) ? -1.0 : time, TAINTED_UNTIL);
  } else if (time != before) {
    const held = load<f64>(at, X);
    store<f64>(at, held + (load<f64>(at, MEAN) - held) * exp((before - time) / tau), MEAN);
    if (load<u8>(at, SYNCED) == 0) store<f64>(at, time, TAINTED_UNTIL);
  }
  store<f64>(at, x, X);
  store<u8>(at, isSynced(record), SYNCED);
  const warm = time - load<f64>(at, STARTED) >= <f64>WARM_TAUS * tau;
  setValue(at, 0, warm ? load<f64>(at, MEAN) : NaN);
  const until = load<f64>(at, TAINTED_UNTIL);
  mark(at, until >= 0.0 && time - until < <f64>TAINT_TAUS * tau);
  return true;
}
