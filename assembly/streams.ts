/** Calls that open, close and describe streams. */
import { releaseSet, renewSet } from './analytics/set';
import { isCount, isInteger } from './argument';
import { forgetChanges } from './book/changes';
import { clearBook } from './book/l2';
import { bestKey, levelsOf, lotsOf } from './book/side';
import { endGeneration, takeCodec } from './codec/model';
import { linkAt, removeLink, setArmed } from './ingest/links';
import {
  ARGUMENT,
  CODEC_DENSE,
  CODEC_FAST,
  CODEC_PLAIN,
  FULL,
  GRID,
  INFO_ASKS,
  INFO_BEST_ASK,
  INFO_BEST_ASK_LOTS,
  INFO_BEST_BID,
  INFO_BEST_BID_LOTS,
  INFO_BIDS,
  INFO_CODEC,
  INFO_DEPTH,
  INFO_EPOCH,
  INFO_EVENT,
  INFO_FINGERPRINT,
  INFO_ID,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_RECV,
  INFO_SEQUENCE,
  INFO_SIZE_DECIMALS,
  INFO_SYNCED,
  INFO_TICK,
  MAX_DECIMALS,
  MAX_STREAM_ID,
  OK,
} from './layout';
import { streamLimit } from './memory';
import { addReader, findReader, removeReader } from './readers';
import {
  asksOf,
  bidsOf,
  codecOf,
  depthOf,
  epochOf,
  fingerprintOf,
  freeStream,
  idOf,
  isSynced,
  lastEvent,
  lastRecv,
  lotOf,
  MODE_READER,
  MODE_WRITER,
  modelOf,
  modeOf,
  priceDecimalsOf,
  resetStream,
  sequenceOf,
  setDepth,
  setGrid,
  setPosition,
  sizeDecimalsOf,
  streamAt,
  streamOf,
  tickOf,
  writerOf,
} from './stream';

const MAX_EPOCH: f64 = 281474976710655;

/** No stream below is free. */
let firstFree: i32 = 0;

/** The lowest free handle, or the number of streams where none is. */
function freeHandle(): i32 {
  while (firstFree < streamLimit && modeOf(streamAt(firstFree)) != 0) firstFree++;
  return firstFree;
}

function isGrid(priceDecimals: f64, tick: f64, sizeDecimals: f64, lot: f64): bool {
  return (
    isInteger(priceDecimals, 0, MAX_DECIMALS) &&
    isInteger(sizeDecimals, 0, MAX_DECIMALS) &&
    isCount(tick) &&
    isCount(lot) &&
    tick >= 1 &&
    lot >= 1
  );
}

export function openWriter(
  id: f64,
  epoch: f64,
  depth: f64,
  priceDecimals: f64,
  tick: f64,
  sizeDecimals: f64,
  lot: f64,
): i32 {
  if (!isInteger(id, 0, MAX_STREAM_ID) || !isInteger(epoch, 0, MAX_EPOCH)) return -ARGUMENT;
  if (!isInteger(depth, 0, i32.MAX_VALUE)) return -ARGUMENT;
  if (!isGrid(priceDecimals, tick, sizeDecimals, lot)) return -GRID;
  const handle = freeHandle();
  if (handle >= streamLimit) return -FULL;
  const stream = streamAt(handle);
  resetStream(stream, MODE_WRITER, <i32>id);
  setPosition(stream, <i64>epoch, 0);
  setDepth(stream, <i32>depth);
  setGrid(stream, <i32>priceDecimals, <i64>tick, <i32>sizeDecimals, <i64>lot);
  takeCodec(stream, CODEC_PLAIN);
  return handle;
}

export function openReader(id: f64): i32 {
  if (!isInteger(id, 0, MAX_STREAM_ID) || findReader(<i32>id) >= 0) return -ARGUMENT;
  const handle = freeHandle();
  if (handle >= streamLimit) return -FULL;
  addReader(<i32>id, handle);
  resetStream(streamAt(handle), MODE_READER, <i32>id);
  return handle;
}

export function setCodec(handle: f64, codec: f64): i32 {
  const stream = writerOf(handle);
  const isKnown = codec == CODEC_PLAIN || codec == CODEC_FAST || codec == CODEC_DENSE;
  if (stream == 0 || !isKnown || sequenceOf(stream) != 0) return -ARGUMENT;
  if (!takeCodec(stream, <i32>codec)) return -FULL;
  forgetChanges(stream);
  return OK;
}

export function beginGeneration(handle: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || modelOf(stream) == 0) return -ARGUMENT;
  endGeneration(stream);
  return OK;
}

export function close(handle: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0) return -ARGUMENT;
  if (modeOf(stream) == MODE_READER) removeReader(idOf(stream));
  clearBook(stream);
  forgetChanges(stream);
  takeCodec(stream, 0);
  releaseSet(stream);
  removeLink(<i32>handle);
  freeStream(stream);
  firstFree = min(firstFree, <i32>handle);
  return OK;
}

export function restart(handle: f64, epoch: f64, priceDecimals: f64, tick: f64, sizeDecimals: f64, lot: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isInteger(epoch, 0, MAX_EPOCH)) return -ARGUMENT;
  if (!isGrid(priceDecimals, tick, sizeDecimals, lot)) return -GRID;
  const depth = depthOf(stream);
  clearBook(stream);
  forgetChanges(stream);
  setArmed(linkAt(<i32>handle), false);
  resetStream(stream, MODE_WRITER, idOf(stream));
  endGeneration(stream);
  renewSet(stream);
  setPosition(stream, <i64>epoch, 0);
  setDepth(stream, depth);
  setGrid(stream, <i32>priceDecimals, <i64>tick, <i32>sizeDecimals, <i64>lot);
  return OK;
}

export function info(handle: f64, field: f64): f64 {
  const stream = streamOf(handle);
  if (stream == 0 || !isInteger(field, 0, i32.MAX_VALUE)) return -ARGUMENT;
  switch (<i32>field) {
    case INFO_ID:
      return idOf(stream);
    case INFO_EPOCH:
      return <f64>epochOf(stream);
    case INFO_SEQUENCE:
      return <f64>sequenceOf(stream);
    case INFO_SYNCED:
      return <f64>isSynced(stream);
    case INFO_DEPTH:
      return depthOf(stream);
    case INFO_EVENT:
      return <f64>lastEvent(stream);
    case INFO_RECV:
      return <f64>lastRecv(stream);
    case INFO_PRICE_DECIMALS:
      return priceDecimalsOf(stream);
    case INFO_TICK:
      return <f64>tickOf(stream);
    case INFO_SIZE_DECIMALS:
      return sizeDecimalsOf(stream);
    case INFO_LOT:
      return <f64>lotOf(stream);
    case INFO_FINGERPRINT:
      return fingerprintOf(stream);
    case INFO_BIDS:
      return levelsOf(bidsOf(stream));
    case INFO_ASKS:
      return levelsOf(asksOf(stream));
    case INFO_BEST_BID:
      return bestTicks(bidsOf(stream));
    case INFO_BEST_BID_LOTS:
      return bestLots(bidsOf(stream));
    case INFO_BEST_ASK:
      return bestTicks(asksOf(stream));
    case INFO_BEST_ASK_LOTS:
      return bestLots(asksOf(stream));
    case INFO_CODEC:
      return codecOf(stream);
    default:
      return -ARGUMENT;
  }
}

function bestTicks(side: usize): f64 {
  return levelsOf(side) == 0 ? 0 : abs(<f64>bestKey(side));
}

function bestLots(side: usize): f64 {
  return levelsOf(side) == 0 ? 0 : <f64>lotsOf(side, bestKey(side));
}
