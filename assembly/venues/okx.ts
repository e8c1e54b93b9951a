/**
 * OKX WebSocket v5 frames, `{"arg":{"channel":…,"instId":…},"action":…,"data":[…]}` and answers to requests.
 * Data that comes before its channel's name is read when the rest is known. They are judged as
 * host/feeds/okx-decoder.ts does; several books in a frame, and what the venue says to people, are left to it.
 */
import { firstMember, hasMember, nextMember } from '../json/member';
import { lowWord } from '../json/name';
import { beyond, byteAt, OPEN_OBJECT, valueEnd } from '../json/scan';
import {
  FAULT_FIELD,
  FAULT_SHAPE,
  FAULT_SYMBOL,
  FAULT_UNKNOWN,
  FRAME_HEARTBEAT,
  FRAME_IGNORED,
  FRAME_SUBSCRIBED,
  FRAME_TRADES,
  PARSED_DEPTH,
  PARSED_TRADES,
  VENUE_OKX,
} from '../layout';
import {
  clearData,
  DATA_TRADES,
  DATA_UNUSED,
  entries,
  hasBook,
  readData,
  readNoted,
  tradesFault,
  tradesFaultAt,
} from './data';
import { judgeBook } from './okx-book';
import { ACTION, ARG, argSlot, CHANNEL, DATA, EVENT, frameSlot, INSTRUMENT } from './okx-fields';
import { BOOKS, okxData } from './okx-trade';
import { defer, refuse, refuseBook, setField, setSymbol, take } from './record';
import { ABSENT, ESCAPED, fillSlot, isTaken, kindOf, LIST, OBJECT, placeOf, readSlot, TEXT, valueOf } from './slot';
import { isSymbol, isText, placeOr } from './value';

/** Whether the frame is the answer to a ping, which is not JSON. */
export function isPong(from: usize, end: usize): bool {
  return end - from == 4 && load<u32>(from) == 0x676e6f70;
}

/** Reads the frame's members, the object's brace being at `at`; answers where it ends, 0 as the scanner does. */
export function readOkx(at: usize, end: usize): usize {
  clearData();
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = frameSlot();
    if (slot == DATA) at = readData(VENUE_OKX, slot, at, end);
    else if (slot == ARG && byteAt(at, end) == OPEN_OBJECT) at = readArg(at, end);
    else at = slot < 0 ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return readNoted(VENUE_OKX, at, end);
}

function readArg(at: usize, end: usize): usize {
  if (isTaken(ARG)) return beyond(at);
  fillSlot(ARG, OBJECT, at, 0);
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const slot = argSlot();
    at = slot < 0 ? valueEnd(at, end) : readSlot(slot, at, end);
    if (at == 0) return 0;
  }
  return at;
}

/** `from`: where the frame begins. */
export function judgeOkx(from: usize): i32 {
  if (kindOf(EVENT) != ABSENT) return judgeAnswer(from);
  if (kindOf(ARG) != OBJECT || (kindOf(CHANNEL) != TEXT && kindOf(CHANNEL) != ESCAPED)) {
    return refuse(FAULT_SHAPE, placeOr(ARG, from));
  }
  const data = okxData();
  if (isText(CHANNEL, 0x7372656b636974, 0)) return take(FRAME_IGNORED); // tickers
  // Of the many other channels none is subscribed here.
  if (data == DATA_UNUSED || kindOf(INSTRUMENT) == ESCAPED) return defer(from);
  if (kindOf(INSTRUMENT) != TEXT || !isSymbol(INSTRUMENT)) return refuse(FAULT_SYMBOL, placeOr(INSTRUMENT, from));
  setSymbol(placeOf(INSTRUMENT), valueOf(INSTRUMENT));
  return data == DATA_TRADES ? judgeTrades(from) : judgeBooks(from);
}

function judgeBooks(from: usize): i32 {
  if (kindOf(ACTION) == ESCAPED) return defer(from);
  const isSnapshot = isText(ACTION, 0x746f687370616e73, 0); // snapshot
  if (!isSnapshot && !isText(ACTION, 0x657461647075, 0)) return refuseBook(FAULT_UNKNOWN, placeOr(ACTION, from)); // update
  if (kindOf(DATA) != LIST || !hasBook) return refuseBook(FAULT_SHAPE, placeOr(DATA, from));
  return judgeBook(isSnapshot, placeOf(DATA));
}

function judgeTrades(from: usize): i32 {
  if (kindOf(DATA) != LIST) return refuse(FAULT_SHAPE, placeOr(DATA, from));
  if (tradesFault >= 0) return refuse(tradesFault, tradesFaultAt);
  if (entries == 0) return take(FRAME_IGNORED);
  setField(PARSED_TRADES, entries);
  return take(FRAME_TRADES);
}

function judgeAnswer(from: usize): i32 {
  const kind = kindOf(EVENT);
  if (kind == ESCAPED || kindOf(CHANNEL) == ESCAPED || kindOf(INSTRUMENT) == ESCAPED) return defer(from);
  const at = placeOf(EVENT);
  const length = kind == TEXT ? <usize>valueOf(EVENT) : 0;
  if (isText(EVENT, 0x6269726373627573, 0x65)) return judgeSubscription(from); // subscrib e
  const isUnused =
    isText(EVENT, 0x7263736275736e75, 0x656269) || // unsubscr ibe
    isText(EVENT, 0x656369746f6e, 0) || // notice
    isText(EVENT, 0x6e69676f6c, 0); // login
  if (isUnused) return take(FRAME_IGNORED);
  // Errors, and what is said of the number of connections: channel-
  const isToPeople = isText(EVENT, 0x726f727265, 0) || (length > 8 && lowWord(at, 8) == 0x2d6c656e6e616863);
  return isToPeople ? defer(at) : refuse(FAULT_UNKNOWN, at);
}

function judgeSubscription(from: usize): i32 {
  if (kindOf(ARG) != OBJECT) return refuse(FAULT_FIELD, placeOr(ARG, from));
  if (!isText(CHANNEL, BOOKS, 0)) return take(FRAME_IGNORED);
  if (kindOf(INSTRUMENT) != TEXT || !isSymbol(INSTRUMENT)) return refuse(FAULT_SYMBOL, placeOr(INSTRUMENT, from));
  setSymbol(placeOf(INSTRUMENT), valueOf(INSTRUMENT));
  setField(PARSED_DEPTH, 0);
  return take(FRAME_SUBSCRIBED);
}

export function judgePong(): i32 {
  return take(FRAME_HEARTBEAT);
}
