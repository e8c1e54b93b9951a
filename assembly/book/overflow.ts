/**
 * A side's levels beyond its window, in order: a B-tree of two floors. Below are leaves of up to 64
 * levels (key, lots) from a pool of all books; above is one sorted directory a side (first key, leaf,
 * count). Keys are distinct and ascending, smaller is better.
 *
 * Two neighbouring leaves hold more than 64 levels together, for whatever brings a pair to 64 or
 * fewer merges it. So n levels have at most 2n / 65 + 1 leaves, the pool that is sized for the limit of
 * all books' levels cannot run out, nor a directory that is sized for one side's limit.
 *
 * Costs: a search is two binary searches (11 + 6 steps at 65,536 levels), which a change that was looked up
 * before repeats only where others have moved its place since; a change moves at most one
 * leaf (1 KiB), and at worst, at a split or a merge, two and the directory (32 KiB at 65,536 levels).
 */
import { LEAF_ENTRY_BYTES, LEAF_LEVELS, LEVEL_BYTES, SIDE_HEADER_BYTES, WINDOW_TICKS } from '../layout';
import { returnLeaf, takeLeaf } from './leaves';

/** In the side's header: number of leaves. */
const LEAVES: usize = 28;
const DIRECTORY: usize = SIDE_HEADER_BYTES + WINDOW_TICKS / 8 + WINDOW_TICKS * 8;
/* A directory entry. */
const FIRST: usize = 0;
const LEAF: usize = 8;
const COUNT: usize = 12;
/* A level in a leaf. */
const KEY: usize = 0;
const LOTS: usize = 8;

export function leavesOf(side: usize): i32 {
  return load<i32>(side, LEAVES);
}

function entryAt(side: usize, index: i32): usize {
  return side + DIRECTORY + <usize>index * LEAF_ENTRY_BYTES;
}

function leafOf(entry: usize): usize {
  return load<usize>(entry, LEAF);
}

/** Best key; the overflow must not be empty. */
export function firstOverflow(side: usize): i64 {
  return load<i64>(entryAt(side, 0), FIRST);
}

/** Directory entry of the leaf where the key is or belongs; the overflow must not be empty. */
function findEntry(side: usize, key: i64): i32 {
  let index = 0;
  let length = load<i32>(side, LEAVES);
  while (length > 1) {
    const half = length >> 1;
    index = select(index + half, index, load<i64>(entryAt(side, index + half), FIRST) <= key);
    length -= half;
  }
  return index;
}

/** Number of levels in a leaf that are before the key. As many steps for any key, so that look-ups overlap. */
export function findLevel(leaf: usize, count: i32, key: i64): i32 {
  if (count == 0) return 0;
  let index = 0;
  let length = count;
  while (length > 1) {
    const half = length >> 1;
    const before = load<i64>(leaf + <usize>(index + half - 1) * LEVEL_BYTES, KEY) < key;
    index = select(index + half, index, before);
    length -= half;
  }
  return index + <i32>(load<i64>(leaf + <usize>index * LEVEL_BYTES, KEY) < key);
}

/** The place that the last `overflowLots` looked at: directory entry (upper half) and level in its leaf. */
export let lastPlace: i64 = 0;
/** No place is known. */
export const NO_PLACE: i64 = -1;

/** Lots at a key, 0 where there is no level. */
export function overflowLots(side: usize, key: i64): i64 {
  if (leavesOf(side) == 0) return 0;
  const index = findEntry(side, key);
  const entry = entryAt(side, index);
  const leaf = leafOf(entry);
  const count = load<i32>(entry, COUNT);
  const at = findLevel(leaf, count, key);
  lastPlace = ((<i64>index) << 32) | at;
  const level = leaf + <usize>at * LEVEL_BYTES;
  if (at == count || load<i64>(level, KEY) != key) return 0;
  return load<i64>(level, LOTS);
}

/* Where `locate` found a key, or where it belongs. */
let foundIndex: i32 = 0;
let foundAt: i32 = 0;

/** Finds a key from its place of before, from which changes since may have moved it; the overflow must not be empty. */
function locate(side: usize, key: i64, place: i64): void {
  const leaves = leavesOf(side);
  const index = <i32>(place >> 32);
  const isIndex =
    place >= 0 &&
    index < leaves &&
    (index == 0 || load<i64>(entryAt(side, index), FIRST) <= key) &&
    (index + 1 == leaves || load<i64>(entryAt(side, index + 1), FIRST) > key);
  foundIndex = isIndex ? index : findEntry(side, key);
  const entry = entryAt(side, foundIndex);
  const leaf = leafOf(entry);
  const count = load<i32>(entry, COUNT);
  foundAt = <i32>place;
  const level = leaf + <usize>foundAt * LEVEL_BYTES;
  if (!isIndex || foundAt > count) foundAt = findLevel(leaf, count, key);
  else if (foundAt > 0 && load<i64>(level - LEVEL_BYTES, KEY) >= key) foundAt = findLevel(leaf, count, key);
  else if (foundAt < count && load<i64>(level, KEY) < key) foundAt = findLevel(leaf, count, key);
}

/** Makes room in the directory for `n` entries before `index`. */
function openEntries(side: usize, index: i32, n: i32): void {
  const leaves = leavesOf(side);
  const entry = entryAt(side, index);
  memory.copy(entry + <usize>n * LEAF_ENTRY_BYTES, entry, <usize>(leaves - index) * LEAF_ENTRY_BYTES);
  store<i32>(side, leaves + n, LEAVES);
}

/** Removes `n` entries from `index` on; their leaves have been returned or emptied. */
function closeEntries(side: usize, index: i32, n: i32): void {
  const leaves = leavesOf(side);
  const entry = entryAt(side, index);
  memory.copy(entry, entry + <usize>n * LEAF_ENTRY_BYTES, <usize>(leaves - index - n) * LEAF_ENTRY_BYTES);
  store<i32>(side, leaves - n, LEAVES);
}

function setEntry(side: usize, index: i32, leaf: usize, count: i32): void {
  const entry = entryAt(side, index);
  store<i64>(entry, load<i64>(leaf, KEY), FIRST);
  store<usize>(entry, leaf, LEAF);
  store<i32>(entry, count, COUNT);
}

/** Moves the leaf after `index` into it where both fit into one. */
function mergeNext(side: usize, index: i32): bool {
  if (index < 0 || index + 1 >= leavesOf(side)) return false;
  const entry = entryAt(side, index);
  const next = entryAt(side, index + 1);
  const count = load<i32>(entry, COUNT);
  const more = load<i32>(next, COUNT);
  if (count + more > LEAF_LEVELS) return false;
  const leaf = leafOf(next);
  memory.copy(leafOf(entry) + <usize>count * LEVEL_BYTES, leaf, <usize>more * LEVEL_BYTES);
  store<i32>(entry, count + more, COUNT);
  returnLeaf(leaf);
  closeEntries(side, index + 1, 1);
  return true;
}

/** Puts a level at its place in a leaf that has room. */
function insertLevel(side: usize, index: i32, at: i32, key: i64, lots: i64): void {
  const entry = entryAt(side, index);
  const leaf = leafOf(entry);
  const count = load<i32>(entry, COUNT);
  const level = leaf + <usize>at * LEVEL_BYTES;
  memory.copy(level + LEVEL_BYTES, level, <usize>(count - at) * LEVEL_BYTES);
  store<i64>(level, key, KEY);
  store<i64>(level, lots, LOTS);
  store<i32>(entry, count + 1, COUNT);
  if (at == 0) store<i64>(entry, key, FIRST);
}

/** A leaf of one level, before `index` of the directory. */
function insertLeaf(side: usize, index: i32, key: i64, lots: i64): void {
  const leaf = takeLeaf();
  store<i64>(leaf, key, KEY);
  store<i64>(leaf, lots, LOTS);
  openEntries(side, index, 1);
  setEntry(side, index, leaf, 1);
}

/** Halves a full leaf, puts the level into its half, and restores the rule of pairs. */
function splitInsert(side: usize, index: i32, at: i32, key: i64, lots: i64): void {
  const half = LEAF_LEVELS / 2;
  const entry = entryAt(side, index);
  const right = takeLeaf();
  memory.copy(right, leafOf(entry) + <usize>half * LEVEL_BYTES, <usize>half * LEVEL_BYTES);
  store<i32>(entry, half, COUNT);
  openEntries(side, index + 1, 1);
  setEntry(side, index + 1, right, half);
  if (at > half) insertLevel(side, index + 1, at - half, key, lots);
  else insertLevel(side, index, at, key, lots);
  mergeNext(side, index + 1);
  mergeNext(side, index - 1);
}

/** Adds a level or replaces its lots; `place` is where `overflowLots` looked, or NO_PLACE. */
export function putOverflow(side: usize, key: i64, lots: i64, place: i64): void {
  const leaves = leavesOf(side);
  if (leaves == 0) return insertLeaf(side, 0, key, lots);
  locate(side, key, place);
  const index = foundIndex;
  const at = foundAt;
  const entry = entryAt(side, index);
  const leaf = leafOf(entry);
  const count = load<i32>(entry, COUNT);
  const level = leaf + <usize>at * LEVEL_BYTES;
  if (at < count && load<i64>(level, KEY) == key) store<i64>(level, lots, LOTS);
  else if (count < LEAF_LEVELS) insertLevel(side, index, at, key, lots);
  // At either end a leaf of one keeps its full neighbour full: levels that come in order pack densely.
  else if (at == count && index == leaves - 1) insertLeaf(side, leaves, key, lots);
  else if (at == 0 && index == 0) insertLeaf(side, 0, key, lots);
  else splitInsert(side, index, at, key, lots);
}

/** Removes a level where there is one; `place` as in `putOverflow`. */
export function removeOverflow(side: usize, key: i64, place: i64): void {
  if (leavesOf(side) == 0) return;
  locate(side, key, place);
  const index = foundIndex;
  const at = foundAt;
  const entry = entryAt(side, index);
  const leaf = leafOf(entry);
  const count = load<i32>(entry, COUNT);
  const level = leaf + <usize>at * LEVEL_BYTES;
  if (at == count || load<i64>(level, KEY) != key) return;
  memory.copy(level, level + LEVEL_BYTES, <usize>(count - at - 1) * LEVEL_BYTES);
  shrinkLeaf(side, index, count - 1);
}

/** A leaf has lost levels: it goes, or it may merge with a neighbour. */
function shrinkLeaf(side: usize, index: i32, count: i32): void {
  const leaf = leafOf(entryAt(side, index));
  if (count == 0) {
    returnLeaf(leaf);
    closeEntries(side, index, 1);
    return;
  }
  setEntry(side, index, leaf, count);
  if (!mergeNext(side, index - 1)) mergeNext(side, index);
}

/** Copies the worst level to `out` (key, lots) and removes it; the overflow must not be empty. */
export function popOverflow(side: usize, out: usize): void {
  const index = leavesOf(side) - 1;
  const entry = entryAt(side, index);
  const count = load<i32>(entry, COUNT) - 1;
  memory.copy(out, leafOf(entry) + <usize>count * LEVEL_BYTES, LEVEL_BYTES);
  shrinkLeaf(side, index, count);
}

/** Puts `n` levels (key, lots; ascending) that are better than all here before them. */
export function prependOverflow(side: usize, levels: usize, n: i32): void {
  if (n == 0) return;
  const leaves = (n + LEAF_LEVELS - 1) / LEAF_LEVELS;
  openEntries(side, 0, leaves);
  // Only the first leaf is not full.
  let count = n - (leaves - 1) * LEAF_LEVELS;
  for (let index = 0; index < leaves; index++) {
    const leaf = takeLeaf();
    memory.copy(leaf, levels, <usize>count * LEVEL_BYTES);
    setEntry(side, index, leaf, count);
    levels += <usize>count * LEVEL_BYTES;
    count = LEAF_LEVELS;
  }
  mergeNext(side, leaves - 1);
}

/** Fills an empty overflow from columns of ascending keys. */
export function loadOverflow(side: usize, keys: usize, lots: usize, n: i32): void {
  for (let index = 0; n > 0; index++) {
    const count = min(n, LEAF_LEVELS);
    const leaf = takeLeaf();
    for (let i = 0; i < count; i++) {
      const level = leaf + <usize>i * LEVEL_BYTES;
      store<i64>(level, load<i64>(keys + <usize>i * 8), KEY);
      store<i64>(level, load<i64>(lots + <usize>i * 8), LOTS);
    }
    store<i32>(side, index + 1, LEAVES);
    setEntry(side, index, leaf, count);
    keys += <usize>count * 8;
    lots += <usize>count * 8;
    n -= count;
  }
}

/** Moves the levels before `end` to `out` (key, lots; ascending) and answers their number. */
export function takeOverflow(side: usize, end: i64, out: usize): i32 {
  const leaves = leavesOf(side);
  let taken = 0;
  let index = 0;
  let rest = 0;
  while (index < leaves && rest == 0) {
    const entry = entryAt(side, index);
    const leaf = leafOf(entry);
    const count = load<i32>(entry, COUNT);
    const before = findLevel(leaf, count, end);
    memory.copy(out + <usize>taken * LEVEL_BYTES, leaf, <usize>before * LEVEL_BYTES);
    taken += before;
    rest = count - before;
    if (rest == 0) {
      returnLeaf(leaf);
      index++;
    } else if (before > 0) {
      memory.copy(leaf, leaf + <usize>before * LEVEL_BYTES, <usize>rest * LEVEL_BYTES);
      setEntry(side, index, leaf, rest);
    }
  }
  if (index > 0) closeEntries(side, 0, index);
  mergeNext(side, 0);
  return taken;
}

/** Copies the best `limit` levels into columns and answers their number. */
export function copyOverflow(side: usize, limit: i32, keys: usize, lots: usize): i32 {
  const leaves = leavesOf(side);
  let copied = 0;
  for (let index = 0; index < leaves && copied < limit; index++) {
    const entry = entryAt(side, index);
    const leaf = leafOf(entry);
    const count = min(load<i32>(entry, COUNT), limit - copied);
    for (let i = 0; i < count; i++) {
      const level = leaf + <usize>i * LEVEL_BYTES;
      store<i64>(keys + <usize>copied * 8, load<i64>(level, KEY));
      store<i64>(lots + <usize>copied * 8, load<i64>(level, LOTS));
      copied++;
    }
  }
  return copied;
}

/** Worst key; the overflow must not be empty. */
export function lastOverflow(side: usize): i64 {
  const entry = entryAt(side, leavesOf(side) - 1);
  return load<i64>(leafOf(entry) + <usize>(load<i32>(entry, COUNT) - 1) * LEVEL_BYTES, KEY);
}

/** Returns all leaves. */
export function clearOverflow(side: usize): void {
  const leaves = leavesOf(side);
  for (let index = 0; index < leaves; index++) returnLeaf(leafOf(entryAt(side, index)));
  store<i32>(side, 0, LEAVES);
}

/** Parts of the directory's entries and of leaves, for whoever walks over them. */
export function firstOf(side: usize, index: i32): i64 {
  return load<i64>(entryAt(side, index), FIRST);
}

export function leafAt(side: usize, index: i32): usize {
  return leafOf(entryAt(side, index));
}

export function countOf(side: usize, index: i32): i32 {
  return load<i32>(entryAt(side, index), COUNT);
}

export function keyInLeaf(leaf: usize, index: i32): i64 {
  return load<i64>(leaf + <usize>index * LEVEL_BYTES, KEY);
}

export function lotsInLeaf(leaf: usize, index: i32): i64 {
  return load<i64>(leaf + <usize>index * LEVEL_BYTES, LOTS);
}

/** Key of the `n`th level from the key `from` on, i64.MAX_VALUE where there are fewer. */
export function levelAfterOverflow(side: usize, from: i64, n: i32): i64 {
  const leaves = leavesOf(side);
  if (leaves == 0) return i64.MAX_VALUE;
  let index = findEntry(side, from);
  const first = entryAt(side, index);
  let rest = n + findLevel(leafOf(first), load<i32>(first, COUNT), from);
  for (; index < leaves; index++) {
    const entry = entryAt(side, index);
    const count = load<i32>(entry, COUNT);
    if (rest < count) return load<i64>(leafOf(entry) + <usize>rest * LEVEL_BYTES, KEY);
    rest -= count;
  }
  return i64.MAX_VALUE;
}

/** Key of the last level before `key`, i64.MIN_VALUE where there is none. */
export function levelBeforeOverflow(side: usize, key: i64): i64 {
  if (leavesOf(side) == 0) return i64.MIN_VALUE;
  const index = findEntry(side, key);
  const entry = entryAt(side, index);
  const at = findLevel(leafOf(entry), load<i32>(entry, COUNT), key);
  if (at != 0) return load<i64>(leafOf(entry) + <usize>(at - 1) * LEVEL_BYTES, KEY);
  if (index == 0) return i64.MIN_VALUE;
  const before = entryAt(side, index - 1);
  return load<i64>(leafOf(before) + <usize>(load<i32>(before, COUNT) - 1) * LEVEL_BYTES, KEY);
}
