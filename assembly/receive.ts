/**
 * Calls that read frames: which stream, does the frame follow, is its payload right, and only then what
 * it does. The order of the checks is docs/PROTOCOL.md's, "What a reader does with a header".
 */
import { isInteger, MAX_INTEGER } from './argument';
import { draftKeys, forgetAllChanges, placesColumn, showChanges } from './book/changes';
import { forecastFingerprint } from './book/forecast';
import { applyToBook, levelsFingerprint, replaceBook } from './book/l2';
import { decodeAnalytics, tableSize, valueCount } from './codec/analytics';
import { decodeCatchUp } from './codec/catch-up';
import { decodeDelta, decodeFast, deltaAsks, deltaBids } from './codec/delta';
import { decodeDense, denseEvent, denseRecv, NO_ROOM } from './codec/dense';
import {
  codec,
  distance,
  epoch,
  eventField,
  fingerprint,
  flags,
  hasCodedTimes,
  kind,
  moreFlags,
  parseHeader,
  payloadAt,
  payloadEnd,
  recvField,
  sequence,
  sequenceLow,
  sequenceMask,
  streamId,
} from './codec/header';
import { canBeDense, endGeneration, isInGeneration, restoreModel, saveModel, takeCodec } from './codec/model';
import {
  decodeSnapshot,
  depth,
  lot,
  priceDecimals,
  sizeDecimals,
  snapshotAsks,
  snapshotBids,
  tick,
} from './codec/snapshot';
import { decodeStatus, reason, state } from './codec/status';
import { decodeTrades, missedTrades, tradeCount } from './codec/trades';
import {
  ARGUMENT,
  CODEC,
  CODEC_DENSE,
  CODEC_FAST,
  CODEC_PLAIN,
  EPOCH,
  FINGERPRINT,
  FLAG_CATCH_UP,
  FLAG_EVENT,
  FLAG_EVENT_MS,
  FLAG_FINGERPRINT,
  FLAG_FULL,
  FLAG_GENERATION,
  FLAGS,
  FULL,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  NOT_SYNCED,
  OK,
  RANGE,
  SEQUENCE,
  STREAM,
} from './layout';
import { byteLimit, inputAt, levelLimit, resultLimit, tradeLimit, valueLimit } from './memory';
import { findReader } from './readers';
import {
  beginResult,
  setAnalyticsResult,
  setAppliedResult,
  setFrameResult,
  setLevelsResult,
  setStatusResult,
  setTradesResult,
} from './result';
import {
  codecOf,
  epochOf,
  fingerprintOf,
  isSynced,
  lastEvent,
  lastRecv,
  modelOf,
  sequenceOf,
  setDepth,
  setGrid,
  setPosition,
  setSynced,
  setTimes,
  streamAt,
} from './stream';

/** Where the last `receive` stopped in the input. */
let stop: usize = 0;
/* How much of `changes`, `trades` and `analytics` the current `receive` has filled. */
let usedChanges: i32 = 0;
let usedTrades: i32 = 0;
let usedValues: i32 = 0;

/* The frame at hand: where it lands, and its times in µs (event -1: none). */
let landing: i64 = 0;
let recv: i64 = 0;
let event: i64 = 0;

function isRange(from: f64, to: f64): bool {
  return isInteger(to, 0, <f64>byteLimit) && isInteger(from, 0, to);
}

export function validate(from: f64, to: f64): i32 {
  if (!isRange(from, to)) return -ARGUMENT;
  const headerFault = parseHeader(inputAt + <usize>from, inputAt + <usize>to);
  if (headerFault != OK) return -headerFault;
  const handle = findReader(streamId);
  if (handle < 0) return -STREAM;
  const stream = streamAt(handle);
  // Records of trades would show: there is no room for them.
  const model = modelOf(stream);
  if (model != 0) saveModel(model, true);
  const code = judge(stream, tradeLimit, levelLimit * 2, valueLimit);
  if (model != 0) restoreModel(model, true);
  if (code != OK) return -code;
  return hasOtherFingerprint(forecast(stream)) ? -FINGERPRINT : OK;
}

export function received(): i32 {
  return <i32>(stop - inputAt);
}

export function receive(from: f64, to: f64): i32 {
  if (!isRange(from, to)) return -ARGUMENT;
  forgetAllChanges();
  usedChanges = 0;
  usedTrades = 0;
  usedValues = 0;
  const end = inputAt + <usize>to;
  stop = inputAt + <usize>from;
  let results = 0;
  while (stop < end && results < resultLimit) {
    const next = receiveFrame(results, stop, end);
    if (next == 0) break;
    stop = next;
    results++;
  }
  return results;
}

/** Takes the frame at `at`; answers where the next one begins, 0 where there is no room for this one. */
function receiveFrame(index: i32, at: usize, end: usize): usize {
  beginResult(index, at - inputAt);
  const headerFault = parseHeader(at, end);
  if (headerFault != OK) {
    setFrameResult(headerFault, -1, 0, -1, 0);
    return end;
  }
  const handle = findReader(streamId);
  const code = handle < 0 ? STREAM : receivePayload(streamAt(handle));
  if (code < 0) return 0;
  setFrameResult(code, handle, kind, streamId, payloadEnd - at);
  return payloadEnd;
}

/** Judges and applies the frame that was parsed; answers its code, or -1 where there is no room for it. */
function receivePayload(stream: usize): i32 {
  const fault = judge(stream, usedTrades, levelLimit * 2 - usedChanges, usedValues);
  if (fault == NO_ROOM) return -1;
  if (fault != OK) {
    if (fault != NOT_SYNCED) setSynced(stream, false);
    return fault;
  }
  if (kind == KIND_DELTA && usedChanges + deltaBids + deltaAsks > levelLimit * 2) return -1;
  if (kind == KIND_TRADES && usedTrades + tradeCount > tradeLimit) return -1;
  if (kind == KIND_ANALYTICS && usedValues + valueCount > valueLimit) return -1;
  apply(stream);
  if (!isLate()) {
    setPosition(stream, (flags & FLAG_FULL) != 0 ? epoch : epochOf(stream), landing);
    const noEvent = (flags & FLAG_FULL) != 0 ? recv : lastEvent(stream);
    setTimes(stream, event >= 0 ? event : noEvent, recv);
  }
  setAppliedResult(landing, event, recv);
  if (!hasOtherFingerprint(fingerprintOf(stream))) return OK;
  setSynced(stream, false);
  return FINGERPRINT;
}

/** Steps 2 to 6 but for the change itself; what is to change is left in the codecs. */
function judge(stream: usize, tradeIndex: i32, room: i32, valueIndex: i32): i32 {
  if (kind != KIND_SNAPSHOT) {
    const sequenceFault = judgeSequence(stream);
    if (sequenceFault != OK) return sequenceFault;
  }
  const isFull = (flags & FLAG_FULL) != 0;
  const codecFault = kind <= KIND_DELTA ? judgeCodec(stream, isFull) : OK;
  if (codecFault != OK) return codecFault;
  landing = isFull ? sequence : sequenceOf(stream) + 1;
  if (kind == KIND_DELTA && frameCodec == CODEC_DENSE) return judgeDense(stream, room);
  if (!takeTimes(stream)) return RANGE;
  switch (kind) {
    case KIND_SNAPSHOT:
      return decodeSnapshot(stream, codec, payloadAt, payloadEnd);
    case KIND_DELTA:
      if (frameCodec == CODEC_FAST) return decodeFast(stream, payloadAt, payloadEnd, isCatchUp());
      return isCatchUp() ? decodeCatchUp(stream, payloadAt, payloadEnd) : decodeDelta(stream, payloadAt, payloadEnd);
    case KIND_TRADES:
      return decodeTrades(payloadAt, payloadEnd, tradeIndex, recv, event);
    case KIND_STATUS:
      return decodeStatus(payloadAt, payloadEnd);
    case KIND_ANALYTICS:
      return decodeAnalytics(payloadAt, payloadEnd, valueIndex);
    default:
      return OK;
  }
}

/** Of the frame at hand, a delta. */
function isCatchUp(): bool {
  return moreFlags == FLAG_CATCH_UP;
}

/** Of the frame at hand: trades from before the position of the stream, which stays where it is. */
function isLate(): bool {
  return kind == KIND_TRADES && (flags & FLAG_FULL) != 0 && distance == 0;
}

/** Whether a frame that is no snapshot follows the stream's last. */
function judgeSequence(stream: usize): i32 {
  if (!isSynced(stream)) return NOT_SYNCED;
  const last = sequenceOf(stream);
  if ((flags & FLAG_FULL) != 0) {
    if (epoch != epochOf(stream)) return EPOCH;
    const base = sequence - distance;
    if (isCatchUp()) return base <= last && last <= sequence ? OK : SEQUENCE;
    return base == last ? OK : SEQUENCE;
  }
  return last < MAX_INTEGER && (<i32>(last + 1) & sequenceMask) == sequenceLow ? OK : SEQUENCE;
}

/** Codec of the snapshot or delta at hand. */
let frameCodec: i32 = 0;

function judgeCodec(stream: usize, isFull: bool): i32 {
  frameCodec = isFull ? codec : codecOf(stream);
  if (kind == KIND_SNAPSHOT) {
    if (codec == CODEC_DENSE) return canBeDense(stream) ? OK : FULL;
    return codec == CODEC_PLAIN || codec == CODEC_FAST ? OK : CODEC;
  }
  if (frameCodec == CODEC_PLAIN || frameCodec == CODEC_FAST) {
    return moreFlags == FLAG_GENERATION || hasCodedTimes() ? FLAGS : OK;
  }
  if (frameCodec != CODEC_DENSE || codecOf(stream) != CODEC_DENSE || isCatchUp()) return CODEC;
  return moreFlags != 0 || isInGeneration(stream) ? OK : SEQUENCE;
}

function judgeDense(stream: usize, room: i32): i32 {
  const isTimed = hasCodedTimes();
  if (!isTimed && !takeTimes(stream)) return RANGE;
  const fault = decodeDense(stream, payloadAt, payloadEnd, moreFlags != 0, isTimed, room);
  if (isTimed) {
    event = denseEvent;
    recv = denseRecv;
  }
  return fault;
}

/** Works out the frame's times; answers false where one is out of range. */
function takeTimes(stream: usize): bool {
  const hasEvent = (flags & FLAG_EVENT) != 0;
  event = -1;
  if ((flags & FLAG_FULL) != 0) {
    recv = recvField;
    if (hasEvent) event = recv - eventField;
    return true;
  }
  recv = lastRecv(stream) + recvField;
  if (hasEvent) {
    const passed = (flags & FLAG_EVENT_MS) != 0 ? eventField * 1000 : eventField;
    const time = lastEvent(stream) + passed;
    if (<u64>time > <u64>MAX_INTEGER) return false;
    event = time;
    recv += passed;
  }
  return <u64>recv <= <u64>MAX_INTEGER;
}

/** Does what the frame says; it was judged. */
function apply(stream: usize): void {
  const bids = draftKeys();
  switch (kind) {
    case KIND_SNAPSHOT:
      replaceBook(stream, bids, snapshotBids, bids + ((<usize>snapshotBids) << 3), snapshotAsks, landing);
      setGrid(stream, priceDecimals, tick, sizeDecimals, lot);
      setDepth(stream, depth);
      takeCodec(stream, codec);
      setSynced(stream, true);
      setLevelsResult(0, snapshotBids, snapshotAsks);
      return;
    case KIND_DELTA:
      if (frameCodec != CODEC_DENSE) endGeneration(stream);
      applyToBook(stream, bids, deltaBids, deltaAsks, landing, frameCodec == CODEC_DENSE ? 0 : placesColumn(bids));
      showChanges(bids, deltaBids + deltaAsks, usedChanges);
      setLevelsResult(usedChanges, deltaBids, deltaAsks);
      usedChanges += deltaBids + deltaAsks;
      return;
    case KIND_TRADES:
      setTradesResult(usedTrades, tradeCount, missedTrades);
      usedTrades += tradeCount;
      return;
    case KIND_STATUS:
      setStatusResult(state, reason);
      return;
    case KIND_ANALYTICS:
      setAnalyticsResult(usedValues, valueCount, tableSize);
      usedValues += valueCount;
      return;
  }
}

/** The fingerprint of the book after the frame, which was judged and not applied. */
function forecast(stream: usize): u32 {
  const bids = draftKeys();
  if (kind == KIND_SNAPSHOT) {
    return levelsFingerprint(bids, snapshotBids, bids + ((<usize>snapshotBids) << 3), snapshotAsks);
  }
  if (kind == KIND_DELTA) {
    return forecastFingerprint(stream, bids, deltaBids, deltaAsks);
  }
  return fingerprintOf(stream);
}

/** Whether the frame claims another fingerprint of the book than this; of unknown kinds it does not count. */
function hasOtherFingerprint(book: u32): bool {
  const isKnown = kind <= KIND_STATUS || kind == KIND_ANALYTICS;
  return (flags & FLAG_FINGERPRINT) != 0 && isKnown && fingerprint != book;
}
