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
import { sort } from './sort';

const WORDS = WINDOW_TICKS / 64;
const MASK: i64 = WINDOW_TICKS - 1;
const LOTS: usize = WINDOW_TICKS / 8;

/**
 * Orders `n` entries by ascending key, for a side whose window begins at `start`, a multiple of 64. Of
 * entries of one price in the window the last is kept, of others all, in the order in which they came.
 * Answers how many are left.
 */
export function order(start: i64, keys: usize, lots: usize, n: i32): i32 {
  const farLots = scratchAt + ((<usize>scratchLevels) << 3);
  let far: usize = 0;
  let summary: u64 = 0;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(keys + at);
    const now = load<i64>(lots + at);
    if (<u64>(key - start) < <u64>WINDOW_TICKS) {
      const tick = <usize>(key & MASK);
      const word = orderAt + ((tick >> 6) << 3);
      store<i64>(orderAt + LOTS + (tick << 3), now);
      store<u64>(word, load<u64>(word) | ((<u64>1) << tick));
      summary |= (<u64>1) << (tick >> 6);
    } else {
      store<i64>(scratchAt + far, key);
      store<i64>(farLots + far, now);
      far += 8;
    }
  }
  if (far == 0) return <i32>(takeNear(start, summary, keys, lots, 0) >> 3);
  const column = (<usize>scratchLevels) << 3;
  sort(scratchAt, farLots, farLots + column, farLots + column * 2, <i32>(far >> 3));
  let better: usize = 0;
  while (better < far && load<i64>(scratchAt + better) < start) better += 8;
  const to = takeNear(start, summary, keys, lots, better);
  memory.copy(keys, scratchAt, better);
  memory.copy(lots, farLots, better);
  memory.copy(keys + to, scratchAt + better, far - better);
  memory.copy(lots + to, farLots + better, far - better);
  return <i32>((to + far - better) >> 3);
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
    const row = orderAt + LOTS + (index << 9);
    let bits = load<u64>(orderAt + (index << 3));
    store<u64>(orderAt + (index << 3), 0);
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
