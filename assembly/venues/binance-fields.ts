/**
 * The named fields of a Binance frame, with or without the envelope of a combined stream, noted in slots
 * and columns. Lists of levels are read at once, whatever the frame turns out to be.
 */
import { highWord, lowWord } from '../json/name';
import {
  beyond,
  byteAt,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  escaped,
  notJson,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
  stringEnd,
  valueEnd,
} from '../json/scan';
import { SIDE_ASK, SIDE_BID } from '../layout';
import { readSide } from './sides';
import { fillSlot, hasSlotsBesides, isTaken, keepSlots, kindOf, OBJECT, readSlot, TEXT } from './slot';

/** In the envelope alone. */
export const STREAM = 0;
export const DATA = 1;
export const EVENT = 2;
export const EVENT_TIME = 3;
export const TIME = 4;
export const SYMBOL = 5;
export const FIRST_ID = 6;
export const LAST_ID = 7;
export const PREVIOUS_ID = 8;
/** Bids of a diff, or the price of the best bid. */
export const BID = 9;
export const ASK = 10;
export const BID_SIZE = 11;
export const ASK_SIZE = 12;
export const TRADE_NUMBER = 13;
export const PRICE = 14;
export const SIZE = 15;
export const BUYER_IS_MAKER = 16;
export const TRADE_TYPE = 17;
export const SNAPSHOT_ID = 18;
export const SNAPSHOT_SYMBOL = 19;
export const SNAPSHOT_BIDS = 20;
export const SNAPSHOT_ASKS = 21;
export const ERROR = 22;
export const CODE = 23;
export const MESSAGE = 24;
export const RESULT = 25;
export const REQUEST = 26;
const OTHER = -1;

const ENVELOPE: u32 = (1 << STREAM) | (1 << DATA);

/** Reads the frame's members, the object's opening brace being at `at`; answers where it ends, 0 as the scanner does. */
export function readFrame(at: usize, end: usize): usize {
  return readMembers(at, end, true);
}

function readMembers(at: usize, end: usize, isOuter: bool): usize {
  at = skipSpace(at + 1, end);
  if (byteAt(at, end) == CLOSE_OBJECT) return at + 1;
  while (true) {
    if (byteAt(at, end) != QUOTE) return notJson(at);
    const name = at + 1;
    let close = name + 1;
    let slot = OTHER;
    if (byteAt(close, end) == QUOTE) slot = letterSlot(load<u8>(name));
    // What is no letter of ours may be an escape, or no text at all.
    if (slot == OTHER) {
      close = stringEnd(name, end);
      if (close == 0) return 0;
      if (escaped) return beyond(name);
      slot = wordSlot(name, close - name);
    }
    at = skipSpace(close + 1, end);
    if (byteAt(at, end) != COLON) return notJson(at);
    at = skipSpace(at + 1, end);
    at = isOuter ? readOuter(slot, at, end) : readInner(slot, at, end);
    if (at == 0) return 0;
    at = skipSpace(at, end);
    const next = byteAt(at, end);
    if (next == CLOSE_OBJECT) return at + 1;
    if (next != COMMA) return notJson(at);
    at = skipSpace(at + 1, end);
  }
}

/**
 * The value of a member of the frame. Where a stream is named, what counts is in `data`, and what stands
 * beside it does not; where that is seen too late, the frame is left to others.
 */
function readOuter(slot: i32, at: usize, end: usize): usize {
  const isEnvelope = kindOf(STREAM) == TEXT;
  if (slot == DATA && byteAt(at, end) == OPEN_OBJECT) {
    if (isTaken(DATA)) return beyond(at);
    if (isEnvelope) keepSlots(ENVELOPE);
    else if (hasSlotsBesides(ENVELOPE)) return beyond(at);
    fillSlot(DATA, OBJECT, at, 0);
    return readMembers(at, end, false);
  }
  if (slot == STREAM || slot == DATA) return readSlot(slot, at, end);
  if (slot == OTHER) return valueEnd(at, end);
  if (kindOf(DATA) != OBJECT) return readField(slot, at, end);
  return isEnvelope ? valueEnd(at, end) : beyond(at);
}

/** The value of a member of `data`. */
function readInner(slot: i32, at: usize, end: usize): usize {
  return slot == OTHER || slot == STREAM || slot == DATA ? valueEnd(at, end) : readField(slot, at, end);
}

function readField(slot: i32, at: usize, end: usize): usize {
  if (slot == BID || slot == SNAPSHOT_BIDS) return readSide(SIDE_BID, slot, false, at, end);
  if (slot == ASK || slot == SNAPSHOT_ASKS) return readSide(SIDE_ASK, slot, false, at, end);
  return readSlot(slot, at, end);
}

function letterSlot(letter: u32): i32 {
  switch (letter) {
    case 0x65: // e
      return EVENT;
    case 0x45: // E
      return EVENT_TIME;
    case 0x54: // T
      return TIME;
    case 0x73: // s
      return SYMBOL;
    case 0x55: // U
      return FIRST_ID;
    case 0x75: // u
      return LAST_ID;
    case 0x62: // b
      return BID;
    case 0x61: // a
      return ASK;
    case 0x42: // B
      return BID_SIZE;
    case 0x41: // A
      return ASK_SIZE;
    case 0x74: // t
      return TRADE_NUMBER;
    case 0x70: // p
      return PRICE;
    case 0x71: // q
      return SIZE;
    case 0x6d: // m
      return BUYER_IS_MAKER;
    case 0x58: // X
      return TRADE_TYPE;
    default:
      return OTHER;
  }
}

/** Names of more than a letter, as words: assembly/json/name.ts. */
function wordSlot(at: usize, length: usize): i32 {
  if (length > 12) return OTHER;
  const word = lowWord(at, length);
  if (length > 8) {
    // lastUpda teId
    return word == 0x616470557473616c && highWord(at, length) == 0x64496574 ? SNAPSHOT_ID : OTHER;
  }
  if (word == 0x7570) return PREVIOUS_ID; // pu
  if (word == 0x61746164) return DATA; // data
  if (word == 0x6d6165727473) return STREAM; // stream
  if (word == 0x73646962) return SNAPSHOT_BIDS; // bids
  if (word == 0x736b7361) return SNAPSHOT_ASKS; // asks
  if (word == 0x6c6f626d7973) return SNAPSHOT_SYMBOL; // symbol
  if (word == 0x6469) return REQUEST; // id
  if (word == 0x746c75736572) return RESULT; // result
  if (word == 0x726f727265) return ERROR; // error
  if (word == 0x65646f63) return CODE; // code
  if (word == 0x67736d) return MESSAGE; // msg
  return OTHER;
}
