/**
 * VPIN, the volume-synchronised probability of informed trading, over the last n buckets of V lots:
 *
 *     VPIN = Σ |V_b − V_s| / (n V)
 *
 * (Easley, López de Prado and O'Hara 2012, "Flow toxicity and liquidity in a high-frequency world"; the
 * divisor is the paper's n·V, not the volume of a bar). All buckets hold exactly V: a trade is split at a
 * bucket's edge, and a trade of many buckets fills them all. Two classifications:
 *
 * - aggressor: a trade's lots are the aggressor's; of unknown side, half each;
 * - bulk: trades gather in bars of event time (intervals with a trade; a bar counts once a later one
 *   begins), of whose lots Φ(ΔP/σ) are buys, ΔP the change of the last price from bar to bar and σ the
 *   standard deviation (n − 1) of the last m of them; half where σ is 0. Bars before there are m changes
 *   fill no bucket. Φ(x) = (1 + erf(x/√2)) / 2.
 *
 * Values: VPIN, imbalance of the last bucket (V_b − V_s) / V, buckets ended, fill of the present bucket
 * (0 to 1), σ (bulk). Warm-up: n buckets. The window's entries are |V_b − V_s| of the buckets, then ΔP.
 */
import { TRADE_BUY, TRADE_UNKNOWN } from '../layout';
import { addTrade, barEnded, barSynced, closeOf, endBar, lotsOf, priceOf } from './bars';
import {
  advanceTime,
  intervalOf,
  isInteger,
  isInterval,
  isLots,
  isSynced,
  isTrade,
  isWindow,
  mark,
  paramOf,
  setValue,
} from './block';
import { erf } from './elementary';
import {
  BARS_STATE_BYTES,
  BLOCK_HEAD_BYTES,
  TRADED_LOTS,
  TRADED_SIDE,
  VPIN_ENTRY_BYTES,
  VPIN_STATE_BYTES,
} from './layout';
import { clearWindow, entriesIn, isTainted, nextEntry, oldestIn, WINDOW_HEAD_BYTES } from './window';

/* Parameters; BAR_US 0: by aggressor. */
const BUCKET_LOTS = 0;
const BUCKETS = 1;
const BAR_US = 2;
const CHANGES = 3;
/* Own fields, behind those of the bars. */
/** Lots in the present bucket, and those of them that are buys. */
const FILLED = BLOCK_HEAD_BYTES + BARS_STATE_BYTES;
const BOUGHT = FILLED + 8;
const ENDED = FILLED + 16;
/** u8: whether the present bucket is tainted. */
const TAINTED = FILLED + 24;
const WINDOW = FILLED + 32;
const CHANGE_WINDOW = WINDOW + WINDOW_HEAD_BYTES;
const ENTRIES = BLOCK_HEAD_BYTES + VPIN_STATE_BYTES;

const SQRT_HALF: f64 = 0.7071067811865476;

export function vpinBytes(bucketLots: f64, buckets: f64, barUs: f64, changes: f64): i32 {
  if (!isLots(bucketLots) || bucketLots == 0.0 || !isInteger(buckets, 1, 4096)) return -1;
  if (!isInterval(barUs, 0) || !isWindow(changes)) return -1;
  return ENTRIES + (<i32>buckets + <i32>changes) * VPIN_ENTRY_BYTES;
}

export function openVpin(at: usize): void {
  clearWindow(at + WINDOW);
  clearWindow(at + CHANGE_WINDOW);
  setValue(at, 2, 0.0);
  setValue(at, 3, 0.0);
}

export function pushVpin(at: usize, record: usize): bool {
  if (!isTrade(record)) return false;
  const barUs = paramOf(at, BAR_US);
  const interval = intervalOf(advanceTime(at, record), barUs);
  const lots = load<f64>(record, TRADED_LOTS << 3);
  if (barUs == 0.0) {
    if (lots != 0.0) {
      const side = load<f64>(record, TRADED_SIDE << 3);
      fill(at, lots, side == <f64>TRADE_UNKNOWN ? 0.5 : side == <f64>TRADE_BUY ? 1.0 : 0.0, isSynced(record));
    }
  } else {
    if (barEnded(at, interval)) classify(at);
    if (lots != 0.0) addTrade(at, record, interval, false);
  }
  mark(at, isTainted(at + WINDOW));
  return true;
}

/** Ends a bar: its lots go into the buckets once there are enough changes to know σ. */
function classify(at: usize): void {
  const lots = lotsOf(at);
  const close = closeOf(at);
  const change = priceOf(at) - close;
  const synced = barSynced(at);
  endBar(at);
  if (close == 0.0) return;
  const m = <u32>paramOf(at, CHANGES);
  const index = nextEntry(at + CHANGE_WINDOW, m, synced);
  store<f64>(changesAt(at) + ((<usize>index) << 3), change);
  if (entriesIn(at + CHANGE_WINDOW) < m) return;
  const deviation = changeDeviation(at, m);
  setValue(at, 4, deviation);
  const buys = deviation == 0.0 ? 0.5 : 0.5 + 0.5 * erf((change / deviation) * SQRT_HALF);
  fill(at, lots, buys, !isTainted(at + CHANGE_WINDOW));
}

function changesAt(at: usize): usize {
  return at + ENTRIES + ((<usize>paramOf(at, BUCKETS)) << 3);
}

function changeDeviation(at: usize, m: u32): f64 {
  const changes = changesAt(at);
  const oldest = oldestIn(at + CHANGE_WINDOW);
  let mean: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < m; i++, index = index + 1 == m ? 0 : index + 1) {
    mean += load<f64>(changes + ((<usize>index) << 3));
  }
  mean /= <f64>m;
  let squares: f64 = 0.0;
  for (let i: u32 = 0, index = oldest; i < m; i++, index = index + 1 == m ? 0 : index + 1) {
    const d = load<f64>(changes + ((<usize>index) << 3)) - mean;
    squares += d * d;
  }
  return sqrt<f64>(squares / <f64>(m - 1));
}

/** Puts lots into buckets, a part of which are buys. */
function fill(at: usize, lots: f64, buys: f64, synced: bool): void {
  const bucket = paramOf(at, BUCKET_LOTS);
  const room = bucket - load<f64>(at, FILLED);
  if (!synced) store<u8>(at, 1, TAINTED);
  if (lots < room) {
    store<f64>(at, load<f64>(at, FILLED) + lots, FILLED);
    store<f64>(at, load<f64>(at, BOUGHT) + lots * buys, BOUGHT);
  } else {
    const left = lots - room;
    const rest = left % bucket;
    const whole = (left - rest) / bucket;
    const capacity = <u32>paramOf(at, BUCKETS);
    endBucket(at, load<f64>(at, BOUGHT) + room * buys, bucket, capacity, load<u8>(at, TAINTED) == 0);
    for (let i = min<f64>(whole, <f64>capacity); i > 0.0; i--) endBucket(at, bucket * buys, bucket, capacity, synced);
    store<f64>(at, load<f64>(at, ENDED) + 1.0 + whole, ENDED);
    store<f64>(at, rest, FILLED);
    store<f64>(at, rest * buys, BOUGHT);
    store<u8>(at, !synced && rest > 0.0, TAINTED);
    setValue(at, 2, load<f64>(at, ENDED));
    publish(at, capacity);
  }
  setValue(at, 3, load<f64>(at, FILLED) / bucket);
}

function endBucket(at: usize, bought: f64, bucket: f64, capacity: u32, synced: bool): void {
  const index = nextEntry(at + WINDOW, capacity, synced);
  const difference = bought - (bucket - bought);
  store<f64>(at + ((<usize>index) << 3), abs<f64>(difference), ENTRIES);
  setValue(at, 1, difference / bucket);
}

function publish(at: usize, n: u32): void {
  if (entriesIn(at + WINDOW) < n) return;
  let sum: f64 = 0.0;
  let index = oldestIn(at + WINDOW);
  for (let i: u32 = 0; i < n; i++) {
    sum += load<f64>(at + ((<usize>index) << 3), ENTRIES);
    index = index + 1 == n ? 0 : index + 1;
  }
  setValue(at, 0, sum / (<f64>n * paramOf(at, BUCKET_LOTS)));
}
