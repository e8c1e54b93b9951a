/**
 * The integer codes. All four are LEB128 of a number of at most 56 bits: the value itself, or its
 * magnitude shifted left with sign and operation in the low bits. Eight bytes are read and written at a
 * time and split into groups of seven bits without branches, since lengths are hard to predict; the
 * guard behind each region makes that safe at its end.
 *
 * Reading answers the number of bytes in the top byte and the number below, or minus a code.
 */
import { MAX_INTEGER } from '../argument';
import { TRUNCATED, VARINT } from '../layout';

const TOPS: u64 = 0x8080808080808080;
const NUMBER_BITS = 56;
const NUMBER_MASK: i64 = 0x00ffffffffffffff;

/** Bytes of what a reader answered. */
export function bytesOf(read: i64): usize {
  return <usize>(read >>> NUMBER_BITS);
}

/** The number of what a reader answered. */
export function numberOf(read: i64): i64 {
  return read & NUMBER_MASK;
}

/** Reads a number of up to 56 bits in shortest form at `at`, which is at most `end`. */
export function readNumber(at: usize, end: usize): i64 {
  const word = load<u64>(at);
  const stops = ~word & TOPS;
  if (stops == 0) return end - at >= 8 ? -VARINT : -TRUNCATED;
  const length = (<usize>ctz(stops) + 1) >> 3;
  if (length > end - at) return -TRUNCATED;
  // Up to and with the byte that stops; then gather seven bits of each byte.
  let number = word & (stops ^ (stops - 1)) & ~TOPS;
  number = (number & 0x007f007f007f007f) | ((number & 0x7f007f007f007f00) >> 1);
  number = (number & 0x00003fff00003fff) | ((number & 0x3fff00003fff0000) >> 2);
  number = (number & 0x000000000fffffff) | ((number & 0x0fffffff00000000) >> 4);
  if (number >> <u64>(length * 7 - 7) == 0 && length > 1) return -VARINT;
  return ((<i64>length) << NUMBER_BITS) | <i64>number;
}

/** Reads a `varint`. */
export function readVarint(at: usize, end: usize): i64 {
  const read = readNumber(at, end);
  return read >= 0 && numberOf(read) > MAX_INTEGER ? -VARINT : read;
}

/** Reads a magnitude with `bits` low bits of sign and operation, of which the top one is the sign. */
export function readSigned(at: usize, end: usize, bits: i64): i64 {
  const read = readNumber(at, end);
  if (read < 0) return read;
  const number = numberOf(read);
  // A sign with a magnitude of 0 is minus zero.
  return number >> bits > MAX_INTEGER || number >> (bits - 1) == 1 ? -VARINT : read;
}

/** Reads a magnitude with two low bits of operation. */
export function readOperation(at: usize, end: usize): i64 {
  const read = readNumber(at, end);
  return read >= 0 && numberOf(read) >> 2 > MAX_INTEGER ? -VARINT : read;
}

/** The value of an `svarint`'s number. */
export function signedOf(number: i64): i64 {
  const magnitude = number >> 1;
  return (number & 1) != 0 ? -magnitude : magnitude;
}

/** The number of an `svarint`. */
export function signedNumber(value: i64): i64 {
  return value < 0 ? (-value << 1) | 1 : value << 1;
}

/** Bytes that a number of up to 56 bits takes. */
export function lengthOf(number: i64): usize {
  // (bits + 6) / 7, exact for 1 to 56 bits.
  return ((70 - <usize>clz(number | 1)) * 37) >> 8;
}

/** Writes a number of up to 56 bits; up to eight bytes from `at` on are written. Answers where it ends. */
export function writeNumber(at: usize, number: i64): usize {
  const length = lengthOf(number);
  let word = <u64>number;
  word = (word & 0x000000000fffffff) | ((word & 0x00fffffff0000000) << 4);
  word = (word & 0x00003fff00003fff) | ((word & 0x0fffc0000fffc000) << 2);
  word = (word & 0x007f007f007f007f) | ((word & 0x3f803f803f803f80) << 1);
  store<u64>(at, word | (TOPS & (((<u64>1) << ((length - 1) << 3)) - 1)));
  return at + length;
}
