/**
 * Lists of Kraken's levels, `[price, volume, time, …]`, and trades, `[price, volume, time, side, …]`, into
 * columns. As in assembly/venues/levels.ts, an entry without white space is read in one go and any other
 * again, through slots; the first that is none is the list's fault.
 */
import { decimals, mantissa, quotedEnd, sentDecimals } from '../json/decimal';
import { firstItem, hasItem, nextItem } from '../json/item';
import { beyond, byteAt, CLOSE_LIST, OPEN_LIST, QUOTE, valueEnd } from '../json/scan';
import { microseconds, secondsEnd } from '../json/seconds';
import { FAULT_FIELD, FAULT_NUMBER, TRADE_BUY, TRADE_SELL } from '../layout';
import { levelLimit, tradeLimit } from '../memory';
import { storeLevel, storeTrade } from './columns';
import { readLevel } from './levels';
import { ABSENT, dropSlots, ESCAPED, kindOf, placeOf, readItems, TEXT, valueOf } from './slot';

const OK = -1;
/** Slots of an entry's first values. */
const PRICE = 28;
const VOLUME = 29;
const TIME = 30;
const SIDE = 31;
const ENTRY: u32 = 0xf0000000;
const COMMA_QUOTE: u32 = 0x222c;
const LIST_QUOTE: u32 = 0x225b;
const BUY: u32 = 0x62;
const SELL: u32 = 0x73;

/** Of the list read last: its rows, and why and where an entry is none (-1: all are). */
export let rows: i32 = 0;
export let fault: i32 = OK;
export let faultAt: usize = 0;
/** Latest time of a level since `forgetTime`, µs; -1 for none. */
export let latest: i64 = -1;

export function forgetTime(): void {
  latest = -1;
}

/** Reads the list of levels whose bracket is at `at` into the rows from `first` on, `room` at most. */
export function readLevels(first: usize, room: i32, at: usize, end: usize): usize {
  return readEntries(first, room, false, at, end);
}

/** Reads the list of trades whose bracket is at `at`. */
export function readTrades(at: usize, end: usize): usize {
  return readEntries(0, min(levelLimit, tradeLimit), true, at, end);
}

function readEntries(first: usize, room: i32, areTrades: bool, at: usize, end: usize): usize {
  rows = 0;
  fault = OK;
  for (at = firstItem(at, end); hasItem; at = nextItem(at, end)) {
    if (fault < 0) {
      if (rows == room) return beyond(at);
      const row = first + <usize>rows;
      const next = areTrades ? <usize>0 : readPlain(row, at, end);
      at = next != 0 ? next : readAny(row, areTrades, at, end);
      if (fault < 0) rows++;
    } else {
      at = valueEnd(at, end);
    }
    if (at == 0) return 0;
  }
  return at;
}

/** Behind the level at `at` where it is as most are; else 0, and nothing is said of it. */
function readPlain(row: usize, at: usize, end: usize): usize {
  if (end - at < 11 || load<u16>(at) != LIST_QUOTE) return 0;
  const middle = quotedEnd(at + 2, end);
  if (middle == 0 || end - middle < 7 || load<u16>(middle, 1) != COMMA_QUOTE) return 0;
  const price = mantissa;
  const priceDecimals = decimals;
  const priceSent = sentDecimals;
  const volumeEnd = quotedEnd(middle + 3, end);
  if (volumeEnd == 0 || price == 0 || end - volumeEnd < 4 || load<u16>(volumeEnd, 1) != COMMA_QUOTE) return 0;
  const last = secondsEnd(volumeEnd + 3, end);
  if (last == 0 || byteAt(last + 1, end) != CLOSE_LIST) return 0;
  storeLevel(row, price, priceDecimals, priceSent, mantissa, decimals, sentDecimals);
  if (microseconds > latest) latest = microseconds;
  return last + 2;
}

/** Reads whatever is at `at` as a level or a trade: sets `fault` where it is JSON and neither. */
function readAny(row: usize, isTrade: bool, at: usize, end: usize): usize {
  if (byteAt(at, end) != OPEN_LIST) {
    const next = valueEnd(at, end);
    return next == 0 ? 0 : refuse(FAULT_FIELD, at, next);
  }
  dropSlots(ENTRY);
  const next = readItems(PRICE, SIDE, at, end);
  if (next == 0) return 0;
  if (kindOf(PRICE) == ESCAPED || kindOf(VOLUME) == ESCAPED || kindOf(TIME) == ESCAPED) return beyond(at);
  if (isTrade && kindOf(SIDE) == ESCAPED) return beyond(at);
  const isWhole = kindOf(PRICE) == TEXT && kindOf(VOLUME) == TEXT && isTime() && (!isTrade || sideOf() != 0);
  if (!isWhole) return refuse(FAULT_FIELD, at, next);
  const time = microseconds;
  const price = placeOf(PRICE);
  const volume = placeOf(VOLUME);
  const isLevel = readLevel(row, price, price + <usize>valueOf(PRICE), volume, volume + <usize>valueOf(VOLUME));
  if (!isLevel || (isTrade && mantissa == 0)) return refuse(FAULT_NUMBER, price, next);
  if (isTrade) storeTrade(row, time, -1, sideOf() == BUY ? TRADE_BUY : TRADE_SELL);
  else if (time > latest) latest = time;
  return next;
}

function isTime(): bool {
  if (kindOf(TIME) != TEXT) return false;
  const at = placeOf(TIME);
  const close = at + <usize>valueOf(TIME);
  return secondsEnd(at, close + 1) == close;
}

/** The aggressor's letter; 0 where there is none. */
function sideOf(): u32 {
  if (kindOf(SIDE) != TEXT || valueOf(SIDE) != 1) return 0;
  const letter = <u32>load<u8>(placeOf(SIDE));
  return letter == BUY || letter == SELL ? letter : 0;
}

function refuse(code: i32, at: usize, next: usize): usize {
  fault = code;
  faultAt = at;
  return next;
}
