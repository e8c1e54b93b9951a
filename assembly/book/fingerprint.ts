/**
 * The fingerprint of a book: the sum of MurmurHash3_x86_32 (Austin Appleby, public domain) over its
 * levels, each 16 bytes of ticks and lots; the seed is 0 for bids and 1 for asks. Keys are given, which
 * are negative for bids: the sign tells the seed and the magnitude is the price.
 */
import { columnBytes } from '../memory';
import { sumChangesSimd, sumLevelsSimd } from './fingerprint.simd';

const C1: u32 = 0xcc9e2d51;
const C2: u32 = 0x1b873593;

function mix(hash: u32, block: u32): u32 {
  return rotl<u32>(hash ^ (rotl<u32>(block * C1, 15) * C2), 13) * 5 + 0xe6546b64;
}

function mixKey(key: i64): u32 {
  const ticks = <u64>(key < 0 ? -key : key);
  return mix(mix(<u32>(key > 0), <u32>ticks), <u32>(ticks >> 32));
}

function finish(mixed: u32, lots: i64): u32 {
  let hash = mix(mix(mixed, <u32>lots), <u32>(lots >> 32)) ^ 16;
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

export function hashLevel(key: i64, lots: i64): u32 {
  return finish(mixKey(key), lots);
}

/** Sum over the levels of two columns. */
export function sumLevels(keys: usize, lots: usize, n: i32): u32 {
  let sum: u32 = 0;
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    i = n & ~3;
    sum = sumLevelsSimd(keys, lots, i);
  }
  for (; i < n; i++) {
    const at = (<usize>i) << 3;
    sum += hashLevel(load<i64>(keys + at), load<i64>(lots + at));
  }
  return sum;
}

/**
 * What changes add to a fingerprint: the levels that come less those that go; 0 lots are no level. Of the
 * columns, which are of a draft, up to three rows behind the last may be overwritten.
 */
export function sumChanges(keys: usize, lots: usize, previous: usize, n: i32): u32 {
  let sum: u32 = 0;
  let i = 0;
  // One alone is as quick without vectors, whose products take longer.
  if (ASC_FEATURE_SIMD && n > 1) {
    // Rows that are no level fill up the last four, as far as the columns go.
    const end = (<usize>n) << 3;
    const isRoom = end + 24 <= columnBytes;
    i = isRoom ? n : n & ~3;
    if (isRoom) {
      v128.store(lots + end, i64x2.splat(0));
      store<i64>(lots + end, 0, 16);
      v128.store(previous + end, i64x2.splat(0));
      store<i64>(previous + end, 0, 16);
    }
    sum = sumChangesSimd(keys, lots, previous, i);
  }
  for (; i < n; i++) {
    const at = (<usize>i) << 3;
    const now = load<i64>(lots + at);
    const before = load<i64>(previous + at);
    const mixed = mixKey(load<i64>(keys + at));
    sum += finish(mixed, now) & -u32(now != 0);
    sum -= finish(mixed, before) & -u32(before != 0);
  }
  return sum;
}
