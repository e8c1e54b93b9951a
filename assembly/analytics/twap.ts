/**
 * Time-weighted average of a price that holds until the next sample, ∫ p dt / T, over intervals of a grid
 * of event time or since the start (interval 0).
 *
 * Values: TWAP of the last whole interval, TWAP of the present one so far (up to the latest sample); with
 * interval 0 both are since the start. Warm-up: until an interval has ended that began after the first
 * sample; with interval 0, until time has passed. Tainted: the price did not come from a book in sync
 * for some of the interval.
 */
import {
  advanceTime,
  intervalOf,
  isInterval,
  isSample,
  isStamped,
  isSynced,
  mark,
  paramOf,
  setValue,
  timeOf,
  valueOf,
} from './block';
import { BLOCK_HEAD_BYTES, SAMPLE_X, TWAP_STATE_BYTES } from './layout';
import { addProductTo, clearSum, SUM_BYTES, sumOf } from './sum';

const INTERVAL_US = 0;
const INTERVAL = BLOCK_HEAD_BYTES;
/** u8 each. */
const WHOLE = BLOCK_HEAD_BYTES + 8;
const TAINTED = BLOCK_HEAD_BYTES + 9;
const LAST_TAINTED = BLOCK_HEAD_BYTES + 10;
const SYNCED = BLOCK_HEAD_BYTES + 11;
const PRICE = BLOCK_HEAD_BYTES + 16;
/** When the part of the interval that is known began. */
const STARTED = BLOCK_HEAD_BYTES + 24;
const SUM = BLOCK_HEAD_BYTES + 32;

export function twapBytes(intervalUs: f64): i32 {
  return isInterval(intervalUs, 0) ? BLOCK_HEAD_BYTES + TWAP_STATE_BYTES : -1;
}

export function pushTwap(at: usize, record: usize): bool {
  const x = load<f64>(record, SAMPLE_X << 3);
  if (!isStamped(record) || !isSample(x)) return false;
  const before = timeOf(at);
  const intervalUs = paramOf(at, INTERVAL_US);
  const time = advanceTime(at, record);
  const interval = intervalOf(time, intervalUs);
  if (before < 0.0) {
    store<f64>(at, interval, INTERVAL);
    store<f64>(at, time, STARTED);
  } else {
    let since = before;
    if (interval != load<f64>(at, INTERVAL)) {
      endInterval(at, before, interval, intervalUs);
      since = interval * intervalUs;
    }
    pass(at, time - since);
  }
  store<f64>(at, x, PRICE);
  store<u8>(at, isSynced(record), SYNCED);
  setValue(at, 1, sumOf(at + SUM) / (time - load<f64>(at, STARTED)));
  if (intervalUs == 0.0) {
    setValue(at, 0, valueOf(at, 1));
    store<u8>(at, load<u8>(at, TAINTED), LAST_TAINTED);
  }
  mark(at, load<u8>(at, LAST_TAINTED) != 0);
  return true;
}

/** The price held for so long. */
function pass(at: usize, us: f64): void {
  if (us == 0.0) return;
  addProductTo(at + SUM, load<f64>(at, PRICE), us);
  if (load<u8>(at, SYNCED) == 0) store<u8>(at, 1, TAINTED);
}

/** Fills the interval up to its end. Where some lie between, the price held for all of the last one. */
function endInterval(at: usize, before: f64, interval: f64, intervalUs: f64): void {
  const old = load<f64>(at, INTERVAL);
  const skipped = interval - old > 1.0;
  pass(at, (old + 1.0) * intervalUs - before);
  if (skipped || load<u8>(at, WHOLE) != 0) {
    setValue(at, 0, skipped ? load<f64>(at, PRICE) : sumOf(at + SUM) / intervalUs);
    store<u8>(at, skipped ? <u8>(load<u8>(at, SYNCED) == 0) : load<u8>(at, TAINTED), LAST_TAINTED);
  }
  clearSum(at + SUM);
  store<u8>(at, 1, WHOLE);
  store<u8>(at, 0, TAINTED);
  store<f64>(at, interval, INTERVAL);
  store<f64>(at, interval * intervalUs, STARTED);
}
