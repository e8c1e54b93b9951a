/** Kernels attached to a stream: what feeds them, what they say of it, and what a loss and a new grid do to them. */
import { describe, expect, it } from 'vitest';
import {
  QUALITY_NONE,
  QUALITY_SYNCED,
  QUALITY_TAINTED,
  QUALITY_UNFITTED,
  SOURCE_LOTS,
  SOURCE_MID,
  SOURCE_SPREAD,
  SOURCE_TRADE,
} from '../../assembly/analytics/layout.js';
import { ANALYTIC_FIELDS, ARGUMENT, FULL, OK, RANGE } from '../../assembly/layout.js';
import { KERNEL_SHAPES, type KernelName, type KernelParams } from '../../host/wire/analytics.js';
import { setBytes } from '../../host/wire/kernel-bytes.js';
import { type MakeCore, Rig, TEST_GRID, type Trade } from './rig.js';

const S = 1_000_000;
/** µs. */
const at = (seconds: number): number => Math.round(seconds * S);
const BUY: Trade = { ticks: 101, lots: 5, event: -1, id: -1, side: 0 };
const SELL: Trade = { ticks: 100, lots: 2, event: -1, id: -1, side: 1 };

export function attachedCases(make: MakeCore): void {
  /** A core with a writer and these kernels. */
  async function attached(...kernels: (readonly [KernelName, KernelParams?, number?])[]): Promise<Bench> {
    const bench = new Bench(await Rig.of(make));
    for (const [name, params = {}, source = SOURCE_MID] of kernels) bench.attach(name, params, source);
    return bench;
  }

  class Bench {
    readonly rig: Rig;
    readonly writer: number;
    readonly #names: string[] = [];

    constructor(rig: Rig) {
      this.rig = rig;
      this.writer = rig.writer();
    }

    attach(name: KernelName, params: KernelParams, source: number): void {
      expect(this.rig.core.attachKernel(this.writer, name, params, source)).toBe(this.#names.length);
      this.#names.push(...KERNEL_SHAPES[name].values);
    }

    book(seconds: number, levels: string): void {
      this.rig.load(this.writer, levels);
      expect(this.rig.core.observeBook(this.writer, at(seconds) + 7, at(seconds))).toBeGreaterThanOrEqual(0);
    }

    trade(seconds: number, ...trades: Trade[]): void {
      const count = this.rig.putTrades(trades);
      expect(this.rig.core.observeTrades(this.writer, count, at(seconds) + 7, at(seconds))).toBe(OK);
    }

    lose(seconds: number): void {
      this.rig.core.observeLoss(this.writer, at(seconds) + 7);
    }

    /** [value, mark] by name. */
    get values(): Record<string, [number, number]> {
      const count = this.rig.core.readAnalytics(this.writer);
      const record = (i: number) => this.rig.core.analytics.subarray(i * ANALYTIC_FIELDS, (i + 1) * ANALYTIC_FIELDS);
      return Object.fromEntries(
        Array.from({ length: count }, (_, i) => [this.#names[i]!, [record(i)[1]!, record(i)[2]!]]),
      );
    }
  }

  describe('kernels attached to a stream', () => {
    it('see its best levels, in ticks and lots', async () => {
      const bench = await attached(['touch'], ['imbalance']);
      expect(bench.values['mid']).toEqual([Number.NaN, QUALITY_NONE]);
      bench.book(1, '100:6 99:4 | 102:2 103:8');
      expect(bench.values).toMatchObject({
        mid: [101, QUALITY_SYNCED],
        spread: [2, QUALITY_SYNCED],
        weightedMid: [101.5, QUALITY_SYNCED],
        imbalance1: [0.5, QUALITY_SYNCED],
        imbalance5: [0, QUALITY_SYNCED],
      });
    });

    it('see what they are to see of books and trades', async () => {
      const bench = await attached(
        ['twap', { intervalUs: 0 }, SOURCE_SPREAD],
        ['quantiles', {}, SOURCE_LOTS],
        ['vwap', { intervalUs: 0 }, SOURCE_TRADE],
        ['tradeFlow', {}, SOURCE_MID],
      );
      bench.book(1, '100:6 | 102:2');
      bench.trade(2, BUY, SELL);
      bench.book(3, '100:6 | 106:2');
      bench.book(4, '100:6 | 106:2');
      const { twapSoFar, first, count, vwapSoFar, cvd } = bench.values;
      expect(twapSoFar).toEqual([10 / 3, QUALITY_SYNCED]);
      expect([first![0], count![0]]).toEqual([expect.closeTo(2, 1), 2]);
      expect(vwapSoFar).toEqual([705 / 7, QUALITY_SYNCED]);
      expect(cvd).toEqual([3, QUALITY_SYNCED]);
    });

    it('take a message without a time of the venue at its receipt by the venue’s clock', async () => {
      const bench = await attached(['vwap', { intervalUs: 10 * S }, SOURCE_TRADE]);
      bench.trade(9, BUY);
      // 9.999995 s by the venue's clock, though 10.000002 s by ours.
      bench.rig.core.observeBook(bench.writer, 10 * S + 2, -1);
      expect(bench.values['vwap']).toEqual([Number.NaN, QUALITY_NONE]);
      bench.rig.core.observeBook(bench.writer, 10 * S + 7, -1);
      expect(bench.values['vwap']).toEqual([101, QUALITY_SYNCED]);
    });

    it('go on over a loss of sync, marked until it left their windows', async () => {
      const flow = ['orderFlow', { levels: 1, intervalUs: S }] as const;
      const bench = await attached(['touch'], flow, ['volatility', { intervalUs: S, returns: 2 }]);
      for (const second of [1, 2, 3, 4]) bench.book(second, `100:${second} | 102:2`);
      expect(bench.values).toMatchObject({ flow1: [1, QUALITY_SYNCED], realisedVariance: [0, QUALITY_SYNCED] });
      bench.lose(4.5);
      expect(bench.values['mid']).toEqual([101, QUALITY_TAINTED]);
      bench.book(5.5, '104:5 | 106:2');
      expect(bench.values['mid']).toEqual([105, QUALITY_SYNCED]);
      bench.book(6.5, '104:5 | 106:2');
      expect(bench.values).toMatchObject({ flow1: [7, QUALITY_TAINTED] });
      expect(bench.values['realisedVariance']![1]).toBe(QUALITY_TAINTED);
      for (const second of [7.5, 8.5, 9.5]) bench.book(second, '104:5 | 106:2');
      expect(bench.values).toMatchObject({ flow1: [0, QUALITY_SYNCED], realisedVariance: [0, QUALITY_SYNCED] });
    });

    it('mark the first trade after a loss: others may be missing before it', async () => {
      const bench = await attached(['tradeFlow'], ['vwap', { intervalUs: S }, SOURCE_TRADE]);
      bench.book(1, '100:1 | 102:2');
      bench.trade(1.1, BUY);
      expect(bench.values['cvd']).toEqual([5, QUALITY_SYNCED]);
      bench.lose(1.5);
      bench.book(2, '100:1 | 102:2');
      bench.trade(2.1, SELL);
      expect(bench.values['cvd']).toEqual([3, QUALITY_TAINTED]);
      bench.trade(3.1, SELL);
      expect(bench.values['vwap']).toEqual([100, QUALITY_TAINTED]);
      bench.trade(4.1, SELL);
      expect(bench.values['vwap']).toEqual([100, QUALITY_SYNCED]);
    });

    it('begin anew on another grid', async () => {
      const bench = await attached(['touch'], ['tradeFlow'], ['microprice', { fitUs: S, least: 1 }]);
      for (const second of [1, 2, 3]) bench.book(second, `100:${second} | 102:2`);
      bench.trade(3, BUY);
      expect(bench.values).toMatchObject({ cvd: [5, QUALITY_SYNCED], fits: [1, QUALITY_SYNCED] });
      expect(bench.rig.core.restart(bench.writer, 1, { ...TEST_GRID, tick: 5 })).toBe(OK);
      expect(bench.values).toMatchObject({
        mid: [Number.NaN, QUALITY_NONE],
        cvd: [Number.NaN, QUALITY_NONE],
        microprice: [Number.NaN, QUALITY_UNFITTED],
      });
    });

    it('share a room that is a sum, whoever comes and goes', async () => {
      const params = { intervalUs: S, returns: 10 };
      const one = setBytes([{ kernel: 'volatility', params }]);
      const rig = await Rig.of(make, { kernelBytes: 3 * one });
      const writers = [1, 2, 3].map((id) => rig.writer(0, id));
      const attach = (writer: number) => rig.core.attachKernel(writer, 'volatility', params, SOURCE_MID);
      expect(writers.map(attach)).toEqual([0, 0, 0]);
      expect(rig.core.attachKernel(writers[0]!, 'touch', {}, SOURCE_MID)).toBe(-FULL);
      for (const [i, writer] of writers.entries()) {
        for (let second = 1; second <= 12 + i; second++) {
          rig.load(writer, `${100 + second} | ${103 + second + i}`.replace(/\d+/g, '$&:1'));
          rig.core.observeBook(writer, second * S, -1);
        }
      }
      const read = (writer: number) => [...rig.core.analytics.subarray(0, 3 * rig.core.readAnalytics(writer))];
      const before = writers.map(read);
      expect(rig.core.detachKernels(writers[0]!)).toBe(OK);
      expect(writers.map(read)).toEqual([[], before[1], before[2]]);
      expect(rig.core.close(writers[1]!)).toBe(OK);
      expect(read(writers[2]!)).toEqual(before[2]);
      expect(rig.core.attachKernel(writers[2]!, 'touch', {}, SOURCE_MID)).toBe(4);
      expect(attach(writers[0]!)).toBe(0);
      expect(read(writers[2]!).slice(0, 12)).toEqual(before[2]);
      expect(rig.core.attachKernel(writers[0]!, 'touch', {}, SOURCE_MID)).toBe(-FULL);
    });

    it('are refused where they cannot be', async () => {
      const rig = await Rig.of(make, { values: 7 });
      const writer = rig.writer();
      const attach = (name: KernelName, params: KernelParams, source: number) =>
        rig.core.attachKernel(writer, name, params, source);
      expect(attach('vpin', {}, SOURCE_MID)).toBe(-ARGUMENT);
      expect(attach('covariance', {}, SOURCE_MID)).toBe(-ARGUMENT);
      expect(attach('touch', { levels: 1 }, SOURCE_MID)).toBe(-ARGUMENT);
      expect(attach('touch', {}, SOURCE_TRADE)).toBe(-ARGUMENT);
      expect(attach('vwap', {}, SOURCE_SPREAD)).toBe(-ARGUMENT);
      expect(attach('ewma', {}, 4)).toBe(-ARGUMENT);
      expect(rig.core.attachKernel(5, 'touch', {}, SOURCE_MID)).toBe(-ARGUMENT);
      expect(attach('orderFlow', {}, SOURCE_MID)).toBe(-FULL);
      expect(attach('tradeFlow', {}, SOURCE_TRADE)).toBe(0);
      expect(attach('ewma', {}, SOURCE_TRADE)).toBe(-FULL);
    });

    it('are not fed what cannot be', async () => {
      const { rig, writer } = await attached(['tradeFlow']);
      expect(rig.core.observeBook(writer, -1, -1)).toBe(-RANGE);
      expect(rig.core.observeBook(writer, 0, 2 ** 53)).toBe(-RANGE);
      expect(rig.core.observeBook(7, 0, 0)).toBe(-ARGUMENT);
      expect(rig.core.observeLoss(writer, 0.5)).toBe(-RANGE);
      expect(rig.core.observeLoss(7, 0)).toBe(-ARGUMENT);
      expect(rig.core.observeTrades(7, 0, 0, 0)).toBe(-ARGUMENT);
      expect(rig.core.observeTrades(writer, 33, 0, 0)).toBe(-FULL);
      expect(rig.core.readAnalytics(7)).toBe(-ARGUMENT);
      const count = rig.putTrades([BUY, { ...SELL, lots: 0 }]);
      expect(rig.core.observeTrades(writer, count, 0, 0)).toBe(-RANGE);
      expect(rig.core.readAnalytics(writer)).toBe(7);
      expect(rig.core.analytics[1]).toBe(Number.NaN);
    });
  });
}
