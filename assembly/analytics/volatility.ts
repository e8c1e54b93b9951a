/**
 * Realised variance, volatility and bipower variation of a price over the last n returns of a grid:
 *
 *     RV = Σ r_i²    volatility = √RV    BV = (π/2) Σ |r_i| |r_{i−1}|    jumps = max(RV − BV, 0)
 *
 * r_i = ln(p_i / p_{i−1}), p_i the last price before the end of interval i (Andersen, Bollerslev, Diebold
 * and Labys 2003, "Modeling and forecasting realized volatility"; Barndorff-Nielsen and Shephard 2004,
 * "Power and bipower variation with stochastic volatility and jumps", without a small-sample factor).
 * Not annualised. Warm-up: n returns. Tainted: a price of the window was not from a book in sync.
 */
import {
  advanceTime,
  intervalOf,
  isInterval,
  isPrice,
  isStamped,
  isSynced,
  isWindow,
  mark,
  paramOf,
  setValue,
  timeOf,
} from './block';
import { log } from './elementary';
import { BLOCK_HEAD_BYTES, SAMPLE_X, VOLATILITY_ENTRY_BYTES, VOLATILITY_STATE_BYTES } from './layout';
import { clearWindow, entriesIn, isTainted, nextEntry, oldestIn } from './window';

const INTERVAL_US = 0;
const RETURNS = 1;
const INTERVAL = BLOCK_HEAD_BYTES;
/** The latest price, and that at the end of the last interval; 0: none yet. */
const PRICE = BLOCK_HEAD_BYTES + 8;
const CLOSE = BLOCK_HEAD_BYTES + 16;
/** u8 each: whether they came while in sync. */
const SYNCED = BLOCK_HEAD_BYTES + 24;
const CLOSE_SYNCED = BLOCK_HEAD_BYTES + 25;
const WINDOW = BLOCK_HEAD_BYTES + 32;
const ENTRIES = BLOCK_HEAD_BYTES + VOLATILITY_STATE_BYTES;

const HALF_PI: f64 = 1.5707963267948966;

export function volatilityBytes(intervalUs: f64, returns: f64): i32 {
  if (!isInterval(intervalUs, 1) || !isWindow(returns)) return -1;
  return ENTRIES + <i32>returns * VOLATILITY_ENTRY_BYTES;
}

export function openVolatility(at: usize): void {
  clearWindow(at + WINDOW);
}

export function pushVolatility(at: usize, record: usize): bool {
  const price = load<f64>(record, SAMPLE_X << 3);
  if (!isStamped(record) || !isPrice(price)) return false;
  const first = timeOf(at) < 0.0;
  const interval = intervalOf(advanceTime(at, record), paramOf(at, INTERVAL_US));
  if (first) store<f64>(at, interval, INTERVAL);
  else if (interval != load<f64>(at, INTERVAL)) {
    endIntervals(at, interval - load<f64>(at, INTERVAL));
    store<f64>(at, interval, INTERVAL);
    publish(at);
  }
  store<f64>(at, price, PRICE);
  store<u8>(at, isSynced(record), SYNCED);
  mark(at, isTainted(at + WINDOW));
  return true;
}

/** The first end takes the latest price; at those after it nothing has changed. */
function endIntervals(at: usize, ends: f64): void {
  const capacity = <u32>paramOf(at, RETURNS);
  const close = load<f64>(at, CLOSE);
  const price = load<f64>(at, PRICE);
  const synced = load<u8>(at, SYNCED) != 0;
  if (close != 0.0) add(at, log(price / close), capacity, synced && load<u8>(at, CLOSE_SYNCED) != 0);
  for (let i = min<f64>(ends - 1.0, <f64>capacity); i > 0.0; i--) add(at, 0.0, capacity, synced);
  store<f64>(at, price, CLOSE);
  store<u8>(at, synced, CLOSE_SYNCED);
}

function add(at: usize, value: f64, capacity: u32, synced: bool): void {
  const index = nextEntry(at + WINDOW, capacity, synced);
  store<f64>(at + ((<usize>index) << 3), value, ENTRIES);
}

function publish(at: usize): void {
  const n = <u32>paramOf(at, RETURNS);
  if (entriesIn(at + WINDOW) < n) {
    for (let i = 0; i < 4; i++) setValue(at, i, NaN);
    return;
  }
  let variance: f64 = 0.0;
  let bipower: f64 = 0.0;
  let before: f64 = 0.0;
  let index = oldestIn(at + WINDOW);
  for (let i: u32 = 0; i < n; i++) {
    const r = abs<f64>(load<f64>(at + ((<usize>index) << 3), ENTRIES));
    variance += r * r;
    bipower += r * before;
    before = r;
    index = index + 1 == n ? 0 : index + 1;
  }
  bipower *= HALF_PI;
  setValue(at, 0, variance);
  setValue(at, 1, sqrt<f64>(variance));
  setValue(at, 2, bipower);
  setValue(at, 3, variance > bipower ? variance - bipower : 0.0);
}
