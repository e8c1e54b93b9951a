/** The fingerprint that a book would have after changes, found without changing it. */
import { levelLimit, scratchAt } from '../memory';
import { asksOf, bidsOf, depthOf, fingerprintOf } from '../stream';
import { lotsColumn, previousColumn } from './changes';
import { hashLevel, sumChanges } from './fingerprint';
import { copyBest } from './side';

/** The changes of the asks are behind those of the bids. */
export function forecastFingerprint(stream: usize, keys: usize, nBids: i32, nAsks: i32): u32 {
  const depth = depthOf(stream);
  const sum = sumChanges(keys, lotsColumn(keys), previousColumn(keys), nBids + nAsks);
  let fingerprint = fingerprintOf(stream) + sum;
  if (depth > 0) {
    fingerprint -= sumTrimmed(bidsOf(stream), depth, keys, nBids);
    fingerprint -= sumTrimmed(asksOf(stream), depth, keys + ((<usize>nBids) << 3), nAsks);
  }
  return fingerprint;
}

/** Sum of the hashes of the levels that keeping the best `depth` would remove. */
function sumTrimmed(side: usize, depth: i32, keys: usize, n: i32): u32 {
  const lots = lotsColumn(keys);
  const previous = previousColumn(keys);
  const levels = scratchAt;
  const levelLots = levels + ((<usize>levelLimit) << 3);
  const held = copyBest(side, levelLimit, levels, levelLots);
  let excess = held - depth;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 8) {
    excess += <i32>(load<i64>(previous + at) == 0) - <i32>(load<i64>(lots + at) == 0);
  }
  let sum: u32 = 0;
  let i = held - 1;
  let j = n - 1;
  // From the worst on: a level is where the book has one, unless a change of its price says otherwise.
  while (excess > 0) {
    const key = i >= 0 ? load<i64>(levels + ((<usize>i) << 3)) : i64.MIN_VALUE;
    const changed = j >= 0 ? load<i64>(keys + ((<usize>j) << 3)) : i64.MIN_VALUE;
    const now = changed >= key ? load<i64>(lots + ((<usize>j) << 3)) : load<i64>(levelLots + ((<usize>i) << 3));
    i -= <i32>(key >= changed);
    j -= <i32>(changed >= key);
    if (now == 0) continue;
    sum += hashLevel(max(key, changed), now);
    excess--;
  }
  return sum;
}
