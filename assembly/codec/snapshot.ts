/** Snapshot payloads: the grid, the depth and all levels of a book. docs/PROTOCOL.md has the table. */
import { MAX_INTEGER } from '../argument';
import { draftKeys, lotsColumn } from '../book/changes';
import { canHold } from '../book/l2';
import { copyBest, levelsOf } from '../book/side';
import { CODEC_PLAIN, FULL, GRID, MAX_DECIMALS, OK, RANGE, TRAILING, TRUNCATED } from '../layout';
import { levelLimit, scratchAt } from '../memory';
import { asksOf, bidsOf, codecOf, depthOf, lotOf, priceDecimalsOf, sizeDecimalsOf, tickOf } from '../stream';
import { cursor, fault, nextByte, nextVarint, openFields } from './cursor';
import {
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
import { bytesOf, numberOf, readVarint, writeNumber } from './varint';

/* The payload decoded last; its levels are in the draft, asks behind the bids. */
export let priceDecimals: i32 = 0;
export let tick: i64 = 0;
export let sizeDecimals: i32 = 0;
export let lot: i64 = 0;
export let depth: i32 = 0;
export let snapshotBids: i32 = 0;
export let snapshotAsks: i32 = 0;

/** Validates a payload and puts its levels into the draft; answers 0 or a code. */
export function decodeSnapshot(stream: usize, codec: i32, at: usize, end: usize): i32 {
  openFields(at, end);
  const isPlain = codec == CODEC_PLAIN;
  const prefixFault = decodePrefix(stream, isPlain);
  if (prefixFault != OK) return prefixFault;
  return isPlain ? decodePlain(end) : decodeFast(end);
}

/** Levels as what a delta of codec 2 would have to change in an empty book. */
function decodeFast(end: usize): i32 {
  const bids = draftKeys();
  if (!unpackChanges(end, bids)) return TRUNCATED;
  const bidFault = decodeFastSide(0, -1, bids, 0, snapshotBids, snapshotBids, false);
  if (bidFault != OK) return bidFault;
  const asks = bids + ((<usize>snapshotBids) << 3);
  const askFault = decodeFastSide(0, 1, asks, snapshotBids, snapshotAsks, snapshotAsks, false);
  if (askFault != OK) return askFault;
  return dataEnd() == end ? OK : TRAILING;
}

function decodePlain(end: usize): i32 {
  const bidKeys = draftKeys();
  let position = decodeLevels(-1, cursor, end, bidKeys, snapshotBids);
  if (position < 0) return -position;
  position = decodeLevels(1, position, end, bidKeys + ((<usize>snapshotBids) << 3), snapshotAsks);
  if (position < 0) return -position;
  return <usize>position == end ? OK : TRAILING;
}

function decodePrefix(stream: usize, isPlain: bool): i32 {
  priceDecimals = nextByte();
  if (fault == OK && priceDecimals > MAX_DECIMALS) return GRID;
  tick = nextVarint();
  if (fault == OK && tick == 0) return GRID;
  sizeDecimals = nextByte();
  if (fault == OK && sizeDecimals > MAX_DECIMALS) return GRID;
  lot = nextVarint();
  if (fault == OK && lot == 0) return GRID;
  const kept = nextVarint();
  if (fault == OK && kept > i32.MAX_VALUE) return RANGE;
  let nBids: i64;
  let nAsks: i64;
  if (isPlain) {
    nBids = nextVarint();
    nAsks = nextVarint();
    if (fault != OK) return fault;
  } else {
    const shapeFault = fault != OK ? fault : nextShape();
    if (shapeFault != OK) return shapeFault;
    nBids = shapeBids;
    nAsks = shapeAsks;
  }
  const larger = max(nBids, nAsks);
  if (kept > 0 && larger > kept) return RANGE;
  if (larger > levelLimit || !canHold(stream, nBids + nAsks)) return FULL;
  depth = <i32>kept;
  snapshotBids = <i32>nBids;
  snapshotAsks = <i32>nAsks;
  return OK;
}

/** Decodes `n` levels; answers where they end, or minus a code. */
function decodeLevels(sign: i64, from: usize, end: usize, keys: usize, n: i32): i32 {
  const lots = lotsColumn(keys);
  let at = from;
  let key: i64 = 0;
  for (let to: usize = 0, last = (<usize>n) << 3; to < last; to += 8) {
    const price = readVarint(at, end);
    if (price < 0) return <i32>price;
    at += bytesOf(price);
    key = to == 0 ? numberOf(price) * sign : key + numberOf(price) + 1;
    if (<u64>(key * sign - 1) >= <u64>MAX_INTEGER) return -RANGE;
    const size = readVarint(at, end);
    if (size < 0) return <i32>size;
    at += bytesOf(size);
    if (numberOf(size) == 0) return -RANGE;
    store<i64>(keys + to, key);
    store<i64>(lots + to, numberOf(size));
  }
  return <i32>at;
}

/** Writes a stream's book as a payload; answers where it ends. */
export function encodeSnapshotPayload(at: usize, stream: usize): usize {
  store<u8>(at, <u8>priceDecimalsOf(stream));
  let to = writeNumber(at + 1, tickOf(stream));
  store<u8>(to, <u8>sizeDecimalsOf(stream));
  to = writeNumber(to + 1, lotOf(stream));
  to = writeNumber(to, depthOf(stream));
  if (codecOf(stream) != CODEC_PLAIN) return encodeFast(to, stream);
  to = writeNumber(to, levelsOf(bidsOf(stream)));
  to = writeNumber(to, levelsOf(asksOf(stream)));
  to = encodeLevels(to, bidsOf(stream));
  return encodeLevels(to, asksOf(stream));
}

function encodeFast(at: usize, stream: usize): usize {
  const bids = bidsOf(stream);
  const asks = asksOf(stream);
  const lots = scratchAt + ((<usize>levelLimit) << 3);
  beginSizes();
  countSizes(lots, copyBest(bids, levelLimit, scratchAt, lots));
  countSizes(lots, copyBest(asks, levelLimit, scratchAt, lots));
  writeShape(at, levelsOf(bids), levelsOf(asks));
  encodeFastSide(scratchAt, lots, 0, copyBest(bids, levelLimit, scratchAt, lots), 0);
  encodeFastSide(scratchAt, lots, 0, copyBest(asks, levelLimit, scratchAt, lots), 0);
  return dataEnd();
}

function encodeLevels(at: usize, side: usize): usize {
  const lots = scratchAt + ((<usize>levelLimit) << 3);
  const n = copyBest(side, levelLimit, scratchAt, lots);
  let last: i64 = 0;
  for (let from: usize = 0, end = (<usize>n) << 3; from < end; from += 8) {
    const key = load<i64>(scratchAt + from);
    at = writeNumber(at, from == 0 ? abs(key) : key - last - 1);
    at = writeNumber(at, load<i64>(lots + from));
    last = key;
  }
  return at;
}
