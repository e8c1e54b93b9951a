/**
 * Coinbase Exchange frames: flat objects whose `type` says what they are. They are judged field by field as
 * host/feeds/coinbase-decoder.ts does, so that a frame with several faults is refused for the same one.
 * What the venue says to people is left to that decoder.
 */
import { decimals, mantissa, readDecimal, sentDecimals } from '../json/decimal';
import { firstMember, hasMember, nextMember } from '../json/member';
import { valueEnd } from '../json/scan';
import {
  FAULT_FIELD,
  FAULT_NUMBER,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_DIFF,
  FRAME_HEARTBEAT,
  FRAME_IGNORED,
  FRAME_QUOTE,
  FRAME_SNAPSHOT,
  FRAME_TRADES,
  PARSED_DEPTH,
  PARSED_TRADES,
  SIDE_ASK,
  SIDE_BID,
  TRADE_BUY,
  TRADE_SELL,
} from '../layout';
import { levelLimit } from '../memory';
import { changesFault, changesFaultAt, readChanges } from './coinbase-changes';
import {
  ASKS,
  BEST_ASK,
  BEST_ASK_SIZE,
  BEST_BID,
  BEST_BID_SIZE,
  BIDS,
  CHANGES,
  OTHER,
  PRICE,
  PRODUCT,
  SIDE,
  SIZE,
  slotOf,
  TIME,
  TRADE_ID,
  TYPE,
} from './coinbase-fields';
import {
  TYPE_CHANGES,
  TYPE_ERROR,
  TYPE_HEARTBEAT,
  TYPE_LAST_MATCH,
  TYPE_MATCH,
  TYPE_SNAPSHOT,
  TYPE_TICKER,
  TYPE_UNKNOWN,
  TYPE_UNUSED,
  typeOf,
} from './coinbase-types';
import { storeLevel, storeTrade } from './columns';
import { readSlots } from './levels';
import { defer, refuse, refuseBook, setField, setSymbol, setTime, take } from './record';
import { readSide, setSides, takeRows, takeSides } from './sides';
import { ABSENT, ESCAPED, kindOf, LIST, NULL, placeOf, readSlot, TEXT, valueOf } from './slot';
import { isSymbol, judgeAnyTimestamp, judgeId, judgeTimestamp, placeOr, sideOf, time, UNCERTAIN, WRONG } from './value';

/** Reads the frame's members, the object's brace being at `at`; answers where it ends, 0 as the scanner does. */
export function readCoinbase(at: usize, end: usize): usize {
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = slotOf();
    if (slot == OTHER) at = valueEnd(at, end);
    else if (slot == BIDS) at = readSide(SIDE_BID, slot, false, at, end);
    else if (slot == ASKS) at = readSide(SIDE_ASK, slot, false, at, end);
    else if (slot == CHANGES) at = readChanges(at, end);
    else at = readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at;
}

/** `from`: where the frame begins. */
export function judgeCoinbase(from: usize): i32 {
  const kind = kindOf(TYPE);
  if (kind == ESCAPED || kindOf(PRODUCT) == ESCAPED) return defer(from);
  const type = kind == TEXT ? typeOf(placeOf(TYPE), <usize>valueOf(TYPE)) : TYPE_UNKNOWN;
  if (type == TYPE_ERROR) return defer(from);
  if (type == TYPE_UNUSED) return take(FRAME_IGNORED);
  if (kindOf(PRODUCT) != TEXT || !isSymbol(PRODUCT)) return refuse(FAULT_SYMBOL, placeOr(PRODUCT, from));
  setSymbol(placeOf(PRODUCT), valueOf(PRODUCT));
  switch (type) {
    case TYPE_CHANGES:
    case TYPE_SNAPSHOT:
      return book(type == TYPE_SNAPSHOT, from);
    case TYPE_MATCH:
    case TYPE_LAST_MATCH:
      return match(type == TYPE_MATCH, from);
    case TYPE_TICKER:
      return ticker(from);
    case TYPE_HEARTBEAT:
      return take(FRAME_HEARTBEAT);
    default:
      return refuse(FAULT_UNKNOWN, placeOr(TYPE, from));
  }
}

function book(isSnapshot: bool, from: usize): i32 {
  const timing = judgeAnyTimestamp(TIME);
  if (timing == UNCERTAIN) return defer(from);
  if (timing == WRONG) return refuseBook(FAULT_FIELD, placeOf(TIME));
  setTime(time);
  setField(PARSED_DEPTH, 0);
  if (isSnapshot) return takeSides(FRAME_SNAPSHOT, BIDS, ASKS, from, true);
  if (kindOf(CHANGES) != LIST) return refuseBook(FAULT_FIELD, placeOr(CHANGES, from));
  return changesFault >= 0 ? refuseBook(changesFault, changesFaultAt) : takeRows(FRAME_DIFF);
}

/** `side` is the maker's: the aggressor's is the other. The last match is one of before the subscription. */
function match(isNew: bool, from: usize): i32 {
  const price = kindOf(PRICE);
  const size = kindOf(SIZE);
  const timing = judgeTimestamp(TIME);
  const id = judgeId(TRADE_ID);
  const side = sideOf(SIDE);
  if (price == ESCAPED || size == ESCAPED || kindOf(SIDE) == ESCAPED) return defer(from);
  if (timing == UNCERTAIN || id == UNCERTAIN) return defer(from);
  if (price != TEXT || size != TEXT || timing == WRONG || id == WRONG || side < 0) return refuse(FAULT_FIELD, from);
  if (!readSlots(0, PRICE, SIZE) || mantissa == 0) return refuse(FAULT_NUMBER, placeOf(PRICE));
  if (!isNew) return take(FRAME_IGNORED);
  storeTrade(0, time, valueOf(TRADE_ID), side == TRADE_SELL ? TRADE_BUY : TRADE_SELL);
  setField(PARSED_TRADES, 1);
  return take(FRAME_TRADES);
}

const NO_TEXT = -1;
const NO_DECIMAL = -2;
const NOT_HERE = -3;

function ticker(from: usize): i32 {
  const timing = judgeAnyTimestamp(TIME);
  if (timing == UNCERTAIN) return defer(from);
  if (timing == WRONG) return refuse(FAULT_FIELD, placeOf(TIME));
  setTime(time);
  const bids = readBest(0, BEST_BID, BEST_BID_SIZE);
  if (bids < 0) return endAs(bids, BEST_BID, from);
  const asks = readBest(levelLimit, BEST_ASK, BEST_ASK_SIZE);
  if (asks < 0) return endAs(asks, BEST_ASK, from);
  setSides(bids, asks);
  return bids + asks > 0 ? takeRows(FRAME_QUOTE) : take(FRAME_IGNORED);
}

function endAs(code: i32, slot: i32, from: usize): i32 {
  if (code == NOT_HERE) return defer(from);
  return refuse(code == NO_TEXT ? FAULT_FIELD : FAULT_NUMBER, placeOr(slot, from));
}

/**
 * Reads one side's quote; answers its levels: an empty side is told as nothing or as a price of 0. The size
 * is told only of late. Negative: why not.
 */
function readBest(row: usize, price: i32, size: i32): i32 {
  const kind = kindOf(price);
  if (kind == ABSENT || (kind == TEXT && valueOf(price) == 0)) return 0;
  const sizeKind = kindOf(size);
  if (kind == ESCAPED || sizeKind == ESCAPED) return NOT_HERE;
  if (kind != TEXT) return NO_TEXT;
  const at = placeOf(price);
  const last = at + <usize>valueOf(price);
  // What is no decimal may still be a 0 to others.
  if (!readDecimal(at, last - at)) return NOT_HERE;
  if (mantissa == 0) return 0;
  if (sizeKind == TEXT) return readSlots(row, price, size) ? 1 : NO_DECIMAL;
  if (sizeKind != ABSENT && sizeKind != NULL) return NO_TEXT;
  storeLevel(row, mantissa, decimals, sentDecimals, 0, 0, 0);
  return 1;
}
