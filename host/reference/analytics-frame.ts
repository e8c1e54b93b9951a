/** The payload of an analytics frame: values of the table agreed at subscription, each with its mark. */
import { QUALITIES, QUALITY_SYNCED, QUALITY_TAINTED } from '../../assembly/analytics/layout.js';
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
} from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { isUpTo } from './integer.js';

export interface ValueList {
  readonly records: Float64Array;
  table: number;
  count: number;
}

const DOUBLE_BYTES = 8;
const double = new DataView(new ArrayBuffer(DOUBLE_BYTES));

const isValued = (mark: number) => mark === QUALITY_SYNCED || mark === QUALITY_TAINTED;

/** OK and `list`, or a code. */
export function readAnalyticsFrame(reader: ByteReader, limit: number, list: ValueList): number {
  list.table = reader.varint();
  list.count = reader.varint();
  if (reader.code === OK && list.table > limit) reader.fail(FULL);
  if (reader.code === OK && (list.count < 1 || list.count > list.table)) reader.fail(RANGE);
  let index = -1;
  for (let i = 0; i < list.count && reader.code === OK; i++) {
    const lead = reader.u8();
    if (reader.code === OK && lead >= 128) reader.fail(FLAGS);
    index += 1 + readGap(reader, lead);
    if (reader.code === OK && index >= list.table) reader.fail(RANGE);
    const value = readValue(reader, lead % 4, Math.floor(lead / 4) % 16);
    if (reader.code === OK) list.records.set([index, value, lead % 4], i * ANALYTIC_FIELDS);
  }
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

function readGap(reader: ByteReader, lead: number): number {
  if (reader.code !== OK || (lead & 64) === 0) return 0;
  const gap = reader.varint();
  if (reader.code === OK && gap === 0) reader.fail(RANGE);
  return gap;
}

/** The double of which only the first `count` bytes, from sign and exponent on, are there: last first. */
function readValue(reader: ByteReader, mark: number, count: number): number {
  if (reader.code === OK && count > (isValued(mark) ? DOUBLE_BYTES : 0)) reader.fail(RANGE);
  if (reader.code !== OK) return 0;
  double.setBigUint64(0, 0n);
  for (let i = count - 1; i >= 0; i--) double.setUint8(i, reader.u8());
  if (reader.code === OK && count > 0 && double.getUint8(count - 1) === 0) reader.fail(VARINT);
  if (!isValued(mark)) return Number.NaN;
  const value = double.getFloat64(0);
  if (Number.isNaN(value)) reader.fail(RANGE);
  return value;
}

/** OK, or RANGE where a record holds no value of the table, or not after the one before. */
export function judgeAnalytics(records: Float64Array, count: number, table: number): number {
  for (let i = 0, last = -1; i < count; i++) {
    const at = i * ANALYTIC_FIELDS;
    const index = records[at + ANALYTIC_INDEX]!;
    const mark = records[at + ANALYTIC_MARK]!;
    if (!isUpTo(index, table - 1) || index <= last || !isUpTo(mark, QUALITIES - 1)) return RANGE;
    if (isValued(mark) && Number.isNaN(records[at + ANALYTIC_VALUE])) return RANGE;
    last = index;
  }
  return OK;
}

export function writeAnalyticsFrame(writer: ByteWriter, records: Float64Array, count: number, table: number): void {
  writer.varint(table);
  writer.varint(count);
  for (let i = 0, last = -1; i < count; i++) {
    const at = i * ANALYTIC_FIELDS;
    const gap = records[at + ANALYTIC_INDEX]! - last - 1;
    const mark = records[at + ANALYTIC_MARK]!;
    const bytes = keptBytes(isValued(mark) ? records[at + ANALYTIC_VALUE]! : 0);
    writer.u8(mark + bytes.length * 4 + (gap > 0 ? 64 : 0));
    if (gap > 0) writer.varint(gap);
    for (const byte of bytes) writer.u8(byte);
    last = records[at + ANALYTIC_INDEX]!;
  }
}

/** A double's bytes without the zeros at its low end, last first. */
function keptBytes(value: number): number[] {
  double.setFloat64(0, value);
  const bytes = Array.from({ length: DOUBLE_BYTES }, (_, i) => double.getUint8(i));
  while (bytes.at(-1) === 0) bytes.pop();
  return bytes.reverse();
}
