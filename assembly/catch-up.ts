/** Calls that answer what changed since a sequence: to the host, and as a frame. */
import { isCount } from './argument';
import { draftKeys, lotsColumn, previousColumn, showChanges } from './book/changes';
import { gatherSince, isAhead, knownFrom } from './book/history';
import { levelsOf, lotsOf, worstKey } from './book/side';
import { setChangedBids } from './books';
import { encodeCatchUpPayload, encodeFastCatchUp } from './codec/catch-up';
import { writeFull } from './codec/header';
import { maxDeltaBytes } from './encode';
import {
  ARGUMENT,
  CODEC_FAST,
  CODEC_PLAIN,
  FLAG_CATCH_UP,
  FULL,
  KIND_DELTA,
  MAX_HEADER_BYTES,
  NOT_SYNCED,
  OK,
  SEQUENCE,
} from './layout';
import { byteLimit, levelLimit, outputAt, scratchAt } from './memory';
import {
  asksOf,
  bidsOf,
  codecOf,
  depthOf,
  fingerprintOf,
  isSynced,
  lastEvent,
  lastRecv,
  sequenceOf,
  streamOf,
  writerOf,
} from './stream';

/* What `collect` found: changes in the draft, asks behind the bids. */
let bids: i32 = 0;
let asks: i32 = 0;

export function changesSince(handle: f64, sequence: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0 || !isCount(sequence)) return -ARGUMENT;
  if (!isSynced(stream)) return -NOT_SYNCED;
  const fault = collect(stream, <i64>sequence);
  if (fault != OK) return -fault;
  showChanges(draftKeys(), bids + asks, 0);
  setChangedBids(bids);
  return bids + asks;
}

export function encodeCatchUp(handle: f64, at: f64, base: f64): i32 {
  const stream = writerOf(handle);
  if (stream == 0 || !isCount(at) || !isCount(base) || isAhead(stream)) return -ARGUMENT;
  const distance = sequenceOf(stream) - <i64>base;
  if (distance == 0) return 0;
  const fault = collect(stream, <i64>base);
  if (fault != OK) return -fault;
  if (at + maxDeltaBytes(bids + asks) > <f64>byteLimit) return -FULL;
  const frame = outputAt + <usize>at;
  const payload = frame + MAX_HEADER_BYTES;
  const codec = codecOf(stream) == CODEC_PLAIN ? CODEC_PLAIN : CODEC_FAST;
  const keys = draftKeys();
  const askKeys = keys + ((<usize>bids) << 3);
  const end =
    codec == CODEC_FAST
      ? encodeFastCatchUp(payload, keys, bids, askKeys, asks)
      : encodeCatchUpPayload(payload, keys, bids, askKeys, asks);
  const length = end - payload;
  const body = writeFull(
    frame,
    stream,
    KIND_DELTA,
    FLAG_CATCH_UP,
    codec,
    sequenceOf(stream),
    distance,
    lastRecv(stream),
    lastEvent(stream),
    true,
    fingerprintOf(stream),
    length,
  );
  memory.copy(body, payload, length);
  return <i32>(body + length - frame);
}

/** Lists the levels that changed after a sequence; answers 0, SEQUENCE or FULL. */
function collect(stream: usize, sequence: i64): i32 {
  if (sequence > sequenceOf(stream) || sequence < knownFrom(stream)) return SEQUENCE;
  const n = gatherSince(stream, sequence);
  const end = scratchAt + ((<usize>n) << 3);
  let asksFrom = scratchAt;
  while (asksFrom < end && load<i64>(asksFrom) < 0) asksFrom += 8;
  const depth = depthOf(stream);
  const keys = draftKeys();
  bids = collectSide(bidsOf(stream), depth, scratchAt, asksFrom, keys);
  asks = bids < 0 ? 0 : collectSide(asksOf(stream), depth, asksFrom, end, keys + ((<usize>bids) << 3));
  return min(bids, asks) < 0 ? FULL : OK;
}

/** Lists what a side has at the keys in [from, end); answers their number, -1 for more than a message may have. */
function collectSide(side: usize, depth: i32, from: usize, end: usize, keys: usize): i32 {
  // Keeping the best `depth` removes what is worse than the last of them.
  const worst = depth > 0 && levelsOf(side) >= depth ? worstKey(side) : i64.MAX_VALUE;
  let n = 0;
  for (; from < end && load<i64>(from) <= worst; from += 8) {
    if (n == levelLimit) return -1;
    const key = load<i64>(from);
    const to = keys + ((<usize>n) << 3);
    store<i64>(to, key);
    store<i64>(lotsColumn(to), lotsOf(side, key));
    store<i64>(previousColumn(to), 0);
    n++;
  }
  return n;
}
