/** Times as text of seconds with a fraction, `1693415327.935623`, as µs; what is finer is cut off. */
import { MAX_TIME_US } from '../layout';
import { byteAt, isDigit, QUOTE } from './scan';

const POINT: u32 = 0x2e;
const MAX_WHOLE: usize = 10;
const MAX_FRACTION: usize = 9;

/** The time read last, µs since the epoch. */
export let microseconds: i64 = 0;

/** Reads the time at `at`, up to a quote; answers where that is, 0 where it is no time. */
export function secondsEnd(at: usize, end: usize): usize {
  let value: i64 = 0;
  let next = at;
  for (; isDigit(byteAt(next, end)); next++) {
    if (next - at == MAX_WHOLE) return 0;
    value = value * 10 + load<u8>(next) - 0x30;
  }
  if (next == at) return 0;
  let places = 0;
  if (byteAt(next, end) == POINT) {
    const fraction = next + 1;
    for (next = fraction; isDigit(byteAt(next, end)); next++) {
      if (next - fraction == MAX_FRACTION) return 0;
      if (places == 6) continue;
      value = value * 10 + load<u8>(next) - 0x30;
      places++;
    }
    if (next == fraction) return 0;
  }
  for (; places < 6; places++) value *= 10;
  microseconds = value;
  return value <= MAX_TIME_US && byteAt(next, end) == QUOTE ? next : 0;
}
