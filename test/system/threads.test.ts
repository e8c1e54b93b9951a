/** `tickwire start --threads` as a process: what it says, SIGHUP, SIGTERM; what is wrong is one line and exit status 2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { closeFeedsAfterEach, startExchange } from '../live/running-feed.js';
import { Command, command, endCommandsAfterEach, startHost } from './command.js';

endCommandsAfterEach();
closeFeedsAfterEach();

const folder = mkdtempSync(join(tmpdir(), 'tickwire-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('feeds in threads, follows its file, and ends at once and whole', async () => {
  const { exchange, urls } = await startExchange();
  const file = join(folder, 'tickwire.yaml');
  const write = (symbols: string) =>
    writeFileSync(file, `threads: 1\nvenues: { simulated: { symbols: ${symbols}, wsUrl: "${urls.ws}" } }\n`);
  write('[BTCUSDT, ETHUSDT]');
  const { host, url } = await startHost('--config', file, '--threads', '2');
  await host.wrote(/runs simulated \(BTCUSDT, ETHUSDT\) on the \w+ core, in 2 threads beside the gateway's/);
  const ready = async () => (await fetch(`${url}/readyz`)).json();
  await expect.poll(ready, { timeout: 30_000 }).toMatchObject({ ready: true, live: 2 });
  // Each thread has a connection of its own.
  expect(exchange.connections).toBe(2);
  write('[ETHUSDT, SOLUSDT]');
  host.kill('SIGHUP');
  await host.wrote(/"msg":"simulated: \+SOLUSDT, -BTCUSDT"/);
  await expect.poll(ready, { timeout: 30_000 }).toMatchObject({ ready: true, live: 2, notLive: [], unknown: [] });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('symbol_state{symbol="simulated:SOLUSDT",state="live"} 1');
  expect(metrics).not.toContain('simulated:BTCUSDT');
  expect(metrics).toContain('tickwire_threads_up{thread="1"} 1');
  host.kill('SIGTERM');
  expect(await host.exit).toBe(0);
  expect(host.out).not.toMatch(/thread \d (ended|failed)/);
  await expect.poll(() => exchange.connections, { timeout: 10_000 }).toBe(0);
});

it.each([
  [['--threads', '17'], /--threads <count>.*integer from 0 to 16/],
  [['--threads', 'many'], /--threads <count>/],
  [['--threads', '2', '--thread-wait', 'never'], /--thread-wait <strategy>.*one of async, block, yield, spin/],
] as const)('answers %j in one line, with status 2', async (argv, expected) => {
  const { status, out, err } = await command('start', ...argv);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(expected);
  expect(err).toMatch(/^[^\n]+\n$/);
});

it('takes them from the environment', async () => {
  const host = new Command(['config', 'print'], { TICKWIRE_THREADS: '3', TICKWIRE_THREAD_WAIT: 'block' });
  expect(await host.exit).toBe(0);
  expect(host.out).toMatch(/threads:\s+count: 3\s+wait: block/);
});
