/**
 * The venues' checksums of a book: CRC32 over the best levels as text.
 *
 * Kraken: the best ten asks, then bids; prices and sizes as sent, without points and leading zeros. Here
 * all numbers have the same digits behind the point, those of the link; a book of which that is not so
 * is the host's.
 * OKX: `bid price:bid size:ask price:ask size:…` of the best 25, level by level, the longer side alone
 * where the other has ended; numbers in shortest form.
 */
import { MAX_INTEGER } from '../argument';
import { copyBest } from '../book/side';
import { movedAt } from '../memory';
import { asksOf, bidsOf, lotOf, priceDecimalsOf, sizeDecimalsOf, tickOf } from '../stream';
import { crcTableAt } from './links';

/** Levels a side, as host/feeds/kraken-checksum and okx-checksum have them. */
const KRAKEN_LEVELS = 10;
const OKX_LEVELS = 25;
const ZERO: u32 = 0x30;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const BILLION: u64 = 1_000_000_000;

/* Spare room for columns of 25 levels and the digits of a number. */
const LOTS: usize = 256;
const ASKS: usize = 512;
const DIGITS: usize = 1024 + 32;

let crc: u32 = 0;
/** Whether a number was met whose digits cannot be said here. */
let isBeyond: bool = false;

function put(byte: u32): void {
  crc = load<u32>(crcTableAt() + (((crc ^ byte) & 0xff) << 2)) ^ (crc >> 8);
}

/** Writes the digits of a number of at most 2^53 - 1, ending before movedAt + DIGITS; answers their count, at least `least`. */
function writeDigits(value: u64, least: i32): i32 {
  const end = movedAt + DIGITS;
  let at = end;
  let high = <u32>(value / BILLION);
  let low = <u32>(value - <u64>high * BILLION);
  if (high != 0) {
    for (let i = 0; i < 9; i++) {
      store<u8>(--at, ZERO + (low % 10));
      low /= 10;
    }
    low = high;
  }
  while (low != 0) {
    store<u8>(--at, ZERO + (low % 10));
    low /= 10;
  }
  for (; end - at < <usize>least; ) store<u8>(--at, ZERO);
  return <i32>(end - at);
}

/** Steps × unit, 0 where that is beyond 2^53 - 1. */
function product(steps: i64, unit: i64): u64 {
  if (<f64>steps * <f64>unit > <f64>MAX_INTEGER) isBeyond = true;
  return isBeyond ? 0 : <u64>(steps * unit);
}

/** A number with `sent` digits behind the point, without point and leading zeros. */
function putSent(steps: i64, unit: i64, decimals: i32, sent: i32): void {
  let value = product(steps, unit);
  for (; decimals > sent; decimals--) {
    if (value % 10 != 0) isBeyond = true;
    value /= 10;
  }
  const count = writeDigits(value, 1);
  for (let at = movedAt + DIGITS - <usize>count; at < movedAt + DIGITS; at++) put(load<u8>(at));
  for (; decimals < sent; decimals++) put(ZERO);
}

/** A number in shortest form. */
function putShortest(steps: i64, unit: i64, decimals: i32): void {
  let value = product(steps, unit);
  if (value != 0) {
    for (; decimals > 0 && value % 10 == 0; decimals--) value /= 10;
  }
  const count = writeDigits(value, decimals + 1);
  const point = movedAt + DIGITS - <usize>decimals;
  for (let at = movedAt + DIGITS - <usize>count; at < point; at++) put(load<u8>(at));
  if (decimals == 0) return;
  put(POINT);
  for (let at = point; at < movedAt + DIGITS; at++) put(load<u8>(at));
}

export function hasKrakenSum(stream: usize, checksum: i64, priceSent: i32, sizeSent: i32): bool {
  crc = 0xffffffff;
  isBeyond = false;
  putKrakenSide(stream, asksOf(stream), priceSent, sizeSent);
  putKrakenSide(stream, bidsOf(stream), priceSent, sizeSent);
  return !isBeyond && <i64>(crc ^ 0xffffffff) == checksum;
}

function putKrakenSide(stream: usize, side: usize, priceSent: i32, sizeSent: i32): void {
  const count = copyBest(side, KRAKEN_LEVELS, movedAt, movedAt + LOTS);
  for (let i: usize = 0; i < <usize>count; i++) {
    putSent(abs(load<i64>(movedAt + (i << 3))), tickOf(stream), priceDecimalsOf(stream), priceSent);
    putSent(load<i64>(movedAt + LOTS + (i << 3)), lotOf(stream), sizeDecimalsOf(stream), sizeSent);
  }
}

export function hasOkxSum(stream: usize, checksum: i64): bool {
  crc = 0xffffffff;
  isBeyond = false;
  const bids = copyBest(bidsOf(stream), OKX_LEVELS, movedAt, movedAt + LOTS);
  const asks = copyBest(asksOf(stream), OKX_LEVELS, movedAt + ASKS, movedAt + ASKS + LOTS);
  for (let level = 0; level < OKX_LEVELS; level++) {
    if (level < bids) putOkxLevel(stream, movedAt, level, level == 0);
    if (level < asks) putOkxLevel(stream, movedAt + ASKS, level, level == 0 && bids == 0);
  }
  return !isBeyond && <i64>(crc ^ 0xffffffff) == checksum;
}

function putOkxLevel(stream: usize, keys: usize, level: i32, isFirst: bool): void {
  const at = keys + ((<usize>level) << 3);
  if (!isFirst) put(COLON);
  putShortest(abs(load<i64>(at)), tickOf(stream), priceDecimalsOf(stream));
  put(COLON);
  putShortest(load<i64>(at + LOTS), lotOf(stream), sizeDecimalsOf(stream));
}
