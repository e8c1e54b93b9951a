/** The bytes that a host reckons for a kernel are those that the core takes. */
import { expect, it } from 'vitest';
import { createAnalytics } from '../../host/core/analytics/index.js';
import { KERNEL_NAMES, type KernelParams } from '../../host/wire/analytics.js';
import { blockBytes, setBytes } from '../../host/wire/kernel-bytes.js';
import { analyticsModule } from '../analytics-twins.js';

const OTHERS: Readonly<Record<string, KernelParams>> = {
  volatility: { returns: 7 },
  kyle: { bars: 9 },
  amihud: { bars: 11 },
  vpin: { bucketLots: 1, buckets: 1, changes: 3 },
  quantiles: { bins: 17 },
  covariance: { pairs: 2 },
  microprice: { buckets: 20, spreads: 5 },
};

it.each(KERNEL_NAMES)('%s', (name) => {
  const analytics = createAnalytics({ module: analyticsModule('scalar') });
  const byDefault = name === 'vpin' ? { bucketLots: 1 } : {};
  for (const params of [byDefault, { ...byDefault, ...OTHERS[name] }]) {
    expect(blockBytes(name, params)).toBe(analytics.bytes(name, params));
    expect(blockBytes(name, params) % 8).toBe(0);
    expect(setBytes([{ kernel: name, params }])).toBe(64 + 16 + blockBytes(name, params));
  }
});
