/**
 * Reads staged entries two at a time. A double up to 2^53 is split into halves of 32 bits, each of which,
 * added to 2^52, shows as the low bits of the sum: vectors have no conversion to 64-bit integers.
 */
import { MAX_INTEGER } from '../argument';

/** The doubles of [0, 2^53), integers, as i64. */
function toIntegers(values: v128): v128 {
  const high = f64x2.floor(f64x2.mul(values, f64x2.splat(1.0 / 4294967296.0)));
  const low = f64x2.sub(values, f64x2.mul(high, f64x2.splat(4294967296.0)));
  const magic = f64x2.splat(4503599627370496.0);
  return v128.or(i64x2.shl(f64x2.add(high, magic), 32), v128.xor(f64x2.add(low, magic), magic));
}

/** All bits set where a value is an integer from `low` to 2^53 - 1; NaN is not. */
function areIntegers(values: v128, low: v128): v128 {
  const inRange = v128.and(f64x2.ge(values, low), f64x2.le(values, f64x2.splat(<f64>MAX_INTEGER)));
  return v128.and(inRange, f64x2.eq(f64x2.nearest(values), values));
}

/**
 * Puts `n` prices times `sign` and `n` sizes into columns as integers; n is even. Answers whether all were
 * in range: what was written otherwise means nothing.
 */
export function readPairs(prices: usize, sizes: usize, n: i32, sign: i64, keys: usize, lots: usize): bool {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const minus = i64x2.splat(sign >> 1);
  let valid = i64x2.splat(-1);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 16) {
    const price = v128.load(prices + at);
    const size = v128.load(sizes + at);
    valid = v128.and(valid, v128.and(areIntegers(price, one), areIntegers(size, zero)));
    v128.store(keys + at, i64x2.sub(v128.xor(toIntegers(price), minus), minus));
    v128.store(lots + at, toIntegers(size));
  }
  return i64x2.all_true(valid);
}
