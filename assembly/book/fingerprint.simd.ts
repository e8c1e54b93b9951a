/**
 * The fingerprint's sums, four levels at a time: lane i of a vector is level i's hash.
 *
 *   two loads    [k0 lo, k0 hi, k1 lo, k1 hi] [k2 lo, k2 hi, k3 lo, k3 hi]
 *   shuffled to  [k0 lo, k1 lo, k2 lo, k3 lo] [k0 hi, k1 hi, k2 hi, k3 hi]
 */

function rotate(value: v128, left: i32): v128 {
  return v128.or(i32x4.shl(value, left), i32x4.shr_u(value, 32 - left));
}

function mix(hash: v128, block: v128): v128 {
  const k = i32x4.mul(rotate(i32x4.mul(block, i32x4.splat(0xcc9e2d51)), 15), i32x4.splat(0x1b873593));
  const h = rotate(v128.xor(hash, k), 13);
  return i32x4.add(i32x4.add(h, i32x4.shl(h, 2)), i32x4.splat(0xe6546b64));
}

/** `mix` of a block of 0. */
function mixZero(hash: v128): v128 {
  const h = rotate(hash, 13);
  return i32x4.add(i32x4.add(h, i32x4.shl(h, 2)), i32x4.splat(0xe6546b64));
}

function lows(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

function highs(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

function mixKeys(keys: usize): v128 {
  const k01 = v128.load(keys);
  const k23 = v128.load(keys, 16);
  const seed = i32x4.shr_u(v128.not(highs(k01, k23)), 31);
  const t01 = i64x2.abs(k01);
  const t23 = i64x2.abs(k23);
  return mix(mix(seed, lows(t01, t23)), highs(t01, t23));
}

/** Hashes of four levels, 0 where the lots are. */
function finish(mixed: v128, lots: usize): v128 {
  const l01 = v128.load(lots);
  const l23 = v128.load(lots, 16);
  const low = lows(l01, l23);
  const high = highs(l01, l23);
  return scatter(mix(mix(mixed, low), high), v128.or(low, high));
}

/** The end of the hashes of levels whose lots are `lots`, or differ from 0 where that does. */
function scatter(mixed: v128, lots: v128): v128 {
  let hash = v128.xor(mixed, i32x4.splat(16));
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 16)), i32x4.splat(0x85ebca6b));
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 13)), i32x4.splat(0xc2b2ae35));
  hash = v128.xor(hash, i32x4.shr_u(hash, 16));
  return v128.andnot(hash, i32x4.eq(lots, i32x4.splat(0)));
}

function total(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}

/** As `sumLevels`; n is a multiple of 4. */
export function sumLevelsSimd(keys: usize, lots: usize, n: i32): u32 {
  let sum = i32x4.splat(0);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 32) {
    sum = i32x4.add(sum, finish(mixKeys(keys + at), lots + at));
  }
  return total(sum);
}

/** Four changes; of most, all numbers are below 2^32, and half of the work is that of zeros. */
function sumFour(keys: usize, lots: usize, previous: usize): v128 {
  const k01 = v128.load(keys);
  const k23 = v128.load(keys, 16);
  const t01 = i64x2.abs(k01);
  const t23 = i64x2.abs(k23);
  const l01 = v128.load(lots);
  const l23 = v128.load(lots, 16);
  const p01 = v128.load(previous);
  const p23 = v128.load(previous, 16);
  const seed = i32x4.shr_u(v128.not(highs(k01, k23)), 31);
  const low = mix(seed, lows(t01, t23));
  const now = lows(l01, l23);
  const before = lows(p01, p23);
  const any = v128.or(v128.or(v128.or(t01, t23), v128.or(l01, l23)), v128.or(p01, p23));
  if (!v128.any_true(i64x2.shr_u(any, 32))) {
    const mixed = mixZero(low);
    return i32x4.sub(scatter(mixZero(mix(mixed, now)), now), scatter(mixZero(mix(mixed, before)), before));
  }
  const mixed = mix(low, highs(t01, t23));
  const nowHigh = highs(l01, l23);
  const beforeHigh = highs(p01, p23);
  return i32x4.sub(
    scatter(mix(mix(mixed, now), nowHigh), v128.or(now, nowHigh)),
    scatter(mix(mix(mixed, before), beforeHigh), v128.or(before, beforeHigh)),
  );
}

/** As `sumChanges`; reads up to three rows behind the last, of which lots and previous lots must be 0. */
export function sumChangesSimd(keys: usize, lots: usize, previous: usize, n: i32): u32 {
  let sum = i32x4.splat(0);
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 32) {
    sum = i32x4.add(sum, sumFour(keys + at, lots + at, previous + at));
  }
  return total(sum);
}
