/**
 * The block coder of codec 2: controls and data bytes to integers, without a book. What the integers mean
 * for one is fast.ts's.
 *
 * A control alone says how many bytes its change has, so that no length hangs on data that was just read.
 * The vector twin takes blocks of sixteen changes; the rest, blocks with a number of more than two bytes
 * and what is wrong is done here. A change costs 1.5 ns in blocks and 5.6 ns here on columns of 4,096, 3.5 ns
 * and 5.9 ns in a frame of 80, and the same in one of 20, which is left to this file: below 32 changes vectors do
 * not win.
 *
 * Packing has no vector twin: each change is written behind the bytes of the one before it, with a choice
 * between two forms of its size, and a delta's changes are some tens.
 */
import { OK, RANGE, TRUNCATED, VARINT } from '../layout';
import { blockEnd, unpackBlocks } from './fast-block.simd';
import { bytesOf, numberOf, readSigned, readVarint } from './varint';

/** Control = gap code × 6 + operation. */
export const OPERATIONS = 6;
const CONTROLS = 252;
/* Gap codes: the gap itself, then those with one data byte, with two, and the last one with seven. */
export const BYTE_CODE = 28;
export const WORD_CODE = 37;
export const LONG_CODE = 41;
export const BYTE_GAP: i64 = 28;
export const WORD_GAP: i64 = 28 + (9 << 8);
export const LONG_GAP: i64 = 28 + (9 << 8) + (4 << 16);
export const LONG_GAP_BYTES: usize = 7;
const LONG_GAP_MASK: u64 = 0x00ffffffffffffff;
/* Operations: the size takes (operation + 1) / 2 bytes, but the last, whose size is a varint. */
export const OP_DELETE = 0;
export const OP_LONG = 5;

/* Low bits of an amount; the rest is what it adds to the level's lots, or to none. */
export const ADJUSTS: i64 = 1;
export const DELETES: i64 = 2;
export const MODE_BITS: i64 = 2;

/** Fewer changes are not worth the vectors' beginning. */
const VECTOR_CHANGES = 32;

/** Why the last `unpack` stopped: 0 at the end, or the code of the change that it stopped at. */
export let unpackFault: i32 = 0;
/** Where the data of the changes that it unpacked ends. */
export let unpackEnd: usize = 0;

/** x / 10 where that is whole, else more than MAX_TENTH: 5 has an inverse modulo 2^64, and 2 is a rotation. */
export function tenthOf(x: u64): u64 {
  return rotr(x * 0xcccccccccccccccd, 1);
}
export const MAX_TENTH: u64 = 0x1999999999999999;

/** What a number stands for; -1 where another number is shorter. */
function amountOf(coded: i64, isTens: bool): i64 {
  if (!isTens) return coded;
  const half = coded >> 1;
  if ((coded & 1) == 0) return half * 10;
  return tenthOf(half) <= MAX_TENTH ? -1 : half;
}

/** Unpacks `n` changes into columns of gaps and of amounts; answers how many, less than `n` where one is wrong. */
export function unpack(
  controls: usize,
  data: usize,
  end: usize,
  n: i32,
  isTens: bool,
  gaps: usize,
  amounts: usize,
): i32 {
  unpackEnd = data;
  unpackFault = OK;
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    while (n >= VECTOR_CHANGES && i + 16 <= n) {
      const to = (<usize>i) << 3;
      const taken = unpackBlocks(controls + <usize>i, unpackEnd, end, n - i, isTens, gaps + to, amounts + to);
      unpackEnd = blockEnd;
      i += taken;
      if (i + 16 > n) break;
      // A block that is not for vectors.
      const next = i + 16;
      i = unpackOnes(controls, end, i, next, isTens, gaps, amounts);
      if (i < next) return i;
    }
  }
  return unpackOnes(controls, end, i, n, isTens, gaps, amounts);
}

/** Unpacks changes [from, n), one by one; answers where it stopped. */
function unpackOnes(controls: usize, end: usize, from: i32, n: i32, isTens: bool, gaps: usize, amounts: usize): i32 {
  let at = unpackEnd;
  let fault = OK;
  let i = from;
  for (; i < n; i++) {
    const byte = <i32>load<u8>(controls + <usize>i);
    // Exact for a byte.
    const code = (byte * 171) >> 10;
    const operation = byte - code * OPERATIONS;
    let word = load<u64>(at);
    let gap: i64;
    if (code >= LONG_CODE) {
      gap = <i64>(word & LONG_GAP_MASK);
      fault =
        byte >= CONTROLS ? RANGE : at > end || end - at < LONG_GAP_BYTES ? TRUNCATED : gap < LONG_GAP ? VARINT : OK;
      if (fault != OK) break;
      at += LONG_GAP_BYTES;
      word = load<u64>(at);
    } else {
      const isByte = <u64>(code >= BYTE_CODE);
      const isWord = <u64>(code >= WORD_CODE);
      const gapBits = (isByte + isWord) << 3;
      const high = <u64>(code - <i32>isByte * BYTE_CODE - <i32>isWord * (WORD_CODE - BYTE_CODE));
      const base = isByte * BYTE_GAP + isWord * (WORD_GAP - BYTE_GAP);
      gap = <i64>(base + ((high << gapBits) | (word & (((<u64>1) << gapBits) - 1))));
      at += <usize>(gapBits >> 3);
      word >>= gapBits;
    }
    let coded: i64;
    if (operation == OP_LONG) {
      if (at > end) {
        fault = TRUNCATED;
        break;
      }
      const read = isTens ? readSigned(at, end, 1) : readVarint(at, end);
      coded = numberOf(read);
      fault = read < 0 ? -(<i32>read) : coded < 0x10000 ? VARINT : OK;
      if (fault != OK) break;
      at += bytesOf(read);
    } else {
      const sizeBytes = <usize>((operation + 1) >> 1);
      at += sizeBytes;
      coded = <i64>(word & (((<u64>1) << (sizeBytes << 3)) - 1));
      fault = at > end ? TRUNCATED : operation > 2 && coded < 0x100 ? VARINT : OK;
      if (fault != OK) break;
    }
    const adjusts = <i64>(operation != 0) & <i64>~operation & 1;
    const amount = amountOf(coded >> adjusts, isTens);
    const isLess = coded & adjusts;
    fault = amount < 0 || (isLess != 0 && coded == 1) ? VARINT : OK;
    if (fault != OK) break;
    const mode = adjusts | ((<i64>(operation == OP_DELETE)) << 1);
    store<i64>(gaps + ((<usize>i) << 3), gap);
    store<i64>(amounts + ((<usize>i) << 3), (((amount ^ -isLess) + isLess) << MODE_BITS) | mode);
  }
  unpackFault = fault;
  unpackEnd = at;
  return i;
}
