/** A level as an object, `{"price":29430.2,"qty":0.18967538}`, its numbers bare. */
import { bareEnd, decimals, mantissa, sentDecimals } from '../json/decimal';
import { firstMember, hasMember, nameAt, nameBytes, nextMember } from '../json/member';
import { lowWord } from '../json/name';
import { byteAt, CLOSE_OBJECT, COLON, OPEN_OBJECT, valueEnd } from '../json/scan';
import { FAULT_FIELD, FAULT_NUMBER } from '../layout';
import { storeLevel } from './columns';
import { readSlots } from './levels';
import { dropSlots, INTEGER, kindOf, NUMBER, readSlot } from './slot';

const OK = -1;
const PRICE = 30;
const SIZE = 31;
const BOTH: u32 = 0xc0000000;
/** `{"price"` */
const PRICE_NAME: u64 = 0x226563697270227b;
/** `,"qty":` */
const SIZE_NAME: u64 = 0x3a22797471222c;
const SIZE_NAME_BYTES: usize = 7;

/** Why the level read last by `readAnyObject` is none, -1 where it is one. */
export let fault: i32 = OK;

/** Behind the level at `at` where it is as all are; else 0, and nothing is said of it. */
export function readPlainObject(row: usize, at: usize, end: usize): usize {
  if (end - at < 20 || load<u64>(at) != PRICE_NAME || load<u8>(at, 8) != COLON) return 0;
  const middle = bareEnd(at + 9, end);
  if (middle == 0 || mantissa == 0 || end - middle < 9 || lowWord(middle, SIZE_NAME_BYTES) != SIZE_NAME) return 0;
  const price = mantissa;
  const priceDecimals = decimals;
  const priceSent = sentDecimals;
  const last = bareEnd(middle + SIZE_NAME_BYTES, end);
  if (last == 0 || byteAt(last, end) != CLOSE_OBJECT) return 0;
  storeLevel(row, price, priceDecimals, priceSent, mantissa, decimals, sentDecimals);
  return last + 1;
}

/** Reads whatever is at `at` as a level: sets `fault` where it is JSON and none. */
export function readAnyObject(row: usize, at: usize, end: usize): usize {
  fault = FAULT_FIELD;
  if (byteAt(at, end) != OPEN_OBJECT) return valueEnd(at, end);
  dropSlots(BOTH);
  for (at = firstMember(at, end); hasMember; at = nextMember(at, end)) {
    const name = nameBytes > 8 ? 0 : lowWord(nameAt, nameBytes);
    if (name == 0x6563697270) at = readSlot(PRICE, at, end);
    else if (name == 0x797471) at = readSlot(SIZE, at, end);
    else at = valueEnd(at, end);
    if (at == 0) return 0;
  }
  if (at == 0 || !isNumber(PRICE) || !isNumber(SIZE)) return at;
  fault = readSlots(row, PRICE, SIZE) ? OK : FAULT_NUMBER;
  return at;
}

export function isNumber(slot: i32): bool {
  const kind = kindOf(slot);
  return kind == NUMBER || kind == INTEGER;
}
