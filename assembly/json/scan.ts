/**
 * Reads JSON text without building anything: each function takes where something begins, and answers
 * where it ends, or 0 with `trouble` set. The grammar is RFC 8259's, to the letter, and text must be
 * UTF-8; what nests deeper than MAX_NESTING is left to others.
 *
 * `end` is the end of the text. Bytes behind it are looked at (vectors, words), never believed: a
 * region has a guard behind it that makes that safe. No byte of 0 is part of any token outside of
 * strings, so `byteAt` answers 0 at the end and no caller needs to ask twice.
 */
import { MAX_NESTING } from '../layout';
import { closeNames, noteName, openNames } from './names';
import { plainRun } from './text.simd';

export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const COLON: u32 = 0x3a;
export const OPEN_LIST: u32 = 0x5b;
export const CLOSE_LIST: u32 = 0x5d;
export const OPEN_OBJECT: u32 = 0x7b;
export const CLOSE_OBJECT: u32 = 0x7d;
const BACKSLASH: u32 = 0x5c;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const SPACE: u32 = 0x20;

export const TROUBLE_JSON = 1;
export const TROUBLE_BEYOND = 2;
/** Why the last answer was 0: not JSON, or beyond what is read here. */
export let trouble: i32 = 0;
/** Where. */
export let troubleAt: usize = 0;
/** Whether the string that ended last has an escape in it. */
export let escaped: bool = false;
/** Whether the number that ended last is of digits alone. */
export let plainNumber: bool = false;

export function notJson(at: usize): usize {
  trouble = TROUBLE_JSON;
  troubleAt = at;
  return 0;
}

/** Legal as far as it was read, and not read further. */
export function beyond(at: usize): usize {
  trouble = TROUBLE_BEYOND;
  troubleAt = at;
  return 0;
}

/** The byte at `at`, 0 at the end. */
export function byteAt(at: usize, end: usize): u32 {
  return at < end ? load<u8>(at) : 0;
}

/** Where the next token begins. */
export function skipSpace(at: usize, end: usize): usize {
  while (at < end) {
    const byte = load<u8>(at);
    if (byte > SPACE || (byte != SPACE && byte != 0x0a && byte != 0x0d && byte != 0x09)) break;
    at++;
  }
  return at;
}

/** The closing quote of the string whose text begins at `at`. */
export function stringEnd(at: usize, end: usize): usize {
  escaped = false;
  while (at < end) {
    if (ASC_FEATURE_SIMD) at = plainRun(at, end);
    const byte = byteAt(at, end);
    if (byte == QUOTE) return at;
    if (byte == BACKSLASH) {
      escaped = true;
      const next = escapeEnd(at + 1, end);
      if (next == 0) return notJson(at);
      at = next;
    } else if (byte >= 0x80) {
      const next = sequenceEnd(at, end);
      if (next == 0) return notJson(at);
      at = next;
    } else if (byte >= SPACE) {
      at++;
    } else {
      return notJson(min(at, end));
    }
  }
  return notJson(end);
}

/** Behind the escape whose letter is at `at`; 0 where there is none. */
function escapeEnd(at: usize, end: usize): usize {
  switch (byteAt(at, end)) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let i: usize = 1; i <= 4; i++) if (!isHex(byteAt(at + i, end))) return 0;
      return at + 5;
    default:
      return 0;
  }
}

function isHex(byte: u32): bool {
  return isDigit(byte) || (byte | 0x20) - 0x61 < 6;
}

/** Behind the UTF-8 sequence at `at`; 0 where it is none: cut off, overlong, a surrogate, beyond U+10FFFF. */
function sequenceEnd(at: usize, end: usize): usize {
  const first = <u32>load<u8>(at);
  const second = byteAt(at + 1, end);
  if (first < 0xc2 || first > 0xf4 || !isContinuation(second)) return 0;
  if (first < 0xe0) return at + 2;
  if (!isContinuation(byteAt(at + 2, end))) return 0;
  if (first < 0xf0) {
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
    return at + 3;
  }
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return isContinuation(byteAt(at + 3, end)) ? at + 4 : 0;
}

function isContinuation(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}

export function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

/** Behind the digits at `at`, of which there may be none. */
export function digitsEnd(at: usize, end: usize): usize {
  while (isDigit(byteAt(at, end))) at++;
  return at;
}

/** Behind the number at `at`, whose first byte is a digit or a minus sign. */
export function numberEnd(at: usize, end: usize): usize {
  const negative = load<u8>(at) == MINUS;
  const first = negative ? at + 1 : at;
  const whole = digitsEnd(first, end);
  if (whole == first || (whole > first + 1 && load<u8>(first) == ZERO)) return notJson(first);
  let last = whole;
  if (byteAt(last, end) == POINT) {
    const fraction = last + 1;
    last = digitsEnd(fraction, end);
    if (last == fraction) return notJson(last);
  }
  if ((byteAt(last, end) | 0x20) == 0x65) {
    const sign = byteAt(last + 1, end);
    const exponent = sign == PLUS || sign == MINUS ? last + 2 : last + 1;
    last = digitsEnd(exponent, end);
    if (last == exponent) return notJson(last);
  }
  plainNumber = !negative && last == whole;
  return last;
}

/** Behind `true`, `false` or `null`, whichever it must be. */
export function literalEnd(at: usize, end: usize): usize {
  const word = load<u32>(at);
  const length: usize = word == 0x736c6166 ? 5 : 4;
  if (end - at < length) return notJson(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  return word == 0x736c6166 && load<u8>(at, 4) == 0x65 ? at + 5 : notJson(at);
}

/** Behind a string, number or literal. */
function scalarEnd(at: usize, end: usize): usize {
  const byte = byteAt(at, end);
  if (byte == QUOTE) {
    const close = stringEnd(at + 1, end);
    return close == 0 ? 0 : close + 1;
  }
  if (isDigit(byte) || byte == MINUS) return numberEnd(at, end);
  return at < end ? literalEnd(at, end) : notJson(at);
}

/** Where the value of a member begins, whose name's opening quote must be at `at`. */
function memberValue(at: usize, end: usize): usize {
  if (byteAt(at, end) != QUOTE) return notJson(at);
  const close = stringEnd(at + 1, end);
  if (close == 0) return 0;
  if (!noteName(at + 1, close - at - 1, escaped)) return beyond(at);
  const colon = skipSpace(close + 1, end);
  return byteAt(colon, end) == COLON ? skipSpace(colon + 1, end) : notJson(colon);
}

/**
 * Behind the value that begins at `at`. Whether a container is an object is kept a bit a level, the
 * innermost lowest, so nothing is called recursively.
 */
export function valueEnd(at: usize, end: usize): usize {
  let depth = 0;
  let objects: u64 = 0;
  while (true) {
    const byte = byteAt(at, end);
    if (byte == OPEN_LIST || byte == OPEN_OBJECT) {
      if (depth == MAX_NESTING) return beyond(at);
      const isObject = byte == OPEN_OBJECT;
      at = skipSpace(at + 1, end);
      if (byteAt(at, end) != (isObject ? CLOSE_OBJECT : CLOSE_LIST)) {
        depth++;
        objects = (objects << 1) | u64(isObject);
        if (isObject) {
          if (!openNames()) return beyond(at);
          at = memberValue(at, end);
          if (at == 0) return 0;
        }
        continue;
      }
      at++;
    } else {
      at = scalarEnd(at, end);
      if (at == 0) return 0;
    }
    // A value has ended: so may containers, or the next value begins.
    while (true) {
      if (depth == 0) return at;
      at = skipSpace(at, end);
      const isObject = (objects & 1) != 0;
      const next = byteAt(at, end);
      if (next == COMMA) {
        at = skipSpace(at + 1, end);
        if (isObject) {
          at = memberValue(at, end);
          if (at == 0) return 0;
        }
        break;
      }
      if (next != (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return notJson(at);
      if (isObject) closeNames();
      at++;
      depth--;
      objects >>= 1;
    }
  }
}
