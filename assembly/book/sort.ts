/**
 * Sorts two parallel columns (keys, lots) by ascending key, stable: the later of two entries of a price
 * stays the later. Messages mostly come sorted one way or the other and never get here; what does is
 * merged from short runs that were sorted by insertion, n log n at worst.
 */

/** Entries sorted by insertion before merging begins. */
const RUN = 8;

function key(keys: usize, i: i32): i64 {
  return load<i64>(keys + ((<usize>i) << 3));
}

function move(keys: usize, lots: usize, i: i32, toKeys: usize, toLots: usize, j: i32): void {
  store<i64>(toKeys + ((<usize>j) << 3), load<i64>(keys + ((<usize>i) << 3)));
  store<i64>(toLots + ((<usize>j) << 3), load<i64>(lots + ((<usize>i) << 3)));
}

/** Turns a descending sequence round. */
export function reverse(keys: usize, lots: usize, n: i32): void {
  for (let i = 0, j = n - 1; i < j; i++, j--) {
    const k = key(keys, i);
    const l = key(lots, i);
    move(keys, lots, j, keys, lots, i);
    store<i64>(keys + ((<usize>j) << 3), k);
    store<i64>(lots + ((<usize>j) << 3), l);
  }
}

/** `spareKeys` and `spareLots` have room for n entries, too. */
export function sort(keys: usize, lots: usize, spareKeys: usize, spareLots: usize, n: i32): void {
  for (let from = 0; from < n; from += RUN) insertionSort(keys, lots, from, min(from + RUN, n));
  for (let run = RUN; run < n; run = run > n / 2 ? n : run * 2) {
    for (let from = 0; from + run < n; from += run * 2) {
      merge(keys, lots, spareKeys, spareLots, from, from + run, from + run + min(run, n - from - run));
      if (n - from <= run * 2) break;
    }
  }
}

function insertionSort(keys: usize, lots: usize, from: i32, to: i32): void {
  for (let i = from + 1; i < to; i++) {
    const k = key(keys, i);
    const l = key(lots, i);
    let j = i;
    for (; j > from && key(keys, j - 1) > k; j--) move(keys, lots, j - 1, keys, lots, j);
    store<i64>(keys + ((<usize>j) << 3), k);
    store<i64>(lots + ((<usize>j) << 3), l);
  }
}

/** Merges [from, middle) and [middle, to): the first is set aside, then both are written back in order. */
function merge(keys: usize, lots: usize, spareKeys: usize, spareLots: usize, from: i32, middle: i32, to: i32): void {
  if (key(keys, middle - 1) <= key(keys, middle)) return;
  const length = middle - from;
  memory.copy(spareKeys, keys + ((<usize>from) << 3), (<usize>length) << 3);
  memory.copy(spareLots, lots + ((<usize>from) << 3), (<usize>length) << 3);
  let left = 0;
  let right = middle;
  for (let at = from; left < length; at++) {
    if (right < to && key(keys, right) < key(spareKeys, left)) move(keys, lots, right++, keys, lots, at);
    else move(spareKeys, spareLots, left++, keys, lots, at);
  }
}
