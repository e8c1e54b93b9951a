/** The record that `parse` writes of each frame: f64 fields, PARSED_* of layout. */
import {
  PARSE_DEFERRED,
  PARSE_OK,
  PARSE_REFUSED,
  PARSED_EVENT,
  PARSED_FAULT,
  PARSED_FIELDS,
  PARSED_FIRST,
  PARSED_KIND,
  PARSED_LAST,
  PARSED_OFFSET,
  PARSED_PREVIOUS,
  PARSED_SYMBOL,
  PARSED_SYMBOL_BYTES,
} from '../layout';
import { inputAt, parsedAt } from '../memory';

export function beginRecord(): void {
  fillFields(parsedAt, PARSED_FIELDS, -1);
}

/** Sets an even number of f64 fields. So few that a call of `memory.fill` costs more. */
export function fillFields(record: usize, fields: i32, value: f64): void {
  const end = record + ((<usize>fields) << 3);
  if (ASC_FEATURE_SIMD) for (; record < end; record += 16) v128.store(record, f64x2.splat(value));
  else for (; record < end; record += 8) store<f64>(record, value);
}

export function setField(field: usize, value: i64): void {
  store<f64>(parsedAt + (field << 3), <f64>value);
}

export function setIds(first: i64, last: i64, previous: i64): void {
  setField(PARSED_FIRST, first);
  setField(PARSED_LAST, last);
  setField(PARSED_PREVIOUS, previous);
}

export function setSymbol(at: usize, length: i64): void {
  setField(PARSED_SYMBOL, at - inputAt);
  setField(PARSED_SYMBOL_BYTES, length);
}

/** A venue time, µs since the epoch. */
export function setTime(time: i64): void {
  setField(PARSED_EVENT, time);
}

/* How a frame ends. */

export function take(kind: i32): i32 {
  setField(PARSED_KIND, kind);
  return PARSE_OK;
}

export function refuse(fault: i32, at: usize): i32 {
  setField(PARSED_SYMBOL_BYTES, -1);
  return refuseBook(fault, at);
}

/** Refuses a message that was certainly about the book of the symbol that is in the record. */
export function refuseBook(fault: i32, at: usize): i32 {
  setField(PARSED_FAULT, fault);
  setField(PARSED_OFFSET, at - inputAt);
  return PARSE_REFUSED;
}

export function defer(at: usize): i32 {
  setField(PARSED_OFFSET, at - inputAt);
  return PARSE_DEFERRED;
}
