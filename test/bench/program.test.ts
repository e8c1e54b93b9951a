/** The benchmark as a program: contests are equal or it fails, mistakes get one line, results are what the schema says. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Axis } from '../../bench/axis.js';
import type { Contest } from '../../bench/contest.js';
import { type Environment, runBench } from '../../bench/program.js';
import { randomSession } from '../../bench/random-session.js';
import { readResult, resultSchema } from '../../bench/result.js';

import { generatedFrames } from '../../bench/venue-frames.js';

const folder = mkdtempSync(join(tmpdir(), 'tickwire-bench-'));

async function bench(argv: readonly string[], axes?: readonly Axis[], more: Partial<Environment> = {}) {
  let out = '';
  let err = '';
  const status = await runBench(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: { TICKWIRE_CAPTURES: join(folder, 'none') },
    now: () => new Date('2026-01-02T03:04:05Z'),
    root: folder,
    ...(axes && { axes }),
    ...more,
  });
  return { status, out, err };
}

function contest(digests: Readonly<Record<string, number>>): Contest {
  const contestants = Object.entries(digests).map(([name, digest]) => ({ name, run() {}, digest: () => digest }));
  return { name: 'sum', input: 'numbers', item: 'number', items: 10, unit: 'ns', contestants };
}

function fail(): never {
  throw new Error('no room');
}

function axis(digests: Readonly<Record<string, number>>): Axis {
  const goals = [{ text: '≥ 2×', of: 'ours', against: 'theirs', atLeast: 2 }];
  const plan = () => [{ name: 'sum', make: () => contest(digests) }];
  return { name: 'sums', title: 'Sums', method: 'Sums are compared.', goals, plan };
}

describe('the benchmark', () => {
  it('holds every contest on generated traffic, and writes a result that its schema takes', {
    timeout: 300_000,
  }, async () => {
    const path = join(folder, 'tiny.json');
    const { status, out, err } = await bench(['--tiny', '--json', path]);
    expect(err).toContain('a generated session takes its place');
    expect(status).toBe(0);
    const result = readResult(path);
    expect([...new Set(result.contests.map(({ axis: name }) => name))]).toEqual([
      'parse',
      'book',
      'bytes',
      'codec',
      'rings',
      'simd',
      'fanout',
      'latency',
      'footprint',
      'startup',
    ]);
    expect(result.date).toBe('2026-01-02T03:04:05.000Z');
    expect(out).toContain('targets met');
    for (const { contestants, name } of result.contests) {
      expect(contestants.length, name).toBeGreaterThan(1);
      for (const one of contestants) expect(one.low, name).toBeLessThanOrEqual(one.high);
    }
  });

  it('fails where contestants disagree, and says which', async () => {
    const { status, err } = await bench(['--tiny'], [axis({ ours: 1, theirs: 2 })]);
    expect(status).toBe(1);
    expect(err).toContain('bench: sum: the contestants disagree: ours 1, theirs 2\n');
  });

  it('repeats runs, and tells a missed target without failing', async () => {
    const path = join(folder, 'runs.json');
    const { status, out } = await bench(['--tiny', '--runs', '3', '--json', path], [axis({ ours: 1, theirs: 1 })]);
    expect(status).toBe(0);
    expect(out).toMatch(/\| ≥ 2× +\| +sum \|/);
    const result = readResult(path);
    expect(result.runs).toBe(3);
    expect(result.contests[0]!.contestants.map(({ runs }) => runs.length)).toEqual([3, 3]);
  });

  it('compares two results', async () => {
    const [a, b] = [join(folder, 'a.json'), join(folder, 'b.json')];
    expect((await bench(['--tiny', '--json', a], [axis({ ours: 1, theirs: 1 })])).status).toBe(0);
    const slower = readResult(a);
    for (const { contestants } of slower.contests) {
      for (const one of contestants) {
        for (const key of ['median', 'low', 'high'] as const) one[key] = 2 * one[key] + 1;
      }
    }
    writeFileSync(b, JSON.stringify(resultSchema.parse(slower)));
    const { status, out } = await bench(['compare', a, b]);
    expect(status).toBe(0);
    expect(out).toMatch(/sum +\| +ours/);
    expect(out).toContain('apart: A is better');
    expect((await bench(['compare', a, a])).out).toContain('overlap');
  });

  it('writes charts and a document from what was measured, other versions of Node beside it', async () => {
    const asked: string[] = [];
    const run = async (command: string, args: readonly string[]) => {
      asked.push(`${command} ${args.slice(0, 4).join(' ')}`);
      const path = args.at(-1)!;
      expect((await bench(['--tiny', '--json', path], [axis({ simd: 1, scalar: 1 })])).status).toBe(0);
      const version = /@(\d+)/.exec(args[2]!)![1]!;
      const result = readResult(path);
      writeFileSync(path, JSON.stringify({ ...result, runtime: `Node ${version}.1.2` }));
      return 0;
    };
    const axes = [axis({ simd: 1, scalar: 1, ts: 1 })];
    const { status, out, err } = await bench(['--tiny', '--runs', '1', '--write'], axes, { run });
    expect([status, err.includes('bench: node 24')]).toEqual([0, true]);
    expect(asked).toEqual(['20', '24', '26'].map((version) => `npx --yes -p node@${version} node`));
    expect(out).toMatch(/Node 20\.1\.2 +\| +Node 24\.1\.2/);
    const document = readFileSync(join(folder, 'docs', 'BENCHMARKS.md'), 'utf8');
    expect(document).toMatch(/\| ≥ 2× +\| +sum \| +no ours and theirs here \| +not measured \|/);
    expect(document).toContain('npm run bench -- --tiny --runs 1 --write');
    expect(document).toContain('![Sums, medians](charts/sums.svg)');
    expect(document).toContain('Where SIMD does not win');
    expect(document).toMatch(/Node 26\.1\.2/);
    expect(readFileSync(join(folder, 'docs', 'charts', 'sums.svg'), 'utf8')).toMatch(
      /^<svg[\s\S]+scalar[\s\S]+<\/svg>\n$/,
    );
    expect(readResult(join(folder, 'bench', 'results', 'latest.json')).scale).toBe('tiny');
    writeFileSync(join(folder, 'docs', 'BENCHMARKS.md'), '');
    expect((await bench(['report'], axes)).status).toBe(0);
    expect(readFileSync(join(folder, 'docs', 'BENCHMARKS.md'), 'utf8')).toBe(document);
  });

  it('says which version of Node could not be run', async () => {
    const failing = { run: async () => 127 };
    expect(await bench(['nodes', '22', '--tiny'], [], failing)).toMatchObject({
      status: 2,
      err: 'bench: node 22\nbench: npx -p node@22 ended with status 127\n',
    });
    expect((await bench(['nodes', 'new'], [], failing)).err).toContain('new is no version of Node');
  });

  it('takes a recorded session of the user, and finds whose it is', async () => {
    const [capture, path] = [join(folder, 'mine.txt'), join(folder, 'mine.json')];
    const { frames } = generatedFrames(randomSession(7, 30), 1e6);
    writeFileSync(capture, frames.map((frame, i) => `${1_723_000_000_000_000_000n + BigInt(i)} ${frame}\n`).join(''));
    const { status, err } = await bench(['--tiny', '--capture', capture, '--only', 'bytes,update', '--json', path]);
    expect([status, err.includes('generated')]).toEqual([0, false]);
    const inputs = new Map(readResult(path).contests.map(({ name, input }) => [name, input]));
    expect(inputs.get('update')).toBe('binance-spot BTCUSDT: 30 messages, 960 level entries');
    expect(inputs.get('bytes mine.txt')).toBe('binance-spot BTCUSDT: 30 messages, 960 level entries');
  });

  it('tells a contest that could not be held in one line', async () => {
    const broken = axis({ ours: 1 });
    const made = { ...contest({ ours: 1 }), contestants: [{ name: 'ours', run: fail, digest: () => 1 }] };
    const { status, err } = await bench(['--tiny'], [{ ...broken, plan: () => [{ name: 'sum', make: () => made }] }]);
    expect(status).toBe(1);
    expect(err).toContain('bench: sum: no room\n');
  });

  it('lists what there is', async () => {
    const { status, out } = await bench(['--list', '--only', 'codec']);
    expect(status).toBe(0);
    expect(out).toMatch(/^codec: encode plain, decode plain/);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect((await bench(['--list', '--only', 'snapshot'])).out).toBe('book: snapshot\n');
  });
});

describe('a mistake gets one line and exit status 2', () => {
  const noCapture = join(folder, 'no-capture.txt');
  writeFileSync(noCapture, 'hello\n');
  const noResult = join(folder, 'no-result.json');
  writeFileSync(noResult, '{"schema":1}');

  it.each([
    [['--only', 'nothing'], /--only nothing: no axis or contest/],
    [['--runs', '0'], /whole number from 1 to 100/],
    [['--capture', join(folder, 'missing.gz')], /missing\.gz cannot be read/],
    [['--capture', noCapture], /is no capture/],
    [['--capture', noCapture, '--venue', 'nyse'], /--venue nyse: there is no such venue/],
    [['--json', join(folder, 'no', 'where.json'), '--only', 'sum', '--tiny'], /cannot be written/],
    [['compare', noCapture, noResult], /is not JSON/],
    [['compare', noResult, noResult], /is no result of the benchmark/],
    [['--fast'], /unknown option/],
  ])('%j', async (argv, says) => {
    const { status, err, out } = await bench(argv, [axis({ ours: 1, theirs: 1 })]);
    expect(status).toBe(2);
    expect(err).toMatch(says);
    if (!argv.includes('--json')) expect(err.trim().split('\n')).toHaveLength(1);
    expect(out === '' || argv.includes('--json')).toBe(true);
  });

  it('leaves results alone that it only read', () => {
    expect(readFileSync(noResult, 'utf8')).toBe('{"schema":1}');
  });
});
