/** Levels found by their number from a price on, in window and overflow. */
import { WINDOW_TICKS } from '../layout';
import { levelAfterOverflow, levelBeforeOverflow } from './overflow';
import { lastBefore, levelInWindow, passedInWindow, windowStart } from './window';

/** Worse than any key. */
export const NO_LEVEL: i64 = i64.MAX_VALUE;
/** Better than any key. */
export const BEFORE_ALL: i64 = i64.MIN_VALUE;

/** Key of the `n`th level (0: the first) with a key above `from`, NO_LEVEL where there is none. */
export function levelAfter(side: usize, from: i64, n: i32): i64 {
  const start = windowStart(side);
  let rest = n;
  if (from + 1 < start + WINDOW_TICKS) {
    const key = levelInWindow(side, max(from + 1, start), n);
    if (key != NO_LEVEL) return key;
    rest -= passedInWindow;
  }
  return levelAfterOverflow(side, max(from + 1, start + WINDOW_TICKS), rest);
}

/** Key of the last level before `key`, BEFORE_ALL where there is none. */
export function levelBefore(side: usize, key: i64): i64 {
  const start = windowStart(side);
  const end = start + WINDOW_TICKS;
  if (key > end) {
    const found = levelBeforeOverflow(side, key);
    if (found != BEFORE_ALL) return found;
  }
  return key > start ? lastBefore(side, min(key, end)) : BEFORE_ALL;
}
