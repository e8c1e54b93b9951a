/** What all kernels share: a block's head, what numbers a record may hold, the grid of event time. */
import { TRADE_UNKNOWN } from '../layout';
import {
  BLOCK_PARAMS,
  BLOCK_QUALITY,
  BLOCK_TIME,
  BLOCK_VALUES,
  MAX_INTERVAL_US,
  MAX_WINDOW,
  MIN_WINDOW,
  QUALITY_NONE,
  QUALITY_SYNCED,
  QUALITY_TAINTED,
  RECORD_SYNC,
  RECORD_TIME,
  TRADED_LOTS,
  TRADED_PRICE,
  TRADED_SIDE,
} from './layout';

const MOST: f64 = 9007199254740991;
/** The smallest size of a number that is not taken as 0, and the lowest price: 2^-100. */
export const TINY: f64 = 7.888609052210118e-31;

export function isInteger(x: f64, least: f64, most: f64): bool {
  return x >= least && x <= most && floor<f64>(x) == x;
}

export function isInterval(us: f64, least: f64): bool {
  return isInteger(us, least, <f64>MAX_INTERVAL_US);
}

export function isWindow(entries: f64): bool {
  return isInteger(entries, MIN_WINDOW, MAX_WINDOW);
}

export function isSample(x: f64): bool {
  return x >= -MOST && x <= MOST;
}

export function isPrice(x: f64): bool {
  return x >= TINY && x <= MOST;
}

export function isLots(x: f64): bool {
  return isInteger(x, 0, MOST);
}

/** Whether a record's time and sync flag can be. */
export function isStamped(record: usize): bool {
  const sync = load<f64>(record, RECORD_SYNC << 3);
  return isInteger(load<f64>(record, RECORD_TIME << 3), 0, MOST) && (sync == 0.0 || sync == 1.0);
}

export function isTrade(record: usize): bool {
  if (!isStamped(record) || !isLots(load<f64>(record, TRADED_LOTS << 3))) return false;
  if (load<f64>(record, TRADED_LOTS << 3) == 0.0) return true;
  return (
    isPrice(load<f64>(record, TRADED_PRICE << 3)) && isInteger(load<f64>(record, TRADED_SIDE << 3), 0, TRADE_UNKNOWN)
  );
}

export function isSynced(record: usize): bool {
  return load<f64>(record, RECORD_SYNC << 3) != 0.0;
}

export function timeOf(at: usize): f64 {
  return load<f64>(at, BLOCK_TIME);
}

/** Moves a block's time to that of a record and answers it. Time does not go back: what is earlier counts as now. */
export function advanceTime(at: usize, record: usize): f64 {
  const before = load<f64>(at, BLOCK_TIME);
  const time = load<f64>(record, RECORD_TIME << 3);
  if (time <= before) return before;
  store<f64>(at, time, BLOCK_TIME);
  return time;
}

/** Which interval of the grid holds a time; exact for integers below 2^53. */
export function intervalOf(time: f64, intervalUs: f64): f64 {
  return intervalUs == 0.0 ? 0.0 : floor<f64>(time / intervalUs);
}

export function paramOf(at: usize, index: i32): f64 {
  return load<f64>(at + ((<usize>index) << 3), BLOCK_PARAMS);
}

export function valueOf(at: usize, index: i32): f64 {
  return load<f64>(at + ((<usize>index) << 3), BLOCK_VALUES);
}

/** NaN is stored with one pattern of bits, whatever gave it. */
export function setValue(at: usize, index: i32, x: f64): void {
  store<f64>(at + ((<usize>index) << 3), x == x ? x : NaN, BLOCK_VALUES);
}

/** Sets the mark: none where the first value is none. */
export function mark(at: usize, tainted: bool): void {
  const first = valueOf(at, 0);
  store<u32>(at, first != first ? QUALITY_NONE : tainted ? QUALITY_TAINTED : QUALITY_SYNCED, BLOCK_QUALITY);
}
