/**
 * One side of a book: the window around the touch and the overflow of what is worse. A key is minus the
 * ticks of a bid and the ticks of an ask, so that smaller is better and both sides are the same code.
 *
 * Between calls: no level of the overflow is better than the window's end, and the window is not empty
 * while the overflow has levels; so the best level is in the window.
 *
 * The window moves when a better price falls before it, when it runs empty, and when the best level has
 * drifted past its middle; a quarter of it is then free before the best. A change costs O(1) in the
 * window and what overflow.ts says beyond it.
 *
 * Worst cases, which `bench/kernels/worst.ts` measures:
 * - The price jumps. A move costs what enters or leaves the window, at worst 4,096 levels, and needs the best
 *   price to move by at least 1,024 ticks; who swings it that far with each message pays for it each time.
 * - Thousands of levels far from the touch change at random. Each change is a search and moves half a leaf (512 bytes) where a level comes or goes.
 * - The tick is far smaller than the distance of levels: 1e-8 at a price of 60,000. Then the window holds the
 *   best level alone, the overflow is the book, and each new best moves the window.
 * A token at 10^-12 is no such case: its prices are few ticks, however many lots its sizes are.
 */
import { WINDOW_TICKS } from '../layout';
import { movedAt } from '../memory';
import { hashLevel } from './fingerprint';
import {
  clearOverflow,
  copyOverflow,
  firstOverflow,
  lastOverflow,
  leavesOf,
  loadOverflow,
  NO_PLACE,
  overflowLots,
  popOverflow,
  prependOverflow,
  putOverflow,
  removeOverflow,
  takeOverflow,
} from './overflow';
import {
  clearWindow,
  copyWindow,
  firstInWindow,
  inWindow,
  lastInWindow,
  loadWindow,
  moveToBetter,
  moveToWorse,
  setSummary,
  slotLots,
  slotOf,
  startFor,
  summaryOf,
  windowStart,
  writeSlot,
} from './window';

/* In the side's header, behind the window's start and summary. */
const BEST: usize = 16;
const LEVELS: usize = 24;

/** Levels of the side. */
export function levelsOf(side: usize): i32 {
  return load<i32>(side, LEVELS);
}

export function setLevels(side: usize, levels: i32): void {
  store<i32>(side, levels, LEVELS);
}

/** Key of the best level, where there is one. */
export function bestKey(side: usize): i64 {
  return load<i64>(side, BEST);
}

export function worstKey(side: usize): i64 {
  return leavesOf(side) > 0 ? lastOverflow(side) : lastInWindow(side);
}

/** Lots at a key, 0 where there is no level. */
export function lotsOf(side: usize, key: i64): i64 {
  const start = windowStart(side);
  if (inWindow(start, key)) return slotLots(slotOf(side, key));
  return key < start ? 0 : overflowLots(side, key);
}

/** Copies the best `limit` levels into columns and answers their number. */
export function copyBest(side: usize, limit: i32, keys: usize, lots: usize): i32 {
  const near = copyWindow(side, limit, keys, lots);
  if (near == limit || leavesOf(side) == 0) return near;
  return near + copyOverflow(side, limit - near, keys + ((<usize>near) << 3), lots + ((<usize>near) << 3));
}

/**
 * Applies `n` changes, best first: `previous` holds the lots that the side has at each key, 0 for none;
 * `places`, where it is not 0, the places of those in the overflow.
 */
export function applyChanges(side: usize, keys: usize, lots: usize, previous: usize, n: i32, places: usize): void {
  if (n == 0) return;
  makeRoom(side, load<i64>(keys));
  const start = windowStart(side);
  let summary = summaryOf(side);
  let levels = levelsOf(side);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(keys + at);
    const now = load<i64>(lots + at);
    levels += <i32>(load<i64>(previous + at) == 0) - <i32>(now == 0);
    if (inWindow(start, key)) {
      summary = writeSlot(side, key, now, summary);
      continue;
    }
    const place = places == 0 ? NO_PLACE : load<i64>(places + at);
    if (now != 0) putOverflow(side, key, now, place);
    else removeOverflow(side, key, place);
  }
  setSummary(side, summary);
  store<i32>(side, levels, LEVELS);
  settle(side);
}

/** The window reaches to the best of the keys that follow. */
function makeRoom(side: usize, key: i64): void {
  if (levelsOf(side) != 0 && key >= windowStart(side)) return;
  const leaving = moveToBetter(side, startFor(key), movedAt);
  prependOverflow(side, movedAt, leaving);
}

/** Restores what holds between calls. */
export function settle(side: usize): void {
  if (levelsOf(side) == 0) return;
  const best = summaryOf(side) != 0 ? firstInWindow(side) : firstOverflow(side);
  store<i64>(side, best, BEST);
  if (best - windowStart(side) < WINDOW_TICKS / 2) return;
  const start = startFor(best);
  const entering = leavesOf(side) == 0 ? 0 : takeOverflow(side, start + WINDOW_TICKS, movedAt);
  moveToWorse(side, start, movedAt, entering);
}

/** Removes the worst levels until `depth` are left, puts their keys into `gone` and answers the sum of their hashes. */
export function trim(side: usize, depth: i32, gone: usize): u32 {
  let sum: u32 = 0;
  let levels = levelsOf(side);
  for (; levels > depth; levels--, gone += 8) {
    if (leavesOf(side) > 0) {
      popOverflow(side, movedAt);
      store<i64>(gone, load<i64>(movedAt));
      sum += hashLevel(load<i64>(movedAt), load<i64>(movedAt, 8));
    } else {
      const key = lastInWindow(side);
      store<i64>(gone, key);
      sum += hashLevel(key, slotLots(slotOf(side, key)));
      setSummary(side, writeSlot(side, key, 0, summaryOf(side)));
    }
  }
  store<i32>(side, levels, LEVELS);
  return sum;
}

/** Replaces all levels by columns of ascending keys. */
export function loadLevels(side: usize, keys: usize, lots: usize, n: i32): void {
  clearLevels(side);
  if (n == 0) return;
  const near = loadWindow(side, keys, lots, n);
  loadOverflow(side, keys + ((<usize>near) << 3), lots + ((<usize>near) << 3), n - near);
  store<i64>(side, load<i64>(keys), BEST);
  store<i32>(side, n, LEVELS);
}

export function clearLevels(side: usize): void {
  clearWindow(side);
  clearOverflow(side);
  store<i32>(side, 0, LEVELS);
}
