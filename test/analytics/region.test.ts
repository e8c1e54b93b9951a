/** Kernels in the core keep to the region that they were given, and say where it ends. */
import { describe, expect, it } from 'vitest';
import { ANALYTICS_ARGUMENT, ANALYTICS_FULL } from '../../assembly/analytics/layout.js';
import { type AnalyticsExports, createAnalytics, WasmAnalytics } from '../../host/core/analytics/index.js';
import { KERNEL_NAMES, KERNEL_SHAPES, type KernelParams } from '../../host/wire/analytics.js';
import { analyticsModule } from '../analytics-twins.js';

const FROM = 65_536;
const params: Partial<Record<string, KernelParams>> = {
  vpin: { bucketLots: 3, buckets: 2, changes: 2 },
  quantiles: { bins: 16 },
  orderFlow: { intervalUs: 1 },
  volatility: { intervalUs: 1, returns: 2 },
  kyle: { intervalUs: 1, bars: 2 },
  amihud: { intervalUs: 1, bars: 2 },
  covariance: { pairs: 2 },
};

function instance(build: 'scalar' | 'simd', bytes: number) {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
  const { exports } = new WebAssembly.Instance(analyticsModule(build), { env: { memory } });
  const wasm = exports as unknown as AnalyticsExports;
  return { wasm, memory, analytics: new WasmAnalytics(wasm, memory, FROM, bytes) };
}

describe.each(['scalar', 'simd'] as const)('region, %s', (build) => {
  it.each(KERNEL_NAMES)('%s writes nothing beside its block', (name) => {
    const { analytics, memory } = instance(build, 131_072);
    const bytes = analytics.bytes(name, params[name]);
    const kernel = analytics.open(name, params[name]);
    if (typeof kernel === 'number') throw new Error(`code ${kernel}`);
    const all = new Uint8Array(memory.buffer);
    const block = FROM + 32_768;
    all.fill(0xa5, block + bytes);
    const before = all.slice(0, FROM);
    const row = new Float64Array(KERNEL_SHAPES[name].recordFields);
    for (let i = 1; i < 500; i++) {
      const x = 1 + ((i * 7_919) % 1_000) ** 3;
      if (row.length > 5) row.set([i, i % 2, ...Array.from({ length: 10 }, (_, m) => [x, m + i, x + 1, m + x]).flat()]);
      else row.set([i, i % 2, x, i, i % 3].slice(0, row.length));
      expect(kernel.push(row)).toBe(1);
    }
    expect(all.slice(0, FROM)).toEqual(before);
    expect(all.subarray(block + bytes).every((byte) => byte === 0xa5)).toBe(true);
  });

  it('answers that no room is left, and has it back when cleared', () => {
    const { analytics } = instance(build, 40_000);
    const bytes = analytics.bytes('ewma');
    const fit = Math.floor((40_000 - 32_768) / bytes);
    for (let i = 0; i < fit; i++) expect(typeof analytics.open('ewma')).toBe('object');
    expect(analytics.open('ewma')).toBe(-ANALYTICS_FULL);
    analytics.clear();
    expect(typeof analytics.open('ewma')).toBe('object');
  });

  it('answers addresses that cannot be with a code', () => {
    const { wasm } = instance(build, 40_000);
    const end = 4 * 65_536;
    const open = (at: number, room = 1_000) => wasm.analyticsOpen(7, at, room, 10, 0, 0, 0, 0);
    expect([open(FROM + 4), open(end - 8), open(-8), open(FROM, 8)]).toEqual(Array(4).fill(-ANALYTICS_FULL));
    expect(open(FROM)).toBe(wasm.analyticsBytes(7, 10, 0, 0, 0, 0));
    expect(wasm.analyticsPush(FROM + 2_048, FROM + 4_096, 1)).toBe(-ANALYTICS_ARGUMENT);
    expect(wasm.analyticsPush(end, FROM, 1)).toBe(-ANALYTICS_ARGUMENT);
    expect(wasm.analyticsPush(FROM, end - 16, 1)).toBe(-ANALYTICS_FULL);
    expect(wasm.analyticsPush(FROM, FROM + 4_096, -1)).toBe(-ANALYTICS_FULL);
    expect([0, 14, -1].map((kernel) => wasm.analyticsBytes(kernel, 1, 1, 1, 1, 1))).toEqual([-1, -1, -1]);
  });

  it('works in shared memory', () => {
    const analytics = createAnalytics({ module: analyticsModule(build, 'shared'), kind: 'shared' });
    const kernel = analytics.open('twap', { intervalUs: 0 });
    if (typeof kernel === 'number') throw new Error(`code ${kernel}`);
    expect(kernel.push(Float64Array.of(1, 1, 5, 2, 1, 7))).toBe(2);
    expect(kernel.values[0]).toBe(5);
  });
});

it('a region that cannot be is an error that names it', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const wasm = {} as AnalyticsExports;
  expect(() => new WasmAnalytics(wasm, memory, 4, 40_000)).toThrow('begins at 4');
  expect(() => new WasmAnalytics(wasm, memory, 8, 100)).toThrow('100 bytes');
});
