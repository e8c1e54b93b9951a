/** A depth record: the best DEPTH_LEVELS of a book, as kernels read them. */
import { isLots, isPrice, isStamped } from './block';
import { DEPTH_FIRST, DEPTH_LEVEL_FIELDS, DEPTH_LEVELS } from './layout';

/* Byte offsets within a level. */
export const BID_PRICE = 0;
export const BID_LOTS = 8;
export const ASK_PRICE = 16;
export const ASK_LOTS = 24;

export function levelAt(record: usize, level: i32): usize {
  return record + ((DEPTH_FIRST + level * DEPTH_LEVEL_FIELDS) << 3);
}

/** Whether a record can be: each level a price and lots of 1 or more, or 0 and 0. */
export function isDepth(record: usize): bool {
  if (!isStamped(record)) return false;
  for (let i = 0; i < DEPTH_LEVELS; i++) {
    const level = levelAt(record, i);
    if (!isLevel(load<f64>(level, BID_PRICE), load<f64>(level, BID_LOTS))) return false;
    if (!isLevel(load<f64>(level, ASK_PRICE), load<f64>(level, ASK_LOTS))) return false;
  }
  return true;
}

function isLevel(price: f64, lots: f64): bool {
  return price == 0.0 ? lots == 0.0 : isPrice(price) && isLots(lots) && lots > 0.0;
}
