/** Rates, latencies and the mid's history over time, with a clock of the test's own. */
import { describe, expect, it } from 'vitest';
import { LATENCY_SAMPLES, LatencyWindow } from '../../web/dashboard/latency-window.js';
import { MID_SAMPLE_MS, MID_SAMPLES, MidHistory } from '../../web/dashboard/mid-history.js';
import { RateWindow, WINDOW_SECONDS } from '../../web/dashboard/rate-window.js';

describe('a rate', () => {
  it('is the mean of whole seconds, the one under way left out', () => {
    const rate = new RateWindow();
    rate.add(100, 10_200);
    expect(rate.perSecond(10_900, 5)).toBe(0);
    rate.add(300, 11_500);
    expect(rate.perSecond(12_100, 5)).toBe(200);
    expect(rate.perSecond(20_000, 5)).toBe(0);
    expect(rate.total).toBe(400);
  });

  it('falls to zero when nothing comes, even for longer than its window', () => {
    const rate = new RateWindow();
    for (let second = 0; second < 10; second++) rate.add(50, second * 1000);
    expect(rate.perSecond(10_000, 5)).toBe(50);
    expect(rate.perSecond(10_000_000, WINDOW_SECONDS)).toBe(0);
    rate.add(60, 10_000_500);
    expect(rate.perSecond(10_001_000, 1)).toBe(60);
  });

  it('gives its seconds oldest first, as many as there were', () => {
    const rate = new RateWindow();
    const series = new Float64Array(WINDOW_SECONDS);
    for (let second = 0; second < 3; second++) rate.add(second + 1, second * 1000);
    expect(rate.series(3000, series)).toBe(3);
    expect([...series.subarray(0, 3)]).toEqual([1, 2, 3]);
    for (let second = 3; second < 200; second++) rate.add(second + 1, second * 1000);
    expect(rate.series(200_000, series)).toBe(WINDOW_SECONDS);
    expect(series[0]).toBe(200 - WINDOW_SECONDS + 1);
    expect(series[WINDOW_SECONDS - 1]).toBe(200);
  });
});

it('latencies give nearest-rank quantiles of the last samples', () => {
  const window = new LatencyWindow();
  expect(window.quantiles()).toBeUndefined();
  for (let i = 1; i <= 100; i++) window.add(101 - i);
  expect(window.quantiles()).toEqual({ p50: 50, p99: 99 });
  for (let i = 0; i < LATENCY_SAMPLES; i++) window.add(-2.5);
  expect(window.quantiles()).toEqual({ p50: -2.5, p99: -2.5 });
  window.clear();
  expect(window.quantiles()).toBeUndefined();
});

it('the mid is sampled at even steps and keeps its newest', () => {
  const history = new MidHistory();
  expect(history.sample(1, 0)).toBe(true);
  expect(history.sample(2, MID_SAMPLE_MS - 1)).toBe(false);
  for (let i = 1; i <= MID_SAMPLES; i++) history.sample(i + 1, i * MID_SAMPLE_MS);
  expect(history.count).toBe(MID_SAMPLES);
  expect(history.values[0]).toBe(2);
  expect(history.values[MID_SAMPLES - 1]).toBe(MID_SAMPLES + 1);
});
