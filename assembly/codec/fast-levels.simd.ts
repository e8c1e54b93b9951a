/**
 * The levels of a snapshot in codec 2, four at a time: keys are sums of gaps, and lots lie above the mode
 * bits of amounts, which must be 0. Stops before the first four with anything that is not right, which is
 * the scalar loop's to name.
 *
 *   gaps + 1   [g0, g1] [g2, g3]
 *   summed     [g0, g0 + g1] [g2, g2 + g3], then the key before, then the second key
 */

/** 2^53 - 1. */
const MAX_INTEGER: i64 = 9007199254740991;
const MODES: i64 = 3;

function pairSums(pair: v128): v128 {
  return i64x2.add(pair, v128.shuffle<i64>(i64x2.splat(0), pair, 0, 2));
}

function upper(pair: v128): v128 {
  return v128.shuffle<i64>(pair, pair, 1, 1);
}

/** Lanes that are not from `least` to `most`. */
function outside(lanes: v128, least: v128, most: v128): v128 {
  return v128.or(i64x2.gt_s(least, lanes), i64x2.gt_s(lanes, most));
}

/**
 * Makes of `n` gaps and amounts, in place, keys of this sign and lots; the first gap is from `before` on.
 * Answers how many, a multiple of 4.
 */
export function sumLevelsOf(keys: usize, lots: usize, n: i32, before: i64, sign: i64): i32 {
  const one = i64x2.splat(1);
  const most = i64x2.splat(MAX_INTEGER);
  const leastKey = i64x2.splat(sign < 0 ? -MAX_INTEGER : 1);
  const mostKey = i64x2.splat(sign < 0 ? -1 : MAX_INTEGER);
  let last = i64x2.splat(before);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const key = keys + ((<usize>i) << 3);
    const lot = lots + ((<usize>i) << 3);
    const k01 = i64x2.add(last, pairSums(i64x2.add(v128.load(key), one)));
    const k23 = i64x2.add(upper(k01), pairSums(i64x2.add(v128.load(key, 16), one)));
    const a01 = v128.load(lot);
    const a23 = v128.load(lot, 16);
    const l01 = i64x2.shr_u(a01, 2);
    const l23 = i64x2.shr_u(a23, 2);
    let wrong = v128.or(outside(k01, leastKey, mostKey), outside(k23, leastKey, mostKey));
    wrong = v128.or(wrong, v128.or(outside(l01, one, most), outside(l23, one, most)));
    wrong = v128.or(wrong, v128.and(v128.or(a01, a23), i64x2.splat(MODES)));
    if (v128.any_true(wrong)) break;
    v128.store(key, k01);
    v128.store(key, k23, 16);
    v128.store(lot, l01);
    v128.store(lot, l23, 16);
    last = upper(k23);
  }
  return i;
}
