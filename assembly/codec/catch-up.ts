/**
 * Catch-up payloads: a delta whose sender does not know the book that it changes, so that prices are
 * absolute and sizes are set or gone. docs/PROTOCOL.md, "Catch-up". Those of codec 2 are decoded by
 * `decodeFast`.
 */
import { MAX_INTEGER } from '../argument';
import { draftKeys, lotsColumn, placesColumn, previousColumn } from '../book/changes';
import { roomFor } from '../book/l2';
import { lastPlace } from '../book/overflow';
import { lotsOf } from '../book/side';
import { FULL, OK, OP_ADJUST, OP_DELETE, OP_SET, RANGE, TRAILING } from '../layout';
import { levelLimit } from '../memory';
import { asksOf, bidsOf } from '../stream';
import { cursor, fault, nextVarint, openFields } from './cursor';
import { setDeltaCounts } from './delta';
import { beginSizes, countSizes, dataEnd, encodeFastSide, writeShape } from './fast';
import { bytesOf, numberOf, readOperation, readSigned, readVarint, writeNumber } from './varint';

/** Levels that a side's changes add. */
let added: i32 = 0;

/** As `decodeDelta`. */
export function decodeCatchUp(stream: usize, at: usize, end: usize): i32 {
  openFields(at, end);
  const nBids = nextVarint();
  const nAsks = nextVarint();
  if (fault != OK) return fault;
  if (max(nBids, nAsks) > levelLimit) return FULL;
  const bids = <i32>nBids;
  const asks = <i32>nAsks;
  setDeltaCounts(bids, asks);
  const keys = draftKeys();
  const bidSide = bidsOf(stream);
  const askSide = asksOf(stream);
  let position = decodeSide(bidSide, -1, cursor, end, keys, bids, roomFor(bidSide, 0));
  if (position < 0) return -position;
  const room = roomFor(askSide, added);
  position = decodeSide(askSide, 1, position, end, keys + ((<usize>bids) << 3), asks, room);
  if (position < 0) return -position;
  return <usize>position == end ? OK : TRAILING;
}

/** Decodes `n` changes, which may add `room` levels; answers where they end, or minus a code. */
function decodeSide(side: usize, sign: i64, from: usize, end: usize, keys: usize, n: i32, room: i32): i32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const places = placesColumn(keys);
  let at = from;
  let key: i64 = 0;
  added = 0;
  for (let to: usize = 0, last = (<usize>n) << 3; to < last; to += 8) {
    const read = to == 0 ? readSigned(at, end, 3) : readOperation(at, end);
    if (read < 0) return <i32>read;
    at += bytesOf(read);
    const number = numberOf(read);
    if (to == 0 && (number & 4) != 0) return -RANGE;
    key = to == 0 ? (number >> 3) * sign : key + (number >> 2) + 1;
    const operation = <i32>number & 3;
    if (<u64>(key * sign - 1) >= <u64>MAX_INTEGER || operation == OP_ADJUST || operation > OP_SET) return -RANGE;
    const before = lotsOf(side, key);
    let now: i64 = 0;
    if (operation == OP_SET) {
      const size = readVarint(at, end);
      if (size < 0) return <i32>size;
      at += bytesOf(size);
      now = numberOf(size);
      if (now == 0) return -RANGE;
      if (before == 0 && ++added > room) return -FULL;
    } else added -= <i32>(before != 0);
    store<i64>(keys + to, key);
    store<i64>(lots + to, now);
    store<i64>(previous + to, before);
    store<i64>(places + to, lastPlace);
  }
  return <i32>at;
}

/** As `encodeCatchUpPayload`, in codec 2. */
export function encodeFastCatchUp(at: usize, bidKeys: usize, nBids: i32, askKeys: usize, nAsks: i32): usize {
  beginSizes();
  countSizes(lotsColumn(bidKeys), nBids);
  countSizes(lotsColumn(askKeys), nAsks);
  writeShape(at, nBids, nAsks);
  encodeFastSide(bidKeys, lotsColumn(bidKeys), 0, nBids, 0);
  encodeFastSide(askKeys, lotsColumn(askKeys), 0, nAsks, 0);
  return dataEnd();
}

/** Writes changed levels, of which only the keys and the lots count, as a payload of codec 1; answers where it ends. */
export function encodeCatchUpPayload(at: usize, bidKeys: usize, nBids: i32, askKeys: usize, nAsks: i32): usize {
  let to = writeNumber(at, nBids);
  to = writeNumber(to, nAsks);
  to = encodeSide(to, bidKeys, nBids);
  return encodeSide(to, askKeys, nAsks);
}

function encodeSide(at: usize, keys: usize, n: i32): usize {
  const lots = lotsColumn(keys);
  let last: i64 = 0;
  for (let from: usize = 0, end = (<usize>n) << 3; from < end; from += 8) {
    const key = load<i64>(keys + from);
    const now = load<i64>(lots + from);
    const price = from == 0 ? abs(key) << 3 : (key - last - 1) << 2;
    last = key;
    at = writeNumber(at, price | (now == 0 ? OP_DELETE : OP_SET));
    if (now != 0) at = writeNumber(at, now);
  }
  return at;
}
