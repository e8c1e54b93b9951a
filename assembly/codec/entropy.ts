/**
 * The binary range coder of the dense codec, both ways: bits with adaptive odds, numbers, raw bits. A bit
 * is coded with the mean of two states' odds, and both learn. docs/PROTOCOL.md has the arithmetic.
 *
 * One set of calls serves both ways, so that the order of fields is written once: writing, a call codes
 * the value that it is given; reading, it answers the one that it finds.
 */
import { MAX_INTEGER } from '../argument';
import { OK, RANGE, TRUNCATED } from '../layout';

/** Odds are kept in the upper 13 bits of a state, what it has seen (at most 7) in the lower 3. */
const ODDS: u32 = 0xfff8;
/** How fast a state learns, a shift in four bits for each number of bits seen. */
const SHIFTS: u32 = 0x43333221;
const LEAST_RANGE: u32 = 1 << 24;
/** Bytes behind a payload that read as 0: as many as the first fill takes. */
const FILL_BYTES: usize = 4;
/** Classes of numbers with states of their own; longer numbers share the last. */
const CLASSES: i64 = 24;

export let isReading: bool = false;
/** Code of the first fault of reading, 0 for none; from then on everything reads as 0. */
export let entropyFault: i32 = 0;
/** Whether more was written than there is room for. */
export let isOverfull: bool = false;

let states: usize = 0;
let first: usize = 0;
let position: usize = 0;
let limit: usize = 0;
let low: u64 = 0;
let range: u32 = 0;
let code: u32 = 0;

/** Begins to write at `at`, not beyond `end`, with the states at `model`. */
export function openWriting(at: usize, end: usize, model: usize): void {
  isReading = false;
  isOverfull = false;
  entropyFault = OK;
  states = model;
  first = at;
  position = at;
  limit = end;
  low = 0;
  range = 0xffffffff;
}

/** Begins to read the bytes from `at` to `end`. */
export function openReading(at: usize, end: usize, model: usize): void {
  isReading = true;
  entropyFault = OK;
  states = model;
  position = at;
  limit = end;
  range = 0xffffffff;
  code = 0;
  for (let i = 0; i < 4; i++) code = (code << 8) | nextCodeByte();
}

export function failReading(fault: i32): void {
  if (entropyFault == OK) entropyFault = fault;
}

/** Whether all bytes have been read. */
export function isReadWhole(): bool {
  return position >= limit;
}

function nextCodeByte(): u32 {
  const at = position++;
  if (at < limit) return load<u8>(at);
  if (at - limit >= FILL_BYTES) failReading(TRUNCATED);
  return 0;
}

/** Adds one to the number that the written bytes are. */
function carry(): void {
  for (let at = position - 1; at >= first; at--) {
    const byte = <u32>load<u8>(at) + 1;
    store<u8>(at, <u8>byte);
    if (byte < 0x100) return;
  }
}

function putCodeByte(): void {
  if (low >> 32 != 0) carry();
  if (position < limit) store<u8>(position++, <u8>(low >> 24));
  else isOverfull = true;
  low = (low & 0x00ffffff) << 8;
}

function normalise(): void {
  while (range < LEAST_RANGE) {
    range <<= 8;
    if (isReading) code = (code << 8) | nextCodeByte();
    else putCodeByte();
  }
}

/** The state after another bit. */
function learn(state: u32, bit: u32): u32 {
  const seen = state & 7;
  const odds = state & ODDS;
  const shift = (SHIFTS >> (seen << 2)) & 7;
  const next = bit != 0 ? odds + (((ODDS - odds) >> shift) & ODDS) : odds - ((odds >> shift) & ODDS);
  return next | min<u32>(seen + 1, 7);
}

/** Codes a bit with the states of these two indexes. */
export function codeBit(a: i32, b: i32, value: i32): i32 {
  const atA = states + ((<usize>a) << 1);
  const atB = states + ((<usize>b) << 1);
  const stateA = <u32>load<u16>(atA);
  const stateB = <u32>load<u16>(atB);
  const bound = (range >> 16) * (((stateA & ODDS) + (stateB & ODDS)) >> 1);
  let bit = value;
  if (isReading) {
    bit = entropyFault == OK ? <i32>(code < bound) : 0;
    if (bit == 0) code -= bound;
  } else if (bit == 0) low += bound;
  range = bit != 0 ? bound : range - bound;
  store<u16>(atA, <u16>learn(stateA, <u32>bit));
  store<u16>(atB, <u16>learn(stateB, <u32>bit));
  normalise();
  return bit;
}

/** Codes the low `count` bits (at most 8), all values alike. */
function codeRaw(count: i32, value: u32): u32 {
  range >>= count;
  let bits = value;
  if (isReading) {
    bits = entropyFault == OK ? code / range : 0;
    if (bits >> count != 0) {
      failReading(RANGE);
      bits = 0;
    }
    code -= bits * range;
  } else low += <u64>bits * range;
  normalise();
  return bits;
}

/** States of a number with `m` bits after the first. */
export function statesOfNumber(m: i32): i32 {
  return <i32>CLASSES + ((<i32>CLASSES) << m);
}

/** Codes a number from 0 to 2^53 - 1: its length by ones and a zero, `m` bits after the first, the rest raw. */
export function codeNumber(a: i32, b: i32, m: i32, value: i64): i64 {
  const length = codeLength(a, b, 63 - clz(value + 1));
  const shared = <i32>min(length, CLASSES - 1);
  const fromA = a + <i32>CLASSES + (shared << m);
  const fromB = b + <i32>CLASSES + (shared << m);
  let number: i64 = 1;
  let rest = <i32>length;
  for (let coded = 0; coded < m && rest > 0; coded++) {
    rest--;
    const bit = codeBit(fromA + <i32>number, fromB + <i32>number, <i32>((value + 1) >> rest) & 1);
    number = (number << 1) | bit;
  }
  while (rest > 0) {
    const count = min(rest, 8);
    rest -= count;
    const bits = codeRaw(count, <u32>((value + 1) >> rest) & ((1 << count) - 1));
    number = (number << count) | <i64>bits;
  }
  if (number - 1 > MAX_INTEGER) failReading(RANGE);
  return entropyFault == OK ? number - 1 : 0;
}

function codeLength(a: i32, b: i32, value: i64): i64 {
  let length: i64 = 0;
  while (length < 53) {
    const at = <i32>min(length, CLASSES - 1);
    if (codeBit(a + at, b + at, <i32>(length < value)) == 0) break;
    length++;
  }
  return length;
}

/** Writes the fewest bytes that say what was coded, and answers where they end. */
export function closeWriting(): usize {
  const top = low + range;
  let bytes = 0;
  let mask: u64 = 0xffffffff;
  let end = (low + mask) & ~mask;
  while (end >= top) {
    bytes++;
    mask >>= 8;
    end = (low + mask) & ~mask;
  }
  low = end;
  if (low >> 32 != 0) carry();
  low &= 0xffffffff;
  for (let i = 0; i < bytes; i++) putCodeByte();
  return position;
}
