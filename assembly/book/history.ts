/**
 * What a book remembers of its changes: of each of the last `history` changed levels (set, deleted or
 * pushed out by the depth) the key, and the sequence of the frame that holds the change, in a ring. A
 * change that no frame holds yet has the next sequence. From it come the changes since a sequence, and
 * what a view's source did since the view was moved last.
 *
 * Records are numbered from the first on, for the life of the memory: a number that a view holds is
 * never one of another book that took the stream's place.
 *
 * Costs: 16 bytes written a change; a reader walks back over the records that it asks for, and sorts
 * them. Of what was overwritten nothing is known but that it was: then books are compared, or a snapshot
 * is sent.
 */
import { HISTORY_HEADER_BYTES, HISTORY_RECORD_BYTES } from '../layout';
import { historyLimit, scratchAt, scratchLevels } from '../memory';
import { historyOf, sequenceOf } from '../stream';
import { sort } from './sort';

/* The header: numbers of records, the sequence from which on all changes are known, that of the newest. */
const RECORDS: usize = 0;
const FIRST: usize = 8;
const FLOOR: usize = 16;
const NEWEST: usize = 24;
/** Place of the next record in the ring. */
const HEAD: usize = 32;
/** Of a view: its source's handle + 1 (0: none), and the source's records when the view was moved. */
const SOURCE: usize = 36;
const SEEN: usize = 40;

/* A record. */
const KEY: usize = 0;
const STAMP: usize = 8;

function ringOf(history: usize): usize {
  return history + HISTORY_HEADER_BYTES;
}

/** Records that were not overwritten. */
function heldRecords(history: usize): i64 {
  return min(load<i64>(history, RECORDS) - load<i64>(history, FIRST), <i64>historyLimit);
}

/** Appends the keys of `n` changes, held by the frame of sequence `stamp`. */
export function remember(stream: usize, keys: usize, n: i32, stamp: i64): void {
  if (n == 0) return;
  const history = historyOf(stream);
  const ring = ringOf(history);
  const records = load<i64>(history, RECORDS) + n;
  let head = load<i32>(history, HEAD);
  if (n > historyLimit) store<i64>(history, stamp, FLOOR);
  else if (records - load<i64>(history, FIRST) > historyLimit) {
    const last = head + n - 1;
    const lost = ring + <usize>(last < historyLimit ? last : last - historyLimit) * HISTORY_RECORD_BYTES;
    store<i64>(history, max(load<i64>(history, FLOOR), load<i64>(lost, STAMP)), FLOOR);
  }
  for (let at = keys + ((<usize>max(0, n - historyLimit)) << 3), end = keys + ((<usize>n) << 3); at < end; at += 8) {
    const record = ring + <usize>head * HISTORY_RECORD_BYTES;
    store<i64>(record, load<i64>(at), KEY);
    store<i64>(record, stamp, STAMP);
    head = head + 1 == historyLimit ? 0 : head + 1;
  }
  store<i64>(history, records, RECORDS);
  store<i64>(history, stamp, NEWEST);
  store<i32>(history, head, HEAD);
}

/** The book was replaced, as of the frame of sequence `stamp`: nothing before it is known. */
export function forgetHistory(stream: usize, stamp: i64): void {
  const history = historyOf(stream);
  const records = load<i64>(history, RECORDS) + 1;
  store<i64>(history, records, RECORDS);
  store<i64>(history, records, FIRST);
  store<i64>(history, stamp, FLOOR);
  store<i64>(history, stamp, NEWEST);
  store<i32>(history, 0, SOURCE);
}

/** Sequences before this one, the stream's, are not answered, whatever is known. */
export function raiseFloor(stream: usize, stamp: i64): void {
  const history = historyOf(stream);
  store<i64>(history, stamp, FLOOR);
}

/** The sequence from which on all changes are known. */
export function knownFrom(stream: usize): i64 {
  return load<i64>(historyOf(stream), FLOOR);
}

/** Whether the book has changes that no frame holds. */
export function isAhead(stream: usize): bool {
  return load<i64>(historyOf(stream), NEWEST) > sequenceOf(stream);
}

/** A frame without them takes the next sequence: changes that no frame holds wait for the one after it. */
export function postponeChanges(stream: usize): void {
  if (isAhead(stream)) restamp(stream, 1);
}

/** Changes that no frame holds came to nothing: no frame will hold them. */
export function withdrawChanges(stream: usize): void {
  restamp(stream, -1);
}

/** Moves the stamp of the newest changes. */
function restamp(stream: usize, by: i64): void {
  const history = historyOf(stream);
  const stamp = load<i64>(history, NEWEST);
  store<i64>(history, stamp + by, NEWEST);
  if (load<i64>(history, FLOOR) == stamp) store<i64>(history, stamp + by, FLOOR);
  let place = load<i32>(history, HEAD);
  for (let left = heldRecords(history); left > 0; left--) {
    place = (place == 0 ? historyLimit : place) - 1;
    const record = ringOf(history) + <usize>place * HISTORY_RECORD_BYTES;
    if (load<i64>(record, STAMP) != stamp) return;
    store<i64>(record, stamp + by, STAMP);
  }
}

/**
 * Puts the keys that changed after the frame of sequence `stamp` into the scratch, each once and in
 * ascending order: bids, which are negative, before asks. Answers their number. `stamp` is known.
 */
export function gatherSince(stream: usize, stamp: i64): i32 {
  const history = historyOf(stream);
  let place = load<i32>(history, HEAD);
  let n = 0;
  for (let left = heldRecords(history); left > 0; left--) {
    place = (place == 0 ? historyLimit : place) - 1;
    const record = ringOf(history) + <usize>place * HISTORY_RECORD_BYTES;
    if (load<i64>(record, STAMP) <= stamp) break;
    store<i64>(scratchAt + ((<usize>n) << 3), load<i64>(record, KEY));
    n++;
  }
  return sortKeys(n);
}

/** The view was made the best levels of the source, a stream of this handle, as that is now. */
export function setSeen(view: usize, handle: i32, source: usize): void {
  const history = historyOf(view);
  store<i32>(history, handle + 1, SOURCE);
  store<i64>(history, load<i64>(historyOf(source), RECORDS), SEEN);
}

/** The view's book was changed by other means. */
export function forgetSource(view: usize): void {
  store<i32>(historyOf(view), 0, SOURCE);
}

/** Changes of the source since the view was moved to it; -1 where they are not all known. */
export function unseenRecords(view: usize, handle: i32, source: usize): i64 {
  const mine = historyOf(view);
  const history = historyOf(source);
  const seen = load<i64>(mine, SEEN);
  if (load<i32>(mine, SOURCE) != handle + 1 || seen < load<i64>(history, FIRST)) return -1;
  const unseen = load<i64>(history, RECORDS) - seen;
  return unseen > historyLimit ? -1 : unseen;
}

/**
 * As `gatherSince`, of the newest `n` records; of bids above `worstBid` and asks above `worstAsk`, as keys,
 * none.
 */
export function gatherNewest(stream: usize, n: i32, worstBid: i64, worstAsk: i64): i32 {
  const history = historyOf(stream);
  let place = load<i32>(history, HEAD);
  let to: usize = 0;
  for (; n > 0; n--) {
    place = (place == 0 ? historyLimit : place) - 1;
    const key = load<i64>(ringOf(history) + <usize>place * HISTORY_RECORD_BYTES, KEY);
    store<i64>(scratchAt + to, key);
    to += (<usize>(key <= (key < 0 ? worstBid : worstAsk))) << 3;
  }
  return sortKeys(<i32>(to >> 3));
}

/** Sorts the keys in the scratch and drops repetitions; answers how many are left. */
function sortKeys(n: i32): i32 {
  const column = (<usize>scratchLevels) << 3;
  sort(scratchAt, scratchAt + column, scratchAt + column * 2, scratchAt + column * 3, n);
  let kept: usize = 0;
  let last: i64 = 0;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    const key = load<i64>(scratchAt + at);
    store<i64>(scratchAt + kept, key);
    kept += (<usize>(key != last)) << 3;
    last = key;
  }
  return <i32>(kept >> 3);
}
