/**
 * Parsed numbers on a stream's grid: mantissa × 10^-decimals in whole steps, exactly. What is between
 * two steps, beyond 2^53 - 1 of them, or beyond 2^53 - 1 of the grid's last digit is left to the host.
 * All arithmetic is on integers of at most 2^53 - 1 in f64, where products and quotients are exact or
 * show that they are not.
 */
import { MAX_INTEGER } from '../argument';
import { SIDE_ASK, TRADE_EVENT, TRADE_FIELDS, TRADE_ID, TRADE_LOTS, TRADE_SIDE, TRADE_TICKS } from '../layout';
import { levelLimit, tradeLimit, tradesAt } from '../memory';
import { lotOf, priceDecimalsOf, sizeDecimalsOf, tickOf } from '../stream';
import { levelColumns, tradeColumns } from '../venues/columns';
import { powersAt } from './links';

const MOST: f64 = <f64>MAX_INTEGER;

/** Steps of a number, -1 where it has none here. 0, which has no decimals, is no special case: whether a level goes is anybody's guess. */
function stepsOf(mantissa: f64, decimals: i32, gridDecimals: i32, unit: f64): f64 {
  const shift = gridDecimals - decimals;
  if (<u32>shift > 18) return -1;
  const scaled = mantissa * load<f64>(powersAt() + ((<usize>shift) << 3));
  if (scaled > MOST) return -1;
  if (unit == 1) return scaled;
  const steps = nearest(scaled / unit);
  return steps * unit == scaled ? steps : -1;
}

function priceSteps(stream: usize, row: usize): f64 {
  const columns = levelColumns();
  const decimals = <i32>load<i16>(columns + ((<usize>levelLimit) << 5) + (row << 1));
  return stepsOf(load<f64>(columns + (row << 3)), decimals, priceDecimalsOf(stream), <f64>tickOf(stream));
}

function sizeSteps(stream: usize, row: usize): f64 {
  const sizes = levelColumns() + ((<usize>levelLimit) << 4);
  const decimals = <i32>load<i16>(levelColumns() + <usize>levelLimit * 36 + (row << 1));
  return stepsOf(load<f64>(sizes + (row << 3)), decimals, sizeDecimalsOf(stream), <f64>lotOf(stream));
}

/** Puts the n parsed rows of a side into columns of keys and lots; false where a number has no steps. */
export function readParsed(stream: usize, side: i32, n: i32, keys: usize, lots: usize): bool {
  if (n == 0) return true;
  const isAsk = side == SIDE_ASK;
  const first = isAsk ? <usize>levelLimit : 0;
  const sign: f64 = isAsk ? 1 : -1;
  const priceDecimals = priceDecimalsOf(stream);
  const sizeDecimals = sizeDecimalsOf(stream);
  const tick = <f64>tickOf(stream);
  const lot = <f64>lotOf(stream);
  // Columns of 2 × levels rows: f64 prices, f64 sizes, i16 decimals of prices, i16 of sizes.
  const rows = (<usize>levelLimit) << 1;
  const prices = levelColumns() + (first << 3);
  const decimals = levelColumns() + (rows << 4) + (first << 1);
  let worst: f64 = 0;
  for (let i: usize = 0; i < <usize>n; i++) {
    const price = stepsOf(load<f64>(prices + (i << 3)), load<i16>(decimals + (i << 1)), priceDecimals, tick);
    const size = stepsOf(
      load<f64>(prices + (rows << 3) + (i << 3)),
      load<i16>(decimals + (rows << 1) + (i << 1)),
      sizeDecimals,
      lot,
    );
    worst = min(worst, min(price - 1, size));
    store<i64>(keys + (i << 3), <i64>(price * sign));
    store<i64>(lots + (i << 3), <i64>size);
  }
  return worst >= 0;
}

/** Writes a quote of at most one level a side as f64 ticks and lots of bid and ask, 0 for none; false as above. */
export function readQuote(stream: usize, bids: i32, asks: i32, out: usize): bool {
  const ask = <usize>levelLimit;
  const bidTicks = bids > 0 ? priceSteps(stream, 0) : 0;
  const bidLots = bids > 0 ? sizeSteps(stream, 0) : 0;
  const askTicks = asks > 0 ? priceSteps(stream, ask) : 0;
  const askLots = asks > 0 ? sizeSteps(stream, ask) : 0;
  store<f64>(out, bidTicks);
  store<f64>(out, bidLots, 8);
  store<f64>(out, askTicks, 16);
  store<f64>(out, askLots, 24);
  return min(min(bidTicks, bidLots), min(askTicks, askLots)) >= 0;
}

/** Puts n parsed trades into the host's records; false where one has no ticks or no lots. */
export function readTrades(stream: usize, n: i32): bool {
  const times = tradeColumns();
  const column = (<usize>tradeLimit) << 3;
  for (let row: usize = 0; row < <usize>n; row++) {
    const ticks = priceSteps(stream, row);
    const lots = sizeSteps(stream, row);
    if (ticks < 1 || lots < 1) return false;
    const record = tradesAt + row * (TRADE_FIELDS * 8);
    store<f64>(record, ticks, TRADE_TICKS * 8);
    store<f64>(record, lots, TRADE_LOTS * 8);
    store<f64>(record, load<f64>(times + (row << 3)), TRADE_EVENT * 8);
    store<f64>(record, load<f64>(times + column + (row << 3)), TRADE_ID * 8);
    store<f64>(record, load<f64>(times + column * 2 + (row << 3)), TRADE_SIDE * 8);
  }
  return true;
}
