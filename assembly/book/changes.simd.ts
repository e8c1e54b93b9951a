/**
 * Shows changes two at a time. An integer below 2^53 becomes a double by its halves of 32 bits, which are
 * the low bits of a double of 2^84 and of one of 2^52: vectors have no conversion from 64-bit integers.
 */

function toDoubles(values: v128): v128 {
  const high = v128.or(i64x2.shr_u(values, 32), f64x2.splat(19342813113834066795298816.0));
  const low = v128.or(v128.and(values, i64x2.splat(0xffffffff)), f64x2.splat(4503599627370496.0));
  return f64x2.add(f64x2.sub(high, f64x2.splat(19342813118337666422669312.0)), low);
}

/** Puts the first `end` bytes of the columns, a multiple of 16, into the host's; keys by their magnitude. */
export function showPairs(
  keys: usize,
  lots: usize,
  previous: usize,
  end: usize,
  outTicks: usize,
  outLots: usize,
  outPrevious: usize,
): void {
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(outTicks + at, toDoubles(i64x2.abs(v128.load(keys + at))));
    v128.store(outLots + at, toDoubles(v128.load(lots + at)));
    v128.store(outPrevious + at, toDoubles(v128.load(previous + at)));
  }
}
