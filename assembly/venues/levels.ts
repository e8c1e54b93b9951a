/**
 * Lists of levels, `[["price","size", …], …]`, into columns. A pair as every venue writes it, without
 * white space, is read in one go; any other is read again, token by token. The first level that is
 * none is kept as the list's fault, and the rest is only read over, since the frame must be JSON
 * before it can be anything else.
 */
import { decimals, mantissa, quotedEnd, readDecimal, sentDecimals } from '../json/decimal';
import {
  beyond,
  byteAt,
  CLOSE_LIST,
  COMMA,
  escaped,
  notJson,
  OPEN_LIST,
  QUOTE,
  skipSpace,
  stringEnd,
  valueEnd,
} from '../json/scan';
import { FAULT_FIELD, FAULT_NUMBER, SIDE_ASK } from '../layout';
import { levelLimit } from '../memory';
import { storeLevel } from './columns';

const OK = -1;
const COMMA_QUOTE: u32 = 0x222c;
const LIST_QUOTE: u32 = 0x225b;

/** Of the list read last: its levels, why and where one is none (-1: all are). */
export let rows: i32 = 0;
export let fault: i32 = OK;
export let faultAt: usize = 0;

/** Reads the list whose opening bracket is at `at`; answers where it ends, 0 as the scanner does. */
export function readLevels(side: i32, at: usize, end: usize): usize {
  const first = side == SIDE_ASK ? <usize>levelLimit : 0;
  rows = 0;
  fault = OK;
  at = skipSpace(at + 1, end);
  if (byteAt(at, end) == CLOSE_LIST) return at + 1;
  while (true) {
    let next: usize = 0;
    if (fault < 0) {
      if (rows == levelLimit) return beyond(at);
      const row = first + <usize>rows;
      next = readPair(row, at, end);
      if (next == 0) next = readAnyPair(row, at, end);
      if (fault < 0) rows++;
    } else {
      next = valueEnd(at, end);
    }
    if (next == 0) return 0;
    at = skipSpace(next, end);
    const byte = byteAt(at, end);
    if (byte == CLOSE_LIST) return at + 1;
    if (byte != COMMA) return notJson(at);
    at = skipSpace(at + 1, end);
  }
}

/** Behind the pair at `at` where it is as all are; else 0, and nothing is said of it. */
function readPair(row: usize, at: usize, end: usize): usize {
  if (end - at < 8 || load<u16>(at) != LIST_QUOTE) return 0;
  const middle = quotedEnd(at + 2, end);
  if (middle == 0 || end - middle < 4 || load<u16>(middle, 1) != COMMA_QUOTE) return 0;
  const price = mantissa;
  const priceDecimals = decimals;
  const priceSent = sentDecimals;
  const last = quotedEnd(middle + 3, end);
  if (last == 0 || price == 0 || byteAt(last + 1, end) != CLOSE_LIST) return 0;
  storeLevel(row, price, priceDecimals, priceSent, mantissa, decimals, sentDecimals);
  return last + 2;
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
