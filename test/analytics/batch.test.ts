/**
 * Streaming equals batch: what a kernel holds at the end of a random market is what the formula gives over
 * all that was pushed, computed at once, with the engine's functions, to the precision of docs/ANALYTICS.md.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalyticsKernel, KernelName, KernelParams } from '../../host/wire/analytics.js';
import { analyticsTwins } from '../analytics-twins.js';

interface Tick {
  readonly time: number;
  readonly price: number;
  readonly lots: number;
  /** 1, -1, 0. */
  readonly sign: number;
}

const market = fc
  .array(
    fc.record({
      by: fc.integer({ min: 0, max: 30 }),
      move: fc.integer({ min: -3, max: 3 }),
      lots: fc.integer({ min: 1, max: 50 }),
      sign: fc.constantFrom(1, -1, 0),
    }),
    { minLength: 200, maxLength: 400 },
  )
  .map((steps) => {
    let time = 1_700_000_000_000_000;
    let price = 5_000;
    return steps.map(({ by, move, lots, sign }): Tick => {
      time += by;
      price += move;
      return { time, price, lots, sign };
    });
  });

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
const last = <T>(values: readonly T[]) => values[values.length - 1]!;

/** Pushes into each twin and hands its values to `check`. */
function eachTwin(
  name: KernelName,
  params: KernelParams,
  rows: readonly number[][],
  check: (kernel: AnalyticsKernel) => void,
) {
  const flat = Float64Array.from(rows.flat());
  for (const twin of analyticsTwins) {
    const kernel = twin.make().open(name, params);
    if (typeof kernel === 'number') throw new Error(`code ${kernel}`);
    expect(kernel.push(flat)).toBe(rows.length);
    check(kernel);
  }
}

const trades = (ticks: readonly Tick[]) =>
  ticks.map(({ time, price, lots, sign }) => [time, 1, price, lots, sign > 0 ? 0 : sign < 0 ? 1 : 2]);
const samples = (ticks: readonly Tick[]) => ticks.map(({ time, price }) => [time, 1, price]);

function near(actual: number | undefined, wanted: number, relative = 1e-12): void {
  if (Number.isNaN(wanted)) expect(actual).toBeNaN();
  else expect(Math.abs(actual! - wanted)).toBeLessThanOrEqual(relative * Math.max(Math.abs(wanted), 1e-9));
}

/** Ticks by interval, oldest first; intervals without one are left out. */
function byInterval(ticks: readonly Tick[], intervalUs: number): Tick[][] {
  const groups = new Map<number, Tick[]>();
  for (const tick of ticks) {
    const key = Math.floor(tick.time / intervalUs);
    groups.set(key, [...(groups.get(key) ?? []), tick]);
  }
  return [...groups.values()];
}

/** Finished bars that have one before them: flow, price change, return, traded value. */
function bars(ticks: readonly Tick[], intervalUs: number) {
  const groups = byInterval(ticks, intervalUs).slice(0, -1);
  return groups.slice(1).map((group, i) => ({
    flow: sum(group.map((tick) => tick.sign * tick.lots)),
    change: last(group).price - last(groups[i]!).price,
    logReturn: Math.log(last(group).price / last(groups[i]!).price),
    traded: sum(group.map((tick) => tick.price * tick.lots)),
  }));
}

const check = (property: (ticks: Tick[]) => void) => fc.assert(fc.property(market, property), { numRuns: 40 });

describe('streaming equals batch', () => {
  it('trade flow', () => {
    check((ticks) => {
      const now = last(ticks).time;
      const weights = ticks.map((tick) => Math.exp((tick.time - now) / 50) / 50e-6);
      const warm = now - ticks[0]!.time >= 250;
      eachTwin('tradeFlow', { tauUs: 50 }, trades(ticks), ({ values }) => {
        expect(values[0]).toBe(sum(ticks.map((tick) => tick.sign * tick.lots)));
        if (!warm) return;
        near(values[3], sum(weights));
        near(values[4], sum(weights.filter((_, i) => ticks[i]!.sign > 0)));
        const flow = sum(weights.map((weight, i) => weight * ticks[i]!.sign * ticks[i]!.lots));
        // Buys less sells may cancel: to the size of what was added.
        expect(Math.abs(values[6]! - flow)).toBeLessThan(1e-12 * 50 * sum(weights));
      });
    });
  });

  it('VWAP', () => {
    check((ticks) => {
      const wanted = sum(ticks.map((tick) => tick.price * tick.lots)) / sum(ticks.map((tick) => tick.lots));
      eachTwin('vwap', { intervalUs: 0 }, trades(ticks), ({ values }) => near(values[0], wanted, 3e-16));
      const present = last(byInterval(ticks, 100));
      const soFar = sum(present.map((tick) => tick.price * tick.lots)) / sum(present.map((tick) => tick.lots));
      eachTwin('vwap', { intervalUs: 100 }, trades(ticks), ({ values }) => near(values[2], soFar, 3e-16));
    });
  });

  it('TWAP', () => {
    check((ticks) => {
      const area = sum(ticks.slice(1).map((tick, i) => (tick.time - ticks[i]!.time) * ticks[i]!.price));
      const wanted = area / (last(ticks).time - ticks[0]!.time);
      eachTwin('twap', { intervalUs: 0 }, samples(ticks), ({ values }) => near(values[0], wanted, 3e-16));
    });
  });

  it('EWMA', () => {
    check((ticks) => {
      const now = last(ticks).time;
      const weight = (time: number) => Math.exp((time - now) / 100);
      // ∫ of the weight while each held; before the first, the first held forever.
      const wanted =
        weight(ticks[0]!.time) * ticks[0]!.price +
        sum(ticks.slice(1).map((tick, i) => (weight(tick.time) - weight(ticks[i]!.time)) * ticks[i]!.price));
      if (now - ticks[0]!.time < 500) return;
      eachTwin('ewma', { tauUs: 100 }, samples(ticks), ({ values }) => near(values[0], wanted, 1e-12));
    });
  });

  it('realised variance and bipower variation', () => {
    check((ticks) => {
      const end = Math.floor(last(ticks).time / 20);
      const closes = Array.from({ length: 51 }, (_, i) =>
        last(ticks.filter((tick) => tick.time < (end - 50 + i) * 20)),
      );
      if (closes.some((tick) => tick === undefined)) return;
      const returns = closes.slice(1).map((tick, i) => Math.log(tick.price / closes[i]!.price));
      const variance = sum(returns.map((r) => r * r));
      const bipower = (Math.PI / 2) * sum(returns.slice(1).map((r, i) => Math.abs(r * returns[i]!)));
      eachTwin('volatility', { intervalUs: 20, returns: 50 }, samples(ticks), ({ values }) => {
        near(values[0], variance);
        near(values[1], Math.sqrt(variance));
        near(values[2], bipower);
      });
    });
  });

  it('Kyle’s lambda and Amihud', () => {
    check((ticks) => {
      const newest = bars(ticks, 25).slice(-40);
      if (newest.length < 40) return;
      const [flows, changes] = [newest.map((bar) => bar.flow), newest.map((bar) => bar.change)];
      const n = newest.length;
      // All integers: the textbook's sums are exact.
      const qq = n * sum(flows.map((q) => q * q)) - sum(flows) ** 2;
      const qp = n * sum(flows.map((q, i) => q * changes[i]!)) - sum(flows) * sum(changes);
      const pp = n * sum(changes.map((p) => p * p)) - sum(changes) ** 2;
      eachTwin('kyle', { intervalUs: 25, bars: 40 }, trades(ticks), ({ values }) => {
        expect(Math.abs(values[0]! - qp / qq)).toBeLessThan(1e-12 * Math.sqrt(pp / qq));
        expect(Math.abs(values[2]! - (qp * qp) / (qq * pp))).toBeLessThan(1e-12);
      });
      const illiquidity = sum(newest.map((bar) => Math.abs(bar.logReturn) / bar.traded)) / n;
      eachTwin('amihud', { intervalUs: 25, bars: 40 }, trades(ticks), ({ values }) => near(values[0], illiquidity));
    });
  });

  it('VPIN, lot by lot', () => {
    check((ticks) => {
      const lots = ticks.flatMap((tick) => Array<number>(tick.lots).fill(tick.sign));
      const ended = Math.floor(lots.length / 37);
      const buckets = Array.from({ length: ended }, (_, i) => Math.abs(sum(lots.slice(i * 37, i * 37 + 37))));
      const wanted = ended < 10 ? Number.NaN : sum(buckets.slice(-10)) / (10 * 37);
      eachTwin('vpin', { bucketLots: 37, buckets: 10 }, trades(ticks), ({ values }) => {
        near(values[0], wanted, 3e-16);
        expect(values[2]).toBe(ended);
      });
    });
  });

  it('quantiles', () => {
    check((ticks) => {
      const values = ticks.map((tick) => tick.sign * tick.lots);
      const sorted = [...values].sort((a, b) => a - b);
      const rows = values.map((x, i) => [i, 1, x]);
      eachTwin('quantiles', { accuracy: 0.02, first: 0.1, second: 0.5, third: 0.95 }, rows, (kernel) => {
        [0.1, 0.5, 0.95].forEach((q, i) => {
          const exact = sorted[Math.floor(q * (sorted.length - 1))]!;
          expect(Math.abs(kernel.values[i]! - exact)).toBeLessThanOrEqual(0.02 * Math.abs(exact) * (1 + 1e-12));
        });
      });
    });
  });

  it('covariance and correlation', () => {
    check((ticks) => {
      const newest = ticks.slice(-100);
      const [x, y] = [newest.map((tick) => tick.price), newest.map((tick) => tick.lots)];
      const product = (a: readonly number[], b: readonly number[]) =>
        100 * sum(a.map((value, i) => value * b[i]!)) - sum(a) * sum(b);
      const [xx, xy, yy] = [product(x, x), product(x, y), product(y, y)];
      if (xx === 0 || yy === 0) return;
      const rows = ticks.map((tick) => [tick.time, 1, tick.price, tick.lots]);
      eachTwin('covariance', { pairs: 100 }, rows, ({ values }) => {
        expect(Math.abs(values[0]! - xy / 9_900)).toBeLessThan((1e-12 * Math.sqrt(xx * yy)) / 9_900);
        expect(Math.abs(values[1]! - xy / Math.sqrt(xx * yy))).toBeLessThan(1e-12);
        near(values[2], xx / 9_900);
      });
    });
  });
});
