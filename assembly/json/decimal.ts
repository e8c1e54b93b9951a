/**
 * Decimal text as an exact integer and a power of ten, the same numbers and the same refusals as
 * host/feeds/exact-decimal.ts: mantissa × 10^-decimals, the mantissa without trailing zeros and at most
 * 2^53 - 1, 0 with no decimals, no sign, an exponent of at most 99.
 *
 * `quotedEnd` and `bareEnd` are the fast way, for digits and a point in a string and as a JSON number; whatever
 * they do not take, a whole text is read by `readDecimal`. Zeros are held back until a digit follows them (`scale` is 10 to the
 * number of them plus one), so trailing ones never enter the mantissa.
 */
import { MAX_INTEGER } from '../argument';
import { MAX_DECIMAL_BYTES, MAX_DECIMALS } from '../layout';
import { readVector } from './decimal.simd';
import { byteAt, isDigit, QUOTE } from './scan';

const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
/** Digits and point of the fast way: 10^18 times 10 fits 64 bits. */
const FAST_BYTES: usize = 18;
const MAX_EXPONENT = 99;
/** Zeros before the point of the largest number on any grid. */
const MAX_ZEROS = 31;

/** The number read last. */
export let mantissa: i64 = 0;
export let decimals: i32 = 0;
/** Digits that stood behind the point, trailing zeros included. */
export let sentDecimals: i32 = 0;

export function setDecimal(digits: i64, places: i32, sent: i32): void {
  mantissa = digits;
  decimals = places;
  sentDecimals = sent;
}

/** Reads the number at `at`, up to a quote; answers where that is, 0 where it is not as simple as that. */
export function quotedEnd(at: usize, end: usize): usize {
  const next = plainEnd(at, end);
  return next != 0 && byteAt(next, end) == QUOTE ? next : 0;
}

/** Reads the JSON number at `at`; answers where it ends, 0 where it is not as simple as that. What stands behind may still be part of it. */
export function bareEnd(at: usize, end: usize): usize {
  const next = plainEnd(at, end);
  // No zeros before the whole part's first digit.
  if (next - at > 1 && load<u8>(at) == ZERO && load<u8>(at, 1) != POINT) return 0;
  return next;
}

/** Behind the digits and the point that begin at `at`; 0 where they are no number, or beyond 2^53 - 1, or many. */
function plainEnd(at: usize, end: usize): usize {
  if (ASC_FEATURE_SIMD) {
    const next = readVector(at, end);
    if (next != 0) return next;
  }
  const limit = min(end, at + FAST_BYTES);
  let value: i64 = 0;
  let scale: i64 = 10;
  let zeros = 0;
  let point: usize = 0;
  let next = at;
  for (; next < limit; next++) {
    const digit = <u32>load<u8>(next) - ZERO;
    if (digit - 1 < 9) {
      value = value * scale + digit;
      scale = 10;
      zeros = 0;
    } else if (digit == 0) {
      scale *= 10;
      zeros++;
    } else if (digit == POINT - ZERO && point == 0 && next > at) {
      point = next;
    } else {
      break;
    }
  }
  if (next == at || next - 1 == point || value > MAX_INTEGER) return 0;
  const sent = point == 0 ? 0 : <i32>(next - point - 1);
  setDecimal(value, value == 0 ? 0 : sent - zeros, sent);
  return next;
}

/** Reads a whole text; false where it is no decimal, or one that no grid holds. */
export function readDecimal(at: usize, length: usize): bool {
  if (length == 0 || length > <usize>MAX_DECIMAL_BYTES) return false;
  const end = at + length;
  let value: i64 = 0;
  let zeros = 0;
  let point: usize = 0;
  let next = at;
  for (; next < end; next++) {
    const byte = <u32>load<u8>(next);
    if (byte == ZERO) {
      zeros++;
    } else if (isDigit(byte)) {
      value = append(value, zeros, byte - ZERO);
      if (value < 0) return false;
      zeros = 0;
    } else if (byte == POINT && point == 0 && next > at) {
      point = next;
    } else {
      break;
    }
  }
  const fraction = point == 0 ? 0 : <i32>(next - point - 1);
  if (next == at || (point != 0 && fraction == 0)) return false;
  const exponent = next < end ? readExponent(next, end) : 0;
  if (exponent > MAX_EXPONENT) return false;
  const places = value == 0 ? 0 : fraction - zeros - exponent;
  if (places > MAX_DECIMALS || places < -MAX_ZEROS) return false;
  setDecimal(value, places, max(0, fraction - exponent));
  return true;
}

/** A number with `zeros` zeros and a digit behind it; -1 where that is beyond 2^53 - 1. */
function append(value: i64, zeros: i32, digit: u32): i64 {
  if (value == 0) return digit;
  for (; zeros >= 0; zeros--) {
    value *= 10;
    if (value > MAX_INTEGER) return -1;
  }
  value += digit;
  return value <= MAX_INTEGER ? value : -1;
}

/** The exponent that begins at `at`, to the text's end; above MAX_EXPONENT where there is none or it is too large. */
function readExponent(at: usize, end: usize): i32 {
  if ((<u32>load<u8>(at) | 0x20) != 0x65) return MAX_EXPONENT + 1;
  const sign = byteAt(at + 1, end);
  let next = sign == 0x2b || sign == 0x2d ? at + 2 : at + 1;
  if (next >= end) return MAX_EXPONENT + 1;
  let exponent = 0;
  for (; next < end; next++) {
    const byte = <u32>load<u8>(next);
    if (!isDigit(byte)) return MAX_EXPONENT + 1;
    exponent = exponent * 10 + <i32>(byte - ZERO);
    if (exponent > MAX_EXPONENT) return exponent;
  }
  return sign == 0x2d ? -exponent : exponent;
}
