/** Metrics of several threads as one: samples with the same labels are added up. */
import type { Metric, Registry } from 'prom-client';
import type { MetricSnapshot } from './messages.js';

/** Snapshots of all threads, of lives that ended among them. */
export type ReadSnapshots = () => Promise<readonly (readonly MetricSnapshot[])[]>;

/**
 * Registers, for each metric of `template`, one that sums what the threads have of it.
 * @param read called once for all metrics of a scrape
 */
export function registerMerged(registry: Registry, template: Registry, read: ReadSnapshots): void {
  let reading: ReturnType<ReadSnapshots> | undefined;
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  for (const metric of template.getMetricsAsArray() as unknown as readonly RegisteredMetric[]) {
    const { name, help, type, labelNames = [] } = metric;
    const merged = {
      ...{ name, help, type, labelNames, aggregator: 'sum' },
      get: async () => {
        const own = await metric.get();
        const others = (await readOnce()).flatMap((metrics) => metrics.filter((other) => other.name === name));
        return { name, help, type: own.type, aggregator: 'sum', values: sums([own as MetricSnapshot, ...others]) };
      },
      reset() {},
    };
    registry.registerMetric(merged as unknown as Metric);
  }
}

/** What prom-client's metrics have, and its types do not say. */
interface RegisteredMetric {
  readonly name: string;
  readonly help: string;
  readonly type?: unknown;
  readonly labelNames?: readonly string[];
  get(): Promise<MetricSnapshot>;
}

/** Snapshots as one, each metric once. */
export function addedUp(snapshots: readonly (readonly MetricSnapshot[])[]): MetricSnapshot[] {
  const named = new Map<string, MetricSnapshot[]>();
  for (const metric of snapshots.flat()) named.set(metric.name, [...(named.get(metric.name) ?? []), metric]);
  return [...named.values()].map((metrics) => ({ ...metrics[0]!, values: sums(metrics) }));
}

type Sample = MetricSnapshot['values'][number] & { readonly metricName?: string };

function sums(snapshots: readonly MetricSnapshot[]): Sample[] {
  const samples = new Map<string, Sample>();
  for (const { values } of snapshots) {
    for (const sample of values as readonly Sample[]) {
      const key = `${sample.metricName ?? ''} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
      const before = samples.get(key);
      samples.set(key, before === undefined ? sample : { ...before, value: before.value + sample.value });
    }
  }
  return [...samples.values()];
}
