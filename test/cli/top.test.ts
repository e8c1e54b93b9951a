/** `tickwire top`: true to the host, one line where there is none, a page of 80 columns, a terminal as it was. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createProgram, run } from '../../host/cli/program.js';
import { type Overview, overview } from '../../host/cli/top/overview.js';
import { bytes, count, pageLines } from '../../host/cli/top/page.js';
import { Scrape } from '../../host/cli/top/scrape.js';
import type { Terminal } from '../../host/cli/top/screen.js';
import { registerTop } from '../../host/cli/top.js';
import { parseConfig } from '../../host/config/config.js';
import { Runtime } from '../../host/runtime.js';

let runtime: Runtime | undefined;
afterEach(async () => {
  await runtime?.stop();
  runtime = undefined;
});

async function start(environment: Record<string, string> = {}, gateway: object = {}): Promise<string> {
  const config = { gateway: { port: 0, ...gateway }, venues: { simulated: { symbols: ['BTCUSDT', 'ETHUSDT'] } } };
  const loaded = parseConfig(JSON.stringify(config));
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  runtime = await Runtime.create({ config: loaded.config, environment });
  const { host, port } = await runtime.start();
  await expect
    .poll(() => [...runtime!.bus.sources()].every(({ state }) => state === 'live'), { timeout: 20_000 })
    .toBe(true);
  return `http://${host}:${port}`;
}

class FakeTerminal implements Terminal {
  columns = 80;
  rows = 24;
  written: string[] = [];
  raw = 0;
  #onKey: (key: string) => void = () => {};

  write(text: string): void {
    this.written.push(text);
  }
  keys(onKey: (key: string) => void): () => void {
    this.raw++;
    this.#onKey = onKey;
    return () => {
      this.raw--;
    };
  }
  press(key: string): void {
    this.#onKey(key);
  }
  get pages(): string[] {
    return this.written.filter((text) => text.includes('q ends'));
  }
}

function top(terminal: FakeTerminal | undefined, ...args: string[]) {
  return topWith({}, terminal, ...args);
}

function topWith(variables: Record<string, string>, terminal: FakeTerminal | undefined, ...args: string[]) {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const signals = new EventEmitter();
  const program = createProgram(
    [(parent) => registerTop(parent, { terminal, isColoured: true, signals, variables })],
    streams,
  );
  return { said, signals, status: run(program, ['top', ...args], streams) };
}

describe('tickwire top', () => {
  it('--once --json tells what runs, with the rates of an interval', async () => {
    const url = await start();
    const { said, status } = top(undefined, '--url', url, '--once', '--json', '--interval', '500ms');
    expect(await status).toBeUndefined();
    const view = JSON.parse(said.out) as Overview & { url: string };
    expect(view).toMatchObject({
      url,
      clients: { connected: 1, behind: 0 },
      feeds: [{ venue: 'simulated', open: 1, connections: 1 }],
    });
    expect(view.feeds[0]!.messagesPerSecond).toBeGreaterThan(1);
    expect(view.books.map(({ symbol }) => symbol).sort()).toEqual(['simulated:BTCUSDT', 'simulated:ETHUSDT']);
    for (const book of view.books)
      expect(book).toMatchObject({ state: 'live', reason: 'none', gaps: 0, failedProofs: 0 });
    expect(view.latencies.map(({ hop }) => hop)).toHaveLength(4);
    expect(view.latencies[1]!.p99Ms).toBeGreaterThan(0);
    expect(view.process.coreBytes).toBe(runtime!.core.memory.buffer.byteLength);
    const plain = top(undefined, '--url', url, '--once', '--interval', '100ms');
    await plain.status;
    expect(plain.said.out).toMatch(/^tickwire \S+ {2}http[\s\S]*simulated:BTCUSDT +live/);
    expect(plain.said.out).not.toContain('\x1b');
  });

  it.each([
    ['q', (terminal: FakeTerminal, _signals: EventEmitter) => terminal.press('q')],
    ['Ctrl-C', (terminal: FakeTerminal, _signals: EventEmitter) => terminal.press('\x03')],
    ['SIGINT', (_terminal: FakeTerminal, signals: EventEmitter) => void signals.emit('SIGINT')],
    ['SIGTERM', (_terminal: FakeTerminal, signals: EventEmitter) => void signals.emit('SIGTERM')],
  ])('draws whole pages until %s, and leaves the terminal as it was', async (_name, end) => {
    const url = await start();
    const terminal = new FakeTerminal();
    const { signals, status, said } = top(terminal, '--url', url, '--interval', '100ms');
    await expect.poll(() => terminal.pages.length, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(terminal.raw).toBe(1);
    end(terminal, signals);
    expect(await status).toBeUndefined();
    expect(said).toEqual({ out: '', err: '' });
    expect(terminal.raw).toBe(0);
    expect(signals.eventNames()).toEqual([]);
    expect(terminal.written[0]).toContain('\x1b[?1049h\x1b[?25l');
    expect(terminal.written.at(-1)).toBe('\x1b[0m\x1b[?25h\x1b[?1049l');
    // One write a page, over the page before: nothing is cleared first.
    for (const page of terminal.pages) {
      expect(page.startsWith('\x1b[?2026h\x1b[H')).toBe(true);
      expect(page.endsWith('\x1b[J\x1b[?2026l')).toBe(true);
      expect(page).not.toContain('\x1b[2J');
    }
    expect(terminal.written).toHaveLength(terminal.pages.length + 2);
  });

  it('goes on when the host goes away, and says so', async () => {
    const url = await start();
    const terminal = new FakeTerminal();
    const { status } = top(terminal, '--url', url, '--interval', '100ms');
    await expect.poll(() => terminal.pages.length, { timeout: 20_000 }).toBeGreaterThan(1);
    await runtime!.stop();
    runtime = undefined;
    await expect.poll(() => terminal.pages.at(-1), { timeout: 20_000 }).toContain('nobody listens there');
    terminal.press('q');
    await status;
  });

  it('answers a mistake, or no host, in one line', async () => {
    const wrong: [string[], number, RegExp][] = [
      [[], 2, /needs a terminal; --once/],
      [['--json'], 2, /--json needs --once/],
      [['--interval', '5'], 2, /a duration such as/],
      [['--interval', '99ms', '--once'], 2, /from 100 ms/],
      [['--url', 'here', '--once'], 2, /an address such as http/],
      [
        ['--url', 'http://127.0.0.1:2', '--once'],
        1,
        /no host at http:\/\/127\.0\.0\.1:2: nobody listens there; tickwire start/,
      ],
    ];
    for (const [args, expected, message] of wrong) {
      const { status, said } = top(undefined, ...args);
      expect([await status, said.out], args.join(' ')).toEqual([expected, '']);
      expect(said.err).toMatch(message);
      expect(said.err).toMatch(/^tickwire: [^\n]+\n$/);
    }
  });
});

describe('tickwire top at a host that asks for tokens', () => {
  const secret = 'a secret of tests, longer than thirty-two bytes';
  const folder = mkdtempSync(join(tmpdir(), 'tickwire-top-'));
  const file = join(folder, 'token');
  afterAll(() => rmSync(folder, { recursive: true }));
  const tokenOf = (claims: object, seconds = 60) =>
    new SignJWT({ symbols: ['simulated:BTC*'], ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(new TextEncoder().encode(secret));

  it('shows its token, from the environment or a file that wins over it, and what that allows', async () => {
    const url = await start({ TICKWIRE_TOKEN_SECRET: secret });
    const good = await tokenOf({ metrics: true });
    writeFileSync(file, `${good}\n`);
    const ways: [Record<string, string>, string[]][] = [
      [{ TICKWIRE_TOKEN: good }, []],
      [{ TICKWIRE_TOKEN: 'a.b.c' }, ['--token-file', file]],
    ];
    for (const [variables, args] of ways) {
      const { said, status } = topWith(
        variables,
        undefined,
        ...['--url', url, '--once', '--json', '--interval', '100ms', ...args],
      );
      expect([await status, said.err]).toEqual([undefined, '']);
      const view = JSON.parse(said.out) as Overview;
      expect(view.clients.connected).toBe(1);
      // The state of a symbol comes from the metrics, its reason from the protocol, as far as the token allows it.
      const reasons = Object.fromEntries(view.books.map(({ symbol, reason }) => [symbol, reason]));
      expect(reasons).toEqual({ 'simulated:BTCUSDT': 'none', 'simulated:ETHUSDT': null });
      expect(said.out).not.toContain(good);
    }
  });

  it('says in one line why it is refused, and nothing of the token', async () => {
    const url = await start({ TICKWIRE_TOKEN_SECRET: secret });
    const hint = "; give a token by --token-file or TICKWIRE_TOKEN, tickwire token --metrics --symbols '*' makes one";
    const good = await tokenOf({ metrics: true });
    const wrong: [string, string][] = [
      ['', 'it asks for a token'],
      [await tokenOf({}), 'your token does not allow the metrics'],
      [await tokenOf({ metrics: true }, -1), 'the token has ended'],
      [`${good.slice(0, -6)}AAAAAA`, "the token's signature is not of this host's key"],
    ];
    for (const [token, why] of wrong) {
      const { said, status } = topWith({ TICKWIRE_TOKEN: token }, undefined, '--url', url, '--once');
      expect(await status).toBe(1);
      expect(said).toEqual({ out: '', err: `tickwire: ${url} refuses: ${why}${hint}\n` });
    }
  });

  it('takes nothing for a token that is none, and shows none of it', async () => {
    writeFileSync(file, 'hunter2\n second line');
    const wrong: [Record<string, string>, string[], RegExp][] = [
      [{ TICKWIRE_TOKEN: 'hunter2' }, [], /^tickwire: TICKWIRE_TOKEN: no token; expected a JSON Web Token/],
      [{}, ['--token-file', file], /token: no token; expected a JSON Web Token/],
      [{}, ['--token-file', join(folder, 'none')], /none: there is no such file/],
      [{}, ['--url', 'http://user:hunter2@127.0.0.1:1'], /expected an address .* without a query or a password/i],
    ];
    for (const [variables, args, message] of wrong) {
      const { said, status } = topWith(variables, undefined, '--once', ...args);
      expect([await status, said.out]).toEqual([2, '']);
      expect(said.err).toMatch(message);
      expect(said.err).not.toContain('hunter2');
      expect(said.err.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('reads the file again, so that another token takes the place of one that ends', async () => {
    const url = await start({ TICKWIRE_TOKEN_SECRET: secret });
    writeFileSync(file, await tokenOf({ metrics: true }, 2));
    const terminal = new FakeTerminal();
    const { status } = topWith({}, terminal, '--url', url, '--interval', '100ms', '--token-file', file);
    await expect.poll(() => terminal.pages.at(-1), { timeout: 20_000 }).toContain('the token has ended');
    writeFileSync(file, await tokenOf({ metrics: true }));
    await expect.poll(() => terminal.pages.at(-1), { timeout: 20_000 }).toContain('round trip');
    terminal.press('q');
    await status;
  });

  it('says how to trust a certificate of one’s own', async () => {
    const pem = (name: string) => fileURLToPath(new URL(`../gateway/certificate/${name}.pem`, import.meta.url));
    const http = await start({}, { tls: { certFile: pem('cert'), keyFile: pem('key') } });
    const { said, status } = top(undefined, '--url', http.replace('http:', 'https:'), '--once');
    expect(await status).toBe(1);
    expect(said.err).toMatch(/^tickwire: no host at https:[^\n]* NODE_EXTRA_CA_CERTS names the file [^\n]*\n$/);
  });

  it('shows the metrics alone where those are open and the protocol is not', async () => {
    const url = await start(
      { TICKWIRE_TOKEN_SECRET: secret },
      { auth: { metrics: 'open' }, limits: { auth: '100ms' } },
    );
    const terminal = new FakeTerminal();
    const { status } = topWith({}, terminal, '--url', url, '--interval', '100ms');
    await expect.poll(() => terminal.pages.at(-1), { timeout: 20_000 }).toContain('metrics alone');
    const shown = terminal.pages.length;
    await expect.poll(() => terminal.pages.length, { timeout: 20_000 }).toBeGreaterThan(shown + 5);
    const metrics = await runtime!.registry.getSingleMetricAsString('tickwire_gateway_refused_by_limit_total');
    expect(metrics).toContain('{limit="authMs"} 1');
    terminal.press('q');
    await status;
  });
});

describe('a page', () => {
  const number = fc.double({ min: 0, max: 1e9, noNaN: true });
  const book = fc.record({
    symbol: fc.string({ minLength: 1, maxLength: 70 }).map((text) => `v:${text.replace(/\s/g, '_')}`),
    state: fc.constantFrom('live', 'stale', 'resyncing', 'connecting'),
    reason: fc.constantFrom('none', 'gap', 'checksum', 'disconnected', null),
    ...{ ageSeconds: number, updatesPerSecond: number, tradesPerSecond: number, notLiveSeconds: number },
    ...{ gaps: fc.nat(), resyncs: fc.nat(), failedProofs: fc.nat() },
  });

  it('fits its terminal, whatever the figures', () => {
    const size = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 5, max: 60 }) });
    const base = overview(new Scrape('', 0), new Scrape('', 1000), undefined);
    fc.assert(
      fc.property(fc.array(book, { maxLength: 60 }), size, (books, bounds) => {
        const lines = pageLines({ ...base, books }, 'http://127.0.0.1:8080', 'nobody listens there', bounds);
        expect(lines.length).toBeLessThanOrEqual(bounds.rows);
        for (const { text } of lines) expect(text.length).toBeLessThanOrEqual(bounds.columns);
      }),
    );
  });

  it('shows figures in few characters', () => {
    fc.assert(fc.property(number, (value) => count(value).length <= 7 && bytes(value).length <= 7));
    expect([0, 0.26, 99.4, 99.5, 1234, 10_000, 1_500_000].map(count)).toEqual([
      '0',
      '0.3',
      '99.4',
      '100',
      '1234',
      '10k',
      '1.5M',
    ]);
    expect([0, 999, 1024, 150 * 1024, 5 * 1024 ** 2].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '150 kB',
      '5.0 MB',
    ]);
  });
});

describe('an overview', () => {
  const text = (ok: number, long: number, total: number) => `
# TYPE tickwire_feeds_book_latency_seconds histogram
tickwire_feeds_book_latency_seconds_bucket{venue="a",le="0.001"} ${ok}
tickwire_feeds_book_latency_seconds_bucket{venue="a",le="0.002"} ${long}
tickwire_feeds_book_latency_seconds_bucket{venue="a",le="+Inf"} ${long}
tickwire_feeds_messages_total{venue="a"} ${total}
tickwire_feeds_symbol_state{symbol="a:q\\"x",state="stale"} 1
tickwire_feeds_symbol_state{symbol="a:q\\"x",state="live"} 0
`;

  it('takes rates and latencies of the time between, and none below 0 from a host that began anew', () => {
    const before = new Scrape(text(100, 100, 50), 0);
    const view = overview(before, new Scrape(text(100, 110, 70), 2000), undefined);
    expect(view.feeds).toMatchObject([{ venue: 'a', messagesPerSecond: 10 }]);
    // All ten of the interval are in the second bucket.
    expect(view.latencies[1]).toEqual({ hop: 'receipt to book', p50Ms: 1.5, p99Ms: expect.closeTo(1.99, 5) });
    expect(view.latencies[0]).toMatchObject({ p50Ms: null, p99Ms: null });
    expect(view.books).toMatchObject([{ symbol: 'a:q"x', state: 'stale', reason: null }]);
    expect(overview(before, new Scrape(text(1, 1, 1), 1000), undefined).feeds[0]!.messagesPerSecond).toBe(0);
    expect(view.threads.count).toBe(0);
  });

  it('shows the threads of feeds where there are any', () => {
    const text = (busy: number) => `
tickwire_threads_up{thread="0"} 1
tickwire_threads_up{thread="1"} 0
tickwire_threads_restarts_total{thread="0"} 0
tickwire_threads_restarts_total{thread="1"} 3
tickwire_threads_lapped_total{thread="0"} 1
tickwire_threads_busy_seconds_total{thread="0"} ${busy}
tickwire_threads_ring_waiting_bytes{thread="0"} 2048
`;
    const view = overview(new Scrape(text(1), 0), new Scrape(text(2), 2000), undefined);
    expect(view.threads).toEqual({ count: 2, up: 1, restarts: 3, lapped: 1, busy: 0.5, waitingBytes: 2048 });
    const lines = pageLines(view, 'http://127.0.0.1:8080', '', { columns: 100, rows: 40 });
    expect(lines).toContainEqual({
      tone: 'bad',
      text: 'threads 1 of 2 up, 3 restarts, busy 50 %  rings 1 lapped, 2.0 kB waiting',
    });
  });
});
