/** Reads what the host staged: judges it, turns prices into keys and brings it into order, best first. */
import { MAX_INTEGER } from '../argument';
import { columnBytes, levelLimit, scratchAt, stagedAt } from '../memory';
import { reverse, sort } from './sort';

/**
 * Puts the n entries from `index` on into columns, in ascending order of keys, with a price's entries
 * still in the order in which they came. `sign` is -1 for bids and 1 for asks. Answers false where a
 * price or a size is outside its range; n is at most the limit of levels.
 */
export function readStaged(index: i32, n: i32, sign: i64, keys: usize, lots: usize): bool {
  const from = stagedAt + (<usize>index << 3);
  let ascending = true;
  let descending = true;
  let valid = true;
  let last: i64 = i64.MIN_VALUE;
  for (let at: usize = 0, end = <usize>n << 3; at < end; at += 8) {
    const price = load<f64>(from + at);
    const size = load<f64>(from + columnBytes + at);
    const ticks = <i64>price;
    const units = <i64>size;
    // A conversion saturates, NaN gives 0: what is not an integer in range does not come back the same.
    valid = valid && <f64>ticks == price && <u64>(ticks - 1) < <u64>MAX_INTEGER;
    valid = valid && <f64>units == size && <u64>units <= <u64>MAX_INTEGER;
    const key = ticks * sign;
    ascending = ascending && key >= last;
    descending = descending && (key < last || at == 0);
    last = key;
    store<i64>(keys + at, key);
    store<i64>(lots + at, units);
  }
  if (!valid) return false;
  if (ascending) return true;
  if (descending) reverse(keys, lots, n);
  else sort(keys, lots, scratchAt, scratchAt + (<usize>levelLimit << 3), n);
  return true;
}
