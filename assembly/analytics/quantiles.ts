/**
 * Quantiles by DDSketch (Masson, Rim and Lee 2019, "DDSketch: a fast and fully-mergeable quantile sketch
 * with relative-error guarantees"): x > 0 is counted in bin ⌈log_γ x⌉, γ = (1 + α)/(1 − α), and answered
 * as 2 γ^i / (γ + 1), which is within α of it. Negative values have bins of their own; below 2^-100 in
 * size is 0. The rank of quantile q of n values is ⌊q (n − 1)⌋.
 *
 * A side has m bins below its largest; what is smaller is counted in the lowest of them, and its answer
 * may be wrong by more (nearest 0 first). Values: three quantiles, n, how many values were moved so.
 * Nothing is forgotten. No warm-up but one value. Tainted for good by one not in sync.
 */
import { advanceTime, isInteger, isSample, isStamped, isSynced, mark, paramOf, setValue, TINY } from './block';
import { exp, log } from './elementary';
import { BLOCK_HEAD_BYTES, MAX_BINS, MIN_BINS, QUANTILES_BIN_BYTES, QUANTILES_STATE_BYTES, SAMPLE_X } from './layout';

const ALPHA = 0;
const BINS = 1;
const QUERIES = 2;
const LOG_GAMMA = BLOCK_HEAD_BYTES;
const COUNT = BLOCK_HEAD_BYTES + 8;
const ZEROS = BLOCK_HEAD_BYTES + 16;
const MOVED = BLOCK_HEAD_BYTES + 24;
const TAINTED = BLOCK_HEAD_BYTES + 32;
/** f64 each: values counted on a side; then i32 each: index of a side's lowest bin. */
const COUNTED = BLOCK_HEAD_BYTES + 40;
const LOWEST = BLOCK_HEAD_BYTES + 56;
/** f64 counts: m of the positive side, m of the negative. */
const STORES = BLOCK_HEAD_BYTES + QUANTILES_STATE_BYTES;

function isQuantile(q: f64): bool {
  return q >= 0.0 && q <= 1.0;
}

export function quantilesBytes(alpha: f64, bins: f64, q0: f64, q1: f64, q2: f64): i32 {
  if (!(alpha >= 0.0001 && alpha <= 0.5) || !isInteger(bins, MIN_BINS, MAX_BINS)) return -1;
  if (!isQuantile(q0) || !isQuantile(q1) || !isQuantile(q2)) return -1;
  return STORES + 2 * <i32>bins * QUANTILES_BIN_BYTES;
}

export function openQuantiles(at: usize): void {
  const alpha = paramOf(at, ALPHA);
  store<f64>(at, log((1.0 + alpha) / (1.0 - alpha)), LOG_GAMMA);
}

export function pushQuantiles(at: usize, record: usize): bool {
  const x = load<f64>(record, SAMPLE_X << 3);
  if (!isStamped(record) || !isSample(x)) return false;
  advanceTime(at, record);
  store<f64>(at, load<f64>(at, COUNT) + 1.0, COUNT);
  if (abs<f64>(x) < TINY) store<f64>(at, load<f64>(at, ZEROS) + 1.0, ZEROS);
  else countIn(at, x < 0.0 ? 1 : 0, <i32>ceil<f64>(log(abs<f64>(x)) / load<f64>(at, LOG_GAMMA)));
  if (!isSynced(record)) store<u8>(at, 1, TAINTED);
  return true;
}

/** Asked once a batch: the walk over the bins costs more than a value does. */
export function settleQuantiles(at: usize): void {
  for (let i = 0; i < 3; i++) setValue(at, i, quantile(at, paramOf(at, QUERIES + i)));
  setValue(at, 3, load<f64>(at, COUNT));
  setValue(at, 4, load<f64>(at, MOVED));
  mark(at, load<u8>(at, TAINTED) != 0);
}

function storeAt(at: usize, side: i32): usize {
  return at + STORES + ((<usize>side * <usize>paramOf(at, BINS)) << 3);
}

function countIn(at: usize, side: i32, bin: i32): void {
  const bins = <i32>paramOf(at, BINS);
  const counted = at + (side << 3);
  const lowest = at + (side << 2);
  if (load<f64>(counted, COUNTED) == 0.0) store<i32>(lowest, bin - bins + 1, LOWEST);
  store<f64>(counted, load<f64>(counted, COUNTED) + 1.0, COUNTED);
  const above = bin - load<i32>(lowest, LOWEST) - bins + 1;
  if (above > 0) {
    raise(at, storeAt(at, side), bins, above);
    store<i32>(lowest, load<i32>(lowest, LOWEST) + above, LOWEST);
  }
  let index = bin - load<i32>(lowest, LOWEST);
  if (index < 0) {
    index = 0;
    store<f64>(at, load<f64>(at, MOVED) + 1.0, MOVED);
  }
  const slot = storeAt(at, side) + ((<usize>index) << 3);
  store<f64>(slot, load<f64>(slot) + 1.0);
}

/** Makes room for so many higher bins: what the lowest held goes into the one that is the lowest then. */
function raise(at: usize, bins: usize, count: i32, by: i32): void {
  const gone = min(by, count);
  let moved: f64 = 0.0;
  for (let i = 0; i < gone; i++) moved += load<f64>(bins + ((<usize>i) << 3));
  const kept = (<usize>(count - gone)) << 3;
  memory.copy(bins, bins + ((<usize>gone) << 3), kept);
  memory.fill(bins + kept, 0, (<usize>gone) << 3);
  store<f64>(bins, load<f64>(bins) + moved);
  store<f64>(at, load<f64>(at, MOVED) + moved, MOVED);
}

function quantile(at: usize, q: f64): f64 {
  const count = load<f64>(at, COUNT);
  if (count == 0.0) return NaN;
  const bins = <i32>paramOf(at, BINS);
  const rank = floor<f64>(q * (count - 1.0));
  let below: f64 = 0.0;
  if (rank < load<f64>(at, COUNTED + 8)) {
    // From the most negative on.
    for (let i = bins - 1; i >= 0; i--) {
      below += load<f64>(storeAt(at, 1) + ((<usize>i) << 3));
      if (below > rank) return -valueOfBin(at, i + load<i32>(at, LOWEST + 4));
    }
  }
  below = load<f64>(at, COUNTED + 8) + load<f64>(at, ZEROS);
  if (rank < below) return 0.0;
  for (let i = 0; i < bins - 1; i++) {
    below += load<f64>(storeAt(at, 0) + ((<usize>i) << 3));
    if (below > rank) return valueOfBin(at, i + load<i32>(at, LOWEST));
  }
  return valueOfBin(at, bins - 1 + load<i32>(at, LOWEST));
}

/** 2 γ^i / (γ + 1) = (1 − α) γ^i. */
function valueOfBin(at: usize, bin: i32): f64 {
  return (1.0 - paramOf(at, ALPHA)) * exp(<f64>bin * load<f64>(at, LOG_GAMMA));
}
