/** A venue's raw frame, read in one call: the record and the columns hold what it says. */
import { isInteger } from './argument';
import { ARGUMENT, VENUE_BINANCE_FUTURES, VENUES } from './layout';
import { byteLimit, inputAt } from './memory';
import { readBinance } from './venues/binance';
import { beginRecord } from './venues/record';

/** Reads the bytes [from, to) of the input. Answers PARSE_*, or -ARGUMENT for a venue or a range that cannot be. */
export function parse(venue: f64, from: f64, to: f64): i32 {
  if (!isInteger(venue, 0, VENUES - 1) || !isInteger(to, 0, byteLimit) || !isInteger(from, 0, to)) return -ARGUMENT;
  beginRecord();
  return readBinance(inputAt + <usize>from, inputAt + <usize>to, <i32>venue == VENUE_BINANCE_FUTURES);
}
