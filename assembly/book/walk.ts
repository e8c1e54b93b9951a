/**
 * A walk over a side's levels from the best on, through window and overflow: on by a number of levels, or
 * to a key. It only goes forward, so that a whole list of changes costs one pass over what lies between.
 * The side must not change on the way.
 */
import { countOf, findLevel, firstOf, keyInLeaf, leafAt, leavesOf, lotsInLeaf } from './overflow';
import { BEFORE_ALL, NO_LEVEL } from './rank';
import { bitsAt, firstWord, slotLots, slotOf, summaryOf, windowStart } from './window';

/** Key of the level that is next, NO_LEVEL at the end; and of the one passed last. */
export let levelAhead: i64 = 0;
export let levelBehind: i64 = 0;

let side: usize = 0;
let isNear: bool = false;
/* In the window: words that are yet to come, by their number from the first; key of the word at hand, its levels ahead. */
let first: i64 = 0;
let words: u64 = 0;
let base: i64 = 0;
let bits: u64 = 0;
/* In the overflow: the leaf at hand, its levels and place among them. */
let index: i32 = 0;
let leaf: usize = 0;
let count: i32 = 0;
let at: i32 = 0;

/** Begins before the best level of a side. */
export function openWalk(from: usize): void {
  side = from;
  levelBehind = BEFORE_ALL;
  first = firstWord(from);
  words = rotr(summaryOf(from), <u64>first);
  isNear = true;
  nextWord();
}

function nextWord(): void {
  if (words == 0) {
    isNear = false;
    index = -1;
    nextLeaf();
    return;
  }
  const offset = <i64>ctz(words);
  words &= words - 1;
  base = windowStart(side) + (offset << 6);
  bits = bitsAt(side, first + offset);
  levelAhead = base + ctz(bits);
}

function nextLeaf(): void {
  at = 0;
  if (++index >= leavesOf(side)) {
    levelAhead = NO_LEVEL;
    return;
  }
  leaf = leafAt(side, index);
  count = countOf(side, index);
  levelAhead = keyInLeaf(leaf, 0);
}

/** Lots of the level ahead, which exists. */
export function lotsAhead(): i64 {
  return isNear ? slotLots(slotOf(side, levelAhead)) : lotsInLeaf(leaf, at);
}

/** Passes `n` levels; false where there are fewer. */
export function passLevels(n: i32): bool {
  let rest = n;
  while (isNear) {
    const here = <i32>popcnt(bits);
    if (rest < here) {
      if (rest != 0) passInWord(rest);
      return true;
    }
    rest -= here;
    levelBehind = base + 63 - clz(bits);
    nextWord();
  }
  while (levelAhead != NO_LEVEL) {
    if (rest < count - at) {
      if (rest != 0) passInLeaf(at + rest);
      return true;
    }
    rest -= count - at;
    levelBehind = keyInLeaf(leaf, count - 1);
    nextLeaf();
  }
  return rest == 0;
}

/** Passes levels of the word at hand that has more. */
function passInWord(n: i32): void {
  for (let i = 1; i < n; i++) bits &= bits - 1;
  levelBehind = base + ctz(bits);
  bits &= bits - 1;
  levelAhead = base + ctz(bits);
}

/** Goes to a place in the leaf at hand behind this one. */
function passInLeaf(to: i32): void {
  at = to;
  levelBehind = keyInLeaf(leaf, at - 1);
  levelAhead = keyInLeaf(leaf, at);
}

/** Passes the levels with keys below `key`, and answers how many. */
export function passTo(key: i64): i32 {
  let passed = 0;
  while (isNear) {
    if (levelAhead >= key) return passed;
    const before = key - base < 64 ? bits & (((<u64>1) << (<u64>(key - base))) - 1) : bits;
    passed += <i32>popcnt(before);
    levelBehind = base + 63 - clz(before);
    bits ^= before;
    if (bits == 0) nextWord();
    else levelAhead = base + ctz(bits);
  }
  while (levelAhead < key) {
    const isBeyond = index + 1 < leavesOf(side) && firstOf(side, index + 1) <= key;
    const to = isBeyond ? count : findLevel(leaf, count, key);
    passed += to - at;
    if (to < count) passInLeaf(to);
    else {
      levelBehind = keyInLeaf(leaf, count - 1);
      nextLeaf();
    }
  }
  return passed;
}
