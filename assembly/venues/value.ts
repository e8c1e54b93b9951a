/** What the values of fields come to, for every venue: ids, symbols, numbers as text. */
import { MAX_INTEGER } from '../argument';
import { MAX_SYMBOL_BYTES } from '../layout';
import { INTEGER, kindOf, NUMBER, placeOf, valueOf } from './slot';

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

/** Whether a text is a symbol: printable, without spaces, not too long. */
export function isSymbol(slot: i32): bool {
  const length = valueOf(slot);
  if (length == 0 || length > MAX_SYMBOL_BYTES) return false;
  const at = placeOf(slot);
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(at + i) - 0x21 > 0x7e - 0x21) return false;
  return true;
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
