/** Analytics payloads, and the records of the host's `analytics`. docs/PROTOCOL.md has the table. */
import { QUALITIES, QUALITY_SYNCED, QUALITY_TAINTED } from '../analytics/layout';
import { isInteger } from '../argument';
import {
  ANALYTIC_FIELDS,
  ANALYTIC_INDEX,
  ANALYTIC_MARK,
  ANALYTIC_VALUE,
  FLAGS,
  FULL,
  OK,
  RANGE,
  TRAILING,
  VARINT,
} from '../layout';
import { analyticsAt, valueLimit } from '../memory';
import { cursor, fault, nextByte, nextBytes, nextVarint, openFields } from './cursor';
import { writeNumber } from './varint';

/* A value's lead byte: mark, then bytes of the double that are sent, then whether indexes are left out before it. */
const MARK_BITS = 3;
const BYTES_SHIFT = 2;
const BYTES_BITS = 15;
const GAP_FLAG = 64;
const RESERVED = 128;

/* The payload decoded last. */
export let tableSize: i32 = 0;
export let valueCount: i32 = 0;

function recordAt(index: i32): usize {
  return analyticsAt + <usize>index * (ANALYTIC_FIELDS * 8);
}

function hasValue(mark: i32): bool {
  return mark == QUALITY_SYNCED || mark == QUALITY_TAINTED;
}

/** Validates a payload; answers 0 or a code. Records go to the host's from `index` on, as many as there is room for. */
export function decodeAnalytics(at: usize, end: usize, index: i32): i32 {
  openFields(at, end);
  const table = nextVarint();
  const count = nextVarint();
  if (fault != OK) return fault;
  if (table > valueLimit) return FULL;
  if (count < 1 || count > table) return RANGE;
  tableSize = <i32>table;
  valueCount = <i32>count;
  let last: i64 = -1;
  for (let i = 0; i < valueCount; i++) {
    const lead = nextByte();
    if (fault != OK) return fault;
    if ((lead & RESERVED) != 0) return FLAGS;
    const gap = (lead & GAP_FLAG) != 0 ? nextVarint() : 0;
    if (fault != OK) return fault;
    if ((lead & GAP_FLAG) != 0 && gap == 0) return RANGE;
    last += 1 + gap;
    if (last >= table) return RANGE;
    const code = decodeValue(lead & MARK_BITS, (lead >> BYTES_SHIFT) & BYTES_BITS, index + i, <f64>last);
    if (code != OK) return code;
  }
  return cursor == end ? OK : TRAILING;
}

function decodeValue(mark: i32, bytes: i32, index: i32, position: f64): i32 {
  if (bytes > (hasValue(mark) ? 8 : 0)) return RANGE;
  const kept = nextBytes(bytes);
  if (fault != OK) return fault;
  if (bytes > 0 && (kept & 0xff) == 0) return VARINT;
  const value = hasValue(mark) ? reinterpret<f64>(bytes == 0 ? 0 : kept << ((8 - <u64>bytes) << 3)) : NaN;
  if (hasValue(mark) && value != value) return RANGE;
  if (index >= valueLimit) return OK;
  const record = recordAt(index);
  store<f64>(record, position, ANALYTIC_INDEX << 3);
  store<f64>(record, value, ANALYTIC_VALUE << 3);
  store<f64>(record, mark, ANALYTIC_MARK << 3);
  return OK;
}

/** Writes the first `count` records of the host; answers where the payload ends, or 0 where a record cannot be. */
export function encodeAnalyticsPayload(at: usize, count: i32, table: i32): usize {
  let to = writeNumber(at, table);
  to = writeNumber(to, count);
  let last: f64 = -1;
  for (let i = 0; i < count; i++) {
    const record = recordAt(i);
    const index = load<f64>(record, ANALYTIC_INDEX << 3);
    const value = load<f64>(record, ANALYTIC_VALUE << 3);
    const mark = load<f64>(record, ANALYTIC_MARK << 3);
    if (!isInteger(index, last + 1, <f64>(table - 1)) || !isInteger(mark, 0, QUALITIES - 1)) return 0;
    if (hasValue(<i32>mark) && value != value) return 0;
    to = encodeValue(to, <i32>mark, <i64>(index - last) - 1, value);
    last = index;
  }
  return to;
}

function encodeValue(at: usize, mark: i32, gap: i64, value: f64): usize {
  const bits = hasValue(mark) ? reinterpret<u64>(value) : 0;
  // Whole bytes of zeros at the low end are left out; 8 of them where all is 0.
  const zeros = bits == 0 ? 8 : <i32>(ctz<u64>(bits) >> 3);
  const bytes = 8 - zeros;
  store<u8>(at, <u8>(mark | (bytes << BYTES_SHIFT) | (gap > 0 ? GAP_FLAG : 0)));
  const to = gap > 0 ? writeNumber(at + 1, gap) : at + 1;
  if (bytes > 0) store<u64>(to, bits >> ((<u64>zeros) << 3));
  return to + bytes;
}
