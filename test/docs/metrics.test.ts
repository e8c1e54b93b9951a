/** docs/METRICS.md is what a running host registers. `npm run docs` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { Runtime } from '../../host/runtime.js';

const file = new URL('../../docs/METRICS.md', import.meta.url);
let runtime: Runtime;

beforeAll(async () => {
  const loaded = parseConfig('{gateway: {port: 0}}');
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  runtime = await Runtime.create({ config: loaded.config });
  await runtime.start();
});

afterAll(() => runtime.stop());

async function page(): Promise<string> {
  const metrics = (await runtime.registry.getMetricsAsJSON())
    .filter(({ name }) => name.startsWith('tickwire_'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = metrics.map(({ name, type, help }) => {
    const labels = [...labelsOf(name)].join(', ');
    return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
  });
  return [
    '# Metrics',
    '',
    'Served at `/metrics` in the format of Prometheus, in base units, beside those of the process and of Node’s event',
    'loop (`process_*`, `nodejs_*`). This page is written from a running host by `npm run docs`.',
    '',
    '| metric | type | labels | what it says |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function labelsOf(name: string): readonly string[] {
  const metric = runtime.registry.getSingleMetric(name) as unknown as { labelNames?: readonly string[] } | undefined;
  return metric?.labelNames ?? [];
}

it('lists every metric, and no other', async () => {
  const expected = await page();
  if (process.env['TICKWIRE_WRITE_DOCS'] === '1') writeFileSync(file, expected);
  expect(readFileSync(file, 'utf8')).toBe(expected);
});
