/**
 * One side's changes in the dense codec. Reading, the side is as it was before the frame and the changes
 * are found; writing, it is as it is after the frame and they are given. Levels between two changes in a
 * row are the same in both.
 */
import { MAX_INTEGER } from '../argument';
import { BEFORE_ALL, levelAfter, levelBefore, levelsBetween, NO_LEVEL } from '../book/rank';
import { lotsOf } from '../book/side';
import { DICTIONARY, FULL, OK, RANGE } from '../layout';
import { codeBit, codeNumber, entropyFault, failReading, isReading } from './entropy';
import { framesOf, placeOfSize, priceEntry, setSize, sizeAt } from './model';

/* Indexes of states, and of the second of two sets of them. */
const KIND = 2406;
const KIND_PLACE = KIND + 9;
const GAP = 2655;
const GAP_STATES = 72;
const FIRST_GAP = 60;
const GAP_PLACE = 61;
const OFFSET = 20871;
const OFFSET_PLACE = 18;
const BETTER = 16;
const ALONE = 17;
const DELETE = 23175;
const DELETE_PLACE = DELETE + 27;
const RETURN = 23442;
const RETURN_PLACE = RETURN + 54;
const SIGN = 23512;
const SIGN_LOTS = SIGN + 27;
const KNOWN = 23567;
const KNOWN_PLACE = KNOWN + 6;
const PLACE = 23597;
const PLACE_PLACE = PLACE + 768;
const ZEROS = 26413;
const ZEROS_PLACE = ZEROS + 16;
const SIZE = 26493;
const SIZE_STATES = 120;
const SIZE_PLACE = 16;

/* Kinds of a change, as contexts. */
const DELETED = 0;
const RESIZED = 1;
const ADDED = 2;
/** Age of a price of which nothing is known. */
const UNKNOWN_AGE = 8;

/** Levels that the side read last adds. */
export let addedByDense: i32 = 0;

/* What came before the change at hand. */
let kind: i32 = 0;
let kindBefore: i32 = 0;
let rank: i32 = 0;
let gap: i32 = 0;
let offset: i64 = 0;
let lastKey: i64 = 0;
let isFirst: bool = false;
/** Rank of the change at hand, in bits, at most 7. */
let rankBits: i32 = 0;
let ageAndKind: i32 = 0;

function bits(value: i64, most: i32): i32 {
  return min(64 - <i32>clz(value), most);
}

/**
 * Codes `n` changes. `sign` is -1 for bids; `best` is the best key before the frame, 0 for none; reading
 * may add `room` levels.
 */
export function codeSide(
  side: usize,
  model: usize,
  sign: i64,
  keys: usize,
  lots: usize,
  previous: usize,
  n: i32,
  best: i64,
  room: i32,
): void {
  kind = DELETED;
  kindBefore = DELETED;
  rank = 0;
  gap = 0;
  offset = 0;
  lastKey = BEFORE_ALL;
  addedByDense = 0;
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 3;
    isFirst = i == 0;
    const before = kind;
    const isAdded = codeKey(side, sign, keys + at, load<i64>(previous + at), n - i, best);
    if (entropyFault != OK) return;
    const key = load<i64>(keys + at);
    if (isReading) store<i64>(previous + at, isAdded ? 0 : lotsOf(side, key));
    codeLots(model, key, lots + at, load<i64>(previous + at), isAdded, before);
    if (entropyFault != OK) return;
    if (isReading) {
      addedByDense += isAdded ? 1 : kind == DELETED ? -1 : 0;
      if (isAdded && addedByDense > room) {
        failReading(FULL);
        return;
      }
    }
    kindBefore = before;
    rank += gap + (isAdded ? 0 : 1);
    lastKey = key;
  }
}

/** Codes whether a level is added, and where; answers that, and reading stores the key. */
function codeKey(side: usize, sign: i64, keyAt: usize, previous: i64, left: i32, best: i64): bool {
  const gapBits = bits(gap, 7);
  const kindAt = KIND_PLACE + (bits(rank, 9) * 3 + kind) * 8 + gapBits;
  const isAdded = codeBit(KIND + kind * 3 + kindBefore, kindAt, <i32>(previous == 0));
  const key = isReading ? 0 : load<i64>(keyAt);
  const context = isFirst ? FIRST_GAP : (bits(gap, 9) * 3 + kind) * 2 + isAdded;
  const place = GAP_PLACE + (bits(rank, 11) * 8 + bits(left, 7)) * 2 + isAdded;
  const between = isReading ? 0 : levelsBetween(side, lastKey, key);
  const skipped = codeNumber(GAP + context * GAP_STATES, GAP + place * GAP_STATES, 1, between);
  if (entropyFault != OK) return false;
  if (skipped > <i64>i32.MAX_VALUE - rank) {
    failReading(DICTIONARY);
    return false;
  }
  gap = <i32>skipped;
  rankBits = bits(<i64>rank + gap, 7);
  if (isAdded != 0) codeAddedKey(side, sign, keyAt, key, best);
  else if (isReading) {
    const found = levelAfter(side, lastKey, gap);
    store<i64>(keyAt, found);
    if (found == NO_LEVEL) failReading(DICTIONARY);
  }
  return isAdded != 0;
}

/** Codes where a new level lies: ticks from the level that it follows, or from the best that it precedes. */
function codeAddedKey(side: usize, sign: i64, keyAt: usize, key: i64, best: i64): void {
  if (isFirst && gap == 0) {
    const context = best == 0 ? ALONE : BETTER;
    const distance = best == 0 ? key * sign - 1 : best - key - 1;
    const read = codeOffset(context, context - 4, distance);
    if (!isReading) return;
    const found = best == 0 ? (read + 1) * sign : best - read - 1;
    if (<u64>(found * sign - 1) >= <u64>MAX_INTEGER) failReading(RANGE);
    store<i64>(keyAt, found);
    return;
  }
  let from = lastKey;
  if (gap > 0) from = isReading ? levelAfter(side, lastKey, gap - 1) : levelBefore(side, key);
  if (from == NO_LEVEL) {
    failReading(DICTIONARY);
    return;
  }
  const read = codeOffset(bits(offset, 15), bits(<i64>rank + gap, 11), key - from - 1);
  offset = isReading ? read : key - from - 1;
  if (!isReading) return;
  const found = from + read + 1;
  if (<u64>(found * sign - 1) >= <u64>MAX_INTEGER || found >= levelAfter(side, from, 0)) failReading(RANGE);
  store<i64>(keyAt, found);
}

function codeOffset(context: i32, place: i32, value: i64): i64 {
  return codeNumber(OFFSET + context * GAP_STATES, OFFSET + (OFFSET_PLACE + place) * GAP_STATES, 1, value);
}

/** Codes the lots of a change; reading stores them. Leaves its kind, and tells the model of it. */
function codeLots(model: usize, key: i64, lotsAt: usize, previous: i64, isAdded: bool, before: i32): void {
  const entry = priceEntry(model, key);
  const isKnown = load<i64>(entry) == key;
  const frame = framesOf(model);
  const age = isKnown ? bits(frame - load<i64>(entry, 16), 7) : UNKNOWN_AGE;
  ageAndKind = age * 3 + before;
  const given = isReading ? 0 : load<i64>(lotsAt);
  kind = ADDED;
  if (!isAdded) {
    const place = DELETE_PLACE + (rankBits * 3 + before) * 10 + min(bits(previous, 53) >> 1, 9);
    kind = codeBit(DELETE + ageAndKind, place, <i32>(given == 0)) != 0 ? DELETED : RESIZED;
  }
  let now: i64 = 0;
  if (kind != DELETED) {
    const returned = isKnown ? load<i64>(entry, 8) : 0;
    const returns = returned > 0 && returned != previous && codeReturn(isAdded, <i32>(given == returned)) != 0;
    now = returns ? returned : codeChange(model, previous, isAdded, isKnown, age, before, given);
    if (entropyFault != OK) return;
  }
  if (isReading) store<i64>(lotsAt, now);
  setSize(model, abs(now - previous));
  store<i64>(entry, key);
  store<i64>(entry, previous, 8);
  store<i64>(entry, frame, 16);
}

function codeReturn(isAdded: bool, value: i32): i32 {
  const added = <i32>isAdded;
  return codeBit(RETURN + added * 27 + ageAndKind, RETURN_PLACE + added * 8 + rankBits, value);
}

/** Codes by how much a level grows or shrinks; answers its lots. */
function codeChange(model: usize, previous: i64, isAdded: bool, isKnown: bool, age: i32, before: i32, given: i64): i64 {
  let direction = 0;
  if (!isAdded) {
    const shrinks = codeBit(SIGN + before * 9 + age, SIGN_LOTS + bits(previous, 27), <i32>(given < previous));
    direction = 1 + shrinks;
  }
  const amount = codeAmount(model, direction, isKnown, abs(given - previous));
  if (!isReading) return given;
  const now = direction == 2 ? previous - amount : previous + amount;
  if (amount == 0 || <u64>(now - 1) >= <u64>MAX_INTEGER) failReading(RANGE);
  return now;
}

/** Codes an amount of lots: by its place among the recent ones, or its zeros and the number before them. */
function codeAmount(model: usize, direction: i32, isKnown: bool, amount: i64): i64 {
  const place = placeOfSize(amount);
  const isRecent = <i32>(sizeAt(model, place) == amount);
  const known = KNOWN + direction * 2 + <i32>isKnown;
  if (codeBit(known, KNOWN_PLACE + direction * 8 + rankBits, isRecent) != 0) {
    return sizeAt(model, codePlace(direction, place));
  }
  let zeros = 0;
  let power: i64 = 1;
  const growth = direction == 0 ? 8 : 0;
  while (zeros < 7) {
    const more = <i32>(amount % (power * 10) == 0);
    if (codeBit(ZEROS + growth + zeros, ZEROS_PLACE + rankBits * 8 + zeros, more) == 0) break;
    zeros++;
    power *= 10;
  }
  const context = zeros * 2 + <i32>(direction == 0);
  const placed = SIZE_PLACE + zeros * 8 + rankBits;
  const digits = codeNumber(SIZE + context * SIZE_STATES, SIZE + placed * SIZE_STATES, 2, amount / power - 1) + 1;
  if (digits > MAX_INTEGER / power) failReading(RANGE);
  return entropyFault == OK ? digits * power : 0;
}

function codePlace(direction: i32, place: i32): i32 {
  let node = 1;
  for (let bit = 7; bit >= 0; bit--) {
    const states = PLACE_PLACE + rankBits * 256 + node;
    node = (node << 1) | codeBit(PLACE + direction * 256 + node, states, (place >> bit) & 1);
  }
  return node & 255;
}
