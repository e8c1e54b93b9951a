/**
 * Amihud's illiquidity: the mean over the last n trade bars of |r_k| / V_k, r the logarithmic return from
 * bar to bar and V the traded value Σ p q of the bar (Amihud 2002, "Illiquidity and stock returns"; there
 * with simple returns of days, and times 10^6). In units of 1 / (price × lots). Bars are intervals of
 * event time with a trade; a bar counts once a later one begins. Warm-up: n + 1 bars.
 */

import { addTrade, barEnded, barSynced, closeOf, endBar, priceOf, tradedValueOf } from './bars';
import { advanceTime, intervalOf, isInterval, isTrade, isWindow, mark, paramOf, setValue } from './block';
import { log } from './elementary';
import { AMIHUD_ENTRY_BYTES, BARS_STATE_BYTES, BLOCK_HEAD_BYTES, TRADED_LOTS } from './layout';
import { clearWindow, entriesIn, isTainted, nextEntry, oldestIn, WINDOW_HEAD_BYTES } from './window';

const INTERVAL_US = 0;
const BARS = 1;
const WINDOW = BLOCK_HEAD_BYTES + BARS_STATE_BYTES;
const ENTRIES = WINDOW + WINDOW_HEAD_BYTES;

export function amihudBytes(intervalUs: f64, bars: f64): i32 {
  if (!isInterval(intervalUs, 1) || !isWindow(bars)) return -1;
  return ENTRIES + <i32>bars * AMIHUD_ENTRY_BYTES;
}

export function openAmihud(at: usize): void {
  clearWindow(at + WINDOW);
}

export function pushAmihud(at: usize, record: usize): bool {
  if (!isTrade(record)) return false;
  const interval = intervalOf(advanceTime(at, record), paramOf(at, INTERVAL_US));
  if (barEnded(at, interval)) {
    if (closeOf(at) != 0.0) {
      const index = nextEntry(at + WINDOW, <u32>paramOf(at, BARS), barSynced(at));
      store<f64>(at + ((<usize>index) << 3), abs<f64>(log(priceOf(at) / closeOf(at))) / tradedValueOf(at), ENTRIES);
    }
    endBar(at);
    publish(at);
  }
  if (load<f64>(record, TRADED_LOTS << 3) != 0.0) addTrade(at, record, interval, false);
  mark(at, isTainted(at + WINDOW));
  return true;
}

function publish(at: usize): void {
  const n = <u32>paramOf(at, BARS);
  if (entriesIn(at + WINDOW) < n) return;
  let sum: f64 = 0.0;
  let index = oldestIn(at + WINDOW);
  for (let i: u32 = 0; i < n; i++) {
    sum += load<f64>(at + ((<usize>index) << 3), ENTRIES);
    index = index + 1 == n ? 0 : index + 1;
  }
  setValue(at, 0, sum / <f64>n);
}
