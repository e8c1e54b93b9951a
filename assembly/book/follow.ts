/**
 * What makes a view the best levels of its source again, found from what changed in the source since the
 * view was moved last: the same list as comparing the two gives. Costs a look-up in both books for each
 * level that changed and is not worse than the view's last, and a step for each that comes into view;
 * the sizes of books and view do not matter.
 */
import { levelLimit, scratchAt } from '../memory';
import { asksOf, bidsOf, depthOf } from '../stream';
import { lotsColumn, previousColumn } from './changes';
import { gatherNewest, unseenRecords } from './history';
import { levelAfter, levelBefore, NO_LEVEL } from './rank';
import { levelsOf, lotsOf, worstKey } from './side';

/* What `followSource` found: changes from `keys` on, asks behind the bids. */
export let followedBids: i32 = 0;
export let followedAsks: i32 = 0;

/** Puts the changes into columns; false where books have to be compared, or are compared faster. */
export function followSource(view: usize, source: usize, handle: i32, keys: usize): bool {
  const unseen = unseenRecords(view, handle, source);
  const depth = depthOf(view);
  // Comparing reads 2 × depth levels a side, and sorts nothing.
  if (unseen < 0 || (depth > 0 && unseen > <i64>depth * 4 + 64)) return false;
  const n = gatherNewest(source, <i32>unseen, lastSeen(bidsOf(view), depth), lastSeen(asksOf(view), depth));
  const end = scratchAt + ((<usize>n) << 3);
  let asksFrom = scratchAt;
  while (asksFrom < end && load<i64>(asksFrom) < 0) asksFrom += 8;
  followedBids = followSide(bidsOf(view), bidsOf(source), depth, scratchAt, asksFrom, keys);
  if (followedBids < 0) return false;
  followedAsks = followSide(asksOf(view), asksOf(source), depth, asksFrom, end, keys + ((<usize>followedBids) << 3));
  return followedAsks >= 0;
}

/** The worst key up to which the view held all levels of its source. */
function lastSeen(side: usize, depth: i32): i64 {
  return depth > 0 && levelsOf(side) >= depth ? worstKey(side) : NO_LEVEL;
}

function put(out: usize, index: i32, key: i64, lots: i64, previous: i64): void {
  const to = out + ((<usize>index) << 3);
  store<i64>(to, key);
  store<i64>(lotsColumn(to), lots);
  store<i64>(previousColumn(to), previous);
}

/**
 * Lists a side's changes; the keys in [from, end) changed in the source. Answers their number, -1 where
 * there may be too many.
 */
function followSide(view: usize, source: usize, depth: i32, from: usize, end: usize, out: usize): i32 {
  const seen = lastSeen(view, depth);
  let n = 0;
  // Levels of the source up to `seen`.
  let levels = levelsOf(view);
  for (; from < end; from += 8) {
    const key = load<i64>(from);
    const now = lotsOf(source, key);
    const previous = lotsOf(view, key);
    if (now == previous) continue;
    if (n == levelLimit) return -1;
    levels += <i32>(previous == 0) - <i32>(now == 0);
    put(out, n++, key, now, previous);
  }
  if (depth == 0) return n;
  return levels >= depth ? cutBeyond(source, seen, levels - depth, out, n) : fill(source, seen, depth - levels, out, n);
}

/** Drops changes worse than the last level of the view: `extra` of the source's up to `seen` are beyond it. */
function cutBeyond(source: usize, seen: i64, extra: i32, out: usize, n: i32): i32 {
  let last = levelBefore(source, seen == NO_LEVEL ? seen : seen + 1);
  for (; extra > 0; extra--) last = levelBefore(source, last);
  while (n > 0 && load<i64>(out + ((<usize>(n - 1)) << 3)) > last) n--;
  return n;
}

/** Adds the levels that come into view: the source's `missing` best beyond `seen`, as far as there are. */
function fill(source: usize, seen: i64, missing: i32, out: usize, n: i32): i32 {
  if (seen == NO_LEVEL) return n;
  let key = seen;
  for (; missing > 0; missing--) {
    key = levelAfter(source, key, 0);
    if (key == NO_LEVEL) return n;
    if (n == levelLimit) return -1;
    put(out, n++, key, lotsOf(source, key), 0);
  }
  return n;
}
