/**
 * Stoikov's microprice: the mid plus what it is expected to move, given the imbalance of the best quotes
 * and the spread (Stoikov 2018, "The micro-price: a high-frequency estimator of future prices").
 *
 * A state x is a bucket of I = q_b / (q_b + q_a), ⌊I·n⌋ of n, and a spread, 1 … m ticks (m: or more). From
 * row to row a transition goes from x to y and moves the mid by d, or not; one that changes neither is
 * none. Each counts a second time mirrored (bucket n − 1 − b, −d), so that no drift is learnt. Over the
 * transitions of a window, N_x those from x:
 *
 *     Q_xy = #(x → y, d = 0) / (N_x + 1)    R_xy = #(x → y, d ≠ 0) / (N_x + 1)    r_x = Σ d / (N_x + 1)
 *     g_1 = (I − Q)^{-1} r    g_{i+1} = (I − Q)^{-1} R g_i    G = g_1 + … + g_32    microprice = mid + G_x
 *
 * The 1 is one more transition, to nowhere, without which a state that never saw a move had no answer.
 *
 * The fit is one step: when a row comes after the end of an interval of fitUs (a grid of event time), G is
 * made of that interval's transitions where there are `least` of them (mirrors not counted), else it
 * stays; then counting begins anew. Until the first fit the mark is QUALITY_UNFITTED. Rows that are not in
 * sync, and transitions from them, are not counted. A fit costs some N³/3 + 64 N² operations, N = n·m.
 */
import { advanceTime, intervalOf, isInteger, isInterval, isPrice, isSynced, paramOf, setValue, timeOf } from './block';
import { ASK_LOTS, ASK_PRICE, BID_LOTS, BID_PRICE, isDepth, levelAt } from './depth';
import {
  BLOCK_HEAD_BYTES,
  BLOCK_QUALITY,
  MAX_BUCKETS,
  MAX_SPREADS,
  MICROPRICE_ENTRY_BYTES,
  MICROPRICE_MOVES,
  MICROPRICE_PAIR_BYTES,
  MICROPRICE_STATE_BYTES,
  MIN_BUCKETS,
  QUALITY_NONE,
  QUALITY_SYNCED,
  QUALITY_TAINTED,
  QUALITY_UNFITTED,
} from './layout';

/* Parameters. */
const BUCKETS = 0;
const SPREADS = 1;
const FIT_US = 2;
const LEAST = 3;
const TICK = 4;
/* Own fields. */
const INTERVAL = BLOCK_HEAD_BYTES;
/** The last row in sync with both sides: its mid, its state (-1: none). */
const MID = BLOCK_HEAD_BYTES + 8;
const STATE = BLOCK_HEAD_BYTES + 16;
const FITS = BLOCK_HEAD_BYTES + 24;
const TRANSITIONS = BLOCK_HEAD_BYTES + 32;
/** Columns of a number a state, then matrices of one a pair. */
const FROM = BLOCK_HEAD_BYTES + MICROPRICE_STATE_BYTES;

export function micropriceBytes(buckets: f64, spreads: f64, fitUs: f64, least: f64, tick: f64): i32 {
  if (!isInteger(buckets, MIN_BUCKETS, MAX_BUCKETS) || !isInteger(spreads, 1, MAX_SPREADS)) return -1;
  if (!isInterval(fitUs, 1) || !isInteger(least, 1, 9007199254740991) || !isPrice(tick)) return -1;
  const states = <i32>buckets * <i32>spreads;
  return FROM + states * MICROPRICE_ENTRY_BYTES + states * states * MICROPRICE_PAIR_BYTES;
}

export function openMicroprice(at: usize): void {
  store<f64>(at, -1.0, STATE);
  setValue(at, 2, 0.0);
  setValue(at, 3, 0.0);
  store<u32>(at, QUALITY_UNFITTED, BLOCK_QUALITY);
}

function statesOf(at: usize): i32 {
  return <i32>paramOf(at, BUCKETS) * <i32>paramOf(at, SPREADS);
}

/* Columns: transitions from a state, sum of the mid's moves, the table, a step of it, a right side. */
function columnAt(at: usize, column: i32, states: i32): usize {
  return at + FROM + ((<usize>(column * states)) << 3);
}

/* Matrices: transitions without a move, with one, the factors of I - Q. */
function matrixAt(at: usize, matrix: i32, states: i32): usize {
  return at + FROM + ((<usize>((5 + matrix * states) * states)) << 3);
}

function get(at: usize, index: i32): f64 {
  return load<f64>(at + ((<usize>index) << 3));
}

function set(at: usize, index: i32, x: f64): void {
  store<f64>(at + ((<usize>index) << 3), x);
}

export function pushMicroprice(at: usize, record: usize): bool {
  if (!isDepth(record)) return false;
  const first = timeOf(at) < 0.0;
  const interval = intervalOf(advanceTime(at, record), paramOf(at, FIT_US));
  if (first) store<f64>(at, interval, INTERVAL);
  else if (interval != load<f64>(at, INTERVAL)) {
    endWindow(at);
    store<f64>(at, interval, INTERVAL);
  }
  const best = levelAt(record, 0);
  const bid = load<f64>(best, BID_PRICE);
  const ask = load<f64>(best, ASK_PRICE);
  if (bid == 0.0 || ask == 0.0) {
    store<f64>(at, -1.0, STATE);
    publish(at, NaN, -1, false);
    return true;
  }
  const mid = bid * 0.5 + ask * 0.5;
  const state = stateOf(at, ask - bid, load<f64>(best, BID_LOTS), load<f64>(best, ASK_LOTS));
  const synced = isSynced(record);
  const before = <i32>load<f64>(at, STATE);
  if (synced && before >= 0) count(at, before, state, mid - load<f64>(at, MID));
  store<f64>(at, mid, MID);
  store<f64>(at, synced ? <f64>state : -1.0, STATE);
  publish(at, mid, state, synced);
  return true;
}

function stateOf(at: usize, spread: f64, bidLots: f64, askLots: f64): i32 {
  const n = paramOf(at, BUCKETS);
  const bucket = min<f64>(floor<f64>((bidLots / (bidLots + askLots)) * n), n - 1.0);
  const ticks = floor<f64>(spread / paramOf(at, TICK) + 0.5);
  const wide = min<f64>(max<f64>(ticks, 1.0), paramOf(at, SPREADS)) - 1.0;
  return <i32>(wide * n + bucket);
}

function count(at: usize, from: i32, to: i32, move: f64): void {
  if (from == to && move == 0.0) return;
  store<f64>(at, load<f64>(at, TRANSITIONS) + 1.0, TRANSITIONS);
  addTransition(at, from, to, move);
  const n = <i32>paramOf(at, BUCKETS);
  addTransition(at, mirrored(from, n), mirrored(to, n), -move);
}

function mirrored(state: i32, n: i32): i32 {
  const bucket = state % n;
  return state - bucket + (n - 1 - bucket);
}

function addTransition(at: usize, from: i32, to: i32, move: f64): void {
  const states = statesOf(at);
  const all = columnAt(at, 0, states);
  const moves = columnAt(at, 1, states);
  const pairs = matrixAt(at, move == 0.0 ? 0 : 1, states);
  set(all, from, get(all, from) + 1.0);
  set(moves, from, get(moves, from) + move);
  set(pairs, from * states + to, get(pairs, from * states + to) + 1.0);
}

/** The fit, where there is enough, and a fresh count. */
function endWindow(at: usize): void {
  const states = statesOf(at);
  if (load<f64>(at, TRANSITIONS) >= paramOf(at, LEAST)) {
    fit(at, states);
    store<f64>(at, load<f64>(at, FITS) + 1.0, FITS);
  }
  store<f64>(at, 0.0, TRANSITIONS);
  memory.fill(columnAt(at, 0, states), 0, (<usize>(2 * states)) << 3);
  memory.fill(matrixAt(at, 0, states), 0, (<usize>(2 * states * states)) << 3);
}

function fit(at: usize, states: i32): void {
  const all = columnAt(at, 0, states);
  const moves = columnAt(at, 1, states);
  const table = columnAt(at, 2, states);
  const step = columnAt(at, 3, states);
  const side = columnAt(at, 4, states);
  const moved = matrixAt(at, 1, states);
  const factors = matrixAt(at, 2, states);
  factorise(matrixAt(at, 0, states), all, factors, states);
  for (let x = 0; x < states; x++) {
    set(table, x, 0.0);
    set(step, x, get(moves, x) / (get(all, x) + 1.0));
  }
  for (let i = 0; i < MICROPRICE_MOVES; i++) {
    if (i > 0) {
      for (let x = 0; x < states; x++) {
        let sum: f64 = 0.0;
        for (let y = 0; y < states; y++) sum += get(moved, x * states + y) * get(step, y);
        set(side, x, sum / (get(all, x) + 1.0));
      }
      memory.copy(step, side, (<usize>states) << 3);
    }
    solve(factors, step, states);
    for (let x = 0; x < states; x++) set(table, x, get(table, x) + get(step, x));
  }
}

/** I - Q into L and U (Doolittle; no pivoting, since rows are diagonally dominant). */
function factorise(still: usize, all: usize, factors: usize, states: i32): void {
  for (let x = 0; x < states; x++) {
    for (let y = 0; y < states; y++) {
      const q = get(still, x * states + y) / (get(all, x) + 1.0);
      set(factors, x * states + y, (x == y ? 1.0 : 0.0) - q);
    }
  }
  for (let k = 0; k < states; k++) {
    for (let x = k + 1; x < states; x++) {
      const factor = get(factors, x * states + k) / get(factors, k * states + k);
      set(factors, x * states + k, factor);
      for (let y = k + 1; y < states; y++) {
        set(factors, x * states + y, get(factors, x * states + y) - factor * get(factors, k * states + y));
      }
    }
  }
}

/** Solves L U v = v in place. */
function solve(factors: usize, v: usize, states: i32): void {
  for (let x = 1; x < states; x++) {
    let rest = get(v, x);
    for (let y = 0; y < x; y++) rest -= get(factors, x * states + y) * get(v, y);
    set(v, x, rest);
  }
  for (let x = states - 1; x >= 0; x--) {
    let rest = get(v, x);
    for (let y = x + 1; y < states; y++) rest -= get(factors, x * states + y) * get(v, y);
    set(v, x, rest / get(factors, x * states + x));
  }
}

function publish(at: usize, mid: f64, state: i32, synced: bool): void {
  const fitted = load<f64>(at, FITS) > 0.0;
  const adjustment = fitted && state >= 0 ? get(columnAt(at, 2, statesOf(at)), state) : NaN;
  setValue(at, 0, mid + adjustment);
  setValue(at, 1, adjustment);
  setValue(at, 2, load<f64>(at, FITS));
  setValue(at, 3, load<f64>(at, TRANSITIONS));
  const quality = state < 0 ? QUALITY_NONE : synced ? QUALITY_SYNCED : QUALITY_TAINTED;
  store<u32>(at, fitted ? quality : QUALITY_UNFITTED, BLOCK_QUALITY);
}
