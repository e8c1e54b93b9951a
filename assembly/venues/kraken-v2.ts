/**
 * Kraken WebSocket v2 frames, `{"channel":…,"type":…,"data":[…]}` and answers to requests. Data that comes
 * before its channel and type is read when they are known. They are judged as
 * host/feeds/kraken-v2-decoder.ts does; several books in a frame, instruments, names that come twice, and
 * what the venue says to people are left to it.
 */
import { firstMember, hasMember, nextMember } from '../json/member';
import { byteAt, OPEN_OBJECT, valueEnd } from '../json/scan';
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
import { clearData, entries, hasBook, readData, readNoted, tradesFault, tradesFaultAt } from './data';
import { ASKS, BIDS, CHECKSUM, SYMBOL, TIME } from './entry';
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
import { BOOK, SNAPSHOT, symbolAt, symbolBytes, TRADE } from './kraken-v2-trade';
import { defer, refuse, refuseBook, setField, setSymbol, setTime, take } from './record';
import { takeSides } from './sides';
import {
  ABSENT,
  ESCAPED,
  FALSE,
  fillSlot,
  INTEGER,
  kindOf,
  LIST,
  OBJECT,
  placeOf,
  readSlot,
  TEXT,
  valueOf,
} from './slot';
import { isSymbol, isText, judgeAnyTimestamp, placeOr, time, UNCERTAIN, WRONG } from './value';

const UPDATE: u64 = 0x657461647075;

/** Reads the frame's members, the object's brace being at `at`; answers where it ends, 0 as the scanner does. */
export function readKrakenV2(at: usize, end: usize): usize {
  clearData();
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = frameSlot();
    if (slot == DATA) at = readData(VENUE_KRAKEN_V2, slot, at, end);
    else if (slot == RESULT && byteAt(at, end) == OPEN_OBJECT) at = readResult(at, end);
    else at = slot < 0 ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return readNoted(VENUE_KRAKEN_V2, at, end);
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
  if (kindOf(DATA) != LIST || !hasBook) return refuse(FAULT_SHAPE, at);
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
  if (isSnapshot || entries == 0) return take(FRAME_IGNORED);
  if (tradesFault >= 0) return refuse(tradesFault, tradesFaultAt);
  setSymbol(symbolAt, symbolBytes);
  setField(PARSED_TRADES, entries);
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
