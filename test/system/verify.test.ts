/** What `tickwire verify` answers to sessions that are not whole, and to mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capture, skipCaptures } from '../captures.js';
import { runVerify, verifyJson } from './verify-run.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwire-verify-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const diff = (U: number, u: number, price: string, size: string) =>
  `{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":${U},"u":${u},"b":[["${price}","${size}"]],"a":[]}`;
const whole = [
  `1000000 ${diff(9, 12, '98.50', '2')}`,
  '2000000 {"lastUpdateId":10,"bids":[["99.00","1"]],"asks":[["101.00","1"]]}',
  `3000000 ${diff(13, 13, '97.25', '3')}`,
];

describe('a session', () => {
  it('that is whole ends with 0, on each core', async () => {
    for (const core of ['simd', 'scalar', 'reference']) {
      const report = await verifyJson(file('whole', whole.join('\n')), '--venue', 'binance-spot', '--core', core);
      expect(report).toMatchObject({ status: 0, core, frames: 3 });
      expect(report.symbols['BTCUSDT']).toMatchObject({
        state: 'live',
        bids: [
          ['99', '1'],
          ['98.5', '2'],
          ['97.25', '3'],
        ],
      });
    }
  });

  it('with a gap ends with 1, one line that says so, and the report all the same', async () => {
    const path = file('gap', [...whole, `4000000 ${diff(15, 15, '99', '0')}`].join('\n'));
    const { status, out, err } = await runVerify([path, '--venue', 'binance-spot', '--json']);
    expect([status, err]).toEqual([1, 'tickwire: BTCUSDT ended stale\n']);
    expect(JSON.parse(out).symbols.BTCUSDT).toMatchObject({ state: 'stale', gaps: 1, updates: 3 });
  });

  it('with a best quote that differs ends with 1', async () => {
    const quote = '5000000 {"u":13,"s":"BTCUSDT","b":"99","B":"2","a":"101","A":"1"}';
    const { status, err } = await runVerify([file('quote', [...whole, quote].join('\n')), '--venue', 'binance-spot']);
    expect([status, err]).toEqual([1, 'tickwire: BTCUSDT 1 of 1 best quotes failed\n']);
  });

  it('with noise among its lines is proven, and the noise counted', async () => {
    const noise = [
      '',
      'x',
      'half {"e":',
      '1000 ',
      '1000 {"e":"depthUpdate"',
      '1000 \u0000\ufffd',
      '1000 [1e999]',
      '1000 null',
    ];
    const absurd = ['-1', '1e999', 'NaN', '9'.repeat(400)].map((price) => `3000000 ${diff(14, 14, price, '1')}`);
    const lines = whole.flatMap((line) => [...noise, line, ...absurd]);
    const report = await verifyJson(file('noise', lines.join('\n')), '--venue', 'binance-spot');
    expect(report).toMatchObject({
      status: 0,
      frames: lines.length,
      malformed: lines.length - whole.length,
      ignored: 0,
    });
    const clean = await verifyJson(file('whole', whole.join('\n')), '--venue', 'binance-spot');
    expect(report.symbols).toEqual(clean.symbols);
  });

  it('uses the instruments of a file, refined where they are contradicted', async () => {
    const session = file('whole', whole.join('\n'));
    const neutral = file('instruments.json', '{"symbols":{"BTCUSDT":{"tick":"0.5","lot":"1"}}}');
    const report = await verifyJson(session, '--venue', 'binance-spot', '--instruments', neutral);
    expect(report).toMatchObject({
      status: 0,
      symbols: {
        BTCUSDT: {
          bids: [
            ['99', '1'],
            ['98.5', '2'],
            ['97.25', '3'],
          ],
        },
      },
    });
    const exchangeInfo = {
      symbols: [
        {
          symbol: 'BTCUSDT',
          filters: [
            { filterType: 'PRICE_FILTER', tickSize: '0.25000000' },
            { filterType: 'LOT_SIZE', stepSize: '1.00' },
          ],
        },
      ],
    };
    const saved = await verifyJson(
      session,
      '--venue',
      'binance-spot',
      '--instruments',
      file('info.json', JSON.stringify(exchangeInfo)),
    );
    // Quarters from the start: no new epoch, so fewer bytes than with a grid that had to be refined.
    expect(saved.symbols['BTCUSDT']!.encodedBytes).toBeLessThan(report.symbols['BTCUSDT']!.encodedBytes);
  });
});

describe.skipIf(skipCaptures)('a recorded session', () => {
  const lines = () =>
    gunzipSync(readFileSync(capture('binance-spot/ethusdt-20240808.gz')))
      .toString()
      .split('\n')
      .slice(0, 6_000);

  it('without one of its diffs ends stale with the book of before', async () => {
    const all = lines();
    const diffs = all.flatMap((line, i) => (line.includes('depthUpdate') ? [i] : []));
    const lost = diffs[300]!;
    const gap = await verifyJson(
      file('lost.gz', gzipSync(all.toSpliced(lost, 1).join('\n'))),
      '--venue',
      'binance-spot',
    );
    const before = await verifyJson(file('before', all.slice(0, lost).join('\n')), '--venue', 'binance-spot');
    const { bids, asks, fingerprint } = before.symbols['ETHUSDT']!;
    expect(before.symbols['ETHUSDT']!.state).toBe('live');
    expect([gap.status, gap.symbols['ETHUSDT']]).toMatchObject([
      1,
      { state: 'stale', gaps: 1, updates: diffs.length - 1, bids, asks, fingerprint, roundTrips: { failed: 0 } },
    ]);
  });

  it('with diffs repeated and quotes gone is still proven', async () => {
    const all = lines().filter((line) => !line.includes('bookTicker'));
    const doubled = all.flatMap((line) => (line.includes('depthUpdate') ? [line, line] : [line]));
    const report = await verifyJson(file('doubled', doubled.join('\n')), '--venue', 'binance-spot');
    expect(report).toMatchObject({
      status: 0,
      symbols: { ETHUSDT: { state: 'live', gaps: 0, bestQuotes: { ok: 0 } } },
    });
  });

  it('cut short is refused in one line', async () => {
    const bytes = readFileSync(capture('kraken/v1-book10-xbtusd-20230830.gz'));
    const path = file('cut.gz', bytes.subarray(0, 20_000));
    const { status, out, err } = await runVerify([path, '--venue', 'kraken-v1', '--json']);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/^tickwire: .*cut\.gz is cut off or damaged after line \d+\n$/);
  });
});

describe('a mistake', () => {
  it.each([
    ['an unknown venue', ['--venue', 'nowhere'], /--venue.*one of binance-spot, binance-usdm/],
    ['no venue', [], /--venue.*not specified/],
    ['an unknown core', ['--venue', 'kraken-v1', '--core', 'quantum'], /--core.*one of simd, scalar, reference/],
    ['an unknown decoder', ['--venue', 'kraken-v1', '--decoder', 'gpu'], /--decoder.*one of wasm, parse, ts/],
    ['an unknown flag', ['--venue', 'kraken-v1', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
    ['a depth that is none', ['--venue', 'kraken-v1', '--depth', '-1'], /--depth.*an integer from 0 to/],
    [
      'instruments that are not there',
      ['--venue', 'kraken-v1', '--instruments', 'absent'],
      /--instruments absent cannot be read: ENOENT/,
    ],
  ])('such as %s gives one line and status 2', async (_what, argv, line) => {
    const { status, out, err } = await runVerify([file('whole', whole.join('\n')), ...argv]);
    expect([status, out, err.split('\n').length]).toEqual([2, '', 2]);
    expect(err).toMatch(line);
  });

  it('such as a file that is absent, or a folder, gives one line and status 2', async () => {
    for (const path of [join(folder, 'absent'), folder]) {
      const { status, err } = await runVerify([path, '--venue', 'kraken-v1']);
      expect([status, err.split('\n').length]).toEqual([2, 2]);
    }
  });

  it.each([
    ['not JSON', '{"symbols":'],
    ['no list "symbols"', '[]'],
    ['needs "tick" and "lot"', '{"symbols":{"BTCUSDT":{"tick":"0","lot":"1"}}}'],
    ['needs "tick" and "lot"', '{"symbols":{"BTCUSDT":{"tick":"0.1"}}}'],
    ['needs "tick" and "lot"', '{"symbols":{"BTCUSDT":{"tick":"0.1","lot":"1","priceDecimals":99}}}'],
  ])('such as instruments with %s gives one line and status 2', async (reason, text) => {
    const argv = [file('whole', whole.join('\n')), '--venue', 'binance-spot', '--instruments', file('bad.json', text)];
    const { status, err } = await runVerify(argv);
    expect([status, err.split('\n').length]).toEqual([2, 2]);
    expect(err).toContain(reason);
  });
});
