/**
 * The reading half of the dense codec's range coder, the counterpart of range-writer.ts. The first fault
 * is kept; what is read after it means nothing, and ends all the same.
 */
import { OK, RANGE, TRUNCATED } from '../layout';
import { boundOf, LEAST_RANGE, learn } from './odds';

/** Bytes behind a payload that read as 0: as many as the first fill takes. */
const FILL_BYTES: usize = 4;

/** Code of the first fault, 0 for none. */
export let readingFault: i32 = 0;

let states: usize = 0;
let position: usize = 0;
let limit: usize = 0;
let range: u32 = 0;
let code: u32 = 0;

/** Begins to read the bytes from `at` to `end`, with the states at `model`. */
export function openReading(at: usize, end: usize, model: usize): void {
  readingFault = OK;
  states = model;
  position = at;
  limit = end;
  range = 0xffffffff;
  code = 0;
  for (let i = 0; i < 4; i++) code = (code << 8) | nextByte();
}

export function failReading(fault: i32): void {
  if (readingFault == OK) readingFault = fault;
}

/** Whether all bytes have been read. */
export function isReadWhole(): bool {
  return position >= limit;
}

function nextByte(): u32 {
  const at = position++;
  if (at < limit) return load<u8>(at);
  if (at - limit >= FILL_BYTES) failReading(TRUNCATED);
  return 0;
}

/** Reads a bit with the state of this index. */
export function readBit(index: i32): i32 {
  const at = states + ((<usize>index) << 1);
  const state = <u32>load<u16>(at);
  const bound = boundOf(range, state);
  const bit = code < bound;
  store<u16>(at, <u16>learn(state, bit));
  range = select(bound, range - bound, bit);
  code = select(code, code - bound, bit);
  while (range < LEAST_RANGE) {
    range <<= 8;
    code = (code << 8) | nextByte();
  }
  return <i32>bit;
}

/** Reads `count` bits as `writeTree` writes them. */
export function readTree(index: i32, count: i32): u32 {
  const base = states + ((<usize>index) << 1);
  let node: u32 = 1;
  let nowCode = code;
  let nowRange = range;
  for (let rest = count; rest > 0; rest--) {
    const at = base + ((<usize>node) << 1);
    const state = <u32>load<u16>(at);
    const bound = boundOf(nowRange, state);
    // Without branches: most bits are close to random.
    const bit = nowCode < bound;
    store<u16>(at, <u16>learn(state, bit));
    nowRange = select(bound, nowRange - bound, bit);
    nowCode = select(nowCode, nowCode - bound, bit);
    node = (node << 1) | <u32>bit;
    while (nowRange < LEAST_RANGE) {
      nowRange <<= 8;
      nowCode = (nowCode << 8) | nextByte();
    }
  }
  code = nowCode;
  range = nowRange;
  return node - (1 << count);
}

/** Reads what `writeUnary` writes. */
export function readUnary(index: i32, from: i32, last: i32, most: i32): i32 {
  const base = states + ((<usize>index) << 1);
  let nowCode = code;
  let nowRange = range;
  let i = from;
  while (i < most) {
    const at = base + ((<usize>min(i - from, last)) << 1);
    const state = <u32>load<u16>(at);
    const bound = boundOf(nowRange, state);
    const isMore = nowCode < bound;
    store<u16>(at, <u16>learn(state, isMore));
    if (isMore) nowRange = bound;
    else {
      nowCode -= bound;
      nowRange -= bound;
    }
    while (nowRange < LEAST_RANGE) {
      nowRange <<= 8;
      nowCode = (nowCode << 8) | nextByte();
    }
    if (!isMore) break;
    i++;
  }
  code = nowCode;
  range = nowRange;
  return i;
}

/** Reads `count` bits (at most 53) as `writeRaw` writes them. */
export function readRaw(count: i32): i64 {
  let rest = count;
  let value: i64 = 0;
  while (rest > 0) {
    const n = min(rest, 8);
    rest -= n;
    range >>= n;
    let bits = code / range;
    if (bits >> n != 0) {
      failReading(RANGE);
      bits = 0;
    }
    code -= bits * range;
    value = (value << n) | <i64>bits;
    while (range < LEAST_RANGE) {
      range <<= 8;
      code = (code << 8) | nextByte();
    }
  }
  return value;
}
