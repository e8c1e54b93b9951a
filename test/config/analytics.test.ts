/** Which analytics a configuration names, and what it is told where it names none. */
import { describe, expect, it } from 'vitest';
import { SOURCE_MID, SOURCE_TRADE } from '../../assembly/analytics/layout.js';
import { plannedFor, STREAM_KERNELS } from '../../host/config/analytics.js';
import { parseConfig } from '../../host/config/config.js';
import { createReferenceAnalytics } from '../../host/reference/analytics/index.js';

function rules(text: string) {
  const result = parseConfig(`analytics: ${text}`);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config.analytics;
}
function problems(text: string): readonly string[] {
  const result = parseConfig(`analytics: ${text}`);
  return result.ok ? [] : result.problems;
}
const kernels = (text: string) =>
  problems(`[{ kernels: { ${text} } }]`).map((line) => line.replace('analytics[0].kernels.', ''));

describe('analytics in a configuration', () => {
  it('are of all symbols that a pattern matches, the later of two with one name', () => {
    const given = rules(`
  - kernels: { touch: {}, flow: { kernel: orderFlow, levels: 3, interval: 2s } }
  - symbols: ['binance-*:BTC*']
    kernels: { flow: { kernel: orderFlow }, vwap: { of: mid, interval: 0 } }`);
    expect(plannedFor(given, 'okx:BTC-USDT')).toEqual([
      { name: 'touch', kernel: 'touch', params: {}, source: SOURCE_MID },
      { name: 'flow', kernel: 'orderFlow', params: { levels: 3, intervalUs: 2_000_000 }, source: SOURCE_MID },
    ]);
    expect(plannedFor(given, 'binance-usdm:BTCUSDT')).toMatchObject([
      { name: 'touch' },
      { name: 'flow', params: {} },
      { name: 'vwap', params: { intervalUs: 0 }, source: SOURCE_MID },
    ]);
    expect(plannedFor(rules('[{ kernels: { vwap: {} } }]'), 'a')[0]!.source).toBe(SOURCE_TRADE);
  });

  it('are what the dashboard shows where nothing is said, and nothing where the list is empty', () => {
    const result = parseConfig('');
    if (!result.ok) throw new Error('refused');
    expect(plannedFor(result.config.analytics, 'okx:A').map(({ name }) => name)).toContain('touch');
    expect(plannedFor(result.config.analytics, 'simulated:A').map(({ name }) => name)).toContain('vpin');
    expect(plannedFor(rules('[]'), 'okx:A')).toEqual([]);
  });

  it('have every kernel with its defaults accepted by the core', () => {
    for (const name of STREAM_KERNELS) {
      const text = name === 'vpin' ? `${name}: { bucketLots: 1 }` : `${name}: {}`;
      const [plan] = plannedFor(rules(`[{ kernels: { ${text} } }]`), 'a');
      expect(createReferenceAnalytics().open(plan!.kernel, plan!.params)).toBeTypeOf('object');
    }
  });

  it.each([
    ['vpim: {}', /^vpim: .* is not usable; expected the name of a kernel.*did you mean vpin\?$/],
    ['x: { kernel: covariance }', /^x\.kernel: "covariance" is not usable/],
    ['vpin: {}', /^vpin\.bucketLots: missing; expected an integer from 1 to/],
    ['vpin: { bucketLots: 0 }', /^vpin\.bucketLots: 0 is not usable; expected an integer from 1/],
    ['touch: { levels: 3 }', /^touch\.levels: 3 is not usable; expected none: touch has no parameters$/],
    ['orderFlow: { levels: 11 }', /^orderFlow\.levels: 11 is not usable; expected an integer from 1 to 10$/],
    ['orderFlow: { interval: 5 }', /^orderFlow\.interval: 5 is not usable; expected a duration/],
    ['orderFlow: { interval: 0 }', /^orderFlow\.interval: 0 is not usable/],
    ['vwap: { of: spread }', /^vwap\.of: "spread" is not usable; expected one of trade, mid$/],
    ['microprice: { buckets: 21 }', /^microprice\.buckets: 21 is not usable; expected an integer from 2 to 20$/],
    ['"a b": {}', /^a b: .*letters, digits/],
    ['touch: 5', /^touch: 5 is not usable; expected a mapping of names to parameters/],
  ])('%s is refused in one line', (text, expected) => {
    expect(kernels(text)).toEqual([expect.stringMatching(expected)]);
  });
});
