/**
 * Trade flow: signed volume, and intensities by an exponential kernel of time constant τ.
 *
 *     CVD = Σ s_i q_i     λ(t) = Σ exp(−(t − t_i)/τ) / τ     flow(t) = Σ s_i q_i exp(−(t − t_i)/τ) / τ
 *
 * s is 1 where the aggressor bought, −1 where it sold, 0 unknown. Volumes in lots since the start,
 * λ in trades a second (all, buys, sells), flow in lots a second: the kernel of a Hawkes process (Hawkes
 * 1971; Bacry, Mastromatteo and Muzy 2015, "Hawkes processes in finance"). Values: CVD, bought, sold, λ,
 * λ of buys, of sells, flow. Warm-up: the volumes none; λ and flow until WARM_TAUS τ have passed.
 * The mark is of the volumes: tainted for good by a trade while the book was not in sync.
 */
import { TRADE_BUY, TRADE_SELL } from '../layout';
import { advanceTime, isInterval, isSynced, isTrade, mark, paramOf, setValue, timeOf } from './block';
import { exp } from './elementary';
import { BLOCK_HEAD_BYTES, TRADE_FLOW_STATE_BYTES, TRADED_LOTS, TRADED_SIDE, WARM_TAUS } from './layout';
import { addTo, SUM_BYTES, sumOf } from './sum';

const TAU_US = 0;
const STARTED = BLOCK_HEAD_BYTES;
const TAINTED = BLOCK_HEAD_BYTES + 8;
/** Σ of the kernel, not yet divided by τ: buys, sells, trades of no side. */
const BUYS = BLOCK_HEAD_BYTES + 16;
const SELLS = BLOCK_HEAD_BYTES + 24;
const OTHERS = BLOCK_HEAD_BYTES + 32;
const FLOW = BLOCK_HEAD_BYTES + 40;
const BOUGHT = BLOCK_HEAD_BYTES + 48;
const SOLD = BOUGHT + SUM_BYTES;

export function tradeFlowBytes(tauUs: f64): i32 {
  return isInterval(tauUs, 1) ? BLOCK_HEAD_BYTES + TRADE_FLOW_STATE_BYTES : -1;
}

export function pushTradeFlow(at: usize, record: usize): bool {
  if (!isTrade(record)) return false;
  const before = timeOf(at);
  const time = advanceTime(at, record);
  if (before < 0.0) store<f64>(at, time, STARTED);
  else if (time != before) decay(at, exp((before - time) / paramOf(at, TAU_US)));
  const lots = load<f64>(record, TRADED_LOTS << 3);
  if (lots != 0.0) {
    count(at, lots, load<f64>(record, TRADED_SIDE << 3));
    if (!isSynced(record)) store<u8>(at, 1, TAINTED);
  }
  publish(at, time);
  return true;
}

function decay(at: usize, by: f64): void {
  store<f64>(at, load<f64>(at, BUYS) * by, BUYS);
  store<f64>(at, load<f64>(at, SELLS) * by, SELLS);
  store<f64>(at, load<f64>(at, OTHERS) * by, OTHERS);
  store<f64>(at, load<f64>(at, FLOW) * by, FLOW);
}

function count(at: usize, lots: f64, side: f64): void {
  if (side == <f64>TRADE_BUY) {
    addTo(at + BOUGHT, lots);
    store<f64>(at, load<f64>(at, BUYS) + 1.0, BUYS);
    store<f64>(at, load<f64>(at, FLOW) + lots, FLOW);
  } else if (side == <f64>TRADE_SELL) {
    addTo(at + SOLD, lots);
    store<f64>(at, load<f64>(at, SELLS) + 1.0, SELLS);
    store<f64>(at, load<f64>(at, FLOW) - lots, FLOW);
  } else store<f64>(at, load<f64>(at, OTHERS) + 1.0, OTHERS);
}

function publish(at: usize, time: f64): void {
  const tau = paramOf(at, TAU_US);
  const warm = time - load<f64>(at, STARTED) >= <f64>WARM_TAUS * tau;
  const rate = 1000000.0 / tau;
  const buys = load<f64>(at, BUYS);
  const sells = load<f64>(at, SELLS);
  // Sums of two parts: the difference of the high parts, then of the low ones.
  const high = sumOf(at + BOUGHT) - sumOf(at + SOLD);
  const low = load<f64>(at + BOUGHT, 8) - load<f64>(at + SOLD, 8);
  setValue(at, 0, high + low);
  setValue(at, 1, sumOf(at + BOUGHT));
  setValue(at, 2, sumOf(at + SOLD));
  setValue(at, 3, warm ? (buys + sells + load<f64>(at, OTHERS)) * rate : NaN);
  setValue(at, 4, warm ? buys * rate : NaN);
  setValue(at, 5, warm ? sells * rate : NaN);
  setValue(at, 6, warm ? load<f64>(at, FLOW) * rate : NaN);
  mark(at, load<u8>(at, TAINTED) != 0);
}
