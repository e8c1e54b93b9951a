/** Calls that change a writer's book, and that read any book. */
import { isCount, isInteger, MAX_INTEGER } from './argument';
import {
  draftKeys,
  forgetChanges,
  holdDraft,
  lotsColumn,
  placesColumn,
  previousColumn,
  showChanges,
} from './book/changes';
import { addedLevels, addedPeak, compareSides, countAdded, keepChanges, keepLevels } from './book/difference';
import { followedAsks, followedBids, followSource } from './book/follow';
import { forgetSource, isAhead, setSeen, withdrawChanges } from './book/history';
import { applyToBook, bookLevels, canHold, hasRoom, hasRoomForAll, replaceBook, settleBook } from './book/l2';
import { applySide } from './book/near';
import { bringIntoOrder } from './book/order';
import { bestKey, copyBest, levelsOf, lotsOf, worstKey } from './book/side';
import { readStaged } from './book/staged';
import { keepPlaces } from './codec/dense-places';
import { ARGUMENT, CODEC_DENSE, FULL, RANGE, SIDE_ASK, SIDE_BID } from './layout';
import { columnBytes, levelLimit, levelsAt, scratchAt } from './memory';
import { asksOf, bidsOf, codecOf, depthOf, sequenceOf, streamOf, writerOf } from './stream';

let changedBidCount: i32 = 0;
let levelBidCount: i32 = 0;

/** ARGUMENT or FULL of the counts of staged entries, or 0. */
function judgeCounts(nBids: f64, nAsks: f64): i32 {
  if (!isCount(nBids) || !isCount(nAsks)) return ARGUMENT;
  return max(nBids, nAsks) > levelLimit ? FULL : 0;
}

/** Reads the staged entries of both sides into the draft, bids from 0 and asks from nBids. */
function readBoth(keys: usize, nBids: i32, nAsks: i32): bool {
  const asks = keys + ((<usize>nBids) << 3);
  return readStaged(0, nBids, -1, keys, lotsColumn(keys)) && readStaged(nBids, nAsks, 1, asks, lotsColumn(asks));
}

export function loadBook(handle: f64, nBids: f64, nAsks: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0) return -ARGUMENT;
  const fault = judgeCounts(nBids, nAsks);
  if (fault != 0) return -fault;
  const bidKeys = draftKeys();
  const askKeys = bidKeys + ((<usize>nBids) << 3);
  if (!readBoth(bidKeys, <i32>nBids, <i32>nAsks)) return -RANGE;
  const limit = depthOf(stream) == 0 ? levelLimit : depthOf(stream);
  const bids = keepLevels(bidKeys, bringIntoOrder(bidsOf(stream), bidKeys, <i32>nBids), limit);
  const asks = keepLevels(askKeys, bringIntoOrder(asksOf(stream), askKeys, <i32>nAsks), limit);
  if (!canHold(stream, bids + asks)) return -FULL;
  replaceBook(stream, bidKeys, bids, askKeys, asks, sequenceOf(stream) + 1);
  forgetChanges(stream);
  return bids + asks;
}

export function update(handle: f64, nBids: f64, nAsks: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0) return -ARGUMENT;
  const fault = judgeCounts(nBids, nAsks);
  if (fault != 0) return -fault;
  if (!readBoth(draftKeys(), <i32>nBids, <i32>nAsks)) return -RANGE;
  return applyEntries(stream, <i32>nBids, <i32>nAsks);
}

/**
 * Applies the entries that the draft holds as they came: bids from its beginning, asks behind them. Answers
 * the number of changes, or -FULL.
 */
export function applyEntries(stream: usize, nBids: i32, nAsks: i32): i32 {
  const bidKeys = draftKeys();
  const askEntries = bidKeys + ((<usize>nBids) << 3);
  const places = placesColumn(bidKeys);
  // Places among the levels, which the dense codec wants, are found before anything changes.
  if (codecOf(stream) != CODEC_DENSE && hasRoomForAll(stream, nBids, nAsks)) {
    beginChange(stream);
    forgetSource(stream);
    const before = bookLevels(stream);
    const bids = applySide(bidsOf(stream), bidKeys, nBids, bidKeys);
    const asks = applySide(asksOf(stream), askEntries, nAsks, bidKeys + ((<usize>bids) << 3));
    settleBook(stream, bidKeys, bids + asks, sequenceOf(stream) + 1, before);
    return endChange(stream, bidKeys, bids, asks);
  }
  const orderedBids = bringIntoOrder(bidsOf(stream), bidKeys, nBids);
  const orderedAsks = bringIntoOrder(asksOf(stream), askEntries, nAsks);
  // Ordering, which is done with that part of the scratch, is over.
  const bids = keepChanges(bidsOf(stream), bidKeys, orderedBids, bidKeys, places);
  if (!hasRoom(bidsOf(stream), addedPeak, addedPeak)) return -FULL;
  const added = addedLevels;
  const askKeys = bidKeys + ((<usize>bids) << 3);
  const asks = keepChanges(asksOf(stream), askEntries, orderedAsks, askKeys, places + ((<usize>bids) << 3));
  if (!hasRoom(asksOf(stream), addedPeak, added + addedPeak)) return -FULL;
  forgetSource(stream);
  return change(stream, bidKeys, bids, asks, places);
}

export function advance(handle: f64, source: f64): i32 {
  const stream = writerOf(handle);
  const from = streamOf(source);
  if (stream == 0 || from == 0 || from == stream) return -ARGUMENT;
  const bidKeys = draftKeys();
  if (followSource(stream, from, <i32>source, bidKeys)) {
    viewBids = followedBids;
    viewAsks = followedAsks;
  } else if (!compareBooks(stream, from, bidKeys)) return -FULL;
  countAdded(bidKeys, viewBids);
  if (!hasRoom(bidsOf(stream), addedPeak, addedPeak)) return -FULL;
  const added = addedLevels;
  countAdded(bidKeys + ((<usize>viewBids) << 3), viewAsks);
  if (!hasRoom(asksOf(stream), addedPeak, added + addedPeak)) return -FULL;
  const changes = change(stream, bidKeys, viewBids, viewAsks, 0);
  setSeen(stream, <i32>source, from);
  return changes;
}

/* What moves a view: changes in the draft, asks behind the bids. */
let viewBids: i32 = 0;
let viewAsks: i32 = 0;

/** Lists it by comparing the books; answers false where it is more than a message may hold. */
function compareBooks(view: usize, source: usize, bidKeys: usize): bool {
  const depth = depthOf(view);
  viewBids = compareSides(bidsOf(view), bidsOf(source), depth, bidKeys);
  if (viewBids < 0) return false;
  viewAsks = compareSides(asksOf(view), asksOf(source), depth, bidKeys + ((<usize>viewBids) << 3));
  return viewAsks >= 0;
}

/* What holds before a change: keys of the best levels, and whether the book has changes that no frame holds. */
let bestBid: i64 = 0;
let bestAsk: i64 = 0;
let wasAhead: bool = false;

function beginChange(stream: usize): void {
  const bidSide = bidsOf(stream);
  const askSide = asksOf(stream);
  bestBid = levelsOf(bidSide) == 0 ? 0 : bestKey(bidSide);
  bestAsk = levelsOf(askSide) == 0 ? 0 : bestKey(askSide);
  wasAhead = isAhead(stream);
}

/** Applies the draft, which was judged (`places` as `applyChanges` has them), holds and shows it; answers the number of changes. */
function change(stream: usize, bidKeys: usize, bids: i32, asks: i32, places: usize): i32 {
  const askKeys = bidKeys + ((<usize>bids) << 3);
  beginChange(stream);
  if (codecOf(stream) == CODEC_DENSE) {
    keepPlaces(bidsOf(stream), bidKeys, previousColumn(bidKeys), bids, 0);
    keepPlaces(asksOf(stream), askKeys, previousColumn(askKeys), asks, bids);
  }
  applyToBook(stream, bidKeys, bids, asks, sequenceOf(stream) + 1, places);
  return endChange(stream, bidKeys, bids, asks);
}

/** Holds and shows the draft, which the book has taken; answers the number of changes. */
function endChange(stream: usize, bidKeys: usize, bids: i32, asks: i32): i32 {
  const askKeys = bidKeys + ((<usize>bids) << 3);
  const listedBids = listed(bidsOf(stream), depthOf(stream), bidKeys, bids);
  const listedAsks = listed(asksOf(stream), depthOf(stream), askKeys, asks);
  // New levels beyond the depth went again.
  if (listedBids + listedAsks == 0 && bids + asks > 0 && !wasAhead) withdrawChanges(stream);
  holdDraft(stream, listedBids, bids, listedAsks, bestBid, bestAsk);
  showChanges(bidKeys, listedBids, 0);
  showChanges(askKeys, listedAsks, listedBids);
  changedBidCount = listedBids;
  return listedBids + listedAsks;
}

/** How many of the changes are not worse than the last of `depth` levels: keeping the best does the others. */
function listed(side: usize, depth: i32, keys: usize, n: i32): i32 {
  if (depth == 0 || levelsOf(side) < depth) return n;
  const worst = worstKey(side);
  while (n > 0 && load<i64>(keys + ((<usize>(n - 1)) << 3)) > worst) n--;
  return n;
}

/** Says how many of the changes that are shown are bids. */
export function setChangedBids(bids: i32): void {
  changedBidCount = bids;
}

export function changedBids(): i32 {
  return changedBidCount;
}

export function top(handle: f64, n: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0 || !isCount(n)) return -ARGUMENT;
  const limit = n == 0 ? levelLimit : <i32>min(n, <f64>levelLimit);
  const bids = showBest(bidsOf(stream), limit, 0);
  levelBidCount = bids;
  return bids + showBest(asksOf(stream), limit, bids);
}

/** Puts the best `limit` levels of a side into the host's columns from `index` on; answers their number. */
function showBest(side: usize, limit: i32, index: i32): i32 {
  const lots = scratchAt + ((<usize>levelLimit) << 3);
  const n = copyBest(side, limit, scratchAt, lots);
  const out = levelsAt + ((<usize>index) << 3);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    store<f64>(out + at, abs(<f64>load<i64>(scratchAt + at)));
    store<f64>(out + columnBytes + at, <f64>load<i64>(lots + at));
  }
  return n;
}

export function levelBids(): i32 {
  return levelBidCount;
}

export function lotsAt(handle: f64, side: f64, ticks: f64): f64 {
  const stream = streamOf(handle);
  if (stream == 0 || (side != SIDE_BID && side != SIDE_ASK)) return -ARGUMENT;
  if (!isInteger(ticks, 1, <f64>MAX_INTEGER)) return 0;
  return <f64>(side == SIDE_BID ? lotsOf(bidsOf(stream), -(<i64>ticks)) : lotsOf(asksOf(stream), <i64>ticks));
}
