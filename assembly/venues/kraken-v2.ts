/**
 * Kraken WebSocket v2 frames, `{"channel":…,"type":…,"data":[…]}` and answers to requests. Data that comes
 * before its channel and type is read when they are known. They are judged as
 * host/feeds/kraken-v2-decoder.ts does; several books in a frame, instruments, names that come twice, and
 * what the venue says to people are left to it.
 */
import { firstItem, hasItem, nextItem } from '../json/item';
import { firstMember, hasMember, nextMember } from '../json/member';
import { isSame } from '../json/name';
import { beyond, byteAt, OPEN_LIST, OPEN_OBJECT, valueEnd } from '../json/scan';
import {
  FAULT_FIELD,
  FAULT_SHAPE,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_DIFF,
  FRAME_HEARTBEAT,
  FRAME_IGNORED,
  FRAME_SNAPSHOT,
  FRAME_SUBSCRIBED,
  FRAME_TRADES,
  MAX_CRC,
  PARSED_CHECKSUM,
  PARSED_DEPTH,
  PARSED_TRADES,
  VENUE_KRAKEN_V2,
} from '../layout';
import { levelLimit, tradeLimit } from '../memory';
import {
  ASKS,
  BIDS,
  CHECKSUM,
  isEntry,
  PRICE,
  readEntry,
  SIDE,
  SIZE,
  SYMBOL,
  TIME,
  TRADE_ID,
  takeTrade,
} from './entry';
import { isDepth } from './kraken-v1-events';
import {
  CHANNEL,
  DATA,
  frameSlot,
  METHOD,
  RESULT,
  RESULT_CHANNEL,
  RESULT_DEPTH,
  RESULT_SYMBOL,
  resultSlot,
  SUCCESS,
  TYPE,
} from './kraken-v2-fields';
import { isNumber } from './kraken-v2-level';
import { defer, refuse, refuseBook, setField, setSymbol, setTime, take } from './record';
import { takeSides } from './sides';
import {
  ABSENT,
  ESCAPED,
  FALSE,
  fillSlot,
  INTEGER,
  isTaken,
  kindOf,
  LIST,
  OBJECT,
  placeOf,
  readSlot,
  TEXT,
  valueOf,
} from './slot';
import {
  isSymbol,
  isText,
  judgeAnyTimestamp,
  judgeId,
  judgeTimestamp,
  placeOr,
  RIGHT,
  sideOf,
  time,
  UNCERTAIN,
  WRONG,
} from './value';

const OK = -1;
const BOOK: u64 = 0x6b6f6f62;
const TRADE: u64 = 0x6564617274;
const SNAPSHOT: u64 = 0x746f687370616e73;
const UPDATE: u64 = 0x657461647075;

/** Where data lies that is still to be read; 0: nowhere. */
let unreadAt: usize = 0;
/** Entries of the data, and whether the first is an object. */
let count: i32 = 0;
let isFirst: bool = false;
/** Symbol of the first trade. */
let symbolAt: usize = 0;
let symbolBytes: i64 = 0;
/** The first trade that is none: why (-1: all are) and where. */
let fault: i32 = OK;
let faultAt: usize = 0;

/** Reads the frame's members, the object's brace being at `at`; answers where it ends, 0 as the scanner does. */
export function readKrakenV2(at: usize, end: usize): usize {
  unreadAt = 0;
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = frameSlot();
    if (slot == DATA && byteAt(at, end) == OPEN_LIST) at = noteData(at, end);
    else if (slot == RESULT && byteAt(at, end) == OPEN_OBJECT) at = readResult(at, end);
    else at = slot < 0 ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at == 0 || unreadAt == 0 || readData(unreadAt, end) != 0 ? at : 0;
}

function readResult(at: usize, end: usize): usize {
  fillSlot(RESULT, OBJECT, at, 0);
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = resultSlot();
    at = slot < 0 ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at;
}

function noteData(at: usize, end: usize): usize {
  fillSlot(DATA, LIST, at, 0);
  if (isTaken(CHANNEL) && isTaken(TYPE)) return readData(at, end);
  unreadAt = at;
  return valueEnd(at, end);
}

function readData(at: usize, end: usize): usize {
  const areBooks = isText(CHANNEL, BOOK, 0);
  // A snapshot holds trades of before the subscription.
  const areTrades = isText(CHANNEL, TRADE, 0) && !isText(TYPE, SNAPSHOT, 0);
  if (!areBooks && !areTrades) return valueEnd(at, end);
  count = 0;
  isFirst = false;
  fault = OK;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    if (count == (areBooks ? 1 : min(levelLimit, tradeLimit))) return beyond(at);
    const next = readEntry(VENUE_KRAKEN_V2, at, end);
    if (next == 0) return 0;
    if (areBooks) isFirst = isEntry;
    else if (fault < 0 && !judgeTrade(at)) return beyond(at);
    count++;
    at = next;
  }
  return at;
}

/** Judges the entry at `at` as a trade; false where only others can tell. */
function judgeTrade(at: usize): bool {
  const timing = judgeTimestamp(TIME);
  if (timing == UNCERTAIN || kindOf(SYMBOL) == ESCAPED || kindOf(SIDE) == ESCAPED) return false;
  // An id that is no integer is none, and one that is too large is a fault.
  const id = kindOf(TRADE_ID) == INTEGER ? valueOf(TRADE_ID) : -1;
  if (id >= 0 && judgeId(TRADE_ID) != RIGHT) return false;
  faultAt = at;
  if (count == 0) {
    const hasSymbol = isEntry && kindOf(SYMBOL) == TEXT && isSymbol(SYMBOL);
    symbolAt = placeOf(SYMBOL);
    symbolBytes = hasSymbol ? valueOf(SYMBOL) : -1;
  }
  const side = sideOf(SIDE);
  if (symbolBytes < 0) fault = FAULT_SYMBOL;
  else if (!isEntry) fault = FAULT_FIELD;
  else if (!isOfFirst()) fault = FAULT_SYMBOL;
  else if (!isNumber(PRICE) || !isNumber(SIZE) || timing == WRONG || side < 0) fault = FAULT_FIELD;
  else fault = takeTrade(count, time, id, side);
  return true;
}

function isOfFirst(): bool {
  if (kindOf(SYMBOL) != TEXT || valueOf(SYMBOL) != symbolBytes) return false;
  return isSame(placeOf(SYMBOL), symbolAt, <usize>symbolBytes);
}

/** `from`: where the frame begins. */
export function judgeKrakenV2(from: usize): i32 {
  if (kindOf(METHOD) != ABSENT || kindOf(SUCCESS) != ABSENT) return judgeAnswer(from);
  if (kindOf(CHANNEL) == ESCAPED || kindOf(TYPE) == ESCAPED) return defer(from);
  if (isText(CHANNEL, 0x6165627472616568, 0x74)) return take(FRAME_HEARTBEAT); // heartbea t
  const isUnused =
    isText(CHANNEL, 0x737574617473, 0) || // status
    isText(CHANNEL, 0x72656b636974, 0) || // ticker
    isText(CHANNEL, 0x636c686f, 0) || // ohlc
    isText(CHANNEL, 0x336c6576656c, 0); // level3
  if (isUnused) return take(FRAME_IGNORED);
  const isSnapshot = isText(TYPE, SNAPSHOT, 0);
  if (!isSnapshot && !isText(TYPE, UPDATE, 0)) return refuse(FAULT_UNKNOWN, placeOr(TYPE, from));
  if (isText(CHANNEL, BOOK, 0)) return judgeBook(isSnapshot, from);
  if (isText(CHANNEL, TRADE, 0)) return judgeTrades(isSnapshot, from);
  if (isText(CHANNEL, 0x656d757274736e69, 0x746e)) return defer(from); // instrume nt
  return refuse(FAULT_UNKNOWN, placeOr(CHANNEL, from));
}

function judgeBook(isSnapshot: bool, from: usize): i32 {
  const at = placeOr(DATA, from);
  if (kindOf(DATA) != LIST || !isFirst) return refuse(FAULT_SHAPE, at);
  if (kindOf(SYMBOL) == ESCAPED) return defer(at);
  if (kindOf(SYMBOL) != TEXT || !isSymbol(SYMBOL)) return refuse(FAULT_SYMBOL, placeOr(SYMBOL, at));
  setSymbol(placeOf(SYMBOL), valueOf(SYMBOL));
  if (kindOf(CHECKSUM) != INTEGER || valueOf(CHECKSUM) > <i64>MAX_CRC)
    return refuseBook(FAULT_FIELD, placeOr(CHECKSUM, at));
  setField(PARSED_CHECKSUM, valueOf(CHECKSUM));
  const timing = judgeAnyTimestamp(TIME);
  if (timing == UNCERTAIN) return defer(at);
  if (timing == WRONG) return refuseBook(FAULT_FIELD, placeOf(TIME));
  setTime(time);
  return takeSides(isSnapshot ? FRAME_SNAPSHOT : FRAME_DIFF, BIDS, ASKS, at, true);
}

function judgeTrades(isSnapshot: bool, from: usize): i32 {
  if (kindOf(DATA) != LIST) return refuse(FAULT_SHAPE, placeOr(DATA, from));
  if (isSnapshot || count == 0) return take(FRAME_IGNORED);
  if (fault >= 0) return refuse(fault, faultAt);
  setSymbol(symbolAt, symbolBytes);
  setField(PARSED_TRADES, count);
  return take(FRAME_TRADES);
}

function judgeAnswer(from: usize): i32 {
  if (kindOf(SUCCESS) == FALSE || kindOf(METHOD) == ESCAPED) return defer(from);
  if (isText(METHOD, 0x6269726373627573, 0x65)) return judgeSubscription(from); // subscrib e
  const isUnused = isText(METHOD, 0x7263736275736e75, 0x656269) || isText(METHOD, 0x676e6f70, 0); // unsubscr ibe, pong
  return isUnused ? take(FRAME_IGNORED) : refuse(FAULT_UNKNOWN, placeOr(METHOD, from));
}

function judgeSubscription(from: usize): i32 {
  if (kindOf(RESULT_CHANNEL) == ESCAPED || kindOf(RESULT_SYMBOL) == ESCAPED) return defer(from);
  if (kindOf(RESULT) != OBJECT) return refuse(FAULT_FIELD, placeOr(RESULT, from));
  if (!isText(RESULT_CHANNEL, BOOK, 0)) return take(FRAME_IGNORED);
  if (kindOf(RESULT_SYMBOL) != TEXT || !isSymbol(RESULT_SYMBOL)) {
    return refuse(FAULT_SYMBOL, placeOr(RESULT_SYMBOL, from));
  }
  const depth = kindOf(RESULT_DEPTH);
  const isRight = depth == INTEGER && isDepth(valueOf(RESULT_DEPTH));
  if (depth != ABSENT && !isRight) return refuse(FAULT_FIELD, placeOf(RESULT_DEPTH));
  setSymbol(placeOf(RESULT_SYMBOL), valueOf(RESULT_SYMBOL));
  setField(PARSED_DEPTH, isRight ? valueOf(RESULT_DEPTH) : -1);
  return take(FRAME_SUBSCRIBED);
}
