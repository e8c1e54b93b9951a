/** Latency histograms as a metric of Prometheus, read at each scrape. */
import type { Metric, MetricValue, Registry } from 'prom-client';
import { LATENCY_BUCKETS, type LatencyHistogram } from './latency-histogram.js';

type Labels = Readonly<Record<string, string>>;
type Sample = MetricValue<string> & { readonly metricName: string };

export interface LatencyMetricOptions {
  /** Ends in `_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** What there is to show, with its labels. */
  readonly read: () => Iterable<readonly [Labels, LatencyHistogram]>;
}

export function registerLatency(registry: Registry, options: LatencyMetricOptions): void {
  const { name, help, labelNames } = options;
  const metric = {
    name,
    help,
    labelNames,
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: samples(options) }),
    reset() {},
  };
  registry.registerMetric(metric as unknown as Metric);
}

function samples({ name, read }: LatencyMetricOptions): Sample[] {
  const all: Sample[] = [];
  for (const [labels, histogram] of read()) {
    let count = 0;
    for (const [bucket, end] of LATENCY_BUCKETS.entries()) {
      count += histogram.counts[bucket]!;
      all.push({ metricName: `${name}_bucket`, labels: { ...labels, le: end }, value: count });
    }
    count += histogram.counts[LATENCY_BUCKETS.length]!;
    all.push({ metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count });
    all.push({ metricName: `${name}_sum`, labels, value: histogram.sumMicros / 1e6 });
    all.push({ metricName: `${name}_count`, labels, value: count });
  }
  return all;
}
