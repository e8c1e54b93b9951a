/** The record that `receive` writes of each frame: f64 fields, RESULT_* of layout. */
import {
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_BYTES,
  RESULT_CODE,
  RESULT_EVENT,
  RESULT_FIELDS,
  RESULT_FIRST,
  RESULT_HANDLE,
  RESULT_KIND,
  RESULT_MISSED,
  RESULT_OFFSET,
  RESULT_REASON,
  RESULT_RECV,
  RESULT_SEQUENCE,
  RESULT_STATE,
  RESULT_STREAM,
  RESULT_TABLE,
  RESULT_TRADES,
  RESULT_VALUES,
} from './layout';
import { resultsAt } from './memory';

let record: usize = 0;

/** Begins a record, as of a frame that was not applied. */
export function beginResult(index: i32, offset: usize): void {
  record = resultsAt + <usize>index * (RESULT_FIELDS * 8);
  memory.fill(record, 0, RESULT_FIELDS * 8);
  store<f64>(record, -1, RESULT_SEQUENCE * 8);
  store<f64>(record, -1, RESULT_EVENT * 8);
  store<f64>(record, -1, RESULT_RECV * 8);
  store<f64>(record, <f64>offset, RESULT_OFFSET * 8);
}

export function setFrameResult(code: i32, handle: i32, kind: i32, id: i32, bytes: usize): void {
  store<f64>(record, code, RESULT_CODE * 8);
  store<f64>(record, handle, RESULT_HANDLE * 8);
  store<f64>(record, kind, RESULT_KIND * 8);
  store<f64>(record, id, RESULT_STREAM * 8);
  store<f64>(record, <f64>bytes, RESULT_BYTES * 8);
}

export function setAppliedResult(sequence: i64, event: i64, recv: i64): void {
  store<f64>(record, <f64>sequence, RESULT_SEQUENCE * 8);
  store<f64>(record, <f64>event, RESULT_EVENT * 8);
  store<f64>(record, <f64>recv, RESULT_RECV * 8);
}

export function setLevelsResult(first: i32, bids: i32, asks: i32): void {
  store<f64>(record, first, RESULT_FIRST * 8);
  store<f64>(record, bids, RESULT_BIDS * 8);
  store<f64>(record, asks, RESULT_ASKS * 8);
}

export function setTradesResult(first: i32, trades: i32, missed: i64): void {
  store<f64>(record, first, RESULT_FIRST * 8);
  store<f64>(record, trades, RESULT_TRADES * 8);
  store<f64>(record, <f64>missed, RESULT_MISSED * 8);
}

export function setStatusResult(state: i32, reason: i32): void {
  store<f64>(record, state, RESULT_STATE * 8);
  store<f64>(record, reason, RESULT_REASON * 8);
}

export function setAnalyticsResult(first: i32, values: i32, table: i32): void {
  store<f64>(record, first, RESULT_FIRST * 8);
  store<f64>(record, values, RESULT_VALUES * 8);
  store<f64>(record, table, RESULT_TABLE * 8);
}
