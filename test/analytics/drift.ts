/**
 * Very long runs of a kernel: a period of rows again and again, a µs apart. What must come out is known
 * exactly, or is what a fresh kernel answers that saw the end of the run alone.
 */
import { expect } from 'vitest';
import { type AnalyticsKernel, KERNEL_SHAPES, type KernelName, type KernelParams } from '../../host/wire/analytics.js';
import type { AnalyticsTwin } from '../analytics-twins.js';

/** Rows of a period: a power of two. */
const ROWS = 2_048;

export interface DriftCase {
  readonly name: KernelName;
  readonly params: KernelParams;
  /** A row without time and sync flag. */
  readonly row: (i: number) => readonly number[];
  readonly check: (long: AnalyticsKernel, fresh: AnalyticsKernel, periods: number) => void;
}

const rows = Array.from({ length: ROWS }, (_, i) => i);
/** 0 … 2^16, without an order that helps. */
const noise = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 16) & 0xffff;
const lots = (i: number) => 1 + noise(i) * 1_000_003;
const price = (i: number) => 60_000 + noise(i + 7) / 8;
const side = (i: number) => noise(i + 3) % 2;
const total = (values: readonly number[]) => values.reduce((sum, x) => sum + BigInt(x), 0n);

function near(actual: number | undefined, wanted: number, relative: number): void {
  expect(Math.abs(actual! - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted));
}

/** The newest `values` of a fresh kernel, to the bit. */
function same(...indexes: readonly number[]) {
  return (long: AnalyticsKernel, fresh: AnalyticsKernel) => {
    expect(indexes.map((i) => long.values[i])).toEqual(indexes.map((i) => fresh.values[i]));
    expect(long.quality).toBe(1);
  };
}

/** Bid sizes change, and the best ask moves back and forth. */
function book(i: number): number[] {
  return Array.from({ length: 10 }, (_, m) => [60_000 - m, lots(i + m), 60_001 + m + (i % 2), lots(i * 3 + m)]).flat();
}

function periodFlow(): bigint {
  let flow = 0n;
  for (const i of rows) {
    const [before, now] = [book((i + ROWS - 1) % ROWS), book(i)];
    flow += BigInt(now[1]!) - BigInt(before[1]!);
    flow += now[2]! > before[2]! ? BigInt(before[3]!) : -BigInt(now[3]!);
  }
  return flow;
}

export const driftCases: readonly DriftCase[] = [
  {
    name: 'tradeFlow',
    params: { tauUs: 40 },
    row: (i) => [price(i), lots(i), side(i)],
    check: (long, fresh, periods) => {
      const bought = total(rows.filter((i) => side(i) === 0).map(lots)) * BigInt(periods);
      const sold = total(rows.filter((i) => side(i) === 1).map(lots)) * BigInt(periods);
      expect([...long.values.slice(0, 3)]).toEqual([Number(bought - sold), Number(bought), Number(sold)]);
      for (const i of [3, 4, 5]) near(long.values[i], fresh.values[i]!, 1e-14);
    },
  },
  {
    name: 'vwap',
    params: { intervalUs: 0 },
    row: (i) => [price(i), lots(i), side(i)],
    check: (long) => {
      const eighths = rows.reduce((sum, i) => sum + BigInt(price(i) * 8) * BigInt(lots(i)), 0n);
      const scaled = (eighths * 2n ** 60n) / total(rows.map(lots));
      near(long.values[0], Number(scaled) / 2 ** 63, 3e-16);
    },
  },
  {
    name: 'twap',
    params: { intervalUs: 0 },
    row: (i) => [price(i)],
    // The last price has not held yet.
    check: (long, _, periods) => {
      const eighths = total(rows.map((i) => price(i) * 8)) * BigInt(periods) - BigInt(price(ROWS - 1) * 8);
      const time = BigInt(ROWS) * BigInt(periods) - 1n;
      near(long.values[0], Number((eighths * 2n ** 60n) / time) / 2 ** 63, 3e-16);
    },
  },
  {
    name: 'ewma',
    params: { tauUs: 40 },
    row: (i) => [price(i)],
    check: (long, fresh) => near(long.values[0], fresh.values[0]!, 1e-15),
  },
  {
    name: 'orderFlow',
    params: { levels: 1, intervalUs: 2 ** 50 },
    row: book,
    check: (long, _, periods) => {
      const [first, last] = [book(0), book(ROWS - 1)];
      // The step into the very first row was not seen.
      const unseen = BigInt(first[1]!) - BigInt(last[1]!) - BigInt(first[3]!);
      expect(long.values[10]).toBe(Number(periodFlow() * BigInt(periods) - unseen));
    },
  },
  { name: 'volatility', params: { intervalUs: 3, returns: 20 }, row: (i) => [price(i)], check: same(0, 1, 2, 3) },
  { name: 'kyle', params: { intervalUs: 7, bars: 20 }, row: (i) => [price(i), lots(i), side(i)], check: same(0, 1, 2) },
  { name: 'amihud', params: { intervalUs: 7, bars: 20 }, row: (i) => [price(i), lots(i), side(i)], check: same(0) },
  {
    name: 'vpin',
    params: { bucketLots: 1_000_003 * 65_536, buckets: 20 },
    row: (i) => [price(i), lots(i), side(i)],
    check: (long, _, periods) => {
      const all = total(rows.map(lots)) * BigInt(periods);
      const bucket = 1_000_003n * 65_536n;
      expect([long.values[2], long.values[3]]).toEqual([Number(all / bucket), Number(all % bucket) / Number(bucket)]);
    },
  },
  {
    name: 'quantiles',
    params: { accuracy: 0.01 },
    row: (i) => [price(i)],
    check: (long, fresh, periods) => {
      expect(long.values[3]).toBe(ROWS * periods);
      near(long.values[0], fresh.values[0]!, 0.021);
    },
  },
  { name: 'covariance', params: { pairs: 20 }, row: (i) => [price(i), lots(i)], check: same(0, 1, 2, 3) },
];

/** Pushes at least so many rows, and checks. */
export function checkDrift(twin: AnalyticsTwin, { name, params, row, check }: DriftCase, updates: number): void {
  const analytics = twin.make();
  const long = analytics.open(name, params);
  const fresh = analytics.open(name, params);
  if (typeof long === 'number' || typeof fresh === 'number') throw new Error(`no ${name}`);
  const fields = KERNEL_SHAPES[name].recordFields;
  const batch = new Float64Array(ROWS * fields);
  for (const i of rows) batch.set([0, 1, ...row(i)], i * fields);
  const periods = Math.ceil(updates / ROWS);
  // So that the first row of a period begins an interval of 3 or of 7 µs only at times: no period is special.
  let time = 1_700_000_000_000_000;
  for (let period = 0; period < periods; period++) {
    for (let at = 0; at < batch.length; at += fields) batch[at] = time++;
    expect(long.push(batch)).toBe(ROWS);
    if (period >= periods - 2) expect(fresh.push(batch)).toBe(ROWS);
  }
  check(long, fresh, periods);
}
