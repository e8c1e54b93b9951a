/**
 * Kyle's lambda as a regression slope (not as a ratio of means): over the last n trade bars,
 *
 *     ΔP_k = α + λ Q_k + ε_k,   λ = Σ (Q − Q̄)(ΔP − ΔP̄) / Σ (Q − Q̄)²
 *
 * Q the signed lots of the bar (aggressor's side), ΔP the change of the last price from bar to bar (Kyle
 * 1985, "Continuous auctions and insider trading"; the regression as in Hasbrouck 2009, "Trading costs
 * and returns for U.S. equities"). Give the mid at the trade as its price to leave out the bounce between
 * bid and ask. Bars are intervals of event time with a trade; a bar counts once a later one begins.
 * Values: λ (price a lot), α, R². Warm-up: n + 1 bars; none where all Q are equal.
 */

import { addTrade, barEnded, barSynced, closeOf, endBar, lotsOf, priceOf } from './bars';
import { advanceTime, intervalOf, isInterval, isTrade, isWindow, mark, paramOf, setValue } from './block';
import { BARS_STATE_BYTES, BLOCK_HEAD_BYTES, KYLE_ENTRY_BYTES, TRADED_LOTS } from './layout';
import { meanX, meanY, sumMoments, sumXX, sumXY, sumYY } from './moments';
import { clearWindow, entriesIn, isTainted, nextEntry, WINDOW_HEAD_BYTES } from './window';

const INTERVAL_US = 0;
const BARS = 1;
const WINDOW = BLOCK_HEAD_BYTES + BARS_STATE_BYTES;
const ENTRIES = WINDOW + WINDOW_HEAD_BYTES;

export function kyleBytes(intervalUs: f64, bars: f64): i32 {
  if (!isInterval(intervalUs, 1) || !isWindow(bars)) return -1;
  return ENTRIES + <i32>bars * KYLE_ENTRY_BYTES;
}

export function openKyle(at: usize): void {
  clearWindow(at + WINDOW);
}

export function pushKyle(at: usize, record: usize): bool {
  if (!isTrade(record)) return false;
  const interval = intervalOf(advanceTime(at, record), paramOf(at, INTERVAL_US));
  if (barEnded(at, interval)) {
    if (closeOf(at) != 0.0) {
      const entry = at + nextEntry(at + WINDOW, <u32>paramOf(at, BARS), barSynced(at)) * KYLE_ENTRY_BYTES;
      store<f64>(entry, lotsOf(at), ENTRIES);
      store<f64>(entry, priceOf(at) - closeOf(at), ENTRIES + 8);
    }
    endBar(at);
    publish(at);
  }
  if (load<f64>(record, TRADED_LOTS << 3) != 0.0) addTrade(at, record, interval, true);
  mark(at, isTainted(at + WINDOW));
  return true;
}

function publish(at: usize): void {
  const n = <u32>paramOf(at, BARS);
  if (entriesIn(at + WINDOW) < n) return;
  sumMoments(at + WINDOW, at + ENTRIES, KYLE_ENTRY_BYTES, n);
  const slope = sumXY / sumXX;
  setValue(at, 0, sumXX > 0.0 ? slope : NaN);
  setValue(at, 1, sumXX > 0.0 ? meanY - slope * meanX : NaN);
  setValue(at, 2, sumXX > 0.0 && sumYY > 0.0 ? (sumXY / sumXX) * (sumXY / sumYY) : NaN);
}
