/** A venue's raw frame, read in one call: the record and the columns hold what it says. */
import { isInteger } from './argument';
import { ARGUMENT, VENUE_BINANCE_FUTURES, VENUE_KRAKEN_V1, VENUES } from './layout';
import { byteLimit, inputAt } from './memory';
import { readBinance } from './venues/binance';
import { readKrakenV1 } from './venues/kraken-v1';
import { beginRecord } from './venues/record';

/** Reads the bytes [from, to) of the input. Answers PARSE_*, or -ARGUMENT for a venue or a range that cannot be. */
export function parse(venue: f64, from: f64, to: f64): i32 {
  if (!isInteger(venue, 0, VENUES - 1) || !isInteger(to, 0, byteLimit) || !isInteger(from, 0, to)) return -ARGUMENT;
  beginRecord();
  const at = inputAt + <usize>from;
  const end = inputAt + <usize>to;
  if (<i32>venue == VENUE_KRAKEN_V1) return readKrakenV1(at, end);
  return readBinance(at, end, <i32>venue == VENUE_BINANCE_FUTURES);
}
