/**
 * Codec 2, fast: level changes as one control byte each, all of them in front, and their data bytes behind.
 * docs/PROTOCOL.md has the tables.
 *
 * The integers are unpacked first (fast-block.ts), those of both sides in one run; then each side's are made
 * changes of its levels, which is where most of the time goes: a level has to be found.
 *
 * Worst case: 16 bytes a change, one of control, seven of price and eight of size.
 */
import { MAX_INTEGER } from '../argument';
import { lotsColumn, placesColumn, previousColumn } from '../book/changes';
import { lastPlace } from '../book/overflow';
import { bestKey, levelsOf, lotsOf } from '../book/side';
import { inWindow, slotLots, slotOf, windowStart } from '../book/window';
import { DICTIONARY, FLAGS, FULL, OK, RANGE } from '../layout';
import { cursor, fault, nextByte, nextVarint } from './cursor';
import {
  ADJUSTS,
  BYTE_CODE,
  BYTE_GAP,
  DELETES,
  LONG_CODE,
  LONG_GAP,
  LONG_GAP_BYTES,
  MAX_TENTH,
  MODE_BITS,
  OP_DELETE,
  OP_LONG,
  OPERATIONS,
  tenthOf,
  unpack,
  unpackEnd,
  unpackFault,
  WORD_CODE,
  WORD_GAP,
} from './fast-block';
import { sumLevelsOf } from './fast-levels.simd';
import { writeNumber } from './varint';

/** Counts from here on have a varint of their own. */
const LONG_COUNT = 7;
/** Of a stretch whose shape was read last: its counts, not yet judged. */
export let shapeBids: i64 = 0;
export let shapeAsks: i64 = 0;
/** Most of its sizes are multiples of ten. */
let isTens: bool = false;

/** Where the next control is written, and the next data byte is or is written. */
let control: usize = 0;
let data: usize = 0;
/** Changes that were unpacked, of those of both sides. */
let unpacked: i32 = 0;
/** Levels that the side decoded last adds. */
let added: i32 = 0;

/** Reads the shape at the cursor; answers 0 or a code. */
export function nextShape(): i32 {
  const shape = nextByte();
  if (shape > 0x7f) return FLAGS;
  isTens = (shape & 1) != 0;
  shapeBids = nextCount((shape >> 1) & LONG_COUNT);
  shapeAsks = nextCount(shape >> 4);
  return fault;
}

function nextCount(short: i32): i64 {
  return short < LONG_COUNT ? short : nextVarint() + LONG_COUNT;
}

/**
 * Unpacks the changes of both sides behind the cursor, whose counts were judged, into the columns of a draft;
 * answers whether all controls are there.
 */
export function unpackChanges(end: usize, keys: usize): bool {
  const n = <i32>(shapeBids + shapeAsks);
  data = cursor + <usize>n;
  if (data > end) return false;
  unpacked = unpack(cursor, data, end, n, isTens, keys, lotsColumn(keys));
  data = unpackEnd;
  return true;
}

/** Where the data read or written last ends. */
export function dataEnd(): usize {
  return data;
}

export function addedByFast(): i32 {
  return added;
}

/** The number that stands for a size or an amount. */
function codedOf(lots: i64): i64 {
  if (!isTens) return lots;
  const tenth = tenthOf(lots);
  return tenth <= MAX_TENTH ? <i64>(tenth << 1) : (lots << 1) | 1;
}

/**
 * Makes of the next `n` unpacked changes of a side (0: one without levels), the first of which is the
 * `first`th of all, what they do to it; they may add `room` levels. Answers 0 or a code. A catch-up's have
 * absolute prices, and levels that they delete need not be there.
 */
export function decodeFastSide(
  side: usize,
  sign: i64,
  keys: usize,
  first: i32,
  n: i32,
  room: i32,
  isCatchUp: bool,
): i32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const places = placesColumn(keys);
  const hasLevels = side != 0 && levelsOf(side) != 0;
  const start = hasLevels ? windowStart(side) : 0;
  const known = min(n, unpacked - first);
  const strict = <i64>!isCatchUp;
  let key = known > 0 ? beforeFirst(hasLevels && !isCatchUp ? bestKey(side) : 0, load<i64>(keys), sign) : 0;
  added = 0;
  if (ASC_FEATURE_SIMD && side == 0 && known > 0) {
    // A snapshot's, whose other columns nobody reads.
    added = sumLevelsOf(keys, lots, known, key, sign);
    if (added > 0) key = load<i64>(keys + ((<usize>added - 1) << 3));
  }
  for (let to = (<usize>added) << 3, last = (<usize>max(0, known)) << 3; to < last; to += 8) {
    const amount = load<i64>(lots + to);
    key += load<i64>(keys + to) + 1;
    let before: i64 = 0;
    if (hasLevels) before = inWindow(start, key) ? slotLots(slotOf(side, key)) : lotsOf(side, key);
    const adjusts = amount & ADJUSTS;
    const deletes = (amount & DELETES) >> 1;
    const now = (amount >> MODE_BITS) + (before & -adjusts);
    // One branch that is hardly ever taken: what a change does is close to random.
    const isAbsent = <i64>(before == 0);
    let wrong = <i64>(<u64>(key * sign - 1) >= <u64>MAX_INTEGER);
    wrong |= <i64>(<u64>(now - 1) >= <u64>MAX_INTEGER) & ~deletes;
    wrong |= ((adjusts | deletes) & isAbsent & strict) | (adjusts & ~strict & 1);
    added += <i32>(isAbsent - <i64>(now == 0));
    wrong |= <i64>(added > room) & isAbsent & ~deletes;
    if ((wrong & 1) != 0) return faultOf(key * sign, before, amount, isCatchUp);
    store<i64>(keys + to, key);
    store<i64>(lots + to, now);
    store<i64>(previous + to, before);
    store<i64>(places + to, lastPlace);
  }
  return known < n ? unpackFault : OK;
}

/** One before the key of a side's first change, 1 and its gap from it; `best` is 0 where prices are absolute. */
function beforeFirst(best: i64, gap: i64, sign: i64): i64 {
  if (best == 0) return gap * sign - gap - 1;
  return best + ((gap & 1) != 0 ? -((gap + 1) >> 1) : gap >> 1) - gap - 1;
}

/** What is wrong with a change, in the protocol's order. */
function faultOf(ticks: i64, before: i64, amount: i64, isCatchUp: bool): i32 {
  const adjusts = amount & ADJUSTS;
  if (<u64>(ticks - 1) >= <u64>MAX_INTEGER || (adjusts != 0 && isCatchUp)) return RANGE;
  if (before == 0 && !isCatchUp && (amount & (ADJUSTS | DELETES)) != 0) return DICTIONARY;
  const now = (amount >> MODE_BITS) + (before & -adjusts);
  return (amount & DELETES) == 0 && <u64>(now - 1) >= <u64>MAX_INTEGER ? RANGE : FULL;
}

/* Of the stretch that is written: sizes, and those that are multiples of ten. */
let sizes: i32 = 0;
let tens: i32 = 0;

/** Before the shape is written: counts the sizes of all that will follow it. */
export function beginSizes(): void {
  sizes = 0;
  tens = 0;
}

export function countSizes(lots: usize, n: i32): void {
  for (let at = lots, end = lots + ((<usize>n) << 3); at < end; at += 8) {
    const now = load<i64>(at);
    sizes += <i32>(now != 0);
    tens += <i32>(now != 0) & <i32>(tenthOf(now) <= MAX_TENTH);
  }
}

/** Writes the shape of a stretch, and leaves room for its controls. */
export function writeShape(at: usize, bids: i32, asks: i32): void {
  isTens = tens * 2 > sizes;
  const shortBids = min(bids, LONG_COUNT);
  const shortAsks = min(asks, LONG_COUNT);
  store<u8>(at, <u8>(<i32>isTens | (shortBids << 1) | (shortAsks << 4)));
  let to = at + 1;
  if (shortBids == LONG_COUNT) to = writeNumber(to, bids - LONG_COUNT);
  if (shortAsks == LONG_COUNT) to = writeNumber(to, asks - LONG_COUNT);
  control = to;
  data = to + <usize>(bids + asks);
}

/**
 * Writes the next changes of a side: columns, where `previous` 0 is a column of zeros. `best` is the key of the
 * side's best level before them, 0 where it was empty.
 */
export function encodeFastSide(keys: usize, lots: usize, previous: usize, n: i32, best: i64): void {
  let last: i64 = 0;
  for (let from: usize = 0, end = (<usize>n) << 3; from < end; from += 8) {
    const key = load<i64>(keys + from);
    const gap = from != 0 ? key - last - 1 : best == 0 ? abs(key) : fold(key - best);
    last = key;
    const code = writeGap(gap);
    const before = previous == 0 ? 0 : load<i64>(previous + from);
    store<u8>(control++, <u8>(code * OPERATIONS + writeSize(load<i64>(lots + from), before)));
  }
}

/** 0, -1, 1, -2 … as 0, 1, 2, 3 … */
function fold(distance: i64): i64 {
  return distance < 0 ? (-distance << 1) - 1 : distance << 1;
}

/** Writes the data bytes of a gap; answers its code. */
function writeGap(gap: i64): i32 {
  if (gap >= LONG_GAP) {
    store<i64>(data, gap);
    data += LONG_GAP_BYTES;
    return LONG_CODE;
  }
  const isByte = gap >= BYTE_GAP;
  const isWord = gap >= WORD_GAP;
  const bytes = <usize>isByte + <usize>isWord;
  const rest = gap - (isWord ? WORD_GAP : isByte ? BYTE_GAP : 0);
  store<u16>(data, <u16>rest);
  data += bytes;
  return (isWord ? WORD_CODE : isByte ? BYTE_CODE : 0) + <i32>(rest >> (bytes << 3));
}

/** Writes the data bytes of a size, the fewest; answers its operation. */
function writeSize(now: i64, before: i64): i32 {
  if (now == 0) return OP_DELETE;
  const coded = codedOf(now);
  const change = now - before;
  const adjustment = (codedOf(abs(change)) << 1) | <i64>(change < 0);
  const bytes = bytesFor(coded);
  const adjusts = before != 0 && bytesFor(adjustment) < bytes;
  const value = adjusts ? adjustment : coded;
  const taken = adjusts ? bytesFor(adjustment) : bytes;
  if (taken > 2) {
    data = writeNumber(data, value);
    return OP_LONG;
  }
  store<u16>(data, <u16>value);
  data += taken;
  return ((<i32>taken) << 1) - <i32>!adjusts;
}

/** 1, 2, or 3 for more. */
function bytesFor(value: i64): usize {
  return 1 + <usize>(value > 0xff) + <usize>(value > 0xffff);
}
