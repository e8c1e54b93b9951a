/**
 * Imbalance of the quantities waiting at the best n levels, n = 1, 5, 10:
 *
 *     I_n = (B_n − A_n) / (B_n + A_n),   B_n and A_n the lots at the best n bids and asks
 *
 * from −1 (asks alone) to 1 (Gould and Bonart 2016, "Queue imbalance as a one-tick-ahead price
 * predictor", for n = 1). No warm-up; none where the book is empty.
 */
import { advanceTime, isSynced, mark, setValue } from './block';
import { ASK_LOTS, BID_LOTS, isDepth, levelAt } from './depth';
import { DEPTH_LEVELS } from './layout';

export function pushImbalance(at: usize, record: usize): bool {
  if (!isDepth(record)) return false;
  advanceTime(at, record);
  let bids: f64 = 0.0;
  let asks: f64 = 0.0;
  for (let i = 0; i < DEPTH_LEVELS; i++) {
    const level = levelAt(record, i);
    bids += load<f64>(level, BID_LOTS);
    asks += load<f64>(level, ASK_LOTS);
    if (i == 0) setValue(at, 0, (bids - asks) / (bids + asks));
    else if (i == 4) setValue(at, 1, (bids - asks) / (bids + asks));
  }
  setValue(at, 2, (bids - asks) / (bids + asks));
  mark(at, !isSynced(record));
  return true;
}
