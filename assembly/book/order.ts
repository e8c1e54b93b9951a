/**
 * Entries of a message brought into order through a bitmap of a window's ticks: a radix sort of one pass,
 * since nearly all entries lie near the touch. An entry is written to its tick's place, a later one of the same
 * price over it, and the set bits are read in order. What lies outside the window is sorted by merging.
 *
 * The bitmap is empty between calls. Costs: two passes over the entries, and over those words of the
 * bitmap that have some.
 */
import { WINDOW_TICKS } from '../layout';
import { orderAt, scratchAt, scratchLevels } from '../memory';
import { lotsColumn } from './changes';
import { reverse, sort } from './sort';
import { windowStart } from './window';

const WORDS = WINDOW_TICKS / 64;
const MASK: i64 = WINDOW_TICKS - 1;
const LOTS: usize = WINDOW_TICKS / 8;

/* What `note` found: words of the bitmap that have entries, by their place in the ring; far entries, and whether some are better than the window. */
export let notedWords: u64 = 0;
export let notedFar: i32 = 0;
export let notedBetter: bool = false;

/** Puts `n` entries into the bitmap of a window that begins at `start`, those outside of it into the scratch. */
export function note(start: i64, keys: usize, lots: usize, n: i32): void {
  const farLots = scratchAt + ((<usize>scratchLevels) << 3);
  let far: usize = 0;
  let better = false;
  let words: u64 = 0;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(keys + at);
    const now = load<i64>(lots + at);
    if (<u64>(key - start) < <u64>WINDOW_TICKS) {
      const tick = <usize>(key & MASK);
      const word = orderAt + ((tick >> 6) << 3);
      store<i64>(orderAt + LOTS + (tick << 3), now);
      store<u64>(word, load<u64>(word) | ((<u64>1) << tick));
      words |= (<u64>1) << (tick >> 6);
    } else {
      store<i64>(scratchAt + far, key);
      store<i64>(farLots + far, now);
      better = better || key < start;
      far += 8;
    }
  }
  notedWords = words;
  notedFar = <i32>(far >> 3);
  notedBetter = better;
}

/** Takes a word of what is noted: its bits. */
export function takeNoted(index: usize): u64 {
  const word = orderAt + (index << 3);
  const bits = load<u64>(word);
  store<u64>(word, 0);
  return bits;
}

/** Forgets what is noted. */
export function dropNoted(): void {
  for (let rest = notedWords; rest != 0; rest &= rest - 1) takeNoted(<usize>ctz(rest));
}

/** Where the lots of the 64 ticks of a word are. */
export function notedLots(index: usize): usize {
  return orderAt + LOTS + (index << 9);
}

/**
 * Puts what is noted for a window that begins at `start`, a multiple of 64, into columns, by ascending key.
 * Of entries of one price in the window the last is kept, of others all, in the order in which they came.
 * Answers how many are left.
 */
export function takeAll(start: i64, keys: usize, lots: usize): i32 {
  if (notedFar == 0) return <i32>(takeNear(start, notedWords, keys, lots, 0) >> 3);
  const far = (<usize>notedFar) << 3;
  const farLots = scratchAt + ((<usize>scratchLevels) << 3);
  sortFar();
  let better: usize = 0;
  while (better < far && load<i64>(scratchAt + better) < start) better += 8;
  const to = takeNear(start, notedWords, keys, lots, better);
  memory.copy(keys, scratchAt, better);
  memory.copy(lots, farLots, better);
  memory.copy(keys + to, scratchAt + better, far - better);
  memory.copy(lots + to, farLots + better, far - better);
  return <i32>((to + far - better) >> 3);
}

/** Takes the far entries alone into columns, by ascending key; answers their number. */
export function takeFar(keys: usize, lots: usize): i32 {
  const bytes = (<usize>notedFar) << 3;
  sortFar();
  memory.copy(keys, scratchAt, bytes);
  memory.copy(lots, scratchAt + ((<usize>scratchLevels) << 3), bytes);
  return notedFar;
}

function sortFar(): void {
  const column = (<usize>scratchLevels) << 3;
  sort(scratchAt, scratchAt + column, scratchAt + column * 2, scratchAt + column * 3, notedFar);
}

/** Writes the entries of the bitmap from offset `to` on, and empties it; answers where they end. */
function takeNear(start: i64, summary: u64, keys: usize, lots: usize, to: usize): usize {
  const first = (start >> 6) & (WORDS - 1);
  let rest = rotr(summary, first);
  while (rest != 0) {
    const offset = <i64>ctz(rest);
    rest &= rest - 1;
    const index = <usize>((first + offset) & (WORDS - 1));
    const base = start + (offset << 6);
    const row = notedLots(index);
    let bits = takeNoted(index);
    while (bits != 0) {
      const tick = ctz(bits);
      bits &= bits - 1;
      store<i64>(keys + to, base + tick);
      store<i64>(lots + to, load<i64>(row + ((<usize>tick) << 3)));
      to += 8;
    }
  }
  return to;
}

/**
 * Brings the `n` entries of a side that are in columns of a change list into order, best first; messages
 * mostly come sorted, one way or the other. Answers how many are left: of a price the last, or all.
 */
export function bringIntoOrder(side: usize, keys: usize, n: i32): i32 {
  let ascending: i32 = 1;
  let descending: i32 = 1;
  for (let at: usize = 8, end = (<usize>n) << 3; at < end; at += 8) {
    const before = load<i64>(keys + at - 8);
    const key = load<i64>(keys + at);
    ascending &= <i32>(before <= key);
    descending &= <i32>(before > key);
  }
  const lots = lotsColumn(keys);
  if (ascending) return n;
  if (descending) {
    reverse(keys, lots, n);
    return n;
  }
  note(windowStart(side), keys, lots, n);
  return takeAll(windowStart(side), keys, lots);
}
