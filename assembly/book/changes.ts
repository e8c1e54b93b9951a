/**
 * Change lists: columns of keys, lots and previous lots, best first, bids before asks. One is a draft
 * that calls work on, the other is held: what the last `update` or `advance` came to, until it is
 * encoded or something else happens to its stream. They change places when a draft is applied, so that
 * a refused call leaves the held list as it was.
 */
import { changesAt, columnBytes, listsAt, scratchAt, scratchLevels } from '../memory';
import { showPairs } from './changes.simd';

let draftIsSecond: bool = false;

/* The held list. */
/** The stream that it is of, 0 for none. */
export let heldStream: usize = 0;
export let heldBids: i32 = 0;
export let heldAsks: i32 = 0;
/** Index of its first ask. */
export let heldAsksFrom: i32 = 0;
/** Keys of the best levels before the changes; 0 where the side was empty. */
export let heldBestBid: i64 = 0;
export let heldBestAsk: i64 = 0;

/** Keys of the draft; its other columns follow. */
export function draftKeys(): usize {
  return listsAt + (draftIsSecond ? columnBytes * 3 : 0);
}

/** Keys of the held list; its other columns follow. */
export function heldKeys(): usize {
  return listsAt + (draftIsSecond ? 0 : columnBytes * 3);
}

export function lotsColumn(keys: usize): usize {
  return keys + columnBytes;
}

export function previousColumn(keys: usize): usize {
  return keys + columnBytes * 2;
}

/** Of the draft, where each key is in the overflow, as `applyChanges` has it; two of the scratch's columns. */
export function placesColumn(keys: usize): usize {
  return scratchAt + (((<usize>scratchLevels) << 3) << 1) + (keys - draftKeys());
}

/** The draft becomes the held list. */
export function holdDraft(stream: usize, bids: i32, asksFrom: i32, asks: i32, bestBid: i64, bestAsk: i64): void {
  draftIsSecond = !draftIsSecond;
  heldStream = stream;
  heldBids = bids;
  heldAsksFrom = asksFrom;
  heldAsks = asks;
  heldBestBid = bestBid;
  heldBestAsk = bestAsk;
}

/** Whatever is held of the stream cannot be encoded any more. */
export function forgetChanges(stream: usize): void {
  if (heldStream == stream) heldStream = 0;
}

export function forgetAllChanges(): void {
  heldStream = 0;
}

/** Puts `n` entries of a list, whose keys begin at `keys`, into the host's columns from `index` on. */
export function showChanges(keys: usize, n: i32, index: i32): void {
  if (n == 0) return;
  const out = changesAt + ((<usize>index) << 3);
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const outLots = out + columnBytes;
  const outPrevious = out + columnBytes * 2;
  let from: usize = 0;
  if (ASC_FEATURE_SIMD) {
    from = (<usize>(n & ~1)) << 3;
    showPairs(keys, lots, previous, from, out, outLots, outPrevious);
  }
  for (let at = from, end = (<usize>n) << 3; at < end; at += 8) {
    store<f64>(out + at, abs(<f64>load<i64>(keys + at)));
    store<f64>(outLots + at, <f64>load<i64>(lots + at));
    store<f64>(outPrevious + at, <f64>load<i64>(previous + at));
  }
}
