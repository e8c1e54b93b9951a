/**
 * Decimal text as an exact integer and a power of ten. It is not a number parser of general use: it
 * takes what venues send for prices and sizes (digits, a fraction, perhaps an exponent, no sign).
 */

import { MAX_DECIMALS } from '../../assembly/layout.js';

/** Longest text taken for a number. */
export const MAX_DECIMAL_CHARS = 64;
/** Largest exponent, either way, taken for a number: beyond it the text is absurd, not just large. */
const MAX_EXPONENT = 99;
/** Zeros before the point of the largest number on any grid, (2^53 - 1) steps of 2^53 - 1. */
const MAX_ZEROS = 31;

const ZERO = 48;
const POINT = 46;
const LOWER_E = 101;
const UPPER_E = 69;
const PLUS = 43;
const MINUS = 45;

/** 10^0 … 10^22, the powers of ten that a double holds exactly. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * A reader that keeps its last number in fields, so that reading a level makes no object.
 * The number is `mantissa` × 10^-`decimals`, the mantissa without trailing zeros (0 has decimals 0).
 */
export class ExactDecimal {
  /** 0 … 2^53 - 1. */
  mantissa = 0;
  /** At most MAX_DECIMALS; negative where the number ends in zeros before the point. */
  decimals = 0;
  /** Digits that stood behind the point, trailing zeros included. */
  sentDecimals = 0;

  /**
   * Takes a text; false where it is not a decimal (signed, empty, too long, NaN, 1e999 …), or one that no
   * grid holds: too fine, too large, or with more significant digits than 2^53 - 1.
   */
  read(text: string): boolean {
    const length = text.length;
    if (length === 0 || length > MAX_DECIMAL_CHARS) return false;
    let mantissa = 0;
    // Zeros are held back until a digit follows them, so that trailing ones never enter the mantissa.
    let zeros = 0;
    let fraction = -1;
    let at = 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === ZERO) {
        zeros++;
      } else if (code > ZERO && code <= ZERO + 9) {
        mantissa = append(mantissa, zeros, code - ZERO);
        zeros = 0;
      } else if (code === POINT && fraction < 0 && at > 0) {
        fraction = at + 1;
      } else {
        break;
      }
    }
    if (mantissa === Infinity) return false;
    const fractionDigits = fraction < 0 ? 0 : at - fraction;
    if (at === 0 || (fraction > 0 && fractionDigits === 0)) return false;
    let exponent = 0;
    if (at < length) {
      exponent = readExponent(text, at);
      if (Number.isNaN(exponent)) return false;
    }
    const decimals = mantissa === 0 ? 0 : fractionDigits - zeros - exponent;
    if (decimals > MAX_DECIMALS || decimals < -MAX_ZEROS) return false;
    this.mantissa = mantissa;
    this.decimals = decimals;
    this.sentDecimals = Math.max(0, fractionDigits - exponent);
    return true;
  }
}

/** `mantissa` with `zeros` zeros and a digit behind it; Infinity where that is beyond 2^53 - 1. */
function append(mantissa: number, zeros: number, digit: number): number {
  if (mantissa === 0) return digit;
  if (zeros > 15) return Infinity;
  const next = mantissa * POWERS_OF_TEN[zeros + 1]! + digit;
  return next <= Number.MAX_SAFE_INTEGER ? next : Infinity;
}

/** The exponent that begins at `at`, to the text's end; NaN where there is none. */
function readExponent(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  if (mark !== LOWER_E && mark !== UPPER_E) return Number.NaN;
  const sign = text.charCodeAt(at + 1);
  const first = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
  if (first >= text.length) return Number.NaN;
  let exponent = 0;
  for (let i = first; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    exponent = exponent * 10 + digit;
    if (exponent > MAX_EXPONENT) return Number.NaN;
  }
  return sign === MINUS ? -exponent : exponent;
}
