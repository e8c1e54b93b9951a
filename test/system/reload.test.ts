/** SIGHUP: a running host takes in the symbols that its file has now, and says what it did and what must wait. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connect } from '../../web/client/node.js';
import { closeFeedsAfterEach, startExchange } from '../live/running-feed.js';
import { endCommandsAfterEach, startHost } from './command.js';

endCommandsAfterEach();
closeFeedsAfterEach();

const folder = mkdtempSync(join(tmpdir(), 'tickwire-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('follows the symbols of its file on the connection it has, and refuses a file that is wrong', {
  timeout: 60_000,
}, async () => {
  const { exchange, urls } = await startExchange();
  const file = join(folder, 'tickwire.yaml');
  const write = (symbols: string, more = '') =>
    writeFileSync(file, `venues: { simulated: { symbols: ${symbols}, wsUrl: "${urls.ws}" } }\n${more}`);
  write('[BTCUSDT, ETHUSDT]');
  const { host, url } = await startHost('--config', file);
  const ready = async () =>
    (await fetch(`${url}/readyz`)).json() as Promise<{ live: number; notLive: unknown[]; unknown: string[] }>;
  await expect.poll(ready, { timeout: 20_000 }).toMatchObject({ live: 2, notLive: [], unknown: [] });

  const client = connect(url);
  const books = client.match({ symbols: 'simulated:*', depth: 5 });
  expect(await books.ready).toMatchObject({ granted: 2, omitted: 0 });

  write('[ETHUSDT, SOLUSDT]', 'core: { levels: 1000 }\n');
  host.kill('SIGHUP');
  await host.wrote(/"msg":"simulated: \+SOLUSDT, -BTCUSDT"/);
  const stateOf = (native: string) => books.subscriptions.get(`simulated:${native}`)?.state;
  await expect.poll(() => stateOf('SOLUSDT'), { timeout: 20_000 }).toBe('live');
  expect([stateOf('ETHUSDT'), stateOf('BTCUSDT')]).toEqual(['live', 'stale']);
  client.close();
  await host.wrote(/"msg":"core\.levels has changed, which takes effect after a restart"/);
  await expect.poll(ready, { timeout: 20_000 }).toMatchObject({ live: 2, notLive: [], unknown: [] });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('symbol_state{symbol="simulated:SOLUSDT",state="live"} 1');
  expect(metrics).not.toContain('simulated:BTCUSDT');
  expect(metrics).toContain('reconnects_total{venue="simulated"} 0');
  expect(exchange.connections).toBe(1);

  write('[]');
  host.kill('SIGHUP');
  await host.wrote(/"msg":"[^"]*tickwire\.yaml is not usable, so nothing is changed"/);
  expect(host.out).toMatch(/venues\.simulated\.symbols: \[\] is not usable/);
  expect(await ready()).toMatchObject({ live: 2 });

  write('[ETHUSDT, SOLUSDT]', 'core: { levels: 1000 }\n');
  host.kill('SIGTERM');
  expect(await host.exit).toBe(0);
});
