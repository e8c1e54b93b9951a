/** What the values of fields come to, for every venue: ids, symbols, numbers as text. */
import { MAX_INTEGER } from '../argument';
import { isNamed } from '../json/name';
import { NO_TIME, ODD_TIME, timeOf } from '../json/rfc3339';
import { digitsEnd } from '../json/scan';
import { MAX_SYMBOL_BYTES, MAX_TIME_MS, TRADE_BUY, TRADE_SELL } from '../layout';
import { ABSENT, ESCAPED, INTEGER, kindOf, NUMBER, placeOf, TEXT, valueOf } from './slot';

/* How a value is found. */
export const RIGHT = 0;
export const WRONG = 1;
/** Only others can tell. */
export const UNCERTAIN = 2;

/** An integer from 0 to 2^53 - 1. */
export function judgeId(slot: i32): i32 {
  const kind = kindOf(slot);
  if (kind == NUMBER) return UNCERTAIN;
  return kind == INTEGER && valueOf(slot) <= MAX_INTEGER ? RIGHT : WRONG;
}

/** Whether there is a text, and the one of up to 16 bytes that the words say: assembly/json/name.ts. */
export function isText(slot: i32, low: u64, high: u64): bool {
  return kindOf(slot) == TEXT && isNamed(placeOf(slot), <usize>valueOf(slot), low, high);
}

/** `buy` or `sell` as TRADE_BUY or TRADE_SELL; -1 where it is neither. */
export function sideOf(slot: i32): i32 {
  if (isText(slot, 0x797562, 0)) return TRADE_BUY;
  return isText(slot, 0x6c6c6573, 0) ? TRADE_SELL : -1;
}

/** The time judged last, µs since the epoch, -1 for none. */
export let time: i64 = -1;

/** Text of a time as assembly/json/rfc3339.ts reads it. */
export function judgeTimestamp(slot: i32): i32 {
  time = -1;
  const kind = kindOf(slot);
  if (kind == ESCAPED) return UNCERTAIN;
  if (kind != TEXT) return WRONG;
  const value = timeOf(placeOf(slot), <usize>valueOf(slot));
  if (value == ODD_TIME) return UNCERTAIN;
  if (value == NO_TIME) return WRONG;
  time = value;
  return RIGHT;
}

/** The same of a field that need not be there. */
export function judgeAnyTimestamp(slot: i32): i32 {
  if (kindOf(slot) != ABSENT) return judgeTimestamp(slot);
  time = -1;
  return RIGHT;
}

/** Where a field's value is, or `from` where there is none. */
export function placeOr(slot: i32, from: usize): usize {
  return kindOf(slot) == ABSENT ? from : placeOf(slot);
}

/** Whether a text is a symbol: printable, without spaces, not too long. */
export function isSymbol(slot: i32): bool {
  const length = valueOf(slot);
  if (length == 0 || length > MAX_SYMBOL_BYTES) return false;
  const at = placeOf(slot);
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(at + i) - 0x21 > 0x7e - 0x21) return false;
  return true;
}

/** Text of an integer of ms since the epoch, in µs; -1 where it is none. */
export function millisecondsOf(slot: i32): i64 {
  const value = kindOf(slot) == TEXT ? digitsOf(placeOf(slot), <usize>valueOf(slot), 13) : -1;
  return value < 0 || value > MAX_TIME_MS ? -1 : value * 1000;
}

/** Text of an id; -1 where it is none, or beyond 2^53 - 1. */
export function idOf(slot: i32): i64 {
  const value = kindOf(slot) == TEXT ? digitsOf(placeOf(slot), <usize>valueOf(slot), 16) : -1;
  return value > MAX_INTEGER ? -1 : value;
}

/** Whether a text is of digits alone. */
export function isDigits(at: usize, length: usize): bool {
  return digitsEnd(at, at + length) == at + length;
}

/** The number that 1 to `most` digits make; -1 where the text is something else. */
export function digitsOf(at: usize, length: usize, most: usize): i64 {
  if (length == 0 || length > most) return -1;
  let value: i64 = 0;
  for (let i: usize = 0; i < length; i++) {
    const digit = <u32>load<u8>(at + i) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
