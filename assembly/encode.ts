/**
 * Calls that write frames into the output. A payload is written behind room for the longest header, then
 * its header in front and the payload moved up to it: its length, which varies in length, stands before it.
 */
import { isCount, isInteger, MAX_INTEGER } from './argument';
import { forgetAllChanges, forgetChanges, heldAsks, heldBids, heldStream } from './book/changes';
import { postponeChanges, raiseFloor } from './book/history';
import { levelsOf } from './book/side';
import { encodeAnalyticsPayload } from './codec/analytics';
import { encodeDeltaPayload, encodeFastPayload } from './codec/delta';
import { canCodeTimes, encodeDense } from './codec/dense';
import { predictedRecv, writeCompact, writeDense, writeFull } from './codec/header';
import { endGeneration, isInGeneration } from './codec/model';
import { encodeSnapshotPayload } from './codec/snapshot';
import { encodeStatusPayload } from './codec/status';
import { encodeTradesPayload } from './codec/trades';
import {
  ARGUMENT,
  CODEC_DENSE,
  CODEC_FAST,
  FULL,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  MAX_ANALYTIC_BYTES,
  MAX_CHANGE_BYTES,
  MAX_HEADER_BYTES,
  MAX_SNAPSHOT_PREFIX_BYTES,
  MAX_TRADE_BYTES,
  RANGE,
  REASONS,
  STATES,
} from './layout';
import { byteLimit, outputAt, tradeLimit, valueLimit } from './memory';
import {
  asksOf,
  bidsOf,
  codecOf,
  epochOf,
  fingerprintOf,
  lastEvent,
  lastRecv,
  sequenceOf,
  setPosition,
  setTimes,
  streamOf,
  writerOf,
} from './stream';

/** Two counts before changes or trades. */
const COUNTS_BYTES = 16;

export function maxSnapshotBytes(handle: f64): i32 {
  const stream = streamOf(handle);
  return stream == 0 ? -ARGUMENT : snapshotBound(stream);
}

function snapshotBound(stream: usize): i32 {
  const levels = levelsOf(bidsOf(stream)) + levelsOf(asksOf(stream));
  return MAX_HEADER_BYTES + MAX_SNAPSHOT_PREFIX_BYTES + MAX_CHANGE_BYTES * levels;
}

export function maxDeltaBytes(changes: f64): f64 {
  return isCount(changes) ? MAX_HEADER_BYTES + COUNTS_BYTES + MAX_CHANGE_BYTES * changes : -ARGUMENT;
}

export function maxTradesBytes(trades: f64): f64 {
  return isCount(trades) ? MAX_HEADER_BYTES + COUNTS_BYTES + MAX_TRADE_BYTES * trades : -ARGUMENT;
}

export function maxAnalyticsBytes(values: f64): f64 {
  return isCount(values) ? MAX_HEADER_BYTES + COUNTS_BYTES + MAX_ANALYTIC_BYTES * values : -ARGUMENT;
}

export function maxStatusBytes(): i32 {
  return MAX_HEADER_BYTES + 2;
}

function isTime(recv: f64, event: f64): bool {
  return isCount(recv) && (event == -1 || isCount(event));
}

/** Whether the times, µs, fit a compact header. */
function fitsCompact(stream: usize, recv: f64, event: f64): bool {
  if (!isTime(recv, event)) return false;
  return abs(<i64>recv - predictedRecv(stream, <i64>event)) <= MAX_INTEGER;
}

export function encodeSnapshot(handle: f64, at: f64, next: i32, recv: f64, event: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at)) return -ARGUMENT;
  if (at + <f64>snapshotBound(stream) > <f64>byteLimit) return -FULL;
  if (next != 0 && !isTime(recv, event)) return -RANGE;
  if (next != 0) {
    setPosition(stream, epochOf(stream), sequenceOf(stream) + 1);
    setTimes(stream, <i64>(event >= 0 ? event : recv), <i64>recv);
    endGeneration(stream);
    raiseFloor(stream, sequenceOf(stream));
  }
  const shownEvent = next != 0 ? <i64>event : lastEvent(stream);
  forgetChanges(stream);
  const frame = outputAt + <usize>at;
  const payload = frame + MAX_HEADER_BYTES;
  const length = encodeSnapshotPayload(payload, stream) - payload;
  const body = writeFull(
    frame,
    stream,
    KIND_SNAPSHOT,
    0,
    codecOf(stream),
    sequenceOf(stream),
    0,
    lastRecv(stream),
    shownEvent,
    true,
    fingerprintOf(stream),
    length,
  );
  memory.copy(body, payload, length);
  return <i32>(body + length - frame);
}

export function encodeDelta(handle: f64, at: f64, recv: f64, event: f64, fingerprint: i32): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at) || heldStream != stream) return -ARGUMENT;
  const changes = heldBids + heldAsks;
  if (changes == 0) return 0;
  if (at + maxDeltaBytes(changes) > <f64>byteLimit) return -FULL;
  if (!fitsCompact(stream, recv, event)) return -RANGE;
  const payload = outputAt + <usize>at + MAX_HEADER_BYTES;
  if (codecOf(stream) == CODEC_DENSE) {
    return encodeDenseDelta(stream, payload, changes, <i64>recv, <i64>event, fingerprint != 0);
  }
  const isFast = codecOf(stream) == CODEC_FAST;
  const end = isFast ? encodeFastPayload(payload) : encodeDeltaPayload(payload);
  forgetAllChanges();
  return finishCompact(stream, KIND_DELTA, <i64>recv, <i64>event, fingerprint != 0, payload, end);
}

export function encodeTrades(handle: f64, at: f64, count: f64, missed: f64, recv: f64, event: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at) || !isCount(count)) return -ARGUMENT;
  if (count > <f64>tradeLimit || at + maxTradesBytes(count) > <f64>byteLimit) return -FULL;
  if (!fitsCompact(stream, recv, event) || !isCount(missed) || (count == 0 && missed == 0)) return -RANGE;
  const payload = outputAt + <usize>at + MAX_HEADER_BYTES;
  const end = encodeTradesPayload(payload, <i32>count, <i64>missed, <i64>recv, <i64>event);
  if (end == 0) return -RANGE;
  return finishCompact(stream, KIND_TRADES, <i64>recv, <i64>event, false, payload, end);
}

export function encodeLateTrades(handle: f64, at: f64, count: f64, missed: f64, recv: f64, event: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at) || !isCount(count)) return -ARGUMENT;
  if (count > <f64>tradeLimit || at + maxTradesBytes(count) > <f64>byteLimit) return -FULL;
  if (!isCount(recv) || !isInteger(event, -1, <f64>MAX_INTEGER)) return -RANGE;
  if (!isCount(missed) || (count == 0 && missed == 0)) return -RANGE;
  const frame = outputAt + <usize>at;
  const payload = frame + MAX_HEADER_BYTES;
  const end = encodeTradesPayload(payload, <i32>count, <i64>missed, <i64>recv, <i64>event);
  if (end == 0) return -RANGE;
  const length = end - payload;
  const codec = codecOf(stream);
  const landing = sequenceOf(stream);
  const body = writeFull(frame, stream, KIND_TRADES, 0, codec, landing, 0, <i64>recv, <i64>event, false, 0, length);
  memory.copy(body, payload, length);
  return <i32>(body + length - frame);
}

export function encodeStatus(handle: f64, at: f64, state: f64, reason: f64, recv: f64, event: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at)) return -ARGUMENT;
  if (at + <f64>maxStatusBytes() > <f64>byteLimit) return -FULL;
  if (!isInteger(state, 0, STATES - 1) || !isInteger(reason, 0, REASONS - 1)) return -RANGE;
  if (!fitsCompact(stream, recv, event)) return -RANGE;
  const payload = outputAt + <usize>at + MAX_HEADER_BYTES;
  const end = encodeStatusPayload(payload, <i32>state, <i32>reason);
  return finishCompact(stream, KIND_STATUS, <i64>recv, <i64>event, false, payload, end);
}

export function encodeAnalytics(handle: f64, at: f64, count: f64, table: f64, recv: f64, event: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at) || !isCount(count) || !isCount(table)) return -ARGUMENT;
  if (table > <f64>valueLimit || at + maxAnalyticsBytes(count) > <f64>byteLimit) return -FULL;
  if (!fitsCompact(stream, recv, event) || count < 1 || count > table) return -RANGE;
  const payload = outputAt + <usize>at + MAX_HEADER_BYTES;
  const end = encodeAnalyticsPayload(payload, <i32>count, <i32>table);
  if (end == 0) return -RANGE;
  return finishCompact(stream, KIND_ANALYTICS, <i64>recv, <i64>event, false, payload, end);
}

/** A dense delta; where it would be longer than a delta may be, a fast one, and the generation ends. */
function encodeDenseDelta(stream: usize, payload: usize, changes: i32, recv: i64, event: i64, withSum: bool): i32 {
  const begins = !isInGeneration(stream);
  const isTimed = canCodeTimes(stream, begins, recv, event);
  const limit = payload + COUNTS_BYTES + <usize>changes * MAX_CHANGE_BYTES;
  const dense = encodeDense(stream, payload, limit, begins, isTimed, recv, event);
  const end = dense != 0 ? dense : encodeFastPayload(payload);
  forgetAllChanges();
  const frame = payload - MAX_HEADER_BYTES;
  const sum = fingerprintOf(stream);
  const length = end - payload;
  let body: usize = 0;
  if (dense != 0) body = writeDense(frame, stream, recv, event, begins, isTimed, withSum, sum, length);
  else {
    endGeneration(stream);
    const landing = sequenceOf(stream) + 1;
    body = writeFull(frame, stream, KIND_DELTA, 0, CODEC_FAST, landing, 1, recv, event, withSum, sum, length);
  }
  memory.copy(body, payload, length);
  setPosition(stream, epochOf(stream), sequenceOf(stream) + 1);
  const noEvent = dense != 0 ? lastEvent(stream) : recv;
  setTimes(stream, event >= 0 ? event : noEvent, recv);
  return <i32>(body + length - frame);
}

/** Puts the header in front of a payload and the stream onto the frame; answers the frame's length. */
function finishCompact(
  stream: usize,
  kind: i32,
  recv: i64,
  event: i64,
  withSum: bool,
  payload: usize,
  end: usize,
): i32 {
  const frame = payload - MAX_HEADER_BYTES;
  const length = end - payload;
  const body = writeCompact(frame, stream, kind, recv, event, withSum, fingerprintOf(stream), length);
  memory.copy(body, payload, length);
  if (kind != KIND_DELTA) postponeChanges(stream);
  setPosition(stream, epochOf(stream), sequenceOf(stream) + 1);
  setTimes(stream, event >= 0 ? event : lastEvent(stream), recv);
  return <i32>(body + length - frame);
}
