/**
 * Entries of a message into a side's window in one pass: what is noted for the window (order.ts) is read word
 * by word, compared, listed and written, the window's own word of the bitmap at hand. For entries that all lie
 * in the window, of a side that has room for them: nothing is judged here.
 */
import { lotsColumn, placesColumn, previousColumn } from './changes';
import { keepChanges } from './difference';
import {
  bringIntoOrder,
  dropNoted,
  note,
  notedBetter,
  notedFar,
  notedLots,
  notedWords,
  takeFar,
  takeNoted,
} from './order';
import { applyChanges, levelsOf, setLevels, settle } from './side';
import {
  firstWord,
  inWindow,
  setSummary,
  setWordBits,
  slotLots,
  slotOf,
  slotsOfWord,
  summaryOf,
  windowStart,
  wordBits,
  writeSlot,
} from './window';

/**
 * Applies `n` entries, as they came, of a side that has room for them all; lists what they changed from `out`
 * on, at or before the entries, best first, and answers the number of changes.
 */
export function applySide(side: usize, entries: usize, n: i32, out: usize): i32 {
  if (n == 0) return 0;
  const isSorted = isAscending(entries, n);
  const start = windowStart(side);
  // A side without levels has no window yet, and the window moves for what is better.
  if (levelsOf(side) == 0) return applyOrdered(side, entries, bringIntoOrder(side, entries, n), out);
  if (isSorted)
    return load<i64>(entries) < start ? applyOrdered(side, entries, n, out) : applySorted(side, entries, n, out);
  note(start, entries, lotsColumn(entries), n);
  if (notedBetter) {
    dropNoted();
    return applyOrdered(side, entries, bringIntoOrder(side, entries, n), out);
  }
  let changes = applyNoted(side, out);
  if (notedFar > 0) {
    const far = out + ((<usize>changes) << 3);
    changes += applyOrdered(side, far, takeFar(far, lotsColumn(far)), far);
  }
  // Only now: where the window was emptied, the far ones may be what it moves to.
  settle(side);
  return changes;
}

function isAscending(keys: usize, n: i32): bool {
  for (let at = keys + 8, end = keys + ((<usize>n) << 3); at < end; at += 8) {
    if (load<i64>(at - 8) > load<i64>(at)) return false;
  }
  return true;
}

function applyOrdered(side: usize, entries: usize, n: i32, out: usize): i32 {
  const places = placesColumn(out);
  const changes = keepChanges(side, entries, n, out, places);
  applyChanges(side, out, lotsColumn(out), previousColumn(out), changes, places);
  return changes;
}

/** Applies `n` entries in ascending order, none of which is better than the window. */
function applySorted(side: usize, entries: usize, n: i32, out: usize): i32 {
  const lots = lotsColumn(entries);
  const outLots = lotsColumn(out);
  const outPrevious = previousColumn(out);
  const start = windowStart(side);
  let summary = summaryOf(side);
  let levels = levelsOf(side);
  let to: usize = 0;
  let at: usize = 0;
  for (const end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(entries + at);
    if (!inWindow(start, key)) break;
    if (at + 8 < end && load<i64>(entries + at, 8) == key) continue;
    const now = load<i64>(lots + at);
    const before = slotLots(slotOf(side, key));
    summary = writeSlot(side, key, now, summary);
    store<i64>(out + to, key);
    store<i64>(outLots + to, now);
    store<i64>(outPrevious + to, before);
    levels += <i32>(before == 0) - <i32>(now == 0);
    to += (<usize>(before != now)) << 3;
  }
  setSummary(side, summary);
  setLevels(side, levels);
  const near = <i32>(to >> 3);
  const far = n - <i32>(at >> 3);
  const changes = far == 0 ? near : near + applyOrdered(side, entries + at, far, out + to);
  settle(side);
  return changes;
}

/** Applies what is noted, lists what it changed from `keys` on, and answers the number of changes. */
function applyNoted(side: usize, keys: usize): i32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const start = windowStart(side);
  const first = <usize>firstWord(side);
  let summary = summaryOf(side);
  let levels = levelsOf(side);
  let to: usize = 0;
  for (let rest = rotr(notedWords, <u64>first); rest != 0; rest &= rest - 1) {
    const offset = <usize>ctz(rest);
    const index = (first + offset) & 63;
    const base = start + ((<i64>offset) << 6);
    const noted = notedLots(index);
    const slots = slotsOfWord(side, index);
    let bits = takeNoted(index);
    let occupied = wordBits(side, index) & ~bits;
    for (; bits != 0; bits &= bits - 1) {
      const tick = ctz(bits);
      const now = load<i64>(noted + ((<usize>tick) << 3));
      const slot = slots + ((<usize>tick) << 3);
      const before = load<i64>(slot);
      store<i64>(slot, now);
      occupied |= (<u64>(now != 0)) << tick;
      store<i64>(keys + to, base + tick);
      store<i64>(lots + to, now);
      store<i64>(previous + to, before);
      levels += <i32>(before == 0) - <i32>(now == 0);
      to += (<usize>(before != now)) << 3;
    }
    setWordBits(side, index, occupied);
    summary = (summary & ~((<u64>1) << index)) | ((<u64>(occupied != 0)) << index);
  }
  setSummary(side, summary);
  setLevels(side, levels);
  return <i32>(to >> 3);
}
