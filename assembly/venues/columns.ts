/** Where the columns lie that `parse` fills: rows of bids from 0, of asks from the limit of levels on. */
import { PARSED_HEAD_BYTES, PARSED_TRADE_BYTES } from '../layout';
import { levelLimit, parsedAt, tradeLimit } from '../memory';

/** Columns of trades: times, ids, sides, f64 each. */
export function tradeColumns(): usize {
  return parsedAt + PARSED_HEAD_BYTES;
}

/** Columns of levels: mantissas of prices and of sizes, f64; their decimals, i16; decimals as sent, u8. */
export function levelColumns(): usize {
  return tradeColumns() + <usize>tradeLimit * PARSED_TRADE_BYTES;
}

/** Puts a price and a size into a row. */
export function storeLevel(
  row: usize,
  price: i64,
  priceDecimals: i32,
  priceSent: i32,
  size: i64,
  sizeDecimals: i32,
  sizeSent: i32,
): void {
  const rows = (<usize>levelLimit) << 1;
  const columns = levelColumns();
  const mantissas = columns + (row << 3);
  store<f64>(mantissas, <f64>price);
  store<f64>(mantissas + (rows << 3), <f64>size);
  const decimals = columns + (rows << 4) + (row << 1);
  store<i16>(decimals, priceDecimals);
  store<i16>(decimals + (rows << 1), sizeDecimals);
  const sent = columns + rows * 20 + row;
  store<u8>(sent, priceSent);
  store<u8>(sent + rows, sizeSent);
}

export function storeTrade(row: usize, time: i64, id: i64, side: i32): void {
  const columns = tradeColumns() + (row << 3);
  const bytes = (<usize>tradeLimit) << 3;
  store<f64>(columns, <f64>time);
  store<f64>(columns + bytes, <f64>id);
  store<f64>(columns + bytes + bytes, <f64>side);
}
