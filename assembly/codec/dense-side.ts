/**
 * One side's changes in the dense codec. Reading, a walk over the side finds what they refer to; writing,
 * their places were kept when they were applied.
 */
import { MAX_INTEGER } from '../argument';
import { lotsColumn, previousColumn } from '../book/changes';
import { BEFORE_ALL, NO_LEVEL } from '../book/rank';
import { levelAhead, levelBehind, lotsAhead, openWalk, passLevels } from '../book/walk';
import { DICTIONARY, FULL, OK, RANGE } from '../layout';
import { bitsOf, contextAt, gapAt, nearAt, nearBits, offsetAt, offsetContext, placeAt } from './dense-places';
import { codeBit, codeNumber, codeOnes, codeSmall, codeTree, isReading } from './entropy';
import { placeOfSize, priceEntry, setSize, sizeAt } from './model';
import { failReading, readingFault } from './range-reader';

/* Indexes of states. */
const ADDED_FLAG = 1939;
const GAP = 2035;
const GAP_STATES = 72;
const OFFSET = 7795;
const OFFSET_STATES = 73;
const DELETE = 9109;
const RETURN = 9349;
const SHRINK = 9365;
const RECENT = 9393;
const PLACE = 9417;
const ZEROS = 11465;
const SIZE = 11481;
const SIZE_STATES = 217;

/* Kinds of a change, as contexts. */
const DELETED = 0;
const RESIZED = 1;
const ADDED = 2;

const MAX_ZEROS = 7;

/** Levels that the side read last adds. */
export let addedByDense: i32 = 0;

/* Of the change before: its kind, and the levels up to and with it. */
let kind: i32 = 0;
let rank: i32 = 0;
/** Levels before the change at hand, in bits, at most 7. */
let rankBits: i32 = 0;

/** Reads `n` changes of a side, which may add `room` levels, into columns; fails reading where they are wrong. */
export function readSide(side: usize, model: usize, sign: i64, keys: usize, n: i32, room: i32): void {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  kind = DELETED;
  rank = 0;
  addedByDense = 0;
  let last = BEFORE_ALL;
  openWalk(side);
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 3;
    const isAdded = codeAdded(nearBits(last), 0) != 0;
    const gap = codeGap(isAdded, n - i, 0);
    if (readingFault != OK) return;
    if (gap > i32.MAX_VALUE || !passLevels(<i32>gap) || (!isAdded && levelAhead == NO_LEVEL)) {
      failReading(DICTIONARY);
      return;
    }
    const key = isAdded ? readAddedKey(sign, gap > 0 ? levelBehind : last) : levelAhead;
    const before = isAdded ? 0 : lotsAhead();
    if (readingFault != OK) return;
    const now = codeLots(model, key, before, 0);
    if (readingFault != OK) return;
    store<i64>(keys + at, key);
    store<i64>(previous + at, before);
    store<i64>(lots + at, now);
    if (!isAdded) passLevels(1);
    addedByDense += isAdded ? 1 : -(<i32>(now == 0));
    if (isAdded && addedByDense > room) failReading(FULL);
    rank += <i32>gap + (isAdded ? 0 : 1);
    last = key;
  }
}

/** Writes `n` changes from columns; their places are from `index` on. */
export function writeSide(model: usize, keys: usize, index: i32, n: i32): void {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  kind = DELETED;
  rank = 0;
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 3;
    const place = placeAt(index + i);
    const before = load<i64>(previous + at);
    const isAdded = before == 0;
    const gap = gapAt(place);
    codeAdded(nearAt(place), <i32>isAdded);
    codeGap(isAdded, n - i, gap);
    if (isAdded) codeOffset(contextAt(place), offsetAt(place));
    codeLots(model, load<i64>(keys + at), before, load<i64>(lots + at));
    rank += gap + (isAdded ? 0 : 1);
  }
}

/** Codes whether a level is added. */
function codeAdded(near: i32, isAdded: i32): i32 {
  return codeBit(ADDED_FLAG + (kind * 8 + near) * 4 + min(bitsOf(rank, 9) >> 1, 3), isAdded);
}

/** Codes how many levels lie between the change before and this one; `left` changes are left with it. */
function codeGap(isAdded: bool, left: i32, gap: i64): i64 {
  const context = (((bitsOf(rank, 8) + 1) >> 1) * 2 + <i32>isAdded) * 8 + bitsOf(left, 7);
  const coded = codeSmall(GAP + context * GAP_STATES, gap);
  rankBits = bitsOf(<i64>rank + coded, 7);
  return coded;
}

function codeOffset(context: i32, offset: i64): i64 {
  return codeNumber(OFFSET + context * OFFSET_STATES, 1, offset);
}

/** The key of a level that is added behind `from`, or, where that is no level, before the best. */
function readAddedKey(sign: i64, from: i64): i64 {
  const next = levelAhead;
  const offset = codeOffset(offsetContext(from), 0);
  let key = from + offset + 1;
  if (from == BEFORE_ALL) key = next == NO_LEVEL ? (offset + 1) * sign : next - offset - 1;
  if (<u64>(key * sign - 1) >= <u64>MAX_INTEGER || key >= next) failReading(RANGE);
  return key;
}

/** Codes the lots of a change and answers them. Leaves its kind, and tells the model of it. */
function codeLots(model: usize, key: i64, previous: i64, given: i64): i64 {
  const entry = priceEntry(model, key);
  const returned = load<i64>(entry) == key ? load<i64>(entry, 8) : 0;
  const isGone = previous != 0 && codeDeleted(previous, given) != 0;
  let now: i64 = 0;
  if (!isGone) {
    const returns = returned > 0 && returned != previous && codeReturn(previous, <i32>(given == returned)) != 0;
    now = returns ? returned : codeChange(model, previous, given);
    kind = previous == 0 ? ADDED : RESIZED;
  } else kind = DELETED;
  setSize(model, abs(now - previous));
  store<i64>(entry, key);
  store<i64>(entry, previous, 8);
  return now;
}

function codeDeleted(previous: i64, given: i64): i32 {
  const size = min(bitsOf(previous, 53) >> 1, 9);
  return codeBit(DELETE + (rankBits * 3 + kind) * 10 + size, <i32>(given == 0));
}

function codeReturn(previous: i64, value: i32): i32 {
  return codeBit(RETURN + (previous == 0 ? 8 : 0) + rankBits, value);
}

/** Codes by how much a level grows or shrinks; answers its lots. */
function codeChange(model: usize, previous: i64, given: i64): i64 {
  // 0 added, 1 grows, 2 shrinks.
  let direction = 0;
  if (previous != 0) direction = 1 + codeBit(SHRINK + bitsOf(previous, 27), <i32>(given < previous));
  const amount = codeAmount(model, direction, abs(given - previous));
  if (!isReading) return given;
  const now = direction == 2 ? previous - amount : previous + amount;
  if (amount == 0 || <u64>(now - 1) >= <u64>MAX_INTEGER) failReading(RANGE);
  return now;
}

/** Codes an amount of lots: by its place among the recent ones, or its zeros and the number before them. */
function codeAmount(model: usize, direction: i32, amount: i64): i64 {
  const place = placeOfSize(amount);
  const isRecent = isReading ? 0 : <i32>(sizeAt(model, place) == amount);
  if (codeBit(RECENT + direction * 8 + rankBits, isRecent) != 0) {
    return sizeAt(model, codeTree(PLACE + rankBits * 256, 8, place));
  }
  const zeros = codeOnes(ZEROS + (direction == 0 ? 8 : 0), MAX_ZEROS, isReading ? 0 : zerosOf(amount));
  const states = SIZE + (zeros * 8 + rankBits) * SIZE_STATES;
  if (zeros == 0) return codeNumber(states, 3, amount - 1) + 1;
  let power: i64 = 10;
  for (let i = 1; i < zeros; i++) power *= 10;
  const digits = codeNumber(states, 3, isReading ? 0 : amount / power - 1) + 1;
  if (!isReading) return amount;
  if (digits > MAX_INTEGER / power) failReading(RANGE);
  return readingFault == OK ? digits * power : 0;
}

/** Zeros at the end of an amount's decimal digits, at most 7. Division of long integers is slow, and most are short. */
function zerosOf(amount: i64): i32 {
  let zeros = 0;
  let rest = amount;
  for (; rest > 0xffffffff && zeros < MAX_ZEROS && rest % 10 == 0; rest /= 10) zeros++;
  if (rest > 0xffffffff) return zeros;
  for (let short = <u32>rest; zeros < MAX_ZEROS && (short & 1) == 0 && short % 10 == 0; short /= 10) zeros++;
  return zeros;
}
