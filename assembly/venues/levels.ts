/**
 * Lists of levels, `[["price","size", …], …]` or objects, into columns. A level as venues write it, without
 * white space, is read in one go; any other is read again, token by token. The first level that is
 * none is kept as the list's fault, and the rest is only read over, since the frame must be JSON
 * before it can be anything else.
 */
import { decimals, mantissa, quotedEnd, readDecimal, sentDecimals } from '../json/decimal';
import { firstItem, hasItem, nextItem } from '../json/item';
import {
  beyond,
  byteAt,
  CLOSE_LIST,
  COMMA,
  digitsEnd,
  escaped,
  numberEnd,
  OPEN_LIST,
  QUOTE,
  skipSpace,
  stringEnd,
  valueEnd,
} from '../json/scan';
import { FAULT_FIELD, FAULT_NUMBER, MAX_DECIMAL_BYTES, SIDE_ASK } from '../layout';
import { levelLimit } from '../memory';
import { storeLevel } from './columns';
import { fault as objectFault, readAnyObject, readPlainObject } from './kraken-v2-level';
import { kindOf, placeOf, TEXT, valueOf } from './slot';

const OK = -1;
const COMMA_QUOTE: u32 = 0x222c;
const LIST_QUOTE: u32 = 0x225b;

/** Of the list read last: its levels, why and where one is none (-1: all are). */
export let rows: i32 = 0;
export let fault: i32 = OK;
export let faultAt: usize = 0;

/** Reads the list whose opening bracket is at `at`, of pairs or of objects; answers where it ends, 0 as the scanner does. */
export function readLevels(side: i32, areObjects: bool, at: usize, end: usize): usize {
  const first = side == SIDE_ASK ? <usize>levelLimit : 0;
  rows = 0;
  fault = OK;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    if (fault < 0) {
      if (rows == levelLimit) return beyond(at);
      const row = first + <usize>rows;
      at = areObjects ? readObject(row, at, end) : readPair(row, at, end);
      if (fault < 0) rows++;
    } else {
      at = valueEnd(at, end);
    }
    if (at == 0) return 0;
  }
  return at;
}

/** A pair as all are, or any other. */
function readPair(row: usize, at: usize, end: usize): usize {
  const next = readPlainPair(row, at, end);
  return next != 0 ? next : readAnyPair(row, at, end);
}

/** An object as all are, or any other. */
function readObject(row: usize, at: usize, end: usize): usize {
  const next = readPlainObject(row, at, end);
  if (next != 0) return next;
  const last = readAnyObject(row, at, end);
  return last != 0 && objectFault >= 0 ? refuse(objectFault, at, last) : last;
}

/** Behind the pair at `at` where it is as all are, with texts of digits behind it; else 0, and nothing is said of it. */
function readPlainPair(row: usize, at: usize, end: usize): usize {
  if (end - at < 8 || load<u16>(at) != LIST_QUOTE) return 0;
  const middle = quotedEnd(at + 2, end);
  if (middle == 0 || end - middle < 4 || load<u16>(middle, 1) != COMMA_QUOTE) return 0;
  const price = mantissa;
  const priceDecimals = decimals;
  const priceSent = sentDecimals;
  let last = quotedEnd(middle + 3, end);
  if (last == 0 || price == 0) return 0;
  const size = mantissa;
  const sizeDecimals = decimals;
  const sizeSent = sentDecimals;
  last++;
  while (byteAt(last, end) == COMMA && byteAt(last + 1, end) == QUOTE) {
    last = digitsEnd(last + 2, end);
    if (byteAt(last, end) != QUOTE) return 0;
    last++;
  }
  if (byteAt(last, end) != CLOSE_LIST) return 0;
  storeLevel(row, price, priceDecimals, priceSent, size, sizeDecimals, sizeSent);
  return last + 1;
}

/** Reads whatever is at `at` as a pair: sets `fault` where it is JSON and no level. */
function readAnyPair(row: usize, at: usize, end: usize): usize {
  const next = valueEnd(at, end);
  if (next == 0) return 0;
  if (load<u8>(at) != OPEN_LIST) return refuse(FAULT_FIELD, at, next);
  const price = skipSpace(at + 1, end);
  if (load<u8>(price) != QUOTE) return refuse(FAULT_FIELD, price, next);
  const priceEnd = stringEnd(price + 1, end);
  if (escaped) return beyond(price);
  const comma = skipSpace(priceEnd + 1, end);
  const size = skipSpace(comma + 1, end);
  if (load<u8>(comma) != COMMA || load<u8>(size) != QUOTE) return refuse(FAULT_FIELD, comma, next);
  const sizeEnd = stringEnd(size + 1, end);
  if (escaped) return beyond(size);
  if (!readLevel(row, price + 1, priceEnd, size + 1, sizeEnd)) return refuse(FAULT_NUMBER, price + 1, next);
  return next;
}

/** Puts a price and a size that are in slots, as text or as numbers, into a row; false as `readLevel`. */
export function readSlots(row: usize, price: i32, size: i32): bool {
  return readLevel(row, placeOf(price), textEnd(price), placeOf(size), textEnd(size));
}

/** Behind the text of a string or a number. */
function textEnd(slot: i32): usize {
  const at = placeOf(slot);
  // A byte behind the longest text is enough to see that it is too long.
  return kindOf(slot) == TEXT ? at + <usize>valueOf(slot) : numberEnd(at, at + MAX_DECIMAL_BYTES + 1);
}

/** Puts two whole texts into a row; false where one is no decimal, or the price 0. */
export function readLevel(row: usize, price: usize, priceEnd: usize, size: usize, sizeEnd: usize): bool {
  if (!readDecimal(price, priceEnd - price) || mantissa == 0) return false;
  const digits = mantissa;
  const places = decimals;
  const sent = sentDecimals;
  if (!readDecimal(size, sizeEnd - size)) return false;
  storeLevel(row, digits, places, sent, mantissa, decimals, sentDecimals);
  return true;
}

function refuse(code: i32, at: usize, next: usize): usize {
  fault = code;
  faultAt = at;
  return next;
}
