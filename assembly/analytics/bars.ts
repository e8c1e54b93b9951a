/**
 * Trade bars on a grid of event time, as the kernels on trades use them: lots, signed lots, traded value
 * and the last price of the present interval. Intervals without a trade have no bar. Fields begin at
 * BLOCK_HEAD_BYTES; the caller takes a bar with `endBar` before the first trade of the next.
 */

import { TRADE_BUY, TRADE_SELL } from '../layout';
import { isSynced } from './block';
import { BLOCK_HEAD_BYTES, TRADED_LOTS, TRADED_PRICE, TRADED_SIDE } from './layout';
import { addProductTo, addTo, clearSum, SUM_BYTES, sumOf } from './sum';

const INTERVAL = BLOCK_HEAD_BYTES;
/** Last price of the bar, and of the bar before; 0: none. */
const PRICE = BLOCK_HEAD_BYTES + 8;
const CLOSE = BLOCK_HEAD_BYTES + 16;
/** u8 each: whether something in the bar, and the close before it, was not in sync. */
const TAINTED = BLOCK_HEAD_BYTES + 24;
const CLOSE_TAINTED = BLOCK_HEAD_BYTES + 25;
/** Which sums begin here: of signed lots (or lots), and of traded value. */
const LOTS = BLOCK_HEAD_BYTES + 32;
const TRADED_VALUE = LOTS + SUM_BYTES;

/** Whether a bar is there that ended before this interval. */
export function barEnded(at: usize, interval: f64): bool {
  return load<f64>(at, PRICE) != 0.0 && interval != load<f64>(at, INTERVAL);
}

export function priceOf(at: usize): f64 {
  return load<f64>(at, PRICE);
}

/** Close of the bar before; 0: there was none. */
export function closeOf(at: usize): f64 {
  return load<f64>(at, CLOSE);
}

export function lotsOf(at: usize): f64 {
  return sumOf(at + LOTS);
}

export function tradedValueOf(at: usize): f64 {
  return sumOf(at + TRADED_VALUE);
}

export function barSynced(at: usize): bool {
  return load<u8>(at, TAINTED) == 0 && load<u8>(at, CLOSE_TAINTED) == 0;
}

export function endBar(at: usize): void {
  store<f64>(at, load<f64>(at, PRICE), CLOSE);
  store<u8>(at, load<u8>(at, TAINTED), CLOSE_TAINTED);
  store<f64>(at, 0.0, PRICE);
  store<u8>(at, 0, TAINTED);
  clearSum(at + LOTS);
  clearSum(at + TRADED_VALUE);
}

/** Adds a trade; `signed`: lots count by their side, unknown ones not at all. */
export function addTrade(at: usize, record: usize, interval: f64, signed: bool): void {
  const price = load<f64>(record, TRADED_PRICE << 3);
  const lots = load<f64>(record, TRADED_LOTS << 3);
  const side = load<f64>(record, TRADED_SIDE << 3);
  store<f64>(at, interval, INTERVAL);
  store<f64>(at, price, PRICE);
  if (!signed || side == <f64>TRADE_BUY) addTo(at + LOTS, lots);
  else if (side == <f64>TRADE_SELL) addTo(at + LOTS, -lots);
  addProductTo(at + TRADED_VALUE, price, lots);
  if (!isSynced(record)) store<u8>(at, 1, TAINTED);
}
