/** Times in UTC as RFC 3339 has them, `2023-07-30T15:29:58.343415Z`, as µs since the epoch; what is finer is cut off. */
import { MAX_TIME_US } from '../layout';
import { isDigit } from './scan';

export const NO_TIME: i64 = -1;
/** Of the form, and no such day or hour: only others know what they make of it. */
export const ODD_TIME: i64 = -2;
const WHOLE_BYTES: usize = 20;
const MOST_BYTES: usize = 30;
/** Days from the first of March of year 0 to the epoch. */
const EPOCH_DAYS = 719468;

/* The 16 bytes to the minute of the text read last that was a time, and its µs: those that follow mostly have the same. */
let minuteLow: u64 = 0;
let minuteHigh: u64 = 0;
let minuteTime: i64 = 0;

/** The time that a text says, NO_TIME or ODD_TIME. */
export function timeOf(at: usize, length: usize): i64 {
  if (length < WHOLE_BYTES || length > MOST_BYTES || load<u8>(at + length - 1) != 0x5a) return NO_TIME;
  if (load<u64>(at) != minuteLow || load<u64>(at, 8) != minuteHigh || load<u8>(at, 16) != 0x3a) {
    return anyTimeOf(at, length);
  }
  const second = pairAt(at + 17);
  const fraction = microsecondsOf(at + 19, length - WHOLE_BYTES);
  if ((second | fraction) < 0) return NO_TIME;
  if (second > 59) return ODD_TIME;
  const time = minuteTime + second * 1000000 + fraction;
  return time > MAX_TIME_US ? NO_TIME : time;
}

/** As `timeOf`, of any minute. */
function anyTimeOf(at: usize, length: usize): i64 {
  if (!isForm(at)) return NO_TIME;
  const century = pairAt(at);
  const ofCentury = pairAt(at + 2);
  const month = pairAt(at + 5);
  const day = pairAt(at + 8);
  const hour = pairAt(at + 11);
  const minute = pairAt(at + 14);
  const second = pairAt(at + 17);
  const fraction = microsecondsOf(at + 19, length - WHOLE_BYTES);
  if ((century | ofCentury | month | day | hour | minute | second | fraction) < 0) return NO_TIME;
  const year = century * 100 + ofCentury;
  if (<u32>month - 1 > 11 || <u32>day - 1 >= <u32>daysOf(year, month)) return ODD_TIME;
  if (hour > 23 || minute > 59 || second > 59) return ODD_TIME;
  const seconds = <i64>dayOf(year, month, day) * 86400 + (hour * 60 + minute) * 60 + second;
  const time = seconds * 1000000 + fraction;
  if (seconds < 0 || time > MAX_TIME_US) return NO_TIME;
  minuteLow = load<u64>(at);
  minuteHigh = load<u64>(at, 8);
  minuteTime = (seconds - second) * 1000000;
  return time;
}

/** Whether what stands between the digits is right. */
function isForm(at: usize): bool {
  const isDate = load<u8>(at, 4) == 0x2d && load<u8>(at, 7) == 0x2d && load<u8>(at, 10) == 0x54;
  return isDate && load<u8>(at, 13) == 0x3a && load<u8>(at, 16) == 0x3a;
}

/** Two digits, -1 where they are none. */
function pairAt(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return max(tens, ones) > 9 ? -1 : <i32>(tens * 10 + ones);
}

/** A point and 1 to 9 digits, or nothing; -1 where it is neither. */
function microsecondsOf(at: usize, length: usize): i32 {
  if (length == 0) return 0;
  if (length == 1 || load<u8>(at) != 0x2e) return -1;
  if (length == 7) {
    const first = pairAt(at + 1);
    const second = pairAt(at + 3);
    const third = pairAt(at + 5);
    return (first | second | third) < 0 ? -1 : (first * 100 + second) * 100 + third;
  }
  let value = 0;
  for (let i: usize = 1; i < max<usize>(length, 7); i++) {
    const isThere = i < length;
    const byte = <u32>load<u8>(at + i);
    if (isThere && !isDigit(byte)) return -1;
    if (i < 7) value = value * 10 + (isThere ? <i32>byte - 0x30 : 0);
  }
  return value;
}

function daysOf(year: i32, month: i32): i32 {
  if (month != 2) return 30 + ((month + (month >> 3)) & 1);
  const isLeap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  return 28 + i32(isLeap);
}

/** Days since the epoch. The year begins in March, so that the day that some have is its last. */
function dayOf(year: i32, month: i32, day: i32): i32 {
  if (month < 3) {
    year--;
    month += 12;
  }
  return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 - 457) / 5 + day - 1 - EPOCH_DAYS;
}
