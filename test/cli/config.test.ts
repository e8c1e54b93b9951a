/** `tickwire config`: what start would refuse is refused, what is printed says the same, what is written can be used. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { registerConfig } from '../../host/cli/config.js';
import { createProgram, run } from '../../host/cli/program.js';
import { parseConfig } from '../../host/config/config.js';
import { formatDuration, parseDuration } from '../../host/config/duration.js';

const folder = mkdtempSync(join(tmpdir(), 'tickwire-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env['TICKWIRE_PORT'];
});

async function config(...args: string[]) {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const status = await run(createProgram([registerConfig], streams), ['config', ...args], streams);
  return { status, ...said };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const FULL = `
venues:
  kraken-v2: { symbols: [BTC/USD], depth: 25, staleAfter: 90s }
  simulated: {}
gateway: { port: 9000, limits: { slow: 250ms } }
flight: { folder: flights, limits: { keep: 1m } }
feeds: { resync: { first: 1500ms } }
analytics:
  - symbols: ['simulated:*']
    kernels: { touch: {}, orderFlow: { levels: 5, interval: 1s }, slow: { kernel: ewma, of: spread, tau: 30s }, vwap: { interval: 0 } }
pairs: [{ name: a-b, symbols: [simulated:BTCUSDT, simulated:ETHUSDT], interval: 2s }]
`;

describe('tickwire config', () => {
  it('check says what would run, and refuses what start refuses, with the path of the key', async () => {
    const good = file('good.yaml', FULL);
    expect(await config('check', good)).toEqual({
      status: undefined,
      out: `${good} is usable: kraken-v2 (BTC/USD), simulated (all)\n`,
      err: '',
    });
    const bad = file('bad.yaml', 'gateway: { limits: { slow: 5 } }\nvenus: {}\n');
    const { status, out, err } = await config('check', '--config', bad);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(
      `tickwire: ${bad}: gateway.limits.slow: 5 is not usable; expected a duration such as "250ms"`,
    );
    expect(err).toContain(`tickwire: ${bad}: venus: unknown key; did you mean venues?`);
    const steps = file('steps.yaml', `venues: { okx: { symbols: [A], instruments: ${join(folder, 'none.json')} } }`);
    expect(await config('check', steps)).toMatchObject({ status: 2, err: expect.stringMatching(/no such file/) });
  });

  it('print lays environment over the file and flags over both, and what it prints is the same configuration', async () => {
    const path = file('print.yaml', FULL);
    process.env['TICKWIRE_PORT'] = '9001';
    const printed = await config('print', path, '--host', '0.0.0.0');
    const again = parseConfig(printed.out);
    const wanted = parseConfig(FULL, { port: 9001, host: '0.0.0.0' });
    expect([printed.status, printed.err]).toEqual([undefined, '']);
    expect(again).toEqual(wanted);
    expect((await config('print', path, '--port', '9002')).out).toContain('port: 9002');
    expect(printed.out).toContain('slow: 250ms');
  });

  it('init writes what changes nothing, and never over a file', async () => {
    const path = join(folder, 'new.yaml');
    expect(await config('init', path)).toMatchObject({ status: undefined, err: '' });
    expect(parseConfig(readFileSync(path, 'utf8'))).toEqual(parseConfig(''));
    expect(await config('init', path)).toMatchObject({
      status: 2,
      err: `tickwire: ${path} is there already; name another\n`,
    });
    expect(parseConfig((await config('init', '-')).out)).toEqual(parseConfig(''));
  });

  it('without a command, or with a wrong one, is one line', async () => {
    expect(await config()).toEqual({
      status: 2,
      out: '',
      err: 'tickwire: config: which command; there are check, print, init\n',
    });
    expect(await config('chekc')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^tickwire: .*did you mean check\?\n$/i),
    });
    expect(await config('check', '--prot', '1')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^tickwire: [^\n]*\n$/),
    });
  });
});

describe('a duration', () => {
  it('that is written reads back the same', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => parseDuration(formatDuration(ms)) === ms));
    expect([90_000, 60_000, 250, 3_600_000].map(formatDuration)).toEqual(['90s', '1m', '250ms', '1h']);
  });
});
