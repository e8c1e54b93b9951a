/** The payload of a trades frame. */
import {
  FLAGS,
  FULL,
  OK,
  RANGE,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_FLAG_EVENT,
  TRADE_FLAG_ID,
  TRADE_FLAG_SIDE,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
  TRADE_UNKNOWN,
  TRAILING,
} from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { isAmount, isPositive, isTimeOrNone, isUpTo } from './integer.js';

/** Trades that were read: records of TRADE_FIELDS, and how many trades were left out before them. */
export interface TradeList {
  readonly records: Float64Array;
  count: number;
  missed: number;
}

const KNOWN_FLAGS = TRADE_FLAG_SIDE | TRADE_FLAG_ID | TRADE_FLAG_EVENT;

/** @param recv the frame's tsRecv; `event` is its tsEvent, or -1. OK and `list`, or a code. */
export function readTrades(reader: ByteReader, limit: number, recv: number, event: number, list: TradeList): number {
  list.missed = reader.varint();
  list.count = reader.varint();
  if (list.count > limit) reader.fail(FULL);
  if (list.count === 0 && list.missed === 0) reader.fail(RANGE);
  for (let i = 0, ticks = 0, id = -1; i < list.count && reader.code === OK; i++) {
    const flags = reader.u8();
    if ((flags & ~KNOWN_FLAGS) !== 0) reader.fail(FLAGS);
    const side = flags & TRADE_FLAG_SIDE;
    if (side > TRADE_UNKNOWN) reader.fail(RANGE);
    ticks = i === 0 ? reader.varint() : ticks + reader.svarint();
    if (!isPositive(ticks)) reader.fail(RANGE);
    const lots = reader.varint();
    if (lots === 0) reader.fail(RANGE);
    const hasId = (flags & TRADE_FLAG_ID) !== 0;
    if (hasId) id = id < 0 ? reader.varint() : id + reader.svarint();
    if (hasId && !isAmount(id)) reader.fail(RANGE);
    const hasTime = (flags & TRADE_FLAG_EVENT) !== 0;
    const time = hasTime ? (event < 0 ? recv : event) + reader.svarint() : event;
    if (hasTime && !isAmount(time)) reader.fail(RANGE);
    putTrade(list.records, i, ticks, lots, time, hasId ? id : -1, side);
  }
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

function putTrade(
  records: Float64Array,
  index: number,
  ticks: number,
  lots: number,
  event: number,
  id: number,
  side: number,
): void {
  const at = index * TRADE_FIELDS;
  records[at + TRADE_TICKS] = ticks;
  records[at + TRADE_LOTS] = lots;
  records[at + TRADE_EVENT] = event;
  records[at + TRADE_ID] = id;
  records[at + TRADE_SIDE] = side;
}

/** OK, or RANGE where a field of a record is not what a trade may have. */
export function judgeTrades(records: Float64Array, count: number): number {
  for (let at = 0; at < count * TRADE_FIELDS; at += TRADE_FIELDS) {
    const isTrade =
      isPositive(records[at + TRADE_TICKS]!) &&
      isPositive(records[at + TRADE_LOTS]!) &&
      isTimeOrNone(records[at + TRADE_EVENT]!) &&
      isTimeOrNone(records[at + TRADE_ID]!) &&
      isUpTo(records[at + TRADE_SIDE]!, TRADE_UNKNOWN);
    if (!isTrade) return RANGE;
  }
  return OK;
}

/** Writes the first `count` records; times as `readTrades` has them. */
export function writeTrades(
  writer: ByteWriter,
  records: Float64Array,
  count: number,
  missed: number,
  recv: number,
  event: number,
): void {
  writer.varint(missed);
  writer.varint(count);
  for (let i = 0, lastTicks = 0, lastId = -1; i < count; i++) {
    const at = i * TRADE_FIELDS;
    const ticks = records[at + TRADE_TICKS]!;
    const time = records[at + TRADE_EVENT]!;
    const id = records[at + TRADE_ID]!;
    const hasTime = time >= 0 && time !== event;
    writer.u8(records[at + TRADE_SIDE]! | (id >= 0 ? TRADE_FLAG_ID : 0) | (hasTime ? TRADE_FLAG_EVENT : 0));
    if (i === 0) writer.varint(ticks);
    else writer.svarint(ticks - lastTicks);
    writer.varint(records[at + TRADE_LOTS]!);
    if (id >= 0 && lastId < 0) writer.varint(id);
    else if (id >= 0) writer.svarint(id - lastId);
    if (hasTime) writer.svarint(time - (event < 0 ? recv : event));
    lastTicks = ticks;
    if (id >= 0) lastId = id;
  }
}
