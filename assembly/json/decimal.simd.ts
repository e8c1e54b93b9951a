/**
 * A decimal of up to 15 bytes, all digits at once:
 *
 *   bytes        0  .  0  1  4  0  "  ,  "  …      masks: digits, points, digits that are not 0
 *   digits       those up to the last that is not 0, the point left out, moved to the right end
 *   pairs        ten lanes of … 00 00 14           × 10 + 1, in 16 bits
 *   quads        four of 0 0 0 14                  × 100 + 1, in 32 bits
 *   halves       two of 8 digits                   × 10,000 + 1
 */
import { setDecimal } from './decimal';

/** Behind the digits and the point that begin at `at`; 0 where they are no such number. `at` must be readable for 16 bytes. */
export function readVector(at: usize, end: usize): usize {
  const bytes = v128.load(at);
  const digits = i8x16.sub(bytes, i8x16.splat(0x30));
  const digitBits = i8x16.bitmask(i8x16.le_u(digits, i8x16.splat(9)));
  const pointBits = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x2e)));
  const length = ctz(~(digitBits | pointBits));
  if (length == 0 || length == 16 || at + <usize>length >= end) return 0;
  const all = (1 << length) - 1;
  const isDigit = digitBits & all;
  // A point must be the only one, between digits.
  const points = all ^ isDigit;
  if (((points & (points - 1)) | (points & ((1 << (length - 1)) | 1))) != 0) return 0;
  const point = ctz(points | (1 << length));
  const sent = max(0, length - point - 1);
  // Whether it is 0, and whether it has a point, is anybody's guess: so no branches.
  const significant = isDigit & ~i8x16.bitmask(i8x16.eq(digits, i8x16.splat(0)));
  const last = 31 - clz(significant);
  const isFraction = i32(last > point);
  const places = last - point + 1 - isFraction;
  setDecimal(valueOf(digits, last + 1 - isFraction, point), select(places, 0, significant != 0), sent);
  return at + <usize>length;
}

/** The number that the first `count` digits make, of bytes that hold a point at `point`. */
function valueOf(digits: v128, count: i32, point: i32): i64 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const index = i8x16.add(places, i8x16.splat(<i8>(count - 16)));
  // A lane whose index is negative gets 0.
  const from = i8x16.sub(index, i8x16.gt_s(index, i8x16.splat(<i8>(point - 1))));
  const lanes = i8x16.swizzle(digits, from);
  const evens = v128.and(lanes, i16x8.splat(0xff));
  const pairs = i16x8.add(i16x8.mul(evens, i16x8.splat(10)), i16x8.shr_u(lanes, 8));
  const quads = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const narrow = i16x8.narrow_i32x4_s(quads, quads);
  const halves = i32x4.dot_i16x8_s(narrow, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  return <i64>i32x4.extract_lane(halves, 0) * 100000000 + <i64>i32x4.extract_lane(halves, 1);
}
