/**
 * A side's levels around the touch: lots by tick, in a ring of 4,096 ticks. A slot is found by the low
 * bits of its key, 0 lots are no level; a bitmap (64 words) says which slots are occupied and a summary
 * (one word) which words of the bitmap are not 0, so the best level is two counts of trailing zeros away.
 *
 * The window spans the keys [start, start + 4096); start is a multiple of 64, so that words of the ring,
 * read from start's on, are in key order. Because of the ring a window that moves leaves its levels
 * where they are; only those that leave it or come in are touched. At worst that is all 4,096.
 */
import { LEVEL_BYTES, SIDE_HEADER_BYTES, WINDOW_TICKS } from '../layout';

/* In the side's header. */
const START: usize = 0;
const SUMMARY: usize = 8;
const BITMAP: usize = SIDE_HEADER_BYTES;
const SLOTS: usize = BITMAP + WINDOW_TICKS / 8;
const SLOT_MASK: i64 = WINDOW_TICKS - 1;
/** A word of the bitmap covers 64 ticks. */
const WORDS = WINDOW_TICKS / 64;
/** Ticks that are kept free before the best level when the window moves. */
const ROOM: i64 = WINDOW_TICKS / 4;

export function windowStart(side: usize): i64 {
  return load<i64>(side, START);
}

/** The start of a window that is to hold `key` as its best. */
export function startFor(key: i64): i64 {
  return (key - ROOM) & ~63;
}

export function inWindow(start: i64, key: i64): bool {
  return <u64>(key - start) < <u64>WINDOW_TICKS;
}

/** Where the lots of a key in the window are. */
export function slotOf(side: usize, key: i64): usize {
  return side + SLOTS + ((<usize>(key & SLOT_MASK)) << 3);
}

export function slotLots(slot: usize): i64 {
  return load<i64>(slot);
}

export function summaryOf(side: usize): u64 {
  return load<u64>(side, SUMMARY);
}

export function setSummary(side: usize, summary: u64): void {
  store<u64>(side, summary, SUMMARY);
}

/** Writes the lots of a key in the window (0 removes), and answers the summary that follows. */
export function writeSlot(side: usize, key: i64, lots: i64, summary: u64): u64 {
  const tick = <usize>(key & SLOT_MASK);
  store<i64>(side + SLOTS + (tick << 3), lots);
  const word = side + BITMAP + ((tick >> 6) << 3);
  // Without branches: whether a level comes, stays or goes is close to random.
  const bits = (load<u64>(word) & ~((<u64>1) << tick)) | ((<u64>(lots != 0)) << tick);
  store<u64>(word, bits);
  const shift = <u64>(tick >> 6);
  return (summary & ~((<u64>1) << shift)) | ((<u64>(bits != 0)) << shift);
}

/** Ring index of the first word. */
export function firstWord(side: usize): i64 {
  return (windowStart(side) >> 6) & (WORDS - 1);
}

export function bitsAt(side: usize, word: i64): u64 {
  return load<u64>(side + BITMAP + ((<usize>(word & (WORDS - 1))) << 3));
}

/** Best key; the window must not be empty. */
export function firstInWindow(side: usize): i64 {
  const first = firstWord(side);
  const offset = <i64>ctz(rotr(summaryOf(side), first));
  return windowStart(side) + (offset << 6) + ctz(bitsAt(side, first + offset));
}

/** Worst key; the window must not be empty. */
export function lastInWindow(side: usize): i64 {
  const first = firstWord(side);
  const offset = 63 - <i64>clz(rotr(summaryOf(side), first));
  return windowStart(side) + (offset << 6) + 63 - clz(bitsAt(side, first + offset));
}

/* The window by words: bits, and where the lots of their 64 ticks are. `index` is in the ring. */
export function wordBits(side: usize, index: usize): u64 {
  return load<u64>(side + BITMAP + (index << 3));
}

export function setWordBits(side: usize, index: usize, bits: u64): void {
  store<u64>(side + BITMAP + (index << 3), bits);
}

export function slotsOfWord(side: usize, index: usize): usize {
  return side + SLOTS + (index << 9);
}

/** Copies the best `limit` levels into columns and answers their number. */
export function copyWindow(side: usize, limit: i32, keys: usize, lots: usize): i32 {
  const first = firstWord(side);
  const start = windowStart(side);
  let rest = rotr(summaryOf(side), first);
  let copied = 0;
  while (rest != 0) {
    const offset = <i64>ctz(rest);
    rest &= rest - 1;
    let bits = bitsAt(side, first + offset);
    const base = start + (offset << 6);
    while (bits != 0) {
      if (copied == limit) return copied;
      const key = base + ctz(bits);
      bits &= bits - 1;
      store<i64>(keys + ((<usize>copied) << 3), key);
      store<i64>(lots + ((<usize>copied) << 3), slotLots(slotOf(side, key)));
      copied++;
    }
  }
  return copied;
}

/** Moves the levels from the key `from` on, a multiple of 64, to `out` (key, lots; ascending). */
function takeWindow(side: usize, from: i64, out: usize): i32 {
  const first = firstWord(side);
  const start = windowStart(side);
  const skip = (from - start) >> 6;
  let rest = rotr(summaryOf(side), first) & ((<u64>-1) << skip);
  let taken = 0;
  let summary = summaryOf(side);
  while (rest != 0) {
    const offset = <i64>ctz(rest);
    rest &= rest - 1;
    let bits = bitsAt(side, first + offset);
    const base = start + (offset << 6);
    while (bits != 0) {
      const key = base + ctz(bits);
      bits &= bits - 1;
      const level = out + <usize>taken * LEVEL_BYTES;
      store<i64>(level, key);
      store<i64>(level, slotLots(slotOf(side, key)), 8);
      summary = writeSlot(side, key, 0, summary);
      taken++;
    }
  }
  setSummary(side, summary);
  return taken;
}

/** Moves the window to a better start; what leaves it goes to `out`, its number is answered. */
export function moveToBetter(side: usize, start: i64, out: usize): i32 {
  const shift = windowStart(side) - start;
  const from = windowStart(side) + max(<i64>0, WINDOW_TICKS - shift);
  const taken = summaryOf(side) == 0 ? 0 : takeWindow(side, from, out);
  store<i64>(side, start, START);
  return taken;
}

/** Moves the window to a worse start, not beyond its best level; the `n` levels (key, lots) at `entering` come in. */
export function moveToWorse(side: usize, start: i64, entering: usize, n: i32): void {
  store<i64>(side, start, START);
  let summary = summaryOf(side);
  for (let i = 0; i < n; i++) {
    const level = entering + <usize>i * LEVEL_BYTES;
    summary = writeSlot(side, load<i64>(level), load<i64>(level, 8), summary);
  }
  setSummary(side, summary);
}

/** Fills an empty window, whose start is set here, from columns of ascending keys; answers how many fit. */
export function loadWindow(side: usize, keys: usize, lots: usize, n: i32): i32 {
  const start = startFor(load<i64>(keys));
  store<i64>(side, start, START);
  let summary: u64 = 0;
  let i = 0;
  for (; i < n; i++) {
    const key = load<i64>(keys + ((<usize>i) << 3));
    if (!inWindow(start, key)) break;
    summary = writeSlot(side, key, load<i64>(lots + ((<usize>i) << 3)), summary);
  }
  setSummary(side, summary);
  return i;
}

/** Removes all levels: only words that have some are touched. */
export function clearWindow(side: usize): void {
  let rest = summaryOf(side);
  while (rest != 0) {
    const word = <usize>ctz(rest);
    rest &= rest - 1;
    store<u64>(side + BITMAP + (word << 3), 0);
    memory.fill(side + SLOTS + (word << 9), 0, 512);
  }
  setSummary(side, 0);
}

/** The bits of the word at `offset` from the first that stand for keys in [from, to). */
function bitsBetween(side: usize, offset: i64, from: i64, to: i64): u64 {
  const base = windowStart(side) + (offset << 6);
  let bits = bitsAt(side, firstWord(side) + offset);
  if (from > base) bits &= (<u64>-1) << (<u64>(from - base));
  if (to - base < 64) bits &= ~((<u64>-1) << (<u64>(to - base)));
  return bits;
}

/** Levels that the last `levelInWindow` passed. */
export let passedInWindow: i32 = 0;

/** Key of the `n`th level from the key `from` on, i64.MAX_VALUE where the window has fewer. */
export function levelInWindow(side: usize, from: i64, n: i32): i64 {
  const start = windowStart(side);
  passedInWindow = 0;
  for (let offset = (from - start) >> 6; offset < WORDS; offset++) {
    let bits = bitsBetween(side, offset, from, start + WINDOW_TICKS);
    const count = <i32>popcnt(bits);
    if (passedInWindow + count > n) {
      for (let i = passedInWindow; i < n; i++) bits &= bits - 1;
      return start + (offset << 6) + ctz(bits);
    }
    passedInWindow += count;
  }
  return i64.MAX_VALUE;
}

/** Key of the last level before `to`, which is in the window or its end; i64.MIN_VALUE where there is none. */
export function lastBefore(side: usize, to: i64): i64 {
  const start = windowStart(side);
  for (let offset = (to - 1 - start) >> 6; offset >= 0; offset--) {
    const bits = bitsBetween(side, offset, start, to);
    if (bits != 0) return start + (offset << 6) + 63 - clz(bits);
  }
  return i64.MIN_VALUE;
}
