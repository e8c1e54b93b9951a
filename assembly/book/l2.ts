/**
 * The price-level book of a stream: two sides, their fingerprint, the depth that is kept. What it is
 * given was judged: change columns or level columns, ascending keys, within the limits.
 */
import { levelLimit, scratchAt, totalLimit } from '../memory';
import { asksOf, bidsOf, depthOf, fingerprintOf, setFingerprint } from '../stream';
import { lotsColumn, previousColumn } from './changes';
import { sumChanges, sumLevels } from './fingerprint';
import { forgetHistory, remember } from './history';
import { applyChanges, clearLevels, levelsOf, loadLevels, trim } from './side';

/** Levels of all books. */
let totalLevels: i32 = 0;

export function bookLevels(stream: usize): i32 {
  return levelsOf(bidsOf(stream)) + levelsOf(asksOf(stream));
}

/** Whether a side has room for `added` levels, and all books for `total` more. */
export function hasRoom(side: usize, added: i32, total: i32): bool {
  return levelsOf(side) + added <= levelLimit && totalLevels + total <= totalLimit;
}

/** How many levels a message may still add to a side, when `added` were already added elsewhere. */
export function roomFor(side: usize, added: i32): i32 {
  return min(levelLimit - levelsOf(side), totalLimit - totalLevels - added);
}

/** Whether all books have room when this one has `levels` levels instead of its own. */
export function canHold(stream: usize, levels: i64): bool {
  return totalLevels - bookLevels(stream) + levels <= totalLimit;
}

/** Whether `bids` and `asks` entries, whatever they are, can be applied without asking for room on the way. */
export function hasRoomForAll(stream: usize, bids: i32, asks: i32): bool {
  return (
    levelsOf(bidsOf(stream)) + bids <= levelLimit &&
    levelsOf(asksOf(stream)) + asks <= levelLimit &&
    totalLevels + bids + asks <= totalLimit
  );
}

/** Applies the changes of both sides, asks behind the bids, which the frame of `sequence` holds or will hold (`places` as `applyChanges` has them), then keeps the best `depth`. */
export function applyToBook(stream: usize, keys: usize, nBids: i32, nAsks: i32, sequence: i64, places: usize): void {
  const before = bookLevels(stream);
  applyChanges(bidsOf(stream), keys, lotsColumn(keys), previousColumn(keys), nBids, places);
  const askKeys = keys + ((<usize>nBids) << 3);
  applyChanges(
    asksOf(stream),
    askKeys,
    lotsColumn(askKeys),
    previousColumn(askKeys),
    nAsks,
    places == 0 ? 0 : places + (askKeys - keys),
  );
  settleBook(stream, keys, nBids + nAsks, sequence, before);
}

/** What `n` changes that the sides have taken come to for the book, which had `before` levels. */
export function settleBook(stream: usize, keys: usize, n: i32, sequence: i64, before: i32): void {
  let fingerprint = fingerprintOf(stream) + sumChanges(keys, lotsColumn(keys), previousColumn(keys), n);
  remember(stream, keys, n, sequence);
  const depth = depthOf(stream);
  if (depth > 0) {
    fingerprint -= trimSide(stream, bidsOf(stream), depth, sequence);
    fingerprint -= trimSide(stream, asksOf(stream), depth, sequence);
  }
  setFingerprint(stream, fingerprint);
  totalLevels += bookLevels(stream) - before;
}

/** Answers what the levels that go took of the fingerprint. */
function trimSide(stream: usize, side: usize, depth: i32, sequence: i64): u32 {
  const excess = levelsOf(side) - depth;
  if (excess <= 0) return 0;
  const sum = trim(side, depth, scratchAt);
  remember(stream, scratchAt, excess, sequence);
  return sum;
}

/** Replaces the book's levels, in the frame of `sequence`. */
export function replaceBook(
  stream: usize,
  bidKeys: usize,
  nBids: i32,
  askKeys: usize,
  nAsks: i32,
  sequence: i64,
): void {
  forgetHistory(stream, sequence);
  totalLevels += nBids + nAsks - bookLevels(stream);
  loadLevels(bidsOf(stream), bidKeys, lotsColumn(bidKeys), nBids);
  loadLevels(asksOf(stream), askKeys, lotsColumn(askKeys), nAsks);
  setFingerprint(stream, levelsFingerprint(bidKeys, nBids, askKeys, nAsks));
}

/** The fingerprint of a book of these levels. */
export function levelsFingerprint(bidKeys: usize, nBids: i32, askKeys: usize, nAsks: i32): u32 {
  return sumLevels(bidKeys, lotsColumn(bidKeys), nBids) + sumLevels(askKeys, lotsColumn(askKeys), nAsks);
}

/** Empties the book of a stream that begins or ends. */
export function clearBook(stream: usize): void {
  forgetHistory(stream, 0);
  totalLevels -= bookLevels(stream);
  clearLevels(bidsOf(stream));
  clearLevels(asksOf(stream));
  setFingerprint(stream, 0);
}
