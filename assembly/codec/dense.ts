/** Delta payloads, codec 3 (dense): docs/PROTOCOL.md has the fields and the contexts of each. */
import { MAX_INTEGER } from '../argument';
import { draftKeys, heldAsks, heldAsksFrom, heldBids, heldKeys } from '../book/changes';
import { roomFor } from '../book/l2';
import { FULL, MODEL_RECORD_BYTES, OK, RANGE, TRAILING } from '../layout';
import { levelLimit } from '../memory';
import { asksOf, bidsOf, lastEvent, lastRecv, modelOf } from '../stream';
import { setDeltaCounts } from './delta';
import { addedByDense, readSide, writeSide } from './dense-side';
import { beginReading, beginWriting, codeBit, codeNumber } from './entropy';
import {
  beginModel,
  countFrame,
  isInGeneration,
  lagOf,
  lastCount,
  restoreModel,
  saveModel,
  setLag,
  setLastCount,
} from './model';
import { failReading, isReadWhole, readingFault } from './range-reader';
import { closeWriting, isOverfull } from './range-writer';

/* Indexes of states, numbers with two bits after the first. */
const MILLISECONDS = 0;
const EVENT_SIGN = 1;
const LAG_SIGN = 2;
const EVENT = 3;
const LAG = 124;
const COUNT = 245;
const NUMBER_STATES = 121;

/** Largest difference of coded times, µs or ms, and largest lag: 2^40. */
const MAX_TIME: i64 = 1 << 40;
/** What `decodeDense` answers where the changes do not fit. */
export const NO_ROOM = -1;

/* Times of the frame decoded last, µs. */
export let denseEvent: i64 = 0;
export let denseRecv: i64 = 0;

/** Begins a generation where the frame says so, before anything of it is coded. */
export function beginGenerationOf(stream: usize): void {
  beginModel(modelOf(stream), lastRecv(stream) - lastEvent(stream));
}

/** Whether the times of a frame, µs, can be coded; `event` -1 is none. */
export function canCodeTimes(stream: usize, begins: bool, recv: i64, event: i64): bool {
  const lag = begins ? lastRecv(stream) - lastEvent(stream) : lagOf(modelOf(stream));
  if (event < 0 || abs(lag) > MAX_TIME) return false;
  return abs(event - lastEvent(stream)) <= MAX_TIME && abs(recv - event - lag) <= MAX_TIME;
}

function codeSigned(sign: i32, number: i32, value: i64): i64 {
  const isNegative = codeBit(sign, <i32>(value < 0));
  const magnitude = codeNumber(number, 2, abs(value));
  return isNegative != 0 ? -magnitude : magnitude;
}

/** Codes the times of a frame, µs, which reading leaves in `denseEvent` and `denseRecv`. */
function codeTimes(stream: usize, model: usize, event: i64, recv: i64): void {
  const passed = event - lastEvent(stream);
  const isMs = codeBit(MILLISECONDS, <i32>(passed % 1000 == 0));
  const change = codeSigned(EVENT_SIGN, EVENT, isMs != 0 ? passed / 1000 : passed);
  const lag = lagOf(model);
  const surprise = codeSigned(LAG_SIGN, LAG, recv - event - lag);
  if (max(max(abs(change), abs(surprise)), abs(lag)) > MAX_TIME) {
    failReading(RANGE);
    return;
  }
  setLag(model, lag + surprise / 8);
  denseEvent = lastEvent(stream) + (isMs != 0 ? change * 1000 : change);
  denseRecv = denseEvent + lag + surprise;
  if (<u64>denseEvent > <u64>MAX_INTEGER || <u64>denseRecv > <u64>MAX_INTEGER) failReading(RANGE);
}

function codeCount(model: usize, side: i32, count: i32): i64 {
  const last = 32 - clz(lastCount(model, side));
  return codeNumber(COUNT + min(last, 13) * NUMBER_STATES, 2, count);
}

/**
 * Validates a payload and puts its changes into the draft; answers 0, a code, or NO_ROOM for more changes
 * than `room`: then the model is as it was. After a code the model is of no use.
 */
export function decodeDense(stream: usize, at: usize, end: usize, begins: bool, isTimed: bool, room: i32): i32 {
  const model = modelOf(stream);
  // All changes that a frame may have fit into an empty list.
  const mayNotFit = room < levelLimit * 2;
  if (mayNotFit) saveModel(model, begins);
  if (begins) beginGenerationOf(stream);
  else if (!isInGeneration(stream)) return RANGE;
  beginReading(at, end, model + MODEL_RECORD_BYTES);
  if (isTimed) codeTimes(stream, model, 0, 0);
  const nBids = codeCount(model, 0, 0);
  const nAsks = codeCount(model, 1, 0);
  if (max(nBids, nAsks) > levelLimit) failReading(FULL);
  if (readingFault != OK) return readingFault;
  const bids = <i32>nBids;
  const asks = <i32>nAsks;
  if (bids + asks > room) {
    restoreModel(model, begins);
    return NO_ROOM;
  }
  setLastCount(model, 0, bids);
  setLastCount(model, 1, asks);
  setDeltaCounts(bids, asks);
  const keys = draftKeys();
  readSide(bidsOf(stream), model, -1, keys, bids, roomFor(bidsOf(stream), 0));
  if (readingFault == OK) {
    const askKeys = keys + ((<usize>bids) << 3);
    readSide(asksOf(stream), model, 1, askKeys, asks, roomFor(asksOf(stream), addedByDense));
  }
  if (!isReadWhole()) failReading(TRAILING);
  countFrame(model);
  return readingFault;
}

/** Writes the held list as a payload; answers where it ends, 0 where that would be beyond `limit`. */
export function encodeDense(
  stream: usize,
  at: usize,
  limit: usize,
  begins: bool,
  isTimed: bool,
  recv: i64,
  event: i64,
): usize {
  const model = modelOf(stream);
  if (begins) beginGenerationOf(stream);
  beginWriting(at, limit, model + MODEL_RECORD_BYTES);
  if (isTimed) codeTimes(stream, model, event, recv);
  codeCount(model, 0, heldBids);
  codeCount(model, 1, heldAsks);
  setLastCount(model, 0, heldBids);
  setLastCount(model, 1, heldAsks);
  writeSide(model, heldKeys(), 0, heldBids);
  writeSide(model, heldKeys() + ((<usize>heldAsksFrom) << 3), heldAsksFrom, heldAsks);
  countFrame(model);
  const end = closeWriting();
  return isOverfull ? 0 : end;
}
