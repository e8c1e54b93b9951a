/**
 * Kraken WebSocket v1 frames: `[channelID, payload, (payload,) channelName, pair]`, and events as objects.
 * What the channel is stands at the end, so payloads are read as what they look like (an object as part of
 * a book, a list as trades) and judged once the name is known, as host/feeds/kraken-v1-decoder.ts does.
 */

import { firstItem, hasItem, nextItem } from '../json/item';
import { lowWord } from '../json/name';
import { byteAt, OPEN_LIST, OPEN_OBJECT, valueEnd } from '../json/scan';
import {
  FAULT_FIELD,
  FAULT_SHAPE,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_DIFF,
  FRAME_IGNORED,
  FRAME_SNAPSHOT,
  FRAME_TRADES,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_CHECKSUM,
  PARSED_DEPTH,
  PARSED_TRADES,
} from '../layout';
import {
  asks,
  bids,
  fault as bookFault,
  faultAt as bookFaultAt,
  checksum,
  clearBook,
  readPayload,
  refusePayload,
  snapshots,
  updates,
} from './kraken-v1-book';
import { bookDepth, isDepth } from './kraken-v1-events';
import { fault, faultAt, latest, readTrades, rows } from './kraken-v1-lists';
import { defer, refuse, refuseBook, setField, setSymbol, setTime, take } from './record';
import { ESCAPED, fillSlot, kindOf, LIST, OBJECT, placeOf, readSlot, TEXT, valueOf } from './slot';
import { digitsOf, isSymbol, judgeId, UNCERTAIN, WRONG } from './value';

/** Slots of the frame's first values. */
const CHANNEL_ID = 0;
const PAYLOAD = 1;
const SECOND_PAYLOAD = 2;
const VALUES = 5;

/** Values of the frame. */
let count: i32 = 0;
/** Of the list of trades: how many, why and where one is none (-1: all are). */
let trades: i32 = 0;
let tradesFault: i32 = 0;
let tradesFaultAt: usize = 0;

/** Reads the frame's values, its bracket being at `at`; answers where it ends, 0 as the scanner does. */
export function readValues(at: usize, end: usize): usize {
  clearBook();
  count = 0;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    at = readValue(at, end);
    if (at == 0) return 0;
    count++;
  }
  return at;
}

function readValue(at: usize, end: usize): usize {
  if (count >= VALUES) return valueEnd(at, end);
  const first = byteAt(at, end);
  if (first == OPEN_OBJECT && (count == PAYLOAD || count == SECOND_PAYLOAD)) {
    fillSlot(count, OBJECT, at, 0);
    return readPayload(at, end);
  }
  if (first != OPEN_LIST || count != PAYLOAD) return readSlot(count, at, end);
  fillSlot(PAYLOAD, LIST, at, 0);
  const next = readTrades(at, end);
  trades = rows;
  tradesFault = fault;
  tradesFaultAt = faultAt;
  return next;
}

/** `from`: where the frame begins. */
export function judgeChannel(from: usize): i32 {
  if (count < 4 || count > VALUES) return refuse(FAULT_SHAPE, from);
  const name = count - 2;
  const pair = count - 1;
  const id = judgeId(CHANNEL_ID);
  if (id == UNCERTAIN || kindOf(name) == ESCAPED) return defer(from);
  if (id == WRONG || kindOf(name) != TEXT) return refuse(FAULT_SHAPE, from);
  if (kindOf(pair) == ESCAPED) return defer(from);
  if (kindOf(pair) != TEXT || !isSymbol(pair)) return refuse(FAULT_SYMBOL, placeOf(pair));
  setSymbol(placeOf(pair), valueOf(pair));
  const at = placeOf(name);
  const length = <usize>valueOf(name);
  const depth = bookDepth(at, length);
  if (depth >= 0) return judgeBook(depth, at);
  const word = lowWord(at, min(length, 5));
  if (word == 0x6564617274 && length == 5) return judgeTrades(from); // trade
  return isUnused(at, length, word) ? take(FRAME_IGNORED) : refuse(FAULT_UNKNOWN, at);
}

function isUnused(at: usize, length: usize, word: u64): bool {
  if (word == 0x2d636c686f) return length > 5 && digitsOf(at + 5, length - 5, 5) >= 0; // ohlc-
  if (length != 6) return false;
  const name = lowWord(at, 6);
  return name == 0x72656b636974 || name == 0x646165727073; // ticker, spread
}

/** `name`: where the channel's name is. */
function judgeBook(depth: i64, name: usize): i32 {
  if (!isDepth(depth)) return refuseBook(FAULT_FIELD, name);
  if (kindOf(PAYLOAD) != OBJECT) return refuseBook(FAULT_SHAPE, placeOf(PAYLOAD));
  const payloads = count - 3;
  if (payloads == 2 && kindOf(SECOND_PAYLOAD) != OBJECT) refusePayload(FAULT_SHAPE, placeOf(SECOND_PAYLOAD));
  if (bookFault >= 0) return refuseBook(bookFault, bookFaultAt);
  if (snapshots + updates != payloads || (snapshots > 0 && updates > 0)) {
    return refuseBook(FAULT_SHAPE, placeOf(PAYLOAD));
  }
  if (updates > 0 && checksum < 0) return refuseBook(FAULT_FIELD, placeOf(PAYLOAD));
  setTime(latest);
  setField(PARSED_CHECKSUM, checksum);
  setField(PARSED_DEPTH, depth);
  setField(PARSED_BIDS, bids);
  setField(PARSED_ASKS, asks);
  return take(snapshots > 0 ? FRAME_SNAPSHOT : FRAME_DIFF);
}

function judgeTrades(from: usize): i32 {
  if (count != 4 || kindOf(PAYLOAD) != LIST) return refuse(FAULT_SHAPE, from);
  if (tradesFault >= 0) return refuse(tradesFault, tradesFaultAt);
  if (trades == 0) return take(FRAME_IGNORED);
  setField(PARSED_TRADES, trades);
  return take(FRAME_TRADES);
}
