/**
 * Volume-weighted average price, Σ p q / Σ q (Berkowitz, Logue and Noser 1988, "The total cost of
 * transactions on the NYSE"), over intervals of a grid of event time, or since the start (interval 0).
 *
 * Values: VWAP and lots of the last interval that ended, VWAP and lots of the present one so far; with
 * interval 0 both are since the start. No warm-up but the first end of an interval (which may have begun
 * before the first trade); none where nothing was traded.
 */
import {
  advanceTime,
  intervalOf,
  isInterval,
  isSynced,
  isTrade,
  mark,
  paramOf,
  setValue,
  timeOf,
  valueOf,
} from './block';
import { BLOCK_HEAD_BYTES, TRADED_LOTS, TRADED_PRICE, VWAP_STATE_BYTES } from './layout';
import { addProductTo, addTo, clearSum, SUM_BYTES, sumOf } from './sum';

const INTERVAL_US = 0;
const INTERVAL = BLOCK_HEAD_BYTES;
/** u8 each. */
const TAINTED = BLOCK_HEAD_BYTES + 8;
const LAST_TAINTED = BLOCK_HEAD_BYTES + 9;
const TRADED_VALUE = BLOCK_HEAD_BYTES + 16;
const LOTS = TRADED_VALUE + SUM_BYTES;

export function vwapBytes(intervalUs: f64): i32 {
  return isInterval(intervalUs, 0) ? BLOCK_HEAD_BYTES + VWAP_STATE_BYTES : -1;
}

export function pushVwap(at: usize, record: usize): bool {
  if (!isTrade(record)) return false;
  const first = timeOf(at) < 0.0;
  const intervalUs = paramOf(at, INTERVAL_US);
  const interval = intervalOf(advanceTime(at, record), intervalUs);
  if (first) store<f64>(at, interval, INTERVAL);
  else if (interval != load<f64>(at, INTERVAL)) endInterval(at, interval);
  const lots = load<f64>(record, TRADED_LOTS << 3);
  if (lots != 0.0) {
    addProductTo(at + TRADED_VALUE, load<f64>(record, TRADED_PRICE << 3), lots);
    addTo(at + LOTS, lots);
    if (!isSynced(record)) store<u8>(at, 1, TAINTED);
  }
  setValue(at, 2, sumOf(at + TRADED_VALUE) / sumOf(at + LOTS));
  setValue(at, 3, sumOf(at + LOTS));
  if (intervalUs == 0.0) {
    setValue(at, 0, valueOf(at, 2));
    setValue(at, 1, valueOf(at, 3));
    store<u8>(at, load<u8>(at, TAINTED), LAST_TAINTED);
  }
  mark(at, load<u8>(at, LAST_TAINTED) != 0);
  return true;
}

/** Where intervals lie between, nothing was traded in the last one. */
function endInterval(at: usize, interval: f64): void {
  const skipped = interval - load<f64>(at, INTERVAL) > 1.0;
  setValue(at, 0, skipped ? NaN : sumOf(at + TRADED_VALUE) / sumOf(at + LOTS));
  setValue(at, 1, skipped ? 0.0 : sumOf(at + LOTS));
  store<u8>(at, skipped ? 0 : load<u8>(at, TAINTED), LAST_TAINTED);
  store<u8>(at, 0, TAINTED);
  clearSum(at + TRADED_VALUE);
  clearSum(at + LOTS);
  store<f64>(at, interval, INTERVAL);
}
