/** `tickwire start` as a process: a live book for a client, a clean stop, one line a mistake. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../web/client/node.js';
import { Command, command, endCommandsAfterEach, startHost } from './command.js';

endCommandsAfterEach();

const folder = mkdtempSync(join(tmpdir(), 'tickwire-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const poll = { interval: 10, timeout: 30_000 };

describe('tickwire start', () => {
  it('serves live books of the embedded exchange, health, metrics and the page; stops clean', async () => {
    const { host, url } = await startHost('--seed', '5', '--symbols', 'BTCUSDT,ETHUSDT');
    await host.wrote(
      /runs simulated \(BTCUSDT, ETHUSDT\) on the (simd|scalar) core; simulated is an exchange in this process, seed 5,/,
    );
    await host.wrote(/stop it with Ctrl-C/);
    const client = connect(url);
    const subscription = client.subscribe({ symbol: 'simulated:ETHUSDT', depth: 20, intervalMs: 0 });
    await subscription.ready;
    let changes = 0;
    let trades = 0;
    subscription.on('book_change', () => {
      changes += 1;
    });
    subscription.on('trade', () => {
      trades += 1;
    });
    await expect.poll(() => subscription.state === 'live' && changes > 5 && trades > 0, poll).toBe(true);
    expect(subscription.book.bidCount).toBe(20);
    expect(subscription.book.bestBid!.ticks).toBeLessThan(subscription.book.bestAsk!.ticks);
    expect(client.symbols.map(({ symbol }) => symbol)).toEqual(['simulated:BTCUSDT', 'simulated:ETHUSDT']);

    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      'tickwire_feeds_symbol_state{symbol="simulated:ETHUSDT",state="live"} 1',
      'tickwire_gateway_clients 1',
      'tickwire_build_info{version=',
      'nodejs_eventloop_lag_p99_seconds ',
      'process_resident_memory_bytes ',
    ]) {
      expect(metrics).toContain(name);
    }
    expect(await (await fetch(`${url}/`)).text()).toContain('<!doctype html>');

    const reasons: string[] = [];
    client.on('state', (_, reason) => reasons.push(reason));
    host.kill('SIGTERM');
    expect(await host.exit).toBe(0);
    expect(host.err).toBe('');
    expect(host.out).toContain('"msg":"stopped"');
    await expect.poll(() => reasons.some((reason) => reason.includes('4000')), poll).toBe(true);
    expect(subscription.book.live).toBe(false);
    client.close();
  });

  it('ends at once at a second signal', async () => {
    const { host } = await startHost();
    host.kill('SIGINT');
    host.kill('SIGINT');
    expect([0, 'SIGINT']).toContain(await host.exit);
  });

  it('is fed by an exchange in another process, configured by a file', async () => {
    const exchange = new Command(['simulate', '--port', '0', '--seed', '9', '--symbols', 'BTCUSDT,SOLUSDT']);
    const [, ws, rest] = await exchange.wrote(/--ws-url (\S+) --rest-url (\S+)/);
    const venues = { simulated: { symbols: ['BTCUSDT', 'NOPEUSDT'], wsUrl: ws, restUrl: rest } };
    const config = file('exchange.json', JSON.stringify({ venues, log: { level: 'debug' } }));
    const { host, url } = await startHost('--config', config);
    await host.wrote(/simulated:BTCUSDT is live/);
    await host.wrote(/simulated:NOPEUSDT is refused by the venue: .*Invalid symbol/);
    const client = connect(url);
    const book = client.subscribe({ symbol: 'simulated:BTCUSDT' });
    await expect.poll(() => book.state, poll).toBe('live');
    await expect(client.subscribe({ symbol: 'simulated:NOPEUSDT' }).ready).rejects.toMatchObject({
      code: 'unknown_symbol',
    });
    exchange.kill('SIGKILL');
    await expect.poll(() => `${book.state} ${book.reason}`, poll).toBe('stale disconnected');
    expect(book.book.live).toBe(false);
    client.close();
  });

  it('writes lines for people where asked', async () => {
    const host = new Command(['start', '--port', '0', '--log-format', 'pretty']);
    const [line] = await host.wrote(/.*tickwire \S+ at http.*/);
    expect(line).not.toContain('{"level"');
    await host.wrote(/stop it with Ctrl-C/);
  });

  it('names a variable that it does not know, and takes one that it does', async () => {
    const host = new Command(['start', '--log-format', 'json'], { TICKWIRE_PORT: '0', TICKWIRE_PROT: '1' });
    await host.wrote(/TICKWIRE_PROT is no variable of tickwire/);
    const [, port] = await host.wrote(/"address":"http:\/\/127\.0\.0\.1:(\d+)\//);
    expect(port).not.toBe('8080');
  });

  it('lives on when nobody reads its log any more', async () => {
    const { host, url } = await startHost('--log-level', 'debug');
    host.process.stdout?.destroy();
    for (let i = 0; i < 5; i += 1) {
      const client = connect(url);
      await client.opened;
      client.close();
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    host.kill('SIGTERM');
    expect(await host.exit).toBe(0);
    expect(host.err).toBe('');
  });

  it('refuses a port that is in use, and takes no other one', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { status, out, err } = await command('start', '--port', String(port));
    other.close();
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toBe(`tickwire: port ${port} of 127.0.0.1 is in use; --port picks another, 0 any free one\n`);
  });

  it.each([
    [['--venue', 'kraken-v3', '--symbols', 'A'], /argument 'kraken-v3' is invalid\. Did you mean kraken-v1\?/],
    [['--venue', 'nasdaq', '--symbols', 'A'], /argument 'nasdaq' is invalid\. Expected one of binance-spot, /],
    [['--venue', 'kraken-v2'], /^tickwire: venues\.kraken-v2\.symbols: missing; expected a list/],
    [['--prot', '1'], /^tickwire: unknown option '--prot' \(Did you mean --port\?\)\n$/],
    [['--symbols', 'BTCUSDT,'], /argument 'BTCUSDT,' is invalid\. Expected a symbol as the venue spells it/],
    [
      ['--symbols', 'NOPE'],
      /^tickwire: venues\.simulated: the simulated exchange has no symbol "NOPE"; it has BTCUSDT/,
    ],
    [['--ws-url', '127.0.0.1:9'], /argument '127\.0\.0\.1:9' is invalid\. Expected an address such as ws:/],
    [['--misbehave', 'dorp=1'], /"dorp" is no fault; there are drop, duplicate/],
    [['--rate', '0'], /argument '0' is invalid\. Expected a number from 0\.01 to 10000\./],
    [['--host', '203.0.113.1', '--port', '0'], /^tickwire: 203\.0\.113\.1 is no interface of this machine/],
    [['--config', '/nowhere/tickwire.yaml'], /^tickwire: \/nowhere\/tickwire\.yaml: there is no such file\n$/],
    [
      ['--venue', 'kraken-v1', '--symbols', 'A', '--instruments', '/nowhere'],
      /^tickwire: instruments: \/nowhere: there is no such file\n$/,
    ],
    [['--core', 'fast'], /argument 'fast' is invalid\. Expected one of auto, simd, scalar\./],
  ])('answers %j in one line, with status 2', async (flags, line) => {
    const { status, out, err } = await command('start', ...flags);
    expect(err).toMatch(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, out }).toEqual({ status: 2, out: '' });
  });

  it('answers a bad file with a line for each problem', async () => {
    const config = file('bad.yaml', 'gateway: {prot: 1}\ncore: {totalLevels: lots}\n');
    const { status, out, err } = await command('start', '--config', config);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.split('\n')).toEqual([
      `tickwire: ${config}: core.totalLevels: "lots" is not usable; expected an integer from 16 to 16777216`,
      `tickwire: ${config}: gateway.prot: unknown key; did you mean gateway.port?`,
      '',
    ]);
  });

  it('says that a core is too large, before it opens anything', async () => {
    const config = file('large.yaml', 'core: {streams: 65536, levels: 1048576}\n');
    const { status, err } = await command('start', '--config', config);
    expect(status).toBe(2);
    expect(err).toMatch(/^tickwire: core: capacity\.\w+ = \d+ is too large: the core would need [\d.]+ GiB of 1\n$/);
  });
});
