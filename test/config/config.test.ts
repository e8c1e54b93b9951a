/** A configuration: defaults, what flags do, and one clear line for everything that can be wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ConfigResult, loadConfig, MAX_CONFIG_BYTES, parseConfig } from '../../host/config/config.js';
import { DEFAULT_THREAD_LIMITS } from '../../host/config/thread-limits.js';
import { DEFAULT_FEED_LIMITS } from '../../host/feeds/live/feed-limits.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';

const folder = mkdtempSync(join(tmpdir(), 'tickwire-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function config(result: ConfigResult) {
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

function problemsOf(text: string, flags = {}): readonly string[] {
  const result = parseConfig(text, flags);
  return result.ok ? [] : result.problems;
}

describe('configuration', () => {
  it('without a file runs the simulated exchange on loopback', () => {
    const found = config(loadConfig(undefined, {}));
    expect(Object.keys(found.venues)).toEqual(['simulated']);
    expect(found.gateway).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(found.core.build).toBe('auto');
  });

  it('reads YAML', () => {
    const text = `
venues:
  kraken-v2:
    symbols: [BTC/USD, ETH/USD]
    depth: 100
    wsUrl: ws://127.0.0.1:9000/
    staleAfter: 2.5s
gateway: { port: 0 }
`;
    const found = config(parseConfig(text));
    expect(found.venues['kraken-v2']).toEqual({
      symbols: ['BTC/USD', 'ETH/USD'],
      depth: 100,
      wsUrl: 'ws://127.0.0.1:9000',
      staleAfter: 2500,
    });
    expect(found.gateway.port).toBe(0);
  });

  it('reads JSON, indented with tabs too', () => {
    const raw = { venues: { 'binance-spot': { symbols: ['BTCUSDT'] } }, log: { level: 'debug' } };
    for (const indent of [0, 2, '\t']) {
      const found = config(parseConfig(JSON.stringify(raw, null, indent)));
      expect(found.log.level).toBe('debug');
      expect(found.venues['binance-spot']?.symbols).toEqual(['BTCUSDT']);
    }
  });

  it('takes an empty file for the defaults', () => {
    expect(config(parseConfig(''))).toEqual(config(loadConfig(undefined, {})));
  });

  it('takes no password in an address, and shows none', () => {
    const text =
      '{venues: {okx: {symbols: [A], wsUrl: "wss://user:hunter2@ws.okx.com", restUrl: "https://hunter2@a/b"}}}';
    const found = problemsOf(text);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^venues\.okx\.wsUrl: "wss:\/\/…@ws\.okx\.com" is not usable; .* or a password$/);
    expect(found.join()).not.toContain('hunter2');
  });

  it('names the path of each wrong value and what would be right', () => {
    const text = `
venues:
  binance-spot:
    symbols: BTCUSDT
    wsUrl: http://127.0.0.1
    staleAfter: 10
  kraken-v2:
    symbols: ["BTC/USD", "BTC/USD"]
gateway:
  port: 70000
core:
  build: fast
simulated:
  misbehave: { drop: 1.5 }
`;
    expect(problemsOf(text)).toEqual([
      'venues.binance-spot.symbols: "BTCUSDT" is not usable; expected a list of 1 to 10000 symbols, each named once',
      'venues.binance-spot.wsUrl: "http://127.0.0.1" is not usable; expected an address such as ws://127.0.0.1:9000, without a query or a password',
      'venues.binance-spot.staleAfter: 10 is not usable; expected a duration such as "250ms", "10s", "5m" or "24h", from 100 ms to 86400000 ms',
      'venues.kraken-v2.symbols: ["BTC/USD","BTC/USD"] is not usable; expected a list of 1 to 10000 symbols, each named once',
      'simulated.misbehave.drop: 1.5 is not usable; expected a number from 0 to 1',
      'core.build: "fast" is not usable; expected one of auto, simd, scalar',
      'gateway.port: 70000 is not usable; expected an integer from 0 to 65535',
    ]);
  });

  it('hints at the key that was meant', () => {
    expect(problemsOf('gatway: {port: 1}')).toEqual(['gatway: unknown key; did you mean gateway?']);
    expect(problemsOf('gateway: {prot: 1}')).toEqual(['gateway.prot: unknown key; did you mean gateway.port?']);
    expect(problemsOf('venues: {binance: {symbols: [A]}}')).toEqual([
      'venues.binance: unknown key; known here: binance-spot, binance-usdm, binance-coinm, kraken-v1, kraken-v2, coinbase, okx, simulated',
    ]);
    expect(problemsOf('venues: {kraken-v3: {symbols: [A]}}')).toEqual([
      'venues.kraken-v3: unknown key; did you mean venues.kraken-v1?',
    ]);
  });

  it('refuses what is no mapping, and text that is neither YAML nor JSON', () => {
    expect(problemsOf('- a\n- b')).toEqual([
      'the whole: ["a","b"] is not usable; expected a mapping of keys to values',
    ]);
    expect(problemsOf('just text')).toEqual([
      'the whole: "just text" is not usable; expected a mapping of keys to values',
    ]);
    expect(problemsOf('venues: none')).toEqual(['venues: "none" is not usable; expected a mapping of keys to values']);
    for (const text of ['venues: [', '{"venues": ', 'a: b: c', 'a: 1\na: 2', 'a: *nowhere']) {
      const lines = problemsOf(text);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).not.toContain('\n');
    }
  });

  it('asks for symbols wherever they are not implied, and for room for them', () => {
    expect(problemsOf('venues: {kraken-v1: {}}')).toEqual([
      'venues.kraken-v1.symbols: missing; expected a list such as [BTCUSDT], or --symbols BTCUSDT',
    ]);
    expect(problemsOf('venues: {simulated: {wsUrl: "ws://127.0.0.1:1"}}')[0]).toContain('simulated.symbols: missing');
    expect(problemsOf('venues: {}')[0]).toContain('venues: names none');
    expect(problemsOf('venues: {kraken-v1: {symbols: [A, B, C]}}\ncore: {streams: 2}')[0]).toContain(
      'each of 3 symbols',
    );
    expect(problemsOf('venues: {kraken-v1: {symbols: [A, B]}}\ncore: {streams: 2}')).toEqual([]);
  });

  it('refuses a depth that the venue does not have', () => {
    expect(problemsOf('venues: {kraken-v1: {symbols: [A], depth: 11}}')).toEqual([
      'venues.kraken-v1.depth: 11 is not usable; expected one of 10, 25, 100, 500, 1000',
    ]);
    expect(problemsOf('venues: {binance-spot: {symbols: [A], depth: 100}}')).toEqual([
      'venues.binance-spot.depth: 100 is not usable; expected none: its books are always whole',
    ]);
  });

  it('takes every limit by its name, a time as a duration', () => {
    const text = 'gateway: {limits: {slow: 5s, connections: 7}}\nfeeds: {resync: {max: 1m}, attemptsPerSecond: 0.5}';
    const found = config(parseConfig(text));
    expect(found.gateway.limits).toEqual({ ...GATEWAY_LIMITS, slowMs: 5000, connections: 7 });
    expect(found.feeds).toEqual({
      ...DEFAULT_FEED_LIMITS,
      resync: { ...DEFAULT_FEED_LIMITS.resync, maxMs: 60_000 },
      attemptsPerSecond: 0.5,
    });
    expect(problemsOf('gateway: {limits: {slowMs: 5000, connections: 0}}')).toEqual([
      'gateway.limits.connections: 0 is not usable; expected an integer from 1 to 2147483647',
      'gateway.limits.slowMs: unknown key; did you mean gateway.limits.slow?',
    ]);
  });

  it('refuses limits that contradict each other, and takes them where they meet', () => {
    expect(problemsOf('gateway: {limits: {minInterval: 200ms, defaultInterval: 199ms}}')).toEqual([
      'gateway.limits.minInterval: 200 ms is not usable; expected at most gateway.limits.defaultInterval, 199 ms',
    ]);
    expect(problemsOf('gateway: {limits: {minInterval: 200ms, defaultInterval: 200ms, maxInterval: 200ms}}')).toEqual(
      [],
    );
    expect(problemsOf('gateway: {limits: {sendMaxBytes: 1048575}}')).toEqual([
      'gateway.limits.sendHighBytes: 1048576 bytes is not usable; expected at most gateway.limits.sendMaxBytes, 1048575 bytes',
    ]);
    expect(problemsOf('feeds: {reconnect: {max: 99ms}, resync: {min: 15001ms}}')).toEqual([
      'feeds.reconnect.min: 100 ms is not usable; expected at most feeds.reconnect.max, 99 ms',
      'feeds.resync.min: 15001 ms is not usable; expected at most feeds.resync.max, 15000 ms',
    ]);
  });

  it('tells the first error of syntax alone, in words of its own where the parser has none for users', () => {
    expect(problemsOf('a: [1, 2\nb: }')).toHaveLength(1);
    expect(problemsOf('gateway: {port: 1}\n---\ngateway: {port: 2}\n')).toEqual([
      'more than one document; expected one, without a line of ---',
    ]);
    expect(problemsOf('['.repeat(50_000))).toEqual(['nested too deeply to be read']);
  });

  it('takes threads by number or in full, and flags over either', () => {
    expect(config(parseConfig('')).threads).toEqual({ count: 0, wait: 'async', limits: DEFAULT_THREAD_LIMITS });
    expect(config(parseConfig('threads: 2')).threads.count).toBe(2);
    const text = 'threads: { count: 1, wait: block, limits: { ringBytes: 65536, silent: 3s, restart: { max: 1m } } }';
    expect(config(parseConfig(text, { threads: 16, threadWait: 'spin' })).threads).toEqual({
      count: 16,
      wait: 'spin',
      limits: {
        ...DEFAULT_THREAD_LIMITS,
        ringBytes: 65_536,
        silentMs: 3_000,
        restart: { ...DEFAULT_THREAD_LIMITS.restart, maxMs: 60_000 },
      },
    });
    expect(problemsOf('threads: { count: 17, wait: sleep }')).toEqual([
      'threads.count: 17 is not usable; expected an integer from 0 to 16',
      'threads.wait: "sleep" is not usable; expected one of async, block, yield, spin',
    ]);
    for (const [ringBytes, isTaken] of [
      [65_535, false],
      [65_536, true],
      [536_870_912, true],
      [536_870_913, false],
    ]) {
      const expected = `threads.limits.ringBytes: ${ringBytes} is not usable; expected an integer from 65536 to 536870912`;
      expect(problemsOf(`threads: { limits: { ringBytes: ${ringBytes} } }`)).toEqual(isTaken ? [] : [expected]);
    }
    expect(problemsOf('threads: { limits: { restart: { min: 31s } } }')).toEqual([
      'threads.limits.restart.min: 31000 ms is not usable; expected at most threads.limits.restart.max, 30000 ms',
    ]);
  });

  it('puts flags over the file', () => {
    const text = 'venues: {kraken-v2: {symbols: [A], depth: 10}}\ngateway: {port: 1, host: 0.0.0.0}';
    const found = config(parseConfig(text, { port: 2, symbols: ['B'], core: 'scalar', seed: 7 }));
    expect(found.venues).toEqual({ 'kraken-v2': { symbols: ['B'], depth: 10 } });
    expect(found.gateway).toMatchObject({ port: 2, host: '0.0.0.0' });
    expect(found.core.build).toBe('scalar');
    expect(found.simulated.seed).toBe(7);
  });

  it('runs the named venue alone, with what the file says of it', () => {
    const text = 'venues: {kraken-v2: {symbols: [A]}, binance-spot: {symbols: [B], restUrl: "http://127.0.0.1:1/"}}';
    expect(Object.entries(config(parseConfig(text, { venue: 'binance-spot' })).venues)).toEqual([
      ['binance-spot', { symbols: ['B'], restUrl: 'http://127.0.0.1:1' }],
    ]);
    expect(problemsOf(text, { wsUrl: 'ws://127.0.0.1:1' })).toEqual([
      '--ws-url needs --venue: the file has kraken-v2, binance-spot',
    ]);
  });

  it('takes symbols with their venue in front, as clients write them', () => {
    const flags = { venue: 'binance-spot', symbols: ['binance-spot:BTCUSDT', 'ETHUSDT', 'kraken-v2:BTC/USD'] };
    const found = config(loadConfig(undefined, flags));
    expect(found.venues['binance-spot']?.symbols).toEqual(['BTCUSDT', 'ETHUSDT', 'kraken-v2:BTC/USD']);
  });

  it('reads a file, and says in one line why it cannot', () => {
    const file = join(folder, 'tickwire.yaml');
    writeFileSync(file, 'gateway: { prot: 9 }');
    const bad = loadConfig(file, {});
    expect(bad).toEqual({ ok: false, problems: [`${file}: gateway.prot: unknown key; did you mean gateway.port?`] });
    expect(loadConfig(join(folder, 'none.yaml'), {})).toMatchObject({
      problems: [expect.stringMatching(/none\.yaml: there is no such file$/)],
    });
    expect(loadConfig(join(file, 'below'), {})).toMatchObject({ problems: [`${file}/below: there is no such file`] });
    expect(loadConfig('/dev/zero', {})).toMatchObject({ problems: ['/dev/zero: larger than 1048576 bytes'] });
    expect(loadConfig(folder, {})).toMatchObject({ problems: [`${folder}: is a folder`] });
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
    expect(loadConfig(file, {})).toMatchObject({ problems: [`${file}: not UTF-8 text`] });
    writeFileSync(file, `#${'x'.repeat(MAX_CONFIG_BYTES - 1)}`);
    expect(loadConfig(file, {}).ok).toBe(true);
    writeFileSync(file, `#${'x'.repeat(MAX_CONFIG_BYTES)}`);
    expect(loadConfig(file, {})).toMatchObject({ problems: [expect.stringContaining('larger than')] });
  });

  it('answers anything at all with a configuration or with lines, never an exception', () => {
    const check = (text: string) => {
      const result = parseConfig(text);
      if (!result.ok) {
        expect(result.problems.length).toBeGreaterThan(0);
        for (const line of result.problems) expect(line).not.toMatch(/\n/);
      }
    };
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check));
    fc.assert(fc.property(fc.json(), check));
    const key = fc.constantFrom(
      'venues',
      'gateway',
      'core',
      'simulated',
      'log',
      'port',
      'kraken-v2',
      'symbols',
      '__proto__',
    );
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(fc.jsonValue(), fc.dictionary(key, tie('value'), { maxKeys: 4 })),
    })).value;
    fc.assert(fc.property(tree, (value) => check(JSON.stringify(value) ?? '')));
  });
});
