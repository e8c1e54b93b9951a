/** Rows for analytics kernels, and what a kernel answers them. */
import { DEPTH_FIELDS, TRADED_FIELDS } from '../../../assembly/analytics/layout.js';
import { TRADE_BUY, TRADE_SELL, TRADE_UNKNOWN } from '../../../assembly/layout.js';
import type { Analytics, AnalyticsKernel, KernelName, KernelParams } from '../../../host/wire/analytics.js';

export type MakeAnalytics = () => Analytics;

/** A fresh kernel, where a code would be a failed test. */
export function opened(make: MakeAnalytics, name: KernelName, params: KernelParams = {}): AnalyticsKernel {
  const kernel = make().open(name, params);
  if (typeof kernel === 'number') throw new Error(`no ${name} but code ${kernel}`);
  return kernel;
}

/** (bid price, bid lots, ask price, ask lots) of the best levels. */
export type Level = readonly [number, number, number, number];

export function depth(time: number, levels: readonly Level[], sync = 1): Float64Array {
  const row = new Float64Array(DEPTH_FIELDS);
  row.set([time, sync, ...levels.flat()]);
  return row;
}

export type Side = 'buy' | 'sell' | 'unknown';
const SIDES = { buy: TRADE_BUY, sell: TRADE_SELL, unknown: TRADE_UNKNOWN };

export function trade(time: number, price: number, lots: number, side: Side, sync = 1): Float64Array {
  return Float64Array.of(time, sync, price, lots, SIDES[side]);
}

/** Time passes without a trade. */
export function clock(time: number): Float64Array {
  const row = new Float64Array(TRADED_FIELDS);
  row.set([time, 1]);
  return row;
}

export function sample(time: number, x: number, sync = 1): Float64Array {
  return Float64Array.of(time, sync, x);
}

export function pair(x: number, y: number, sync = 1, time = 0): Float64Array {
  return Float64Array.of(time, sync, x, y);
}

/** Pushes rows one by one. */
export function pushAll(kernel: AnalyticsKernel, rows: readonly Float64Array[]): void {
  for (const row of rows) {
    if (kernel.push(row) !== 1) throw new Error(`${kernel.name} refused ${row.join()}`);
  }
}
