/** A venue's raw frame, read in one call: the record and the columns hold what it says. */
import { isInteger } from './argument';
import { beginNames } from './json/names';
import {
  byteAt,
  notJson,
  OPEN_LIST,
  OPEN_OBJECT,
  skipSpace,
  TROUBLE_JSON,
  trouble,
  troubleAt,
  valueEnd,
} from './json/scan';
import {
  ARGUMENT,
  FAULT_JSON,
  FAULT_SHAPE,
  PARSE_OK,
  VENUE_BINANCE_FUTURES,
  VENUE_COINBASE,
  VENUE_KRAKEN_V1,
  VENUE_KRAKEN_V2,
  VENUE_OKX,
  VENUES,
} from './layout';
import { byteLimit, inputAt } from './memory';
import { judgeBinance } from './venues/binance';
import { readFrame as readBinance } from './venues/binance-fields';
import { judgeCoinbase, readCoinbase } from './venues/coinbase';
import { readUpdate } from './venues/coinbase-plain';
import { judgeChannel, readValues } from './venues/kraken-v1';
import { judgeEvent, readEvent } from './venues/kraken-v1-events';
import { judgeKrakenV2, readKrakenV2 } from './venues/kraken-v2';
import { isPong, judgeOkx, judgePong, readOkx } from './venues/okx';
import { beginRecord, defer, refuse } from './venues/record';
import { clearSides } from './venues/sides';
import { clearSlots } from './venues/slot';

/** Reads the bytes [from, to) of the input. Answers PARSE_*, or -ARGUMENT for a venue or a range that cannot be. */
export function parse(venue: f64, from: f64, to: f64): i32 {
  if (!isInteger(venue, 0, VENUES - 1) || !isInteger(to, 0, byteLimit) || !isInteger(from, 0, to)) return -ARGUMENT;
  return readFrame(<i32>venue, inputAt + <usize>from, inputAt + <usize>to);
}

function readFrame(venue: i32, from: usize, end: usize): i32 {
  beginRecord();
  clearSlots();
  clearSides();
  beginNames(venue == VENUE_KRAKEN_V2);
  if (venue == VENUE_OKX && isPong(from, end)) return judgePong();
  const at = skipSpace(from, end);
  const first = byteAt(at, end);
  if (venue == VENUE_COINBASE && readUpdate(at, end)) return PARSE_OK;
  let last: usize = 0;
  if (first == OPEN_OBJECT) last = readObject(venue, at, end);
  else if (first == OPEN_LIST && venue == VENUE_KRAKEN_V1) last = readValues(at, end);
  else last = valueEnd(at, end);
  if (last != 0) {
    last = skipSpace(last, end);
    if (last != end) last = notJson(last);
  }
  if (last == 0) return trouble == TROUBLE_JSON ? refuse(FAULT_JSON, troubleAt) : defer(troubleAt);
  if (first == OPEN_OBJECT) return judgeObject(venue, at);
  if (first == OPEN_LIST && venue == VENUE_KRAKEN_V1) return judgeChannel(at);
  // Binance has lists of events.
  return first == OPEN_LIST && venue <= VENUE_BINANCE_FUTURES ? defer(at) : refuse(FAULT_SHAPE, at);
}

function readObject(venue: i32, at: usize, end: usize): usize {
  switch (venue) {
    case VENUE_KRAKEN_V1:
      return readEvent(at, end);
    case VENUE_KRAKEN_V2:
      return readKrakenV2(at, end);
    case VENUE_COINBASE:
      return readCoinbase(at, end);
    case VENUE_OKX:
      return readOkx(at, end);
    default:
      return readBinance(at, end);
  }
}

function judgeObject(venue: i32, from: usize): i32 {
  switch (venue) {
    case VENUE_KRAKEN_V1:
      return judgeEvent(from);
    case VENUE_KRAKEN_V2:
      return judgeKrakenV2(from);
    case VENUE_COINBASE:
      return judgeCoinbase(from);
    case VENUE_OKX:
      return judgeOkx(from);
    default:
      return judgeBinance(from, venue == VENUE_BINANCE_FUTURES);
  }
}
