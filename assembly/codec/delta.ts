/** Delta payloads, codecs 1 (plain) and 2 (fast): the book before the frame is the dictionary. docs/PROTOCOL.md has the tables. */
import { MAX_INTEGER } from '../argument';
import {
  draftKeys,
  heldAsks,
  heldAsksFrom,
  heldBestAsk,
  heldBestBid,
  heldBids,
  heldKeys,
  lotsColumn,
  placesColumn,
  previousColumn,
} from '../book/changes';
import { roomFor } from '../book/l2';
import { lastPlace } from '../book/overflow';
import { bestKey, levelsOf, lotsOf } from '../book/side';
import { inWindow, slotLots, slotOf, windowStart } from '../book/window';
import { DICTIONARY, FULL, OK, OP_ADJUST, OP_DELETE, OP_SET, RANGE, TRAILING, TRUNCATED } from '../layout';
import { levelLimit } from '../memory';
import { asksOf, bidsOf } from '../stream';
import { cursor, fault, nextVarint, openFields } from './cursor';
import {
  addedByFast,
  beginSizes,
  countSizes,
  dataEnd,
  decodeFastSide,
  encodeFastSide,
  nextShape,
  shapeAsks,
  shapeBids,
  unpackChanges,
  writeShape,
} from './fast';
import {
  bytesOf,
  lengthOf,
  numberOf,
  readOperation,
  readSigned,
  readVarint,
  signedNumber,
  signedOf,
  writeNumber,
} from './varint';

/** Numbers of changes of the payload decoded last; they are in the draft, asks behind the bids. */
export let deltaBids: i32 = 0;
export let deltaAsks: i32 = 0;
/** For the payloads of another codec. */
export function setDeltaCounts(bids: i32, asks: i32): void {
  deltaBids = bids;
  deltaAsks = asks;
}

/** Levels that a side's changes add. */
let added: i32 = 0;

/** Validates a payload and puts its changes into the draft; answers 0 or a code. */
export function decodeDelta(stream: usize, at: usize, end: usize): i32 {
  openFields(at, end);
  const nBids = nextVarint();
  const nAsks = nextVarint();
  if (fault != OK) return fault;
  if (max(nBids, nAsks) > levelLimit) return FULL;
  deltaBids = <i32>nBids;
  deltaAsks = <i32>nAsks;
  const bids = bidsOf(stream);
  const asks = asksOf(stream);
  const bidKeys = draftKeys();
  let position = decodeSide(bids, -1, cursor, end, bidKeys, deltaBids, roomFor(bids, 0));
  if (position < 0) return -position;
  const askKeys = bidKeys + ((<usize>deltaBids) << 3);
  position = decodeSide(asks, 1, position, end, askKeys, deltaAsks, roomFor(asks, added));
  if (position < 0) return -position;
  return <usize>position == end ? OK : TRAILING;
}

/** Decodes `n` changes, which may add `room` levels; answers where they end, or minus a code. */
function decodeSide(side: usize, sign: i64, from: usize, end: usize, keys: usize, n: i32, room: i32): i32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const places = placesColumn(keys);
  const start = windowStart(side);
  let at = from;
  let key: i64 = 0;
  added = 0;
  for (let to: usize = 0, last = (<usize>n) << 3; to < last; to += 8) {
    const read = to == 0 ? readSigned(at, end, 3) : readOperation(at, end);
    if (read < 0) return <i32>read;
    at += bytesOf(read);
    const number = numberOf(read);
    if (to != 0) key += (number >> 2) + 1;
    else if (levelsOf(side) != 0) key = bestKey(side) + signedOf(number >> 2);
    else if ((number & 4) != 0) return -RANGE;
    else key = (number >> 3) * sign;
    const operation = <i32>number & 3;
    if (<u64>(key * sign - 1) >= <u64>MAX_INTEGER || operation > OP_SET) return -RANGE;

    const before = inWindow(start, key) ? slotLots(slotOf(side, key)) : lotsOf(side, key);
    let now: i64 = 0;
    if (operation == OP_SET) {
      const size = readVarint(at, end);
      if (size < 0) return <i32>size;
      at += bytesOf(size);
      now = numberOf(size);
      if (now == 0) return -RANGE;
      if (before == 0 && ++added > room) return -FULL;
    } else {
      if (before == 0) return -DICTIONARY;
      if (operation == OP_ADJUST) {
        const size = readSigned(at, end, 1);
        if (size < 0) return <i32>size;
        at += bytesOf(size);
        now = before + signedOf(numberOf(size));
        if (<u64>(now - 1) >= <u64>MAX_INTEGER) return -RANGE;
      } else added--;
    }
    store<i64>(keys + to, key);
    store<i64>(lots + to, now);
    store<i64>(previous + to, before);
    store<i64>(places + to, lastPlace);
  }
  return <i32>at;
}

/** `decodeDelta` of codec 2, and of its catch-ups. */
export function decodeFast(stream: usize, at: usize, end: usize, isCatchUp: bool): i32 {
  openFields(at, end);
  const shapeFault = nextShape();
  if (shapeFault != OK) return shapeFault;
  if (max(shapeBids, shapeAsks) > levelLimit) return FULL;
  const keys = draftKeys();
  if (!unpackChanges(end, keys)) return TRUNCATED;
  deltaBids = <i32>shapeBids;
  deltaAsks = <i32>shapeAsks;
  const bids = bidsOf(stream);
  const asks = asksOf(stream);
  const bidFault = decodeFastSide(bids, -1, keys, 0, deltaBids, roomFor(bids, 0), isCatchUp);
  if (bidFault != OK) return bidFault;
  const askKeys = keys + ((<usize>deltaBids) << 3);
  const askRoom = roomFor(asks, addedByFast());
  const askFault = decodeFastSide(asks, 1, askKeys, deltaBids, deltaAsks, askRoom, isCatchUp);
  if (askFault != OK) return askFault;
  return dataEnd() == end ? OK : TRAILING;
}

/** Writes the held list as a payload of codec 2; answers where it ends. */
export function encodeFastPayload(at: usize): usize {
  const bids = heldKeys();
  const asks = bids + ((<usize>heldAsksFrom) << 3);
  beginSizes();
  countSizes(lotsColumn(bids), heldBids);
  countSizes(lotsColumn(asks), heldAsks);
  writeShape(at, heldBids, heldAsks);
  encodeFastSide(bids, lotsColumn(bids), previousColumn(bids), heldBids, heldBestBid);
  encodeFastSide(asks, lotsColumn(asks), previousColumn(asks), heldAsks, heldBestAsk);
  return dataEnd();
}

/** Writes the held list as a payload of codec 1; answers where it ends. */
export function encodeDeltaPayload(at: usize): usize {
  let to = writeNumber(at, heldBids);
  to = writeNumber(to, heldAsks);
  to = encodeSide(to, heldKeys(), heldBids, heldBestBid);
  return encodeSide(to, heldKeys() + ((<usize>heldAsksFrom) << 3), heldAsks, heldBestAsk);
}

/** `best` is the key of the side's best level before the changes, 0 where it was empty. */
function encodeSide(at: usize, keys: usize, n: i32, best: i64): usize {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  let last: i64 = 0;
  for (let from: usize = 0, end = (<usize>n) << 3; from < end; from += 8) {
    const key = load<i64>(keys + from);
    const now = load<i64>(lots + from);
    const before = load<i64>(previous + from);
    const adjustment = signedNumber(now - before);
    const adjusts = before != 0 && lengthOf(adjustment) < lengthOf(now);
    const operation: i64 = now == 0 ? OP_DELETE : adjusts ? OP_ADJUST : OP_SET;
    const price = from != 0 ? (key - last - 1) << 2 : signedNumber(best == 0 ? abs(key) : key - best) << 2;
    last = key;
    at = writeNumber(at, price | operation);
    const after = writeNumber(at, adjusts ? adjustment : now);
    at = now == 0 ? at : after;
  }
  return at;
}
