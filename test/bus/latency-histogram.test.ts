/** Latencies as Prometheus reads them: cumulative buckets, a sum, a count; what clocks make negative apart. */
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { LATENCY_BUCKETS, LatencyHistogram } from '../../host/bus/latency-histogram.js';
import { registerLatency } from '../../host/bus/latency-metric.js';

describe('a latency histogram', () => {
  it('puts a value into the first bucket that is not below it, and the longest into none', async () => {
    const histogram = new LatencyHistogram();
    for (const seconds of LATENCY_BUCKETS) histogram.observe(seconds * 1e6);
    histogram.observe(LATENCY_BUCKETS.at(-1)! * 1e6 + 1);
    histogram.observe(0);
    histogram.observe(-1);
    expect([...histogram.counts]).toEqual([2, ...LATENCY_BUCKETS.map(() => 1)]);
    expect([histogram.count, histogram.negative]).toEqual([LATENCY_BUCKETS.length + 2, 1]);
  });

  it('is scraped as a histogram', async () => {
    const registry = new Registry();
    const histogram = new LatencyHistogram();
    const name = 'tickwire_test_seconds';
    registerLatency(registry, {
      name,
      help: 'a test',
      labelNames: ['venue'],
      read: () => [[{ venue: 'v' }, histogram]],
    });
    histogram.observe(700);
    histogram.observe(20_000_000);
    const text = await registry.metrics();
    expect(text).toContain(`# TYPE ${name} histogram`);
    expect(text).toContain(`${name}_bucket{venue="v",le="0.0005"} 0`);
    expect(text).toContain(`${name}_bucket{venue="v",le="0.001"} 1`);
    expect(text).toContain(`${name}_bucket{venue="v",le="10"} 1`);
    expect(text).toContain(`${name}_bucket{venue="v",le="+Inf"} 2`);
    expect(text).toContain(`${name}_sum{venue="v"} 20.0007`);
    expect(text).toContain(`${name}_count{venue="v"} 2`);
  });
});
