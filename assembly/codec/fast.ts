/**
 * Codec 2, fast: level changes as one control byte each, all of them in front, and their data bytes behind.
 * docs/PROTOCOL.md has the tables.
 *
 * A control byte alone says how many data bytes its change has, so no length hangs on data that was just
 * read: the processor looks ahead over many changes, and one eight-byte load holds all of most changes.
 * There is no vector twin. A frame has some tens of changes, and a change costs what its level in the book
 * costs to find; loading controls sixteen at a time wins nothing there.
 *
 * Worst case: 16 bytes a change, one of control, seven of price and eight of size.
 */
import { MAX_INTEGER } from '../argument';
import { lotsColumn, previousColumn } from '../book/changes';
import { bestKey, levelsOf, lotsOf } from '../book/side';
import { inWindow, slotLots, slotOf, windowStart } from '../book/window';
import { DICTIONARY, FLAGS, FULL, OK, RANGE, TRUNCATED, VARINT } from '../layout';
import { cursor, fault, nextByte, nextVarint } from './cursor';
import { bytesOf, numberOf, readSigned, readVarint, writeNumber } from './varint';

/** Counts from here on have a varint of their own. */
const LONG_COUNT = 7;
/** Control = gap code × 6 + operation. */
const OPERATIONS = 6;
const CONTROLS = 252;
/* Gap codes: the gap itself, then those with one data byte, with two, and the last one with seven. */
const BYTE_CODE = 28;
const WORD_CODE = 37;
const LONG_CODE = 41;
const BYTE_GAP: i64 = 28;
const WORD_GAP: i64 = 28 + (9 << 8);
const LONG_GAP: i64 = 28 + (9 << 8) + (4 << 16);
const LONG_GAP_BYTES: usize = 7;
const LONG_GAP_MASK: u64 = 0x00ffffffffffffff;
/* Operations: the size takes (operation + 1) / 2 bytes, but the last, whose size is a varint. */
const OP_DELETE = 0;
const OP_LONG = 5;

/** Of a stretch whose shape was read last: its counts, not yet judged. */
export let shapeBids: i64 = 0;
export let shapeAsks: i64 = 0;
/** Most of its sizes are multiples of ten. */
let isTens: bool = false;

/** Where the next control and the next data byte are. */
let control: usize = 0;
let data: usize = 0;
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

/** Takes the controls at the cursor of a shape whose counts were judged; answers whether they are all there. */
export function openControls(end: usize): bool {
  control = cursor;
  data = cursor + <usize>(shapeBids + shapeAsks);
  return data <= end;
}

/** Where the data read or written last ends. */
export function dataEnd(): usize {
  return data;
}

export function addedByFast(): i32 {
  return added;
}

/** x / 10 where that is whole, else more than MAX_TENTH: 5 has an inverse modulo 2^64, and 2 is a rotation. */
function tenthOf(x: u64): u64 {
  return rotr(x * 0xcccccccccccccccd, 1);
}
const MAX_TENTH: u64 = 0x1999999999999999;

/** The number that stands for a size or an amount. */
function codedOf(lots: i64): i64 {
  if (!isTens) return lots;
  const tenth = tenthOf(lots);
  return tenth <= MAX_TENTH ? <i64>(tenth << 1) : (lots << 1) | 1;
}

/** What a number stands for; -1 where another number is shorter. */
function amountOf(coded: i64): i64 {
  if (!isTens) return coded;
  const half = coded >> 1;
  if ((coded & 1) == 0) return half * 10;
  return tenthOf(half) <= MAX_TENTH ? -1 : half;
}

/**
 * Decodes the next `n` changes of a side (0: one without levels), which may add `room` levels, into columns;
 * answers 0 or a code. A catch-up's have absolute prices, and levels that they delete need not be there.
 */
export function decodeFastSide(
  side: usize,
  sign: i64,
  end: usize,
  keys: usize,
  n: i32,
  room: i32,
  isCatchUp: bool,
): i32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const hasLevels = side != 0 && levelsOf(side) != 0;
  const start = hasLevels ? windowStart(side) : 0;
  const isAnchored = hasLevels && !isCatchUp;
  let key = isAnchored ? bestKey(side) : 0;
  let at = data;
  added = 0;
  for (let to: usize = 0, last = (<usize>n) << 3; to < last; to += 8) {
    const byte = <i32>load<u8>(control++);
    if (byte >= CONTROLS) return RANGE;
    // Exact for a byte.
    const code = (byte * 171) >> 10;
    const operation = byte - code * OPERATIONS;
    let word = load<u64>(at);
    let gap: i64;
    if (code == LONG_CODE) {
      if (end - at < LONG_GAP_BYTES) return TRUNCATED;
      gap = <i64>(word & LONG_GAP_MASK);
      if (gap < LONG_GAP) return VARINT;
      at += LONG_GAP_BYTES;
      word = load<u64>(at);
    } else {
      const isWord = code >= WORD_CODE;
      const gapBits = (<u64>(code >= BYTE_CODE) + <u64>isWord) << 3;
      const head = isWord ? WORD_CODE : code >= BYTE_CODE ? BYTE_CODE : 0;
      const base = isWord ? WORD_GAP : code >= BYTE_CODE ? BYTE_GAP : 0;
      gap = base + <i64>(((<u64>(code - head)) << gapBits) | (word & (((<u64>1) << gapBits) - 1)));
      at += <usize>(gapBits >> 3);
      word >>= gapBits;
    }
    let coded: i64;
    if (operation == OP_LONG) {
      if (at > end) return TRUNCATED;
      const read = isTens ? readSigned(at, end, 1) : readVarint(at, end);
      if (read < 0) return -(<i32>read);
      at += bytesOf(read);
      coded = numberOf(read);
      if (coded < 0x10000) return VARINT;
    } else {
      const sizeBytes = <usize>((operation + 1) >> 1);
      at += sizeBytes;
      if (at > end) return TRUNCATED;
      coded = <i64>(word & (((<u64>1) << (sizeBytes << 3)) - 1));
      if (operation > 2 && coded < 0x100) return VARINT;
    }
    if (to != 0) key += gap + 1;
    else if (!isAnchored) key = gap * sign;
    else key += (gap & 1) != 0 ? -((gap + 1) >> 1) : gap >> 1;
    const isAdjusted = operation != 0 && (operation & 1) == 0;
    const amount = amountOf(isAdjusted ? coded >> 1 : coded);
    if (amount < 0 || (isAdjusted && coded == 1)) return VARINT;
    if (<u64>(key * sign - 1) >= <u64>MAX_INTEGER || (isAdjusted && isCatchUp)) return RANGE;

    let before: i64 = 0;
    if (hasLevels) before = inWindow(start, key) ? slotLots(slotOf(side, key)) : lotsOf(side, key);
    let now: i64 = 0;
    if (operation == OP_DELETE) {
      if (before == 0 && !isCatchUp) return DICTIONARY;
      added -= <i32>(before != 0);
    } else {
      if (isAdjusted && before == 0) return DICTIONARY;
      now = isAdjusted ? before + ((coded & 1) != 0 ? -amount : amount) : amount;
      if (<u64>(now - 1) >= <u64>MAX_INTEGER) return RANGE;
      if (before == 0 && ++added > room) return FULL;
    }
    store<i64>(keys + to, key);
    store<i64>(lots + to, now);
    store<i64>(previous + to, before);
  }
  data = at;
  return OK;
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
