/**
 * A diff's parsed entries into a writer's book, so that they can be taken back: as if they had never
 * come, where what follows speaks against them.
 *
 * Without a depth the changes themselves say what was before. With one, keeping the best levels drops
 * others without a word, so the book is copied first; such books are small.
 */
import { draftKeys, forgetChanges, heldAsks, heldBids, heldKeys, lotsColumn, previousColumn } from '../book/changes';
import { applyToBook, replaceBook } from '../book/l2';
import { copyBest } from '../book/side';
import { applyEntries } from '../books';
import { SIDE_ASK, SIDE_BID } from '../layout';
import { columnBytes, levelLimit, stagedAt } from '../memory';
import { asksOf, bidsOf, depthOf, sequenceOf } from '../stream';
import { HANDED_FULL, HANDED_GRID, HANDED_NOT } from './layout';
import { readParsed } from './steps';

/** Changes of the last `applyParsed`. */
export let changes: i32 = 0;

let savedBids: i32 = 0;
let savedAsks: i32 = 0;

/** Applies the parsed rows of both sides whole, or not at all: HANDED_NOT, or why not. */
export function applyParsed(stream: usize, nBids: i32, nAsks: i32): i32 {
  const bidKeys = draftKeys();
  const askKeys = bidKeys + ((<usize>nBids) << 3);
  if (!readParsed(stream, SIDE_BID, nBids, bidKeys, lotsColumn(bidKeys))) return HANDED_GRID;
  if (!readParsed(stream, SIDE_ASK, nAsks, askKeys, lotsColumn(askKeys))) return HANDED_GRID;
  if (depthOf(stream) > 0) save(stream);
  changes = applyEntries(stream, nBids, nAsks);
  return changes < 0 ? HANDED_FULL : HANDED_NOT;
}

/** Takes back the last `applyParsed`. */
export function takeBack(stream: usize): void {
  const sequence = sequenceOf(stream) + 1;
  if (depthOf(stream) > 0) {
    replaceBook(stream, stagedAt, savedBids, askCopy(), savedAsks, sequence);
  } else {
    // All changes are listed, asks behind the bids.
    const keys = heldKeys();
    exchange(keys, heldBids + heldAsks);
    applyToBook(stream, keys, heldBids, heldAsks, sequence, 0);
  }
  forgetChanges(stream);
}

/** The copy lies where the host stages entries: bids' keys, asks' keys, and a column further their lots. */
function askCopy(): usize {
  return stagedAt + ((<usize>levelLimit) << 3);
}

function save(stream: usize): void {
  savedBids = copyBest(bidsOf(stream), levelLimit, stagedAt, stagedAt + columnBytes);
  savedAsks = copyBest(asksOf(stream), levelLimit, askCopy(), askCopy() + columnBytes);
}

/** Lots and lots before change places. */
function exchange(keys: usize, n: i32): void {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const now = load<i64>(lots + at);
    store<i64>(lots + at, load<i64>(previous + at));
    store<i64>(previous + at, now);
  }
}
