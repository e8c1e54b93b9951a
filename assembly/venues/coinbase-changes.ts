/** Coinbase's changes, `[["buy","price","size"], …]`, into the columns of both sides. */
import { decimals, mantissa, quotedEnd, sentDecimals } from '../json/decimal';
import { firstItem, hasItem, nextItem } from '../json/item';
import { beyond, byteAt, CLOSE_LIST, OPEN_LIST, valueEnd } from '../json/scan';
import { FAULT_FIELD, FAULT_NUMBER, TRADE_BUY } from '../layout';
import { levelLimit } from '../memory';
import { CHANGES } from './coinbase-fields';
import { storeLevel } from './columns';
import { readSlots } from './levels';
import { haveSides, setSides } from './sides';
import { dropSlots, ESCAPED, fillSlot, isTaken, kindOf, LIST, readItems, readSlot, TEXT } from './slot';
import { sideOf } from './value';

const OK = -1;
/** Slots of a change's values. */
const SIDE = 29;
const PRICE = 30;
const SIZE = 31;
const CHANGE: u32 = 0xe0000000;
const COMMA_QUOTE: u32 = 0x222c;
/** `["buy","` and `["sell",`, eight bytes of either. */
const BUY: u64 = 0x222c22797562225b;
const SELL: u64 = 0x2c226c6c6573225b;

/** Why and where a change of the list read last is none, -1: all are. */
export let changesFault: i32 = OK;
export let changesFaultAt: usize = 0;
let bids: i32 = 0;
let asks: i32 = 0;

/** Reads the value at `at`: a list of changes, or something that is only noted. */
export function readChanges(at: usize, end: usize): usize {
  if (byteAt(at, end) != OPEN_LIST) return readSlot(CHANGES, at, end);
  if (isTaken(CHANGES) || haveSides()) return beyond(at);
  fillSlot(CHANGES, LIST, at, 0);
  changesFault = OK;
  bids = 0;
  asks = 0;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    if (max(bids, asks) == levelLimit) return beyond(at);
    const next = changesFault < 0 ? readPlain(at, end) : valueEnd(at, end);
    at = next != 0 || changesFault >= 0 ? next : readAny(at, end);
    if (at == 0) return 0;
  }
  setSides(bids, asks);
  return at;
}

/** Takes the next row of a side. */
function rowOf(isBuy: bool): usize {
  if (isBuy) return bids++;
  return levelLimit + asks++;
}

/** Behind the change at `at` where it is as all are; else 0, and nothing is said of it. */
function readPlain(at: usize, end: usize): usize {
  if (end - at < 16) return 0;
  const word = load<u64>(at);
  const isBuy = word == BUY;
  if (!isBuy && (word != SELL || load<u8>(at, 8) != 0x22)) return 0;
  const middle = quotedEnd(at + (isBuy ? 8 : 9), end);
  if (middle == 0 || mantissa == 0 || end - middle < 4 || load<u16>(middle, 1) != COMMA_QUOTE) return 0;
  const price = mantissa;
  const priceDecimals = decimals;
  const priceSent = sentDecimals;
  const last = quotedEnd(middle + 3, end);
  if (last == 0 || byteAt(last + 1, end) != CLOSE_LIST) return 0;
  storeLevel(rowOf(isBuy), price, priceDecimals, priceSent, mantissa, decimals, sentDecimals);
  return last + 2;
}

/** Reads whatever is at `at` as a change: notes where it is JSON and none. */
function readAny(at: usize, end: usize): usize {
  dropSlots(CHANGE);
  const next = byteAt(at, end) == OPEN_LIST ? readItems(SIDE, SIZE, at, end) : valueEnd(at, end);
  if (next == 0) return 0;
  if (kindOf(SIDE) == ESCAPED || kindOf(PRICE) == ESCAPED || kindOf(SIZE) == ESCAPED) return beyond(at);
  const side = sideOf(SIDE);
  if (side < 0 || kindOf(PRICE) != TEXT || kindOf(SIZE) != TEXT) return refuse(FAULT_FIELD, at, next);
  return readSlots(rowOf(side == TRADE_BUY), PRICE, SIZE) ? next : refuse(FAULT_NUMBER, at, next);
}

function refuse(code: i32, at: usize, next: usize): usize {
  changesFault = code;
  changesFaultAt = at;
  return next;
}
