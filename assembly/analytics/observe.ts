/**
 * Calls that feed a stream's kernels, once a message was accepted, and read their values. A book is a row
 * for each kernel: its best levels, a sample of it, or, for kernels on trades, that time passes; a trade
 * is a row for those that take trades.
 */
import { isCount, isInteger, MAX_INTEGER } from '../argument';
import { copyBest } from '../book/side';
import {
  ANALYTIC_FIELDS,
  ANALYTIC_MARK,
  ANALYTIC_VALUE,
  ARGUMENT,
  FULL,
  OK,
  RANGE,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
  TRADE_UNKNOWN,
} from '../layout';
import { analyticsAt, columnBytes, kernelsAt, scratchAt, tradeLimit, tradesAt } from '../memory';
import { asksOf, bidsOf, setOf, streamOf } from '../stream';
import { pushRow, recordFields, settle, valuesOf } from './kernel';
import {
  BLOCK_QUALITY,
  BLOCK_VALUES,
  DEPTH_FIELDS,
  DEPTH_FIRST,
  DEPTH_LEVEL_FIELDS,
  DEPTH_LEVELS,
  QUALITY_NONE,
  QUALITY_UNFITTED,
  RECORD_SYNC,
  RECORD_TIME,
  SAMPLE_X,
  SOURCE_LOTS,
  SOURCE_MID,
  SOURCE_SPREAD,
  SOURCE_TRADE,
  TRADED_FIELDS,
  TRADED_LOTS,
  TRADED_PRICE,
  TRADED_SIDE,
} from './layout';
import { blockOf, endOf, firstEntry, kernelOf, LOST, MID, nextEntry, OFFSET, sourceOf, TRADE } from './set';

function isTime(recv: f64, event: f64): bool {
  return isCount(recv) && (event == -1 || isCount(event));
}

/** The time of a message, µs; without one of the venue's, as its clock would be. */
function timeOf(set: usize, recv: f64, event: f64): f64 {
  if (event < 0.0) return min<f64>(max<f64>(recv + load<f64>(set, OFFSET), 0.0), <f64>MAX_INTEGER);
  store<f64>(set, event - recv, OFFSET);
  return event;
}

function stamp(time: f64, synced: bool): void {
  store<f64>(kernelsAt, time, RECORD_TIME << 3);
  store<f64>(kernelsAt, synced ? 1.0 : 0.0, RECORD_SYNC << 3);
}

/** The one call after a message was accepted; a stream without kernels costs nothing. Answers their number. */
export function observeStream(stream: usize, recv: f64, event: f64): i32 {
  const set = setOf(stream);
  return set == 0 ? 0 : feedBook(stream, set, timeOf(set, recv, event), true);
}

export function observeBook(handle: f64, recv: f64, event: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0) return -ARGUMENT;
  return isTime(recv, event) ? observeStream(stream, recv, event) : -RANGE;
}

export function observeLoss(handle: f64, recv: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0) return -ARGUMENT;
  if (!isCount(recv)) return -RANGE;
  const set = setOf(stream);
  if (set == 0) return 0;
  store<u8>(set, 1, LOST);
  return feedBook(stream, set, timeOf(set, recv, -1), false);
}

let bestSpread: f64 = 0.0;

function feedBook(stream: usize, set: usize, time: f64, synced: bool): i32 {
  putSide(bidsOf(stream), 0);
  putSide(asksOf(stream), 2);
  const bid = load<f64>(kernelsAt, DEPTH_FIRST << 3);
  const ask = load<f64>(kernelsAt, (DEPTH_FIRST + 2) << 3);
  const whole = bid != 0.0 && ask != 0.0;
  bestSpread = ask - bid;
  if (whole) store<f64>(set, bid * 0.5 + ask * 0.5, MID);
  stamp(time, synced);
  let kernels = 0;
  for (let entry = firstEntry(set); entry < endOf(set); entry = nextEntry(entry)) {
    if (recordFields(kernelOf(entry)) == DEPTH_FIELDS) pushRow(kernelOf(entry), blockOf(entry), kernelsAt);
    kernels++;
  }
  for (let entry = firstEntry(set); entry < endOf(set); entry = nextEntry(entry)) {
    const fields = recordFields(kernelOf(entry));
    if (fields == TRADED_FIELDS) pass(entry);
    else if (fields != DEPTH_FIELDS) sampleBook(set, entry, whole, synced);
  }
  return kernels;
}

/** A side's best levels into the depth record. */
function putSide(side: usize, field: i32): void {
  const lots = scratchAt + columnBytes;
  const n = copyBest(side, DEPTH_LEVELS, scratchAt, lots);
  let to = kernelsAt + ((DEPTH_FIRST + field) << 3);
  for (let i = 0; i < DEPTH_LEVELS; i++, to += DEPTH_LEVEL_FIELDS << 3) {
    const at = (<usize>i) << 3;
    store<f64>(to, i < n ? abs<f64>(<f64>load<i64>(scratchAt + at)) : 0.0);
    store<f64>(to, i < n ? <f64>load<i64>(lots + at) : 0.0, 8);
  }
}

/** Time passes for a kernel on trades. */
function pass(entry: usize): void {
  store<f64>(kernelsAt, 0.0, TRADED_PRICE << 3);
  store<f64>(kernelsAt, 0.0, TRADED_LOTS << 3);
  store<f64>(kernelsAt, 0.0, TRADED_SIDE << 3);
  pushRow(kernelOf(entry), blockOf(entry), kernelsAt);
}

/** A book's sample; where sync was lost also the last trade's price, which holds no longer for sure. */
function sampleBook(set: usize, entry: usize, whole: bool, synced: bool): void {
  const source = sourceOf(entry);
  if (source == SOURCE_SPREAD && whole) sample(entry, bestSpread);
  else if (source == SOURCE_MID && whole) sample(entry, load<f64>(set, MID));
  else if (source == SOURCE_TRADE && !synced && load<f64>(set, TRADE) != 0.0) sample(entry, load<f64>(set, TRADE));
}

function sample(entry: usize, x: f64): void {
  store<f64>(kernelsAt, x, SAMPLE_X << 3);
  pushRow(kernelOf(entry), blockOf(entry), kernelsAt);
}

export function observeTrades(handle: f64, count: f64, recv: f64, event: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0 || !isCount(count)) return -ARGUMENT;
  if (count > <f64>tradeLimit) return -FULL;
  if (!isTime(recv, event)) return -RANGE;
  for (let i = 0; i < <i32>count; i++) if (!isTrade(recordAt(i))) return -RANGE;
  observeStreamTrades(stream, <i32>count, recv, event);
  return OK;
}

function recordAt(index: i32): usize {
  return tradesAt + <usize>index * (TRADE_FIELDS * 8);
}

function isTrade(record: usize): bool {
  const price = load<f64>(record, TRADE_TICKS * 8);
  const lots = load<f64>(record, TRADE_LOTS * 8);
  if (!isCount(price) || price == 0.0 || !isCount(lots) || lots == 0.0) return false;
  if (!isInteger(load<f64>(record, TRADE_EVENT * 8), -1, <f64>MAX_INTEGER)) return false;
  if (!isInteger(load<f64>(record, TRADE_ID * 8), -1, <f64>MAX_INTEGER)) return false;
  return isInteger(load<f64>(record, TRADE_SIDE * 8), 0, TRADE_UNKNOWN);
}

/** As `observeStream`, for the first trades of the host's records, which were judged. */
export function observeStreamTrades(stream: usize, count: i32, recv: f64, event: f64): void {
  const set = setOf(stream);
  if (set == 0 || count == 0) return;
  const time = timeOf(set, recv, event);
  for (let i = 0; i < count; i++) {
    const own = load<f64>(recordAt(i), TRADE_EVENT * 8);
    stamp(own < 0.0 ? time : own, load<u8>(set, LOST) == 0);
    store<u8>(set, 0, LOST);
    feedTrade(set, recordAt(i));
  }
}

function feedTrade(set: usize, record: usize): void {
  const price = load<f64>(record, TRADE_TICKS * 8);
  const lots = load<f64>(record, TRADE_LOTS * 8);
  store<f64>(set, price, TRADE);
  for (let entry = firstEntry(set); entry < endOf(set); entry = nextEntry(entry)) {
    const fields = recordFields(kernelOf(entry));
    const source = sourceOf(entry);
    if (fields == TRADED_FIELDS) {
      const shown = source == SOURCE_MID ? load<f64>(set, MID) : price;
      store<f64>(kernelsAt, shown, TRADED_PRICE << 3);
      store<f64>(kernelsAt, shown == 0.0 ? 0.0 : lots, TRADED_LOTS << 3);
      store<f64>(kernelsAt, load<f64>(record, TRADE_SIDE * 8), TRADED_SIDE << 3);
      pushRow(kernelOf(entry), blockOf(entry), kernelsAt);
    } else if (fields != DEPTH_FIELDS) {
      if (source == SOURCE_TRADE) sample(entry, price);
      else if (source == SOURCE_LOTS) sample(entry, lots);
    }
  }
}

export function readAnalytics(handle: f64): i32 {
  const stream = streamOf(handle);
  if (stream == 0) return -ARGUMENT;
  const set = setOf(stream);
  if (set == 0) return 0;
  let index = 0;
  for (let entry = firstEntry(set); entry < endOf(set); entry = nextEntry(entry)) {
    const block = blockOf(entry);
    settle(kernelOf(entry), block);
    const mark = load<u32>(block, BLOCK_QUALITY);
    for (let i = 0, n = <i32>valuesOf(kernelOf(entry)); i < n; i++, index++) {
      const to = analyticsAt + <usize>index * (ANALYTIC_FIELDS * 8);
      const value = load<f64>(block + ((<usize>i) << 3), BLOCK_VALUES);
      const none = mark == QUALITY_UNFITTED ? QUALITY_UNFITTED : QUALITY_NONE;
      const known = value == value && mark != QUALITY_UNFITTED;
      store<f64>(to, index);
      store<f64>(to, known ? value : NaN, ANALYTIC_VALUE << 3);
      store<f64>(to, known ? <f64>mark : <f64>none, ANALYTIC_MARK << 3);
    }
  }
  return index;
}
