/** Trades payloads, and the records of the host's `trades`. docs/PROTOCOL.md has the table. */
import { isCount, isInteger, MAX_INTEGER } from '../argument';
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
} from '../layout';
import { tradeLimit, tradesAt } from '../memory';
import { cursor, fault, nextByte, nextSigned, nextVarint, openFields } from './cursor';
import { signedNumber, writeNumber } from './varint';

/* The payload decoded last. */
export let missedTrades: i64 = 0;
export let tradeCount: i32 = 0;

/* The trade before, and of the payload's trades the last that had an id. */
let lastTicks: i64 = 0;
let lastId: i64 = -1;

function beginTrades(): void {
  lastTicks = 0;
  lastId = -1;
}

function recordAt(index: i32): usize {
  return tradesAt + <usize>index * (TRADE_FIELDS * 8);
}

/**
 * Validates a payload; answers 0 or a code. Records go to the host's from `index` on, as many as there is
 * room for. µs: `recv` and `event` (-1: none) are the frame's.
 */
export function decodeTrades(at: usize, end: usize, index: i32, recv: i64, event: i64): i32 {
  openFields(at, end);
  missedTrades = nextVarint();
  const count = nextVarint();
  if (fault != OK) return fault;
  if (count > tradeLimit) return FULL;
  if (count == 0 && missedTrades == 0) return RANGE;
  tradeCount = <i32>count;
  beginTrades();
  for (let i = 0; i < tradeCount; i++) {
    const code = decodeTrade(index + i, i == 0, recv, event);
    if (code != OK) return code;
  }
  return cursor == end ? OK : TRAILING;
}

function decodeTrade(index: i32, isFirst: bool, recv: i64, event: i64): i32 {
  const flags = nextByte();
  if (fault != OK) return fault;
  if ((flags & ~(TRADE_FLAG_SIDE | TRADE_FLAG_ID | TRADE_FLAG_EVENT)) != 0) return FLAGS;
  const side = flags & TRADE_FLAG_SIDE;
  if (side > TRADE_UNKNOWN) return RANGE;
  lastTicks = isFirst ? nextVarint() : lastTicks + nextSigned();
  if (fault != OK) return fault;
  if (<u64>(lastTicks - 1) >= <u64>MAX_INTEGER) return RANGE;
  const lots = nextVarint();
  if (fault != OK) return fault;
  if (lots == 0) return RANGE;
  let id: i64 = -1;
  if ((flags & TRADE_FLAG_ID) != 0) {
    id = lastId < 0 ? nextVarint() : lastId + nextSigned();
    if (fault != OK) return fault;
    if (<u64>id > <u64>MAX_INTEGER) return RANGE;
    lastId = id;
  }
  let time = event;
  if ((flags & TRADE_FLAG_EVENT) != 0) {
    time = (event >= 0 ? event : recv) + nextSigned();
    if (fault != OK) return fault;
    if (<u64>time > <u64>MAX_INTEGER) return RANGE;
  }
  if (index < tradeLimit) writeRecord(recordAt(index), lastTicks, lots, time, id, side);
  return OK;
}

function writeRecord(record: usize, ticks: i64, lots: i64, time: i64, id: i64, side: i32): void {
  store<f64>(record, <f64>ticks, TRADE_TICKS * 8);
  store<f64>(record, <f64>lots, TRADE_LOTS * 8);
  store<f64>(record, <f64>time, TRADE_EVENT * 8);
  store<f64>(record, <f64>id, TRADE_ID * 8);
  store<f64>(record, <f64>side, TRADE_SIDE * 8);
}

/**
 * Writes the first `count` records of the host as a payload; answers where it ends, or 0 where a record
 * holds no trade.
 */
export function encodeTradesPayload(at: usize, count: i32, missed: i64, recv: i64, event: i64): usize {
  let to = writeNumber(at, missed);
  to = writeNumber(to, count);
  beginTrades();
  for (let i = 0; i < count; i++) {
    to = encodeTrade(to, recordAt(i), i == 0, recv, event);
    if (to == 0) return 0;
  }
  return to;
}

function encodeTrade(at: usize, record: usize, isFirst: bool, recv: i64, event: i64): usize {
  const price = load<f64>(record, TRADE_TICKS * 8);
  const size = load<f64>(record, TRADE_LOTS * 8);
  const eventTime = load<f64>(record, TRADE_EVENT * 8);
  const venueId = load<f64>(record, TRADE_ID * 8);
  const side = load<f64>(record, TRADE_SIDE * 8);
  if (!isCount(price) || price == 0 || !isCount(size) || size == 0) return 0;
  if (!isInteger(eventTime, -1, <f64>MAX_INTEGER) || !isInteger(venueId, -1, <f64>MAX_INTEGER)) return 0;
  if (!isInteger(side, 0, TRADE_UNKNOWN)) return 0;

  const ticks = <i64>price;
  const time = <i64>eventTime;
  const id = <i64>venueId;
  const hasTime = time >= 0 && time != event;
  store<u8>(at, <u8>(<i32>side | (id >= 0 ? TRADE_FLAG_ID : 0) | (hasTime ? TRADE_FLAG_EVENT : 0)));
  let to = writeNumber(at + 1, isFirst ? ticks : signedNumber(ticks - lastTicks));
  lastTicks = ticks;
  to = writeNumber(to, <i64>size);
  if (id >= 0) {
    to = writeNumber(to, lastId < 0 ? id : signedNumber(id - lastId));
    lastId = id;
  }
  return hasTime ? writeNumber(to, signedNumber(time - (event >= 0 ? event : recv))) : to;
}
