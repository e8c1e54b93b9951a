/**
 * What entries, or another book, come to for a side: change columns of keys, lots and previous lots.
 * Nothing is applied here.
 */
import { levelLimit, scratchAt } from '../memory';
import { lotsColumn, previousColumn } from './changes';
import { lastPlace } from './overflow';
import { copyBest, lotsOf } from './side';
import { inWindow, slotLots, slotOf, windowStart } from './window';

/** Levels that the last list of changes adds on the whole, and at most on the way. */
export let addedLevels: i32 = 0;
export let addedPeak: i32 = 0;

/**
 * Keeps of `n` entries in ascending order the last of each price, where it differs from the side.
 * The entries are in columns like those of `out`, at or behind it. `places` are filled for `applyChanges`.
 */
export function keepChanges(side: usize, keys: usize, n: i32, out: usize, places: usize): i32 {
  addedLevels = 0;
  addedPeak = 0;
  if (n == 0) return 0;
  const lots = lotsColumn(keys);
  const outLots = lotsColumn(out);
  const outPrevious = previousColumn(out);
  const start = windowStart(side);
  let to: usize = 0;
  let added = 0;
  let peak = 0;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(keys + at);
    const now = load<i64>(lots + at);
    const previous = inWindow(start, key) ? slotLots(slotOf(side, key)) : lotsOf(side, key);
    const last = <i32>(at + 8 == end) | <i32>(load<i64>(keys + at, 8) != key);
    const changes = last & <i32>(previous != now);
    store<i64>(out + to, key);
    store<i64>(outLots + to, now);
    store<i64>(outPrevious + to, previous);
    store<i64>(places + to, lastPlace);
    to += (<usize>changes) << 3;
    added += changes * (<i32>(previous == 0) - <i32>(now == 0));
    peak = max(peak, added);
  }
  addedLevels = added;
  addedPeak = peak;
  return <i32>(to >> 3);
}

/** Keeps of `n` entries in ascending order the last of each price that is a level, at most `limit`; in place. */
export function keepLevels(keys: usize, n: i32, limit: i32): i32 {
  const lots = lotsColumn(keys);
  let kept = 0;
  for (let i = 0; i < n && kept < limit; i++) {
    const at = (<usize>i) << 3;
    const key = load<i64>(keys + at);
    const now = load<i64>(lots + at);
    if (now == 0 || (i + 1 < n && load<i64>(keys + at, 8) == key)) continue;
    store<i64>(keys + ((<usize>kept) << 3), key);
    store<i64>(lots + ((<usize>kept) << 3), now);
    kept++;
  }
  return kept;
}

/**
 * The changes that make a view the best `depth` levels (0: all) of a source. Levels of the view that are
 * pushed out by keeping the best `depth` are not listed. Answers -1 for more changes than a message may have.
 */
export function compareSides(view: usize, source: usize, depth: i32, out: usize): i32 {
  const column = (<usize>levelLimit) << 3;
  const wanted = scratchAt;
  const held = wanted + column * 2;
  const nWanted = copyBest(source, depth == 0 ? levelLimit : depth, wanted, wanted + column);
  const nHeld = copyBest(view, levelLimit, held, held + column);
  let n = 0;
  let i = 0;
  let j = 0;
  while (i < nWanted || j < nHeld) {
    const a = wanted + ((<usize>i) << 3);
    const b = held + ((<usize>j) << 3);
    const wantedKey = i < nWanted ? load<i64>(a) : i64.MAX_VALUE;
    const heldKey = j < nHeld ? load<i64>(b) : i64.MAX_VALUE;
    if (i == nWanted && depth > 0 && nWanted == depth) break;
    const now = wantedKey <= heldKey ? load<i64>(a + column) : 0;
    const previous = heldKey <= wantedKey ? load<i64>(b + column) : 0;
    i += <i32>(wantedKey <= heldKey);
    j += <i32>(heldKey <= wantedKey);
    if (now == previous) continue;
    if (n == levelLimit) return -1;
    const to = out + ((<usize>n) << 3);
    n++;
    store<i64>(to, min(wantedKey, heldKey));
    store<i64>(lotsColumn(to), now);
    store<i64>(previousColumn(to), previous);
  }
  return n;
}

/** Counts what a list of changes adds, where the list was not made by `keepChanges`. */
export function countAdded(keys: usize, n: i32): void {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  let added = 0;
  let peak = 0;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    added += <i32>(load<i64>(previous + at) == 0) - <i32>(load<i64>(lots + at) == 0);
    peak = max(peak, added);
  }
  addedLevels = added;
  addedPeak = peak;
}
