/**
 * Order-flow imbalance at each of the best M levels over intervals of a grid of event time. From one
 * book to the next, level m adds
 *
 *     e = 1{P_b ≥ P_b'} q_b − 1{P_b ≤ P_b'} q_b' − 1{P_a ≤ P_a'} q_a + 1{P_a ≥ P_a'} q_a'
 *
 * in lots (primes: before). M = 1 is the OFI of Cont, Kukanov and Stoikov 2014, "The price impact of
 * order book events"; more levels are the MLOFI vector of Xu, Gould and Howison 2018, "Multi-level
 * order-flow imbalance in a limit order book". A missing bid has price 0, a missing ask one above all.
 *
 * Values 0 … 9: the last whole interval, by level; 10 … 19: the present one so far. Warm-up: until an
 * interval has ended that began after the first record.
 */
import { advanceTime, intervalOf, isInteger, isInterval, isSynced, mark, paramOf, setValue, timeOf } from './block';
import { ASK_LOTS, ASK_PRICE, BID_LOTS, BID_PRICE, isDepth, levelAt } from './depth';
import { BLOCK_HEAD_BYTES, DEPTH_FIRST, DEPTH_LEVEL_FIELDS, DEPTH_LEVELS, ORDER_FLOW_STATE_BYTES } from './layout';
import { addTo, clearSum, SUM_BYTES, sumOf } from './sum';

/* Parameters. */
const LEVELS = 0;
const INTERVAL_US = 1;
/* Own fields. */
/** f64: the interval of the latest record. */
const INTERVAL = BLOCK_HEAD_BYTES;
/** u8 each: whether the interval is whole, tainted, the last whole one tainted, the last book in sync. */
const WHOLE = BLOCK_HEAD_BYTES + 8;
const TAINTED = BLOCK_HEAD_BYTES + 9;
const LAST_TAINTED = BLOCK_HEAD_BYTES + 10;
const SYNCED = BLOCK_HEAD_BYTES + 11;
const SUMS = BLOCK_HEAD_BYTES + 16;
/** The last book's levels, as in a record. */
const BEFORE = SUMS + DEPTH_LEVELS * SUM_BYTES;
const BEFORE_BYTES = DEPTH_LEVELS * DEPTH_LEVEL_FIELDS * 8;

export function orderFlowBytes(levels: f64, intervalUs: f64): i32 {
  if (!isInteger(levels, 1, DEPTH_LEVELS) || !isInterval(intervalUs, 1)) return -1;
  return BLOCK_HEAD_BYTES + ORDER_FLOW_STATE_BYTES;
}

export function pushOrderFlow(at: usize, record: usize): bool {
  if (!isDepth(record)) return false;
  const first = timeOf(at) < 0.0;
  const interval = intervalOf(advanceTime(at, record), paramOf(at, INTERVAL_US));
  const synced = isSynced(record);
  const levels = <i32>paramOf(at, LEVELS);
  if (first) store<f64>(at, interval, INTERVAL);
  else {
    if (interval != load<f64>(at, INTERVAL)) endInterval(at, interval, levels);
    if (!synced || load<u8>(at, SYNCED) == 0) store<u8>(at, 1, TAINTED);
    for (let m = 0; m < levels; m++) {
      const sum = at + SUMS + m * SUM_BYTES;
      addTo(sum, change(at + BEFORE + ((m * DEPTH_LEVEL_FIELDS) << 3), levelAt(record, m)));
      setValue(at, DEPTH_LEVELS + m, sumOf(sum));
    }
  }
  store<u8>(at, synced, SYNCED);
  memory.copy(at + BEFORE, record + (DEPTH_FIRST << 3), BEFORE_BYTES);
  mark(at, load<u8>(at, LAST_TAINTED) != 0);
  return true;
}

/** What a level adds. */
function change(before: usize, now: usize): f64 {
  const bid = load<f64>(now, BID_PRICE);
  const oldBid = load<f64>(before, BID_PRICE);
  const ask = askPrice(now);
  const oldAsk = askPrice(before);
  let flow: f64 = 0.0;
  if (bid >= oldBid) flow += load<f64>(now, BID_LOTS);
  if (bid <= oldBid) flow -= load<f64>(before, BID_LOTS);
  if (ask <= oldAsk) flow -= load<f64>(now, ASK_LOTS);
  if (ask >= oldAsk) flow += load<f64>(before, ASK_LOTS);
  return flow;
}

function askPrice(level: usize): f64 {
  const price = load<f64>(level, ASK_PRICE);
  return price == 0.0 ? Infinity : price;
}

/** Goes on to another interval. Where some lie between, the last whole one had no change. */
function endInterval(at: usize, interval: f64, levels: i32): void {
  const skipped = interval - load<f64>(at, INTERVAL) > 1.0;
  if (skipped || load<u8>(at, WHOLE) != 0) {
    for (let m = 0; m < levels; m++) setValue(at, m, skipped ? 0.0 : sumOf(at + SUMS + m * SUM_BYTES));
    store<u8>(at, skipped ? <u8>(load<u8>(at, SYNCED) == 0) : load<u8>(at, TAINTED), LAST_TAINTED);
  }
  for (let m = 0; m < levels; m++) clearSum(at + SUMS + m * SUM_BYTES);
  store<f64>(at, interval, INTERVAL);
  store<u8>(at, 1, WHOLE);
  store<u8>(at, 0, TAINTED);
}
