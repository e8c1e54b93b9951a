/**
 * The writing half of the dense codec's range coder: bits with adaptive odds, raw bits. docs/PROTOCOL.md
 * has the arithmetic. Loops keep low and range in locals: as globals each bit would wait for a store.
 */
import { boundOf, LEAST_RANGE, learn } from './odds';

/** Whether more was written than there is room for. */
export let isOverfull: bool = false;

let states: usize = 0;
let first: usize = 0;
let position: usize = 0;
let limit: usize = 0;
let low: u64 = 0;
let range: u32 = 0;

/** Begins to write at `at`, not beyond `end`, with the states at `model`. */
export function openWriting(at: usize, end: usize, model: usize): void {
  isOverfull = false;
  states = model;
  first = at;
  position = at;
  limit = end;
  low = 0;
  range = 0xffffffff;
}

/** Adds one to the number that the written bytes are. */
function carry(): void {
  for (let at = position - 1; at >= first; at--) {
    const byte = <u32>load<u8>(at) + 1;
    store<u8>(at, <u8>byte);
    if (byte < 0x100) return;
  }
}

/** Puts the top byte of low out, and answers what is left of it. */
function putByte(from: u64): u64 {
  if (from >> 32 != 0) carry();
  if (position < limit) store<u8>(position++, <u8>(from >> 24));
  else isOverfull = true;
  return (from & 0x00ffffff) << 8;
}

/** Writes a bit with the state of this index. */
export function writeBit(index: i32, bit: i32): void {
  const at = states + ((<usize>index) << 1);
  const state = <u32>load<u16>(at);
  const bound = boundOf(range, state);
  const isOne = bit != 0;
  store<u16>(at, <u16>learn(state, isOne));
  low += select<u32>(0, bound, isOne);
  range = select(bound, range - bound, isOne);
  while (range < LEAST_RANGE) {
    range <<= 8;
    low = putByte(low);
  }
}

/** Writes `count` bits of `value`, high first; each has the state that is named by the bits before it, a 1 in front. */
export function writeTree(index: i32, count: i32, value: u32): void {
  const base = states + ((<usize>index) << 1);
  let node: u32 = 1;
  let nowLow = low;
  let nowRange = range;
  for (let rest = count - 1; rest >= 0; rest--) {
    const at = base + ((<usize>node) << 1);
    const state = <u32>load<u16>(at);
    const bound = boundOf(nowRange, state);
    const bit = (value >> rest) & 1;
    // Without branches: most bits are close to random.
    const isOne = bit != 0;
    store<u16>(at, <u16>learn(state, isOne));
    nowLow += select<u32>(0, bound, isOne);
    nowRange = select(bound, nowRange - bound, isOne);
    node = (node << 1) | bit;
    while (nowRange < LEAST_RANGE) {
      nowRange <<= 8;
      nowLow = putByte(nowLow);
    }
  }
  low = nowLow;
  range = nowRange;
}

/** Writes `value` - `from` ones, and a zero unless it is `most`; the i-th has the state i, but at most `last`. */
export function writeUnary(index: i32, from: i32, last: i32, most: i32, value: i32): void {
  const base = states + ((<usize>index) << 1);
  let nowLow = low;
  let nowRange = range;
  for (let i = from; i < most; i++) {
    const at = base + ((<usize>min(i - from, last)) << 1);
    const state = <u32>load<u16>(at);
    const bound = boundOf(nowRange, state);
    const isMore = i < value;
    store<u16>(at, <u16>learn(state, isMore));
    nowLow += select<u32>(0, bound, isMore);
    nowRange = select(bound, nowRange - bound, isMore);
    while (nowRange < LEAST_RANGE) {
      nowRange <<= 8;
      nowLow = putByte(nowLow);
    }
    if (!isMore) break;
  }
  low = nowLow;
  range = nowRange;
}

/** Writes the low `count` bits (at most 53) of a value, all values alike, eight at a time, high first. */
export function writeRaw(count: i32, value: i64): void {
  let rest = count;
  while (rest > 0) {
    const n = min(rest, 8);
    rest -= n;
    range >>= n;
    low += (<u64>(value >> rest) & ((1 << n) - 1)) * range;
    while (range < LEAST_RANGE) {
      range <<= 8;
      low = putByte(low);
    }
  }
}

/** Writes the fewest bytes that say what was written, and answers where they end. */
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
  for (let i = 0; i < bytes; i++) low = putByte(low);
  return position;
}
