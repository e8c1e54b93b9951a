/** Reads what the host staged: judges it and turns prices into keys. */
import { MAX_INTEGER } from '../argument';
import { columnBytes, stagedAt } from '../memory';
import { readPairs } from './staged.simd';

/**
 * Puts the n entries from `index` on into columns. `sign` is -1 for bids and 1 for asks. Answers false where
 * a price or a size is outside its range; n is at most the limit of levels.
 */
export function readStaged(index: i32, n: i32, sign: i64, keys: usize, lots: usize): bool {
  const prices = stagedAt + ((<usize>index) << 3);
  const sizes = prices + columnBytes;
  let from = 0;
  if (ASC_FEATURE_SIMD) {
    from = n & ~1;
    if (!readPairs(prices, sizes, from, sign, keys, lots)) return false;
  }
  return readEntries(prices, sizes, from, n, sign, keys, lots);
}

/** Reads entries [from, n) of the columns. */
function readEntries(prices: usize, sizes: usize, from: i32, n: i32, sign: i64, keys: usize, lots: usize): bool {
  let valid: i32 = 1;
  for (let at = (<usize>from) << 3, end = (<usize>n) << 3; at < end; at += 8) {
    const price = load<f64>(prices + at);
    const size = load<f64>(sizes + at);
    const ticks = <i64>price;
    const units = <i64>size;
    // A conversion saturates, NaN gives 0: what is not an integer in range does not come back the same.
    valid &= <i32>(<f64>ticks == price) & <i32>(<u64>(ticks - 1) < <u64>MAX_INTEGER);
    valid &= <i32>(<f64>units == size) & <i32>(<u64>units <= <u64>MAX_INTEGER);
    store<i64>(keys + at, ticks * sign);
    store<i64>(lots + at, units);
  }
  return valid != 0;
}
