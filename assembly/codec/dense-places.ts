/**
 * Where changes stand among the levels that a side has before them, as the dense codec tells it. Reading,
 * it is found change by change; for writing it is kept here when changes are applied, since afterwards
 * those levels are gone.
 */
import { BEFORE_ALL, NO_LEVEL } from '../book/rank';
import { levelAhead, levelBehind, openWalk, passLevels, passTo } from '../book/walk';
import { columnBytes, placesAt } from '../memory';

/** Contexts of an offset: bits of the free ticks, then these. */
const FREE_BITS = 15;
export const BETTER = 16;
export const ALONE = 17;
/** What is near where a side begins, or has no more levels. */
const NOTHING_NEAR = 7;

/* A place: levels before the change in the low 32 bits, then what is near, then the context of its offset. */
const NEAR_SHIFT: i64 = 32;
const CONTEXT_SHIFT: i64 = 40;

/** Length of a number in bits, but at most `most`. */
export function bitsOf(value: i64, most: i32): i32 {
  return min(64 - <i32>clz(value), most);
}

/** How far the next level is, in bits of ticks, from the change `last` on. */
export function nearBits(last: i64): i32 {
  if (last == BEFORE_ALL || levelAhead == NO_LEVEL) return NOTHING_NEAR;
  return bitsOf(levelAhead - last - 1, NOTHING_NEAR - 1);
}

/** Context of the offset of a level that is added behind `from`, or, where that is no level, before the best. */
export function offsetContext(from: i64): i32 {
  if (from == BEFORE_ALL) return levelAhead == NO_LEVEL ? ALONE : BETTER;
  return levelAhead == NO_LEVEL ? FREE_BITS : bitsOf(levelAhead - from - 1, FREE_BITS);
}

/** Keeps the places of `n` changes, which the side has not taken, from `index` on. */
export function keepPlaces(side: usize, keys: usize, previous: usize, n: i32, index: i32): void {
  let to = placesAt + ((<usize>index) << 3);
  let last = BEFORE_ALL;
  openWalk(side);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8, to += 8) {
    const key = load<i64>(keys + at);
    const near = nearBits(last);
    const passed = passTo(key);
    if (load<i64>(previous + at) != 0) {
      passLevels(1);
      store<i64>(to, <i64>passed | ((<i64>near) << NEAR_SHIFT));
    } else {
      const from = passed > 0 ? levelBehind : last;
      const context = offsetContext(from);
      store<i64>(to, <i64>passed | ((<i64>near) << NEAR_SHIFT) | ((<i64>context) << CONTEXT_SHIFT));
      store<i64>(to + columnBytes, offsetOf(key, from));
    }
    last = key;
  }
}

function offsetOf(key: i64, from: i64): i64 {
  if (from != BEFORE_ALL) return key - from - 1;
  return levelAhead == NO_LEVEL ? abs(key) - 1 : levelAhead - key - 1;
}

export function placeAt(index: i32): usize {
  return placesAt + ((<usize>index) << 3);
}

export function gapAt(place: usize): i32 {
  return load<i32>(place);
}

export function nearAt(place: usize): i32 {
  return load<u8>(place, 4);
}

export function contextAt(place: usize): i32 {
  return load<u8>(place, 5);
}

export function offsetAt(place: usize): i64 {
  return load<i64>(place + columnBytes);
}
