/** `tickwire replay`: what it prints is where it listens, a mistake is one line and its status, it ends as asked. */
import { EventEmitter } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createProgram, run } from '../../host/cli/program.js';
import { registerReplay } from '../../host/cli/replay.js';
import { StreamClient } from '../simulated/stream-client.js';
import {
  captureText,
  type Line,
  removeCapturesAfterAll,
  spotDiff,
  spotSnapshot,
  spotTrade,
  writeCapture,
  writeFile,
} from './small-capture.js';

removeCapturesAfterAll();

const running: EventEmitter[] = [];
afterEach(() => {
  for (const signals of running.splice(0)) signals.emit('SIGTERM');
});

async function replay(...args: string[]) {
  const said = { out: '', err: '' };
  const watchers: (() => void)[] = [];
  const streams = {
    out: (text: string) => {
      said.out += text;
      for (const watch of watchers.splice(0)) watch();
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const signals = new EventEmitter();
  running.push(signals);
  const program = createProgram([(made) => registerReplay(made, signals)], streams);
  const status = await run(program, ['replay', ...args], streams);
  const until = async (text: RegExp) => {
    while (!text.test(said.out)) await new Promise<void>((resolve) => watchers.push(resolve));
  };
  return { status, said, signals, until };
}

const lines: Line[] = [
  [0, spotDiff('BTCUSDT', 100, 103, [['100.0', '9.0']], [])],
  [1, spotTrade('BTCUSDT', 1, '100.5')],
  [2, spotSnapshot(103, [['100.0', '9.0']], [['100.5', '1.0']])],
  [3, spotDiff('BTCUSDT', 104, 107, [['99.0', '4.0']], [])],
];
const venue = ['--venue', 'binance-spot', '--port', '0'];

describe('tickwire replay', () => {
  it('says where it listens and how to connect, plays, says when it has ended, and goes on answering', async () => {
    const { status, said, signals, until } = await replay(writeCapture(lines), ...venue, '--speed', 'max');
    expect([status, said.err]).toEqual([undefined, '']);
    expect(said.out).toMatch(/replay of binance-spot: BTCUSDT, 4 lines over 0 s, as fast as it is read/);
    const [, ws, rest] = /--ws-url (\S+) --rest-url (\S+) --symbols BTCUSDT\n/.exec(said.out)!;
    const client = await StreamClient.open(`${ws}/ws/btcusdt@trade`);
    await until(/the recording has ended after 4 lines; still answering/);
    await client.settle();
    expect(client.take()).toMatchObject([{ t: 1 }]);
    const depth = await (await fetch(`${rest}/api/v3/depth?symbol=BTCUSDT&limit=5`)).json();
    expect(depth).toEqual({
      lastUpdateId: 107,
      bids: [
        ['100.0', '9.0'],
        ['99.0', '4.0'],
      ],
      asks: [['100.5', '1.0']],
    });
    signals.emit('SIGINT');
    expect(await client.closed).toBe(1001);
  });

  it('ends with the recording where asked to, after everything has arrived', async () => {
    const { said } = await replay(writeCapture(lines), ...venue, '--speed', 'max', '--exit');
    const [, ws, rest] = /--ws-url (\S+) --rest-url (\S+)/.exec(said.out)!;
    const client = await StreamClient.open(`${ws}/ws/btcusdt@trade`);
    expect(await client.closed).toBe(1001);
    expect(client.take()).toMatchObject([{ t: 1 }]);
    await expect(fetch(`${rest}/api/v3/ping`)).rejects.toThrow();
    expect(said.out).toMatch(/the recording has ended after 4 lines\n/);
  });

  it('takes instruments from a file', async () => {
    const instruments = writeFile('{"symbols":{"BTCUSDT":{"tick":"0.05","lot":"0.001"}}}');
    const { said } = await replay(writeCapture(lines), ...venue, '--instruments', instruments, '--speed', '10x');
    expect(said.out).toContain('at 10x');
    const [, rest] = /--rest-url (\S+)/.exec(said.out)!;
    expect(await (await fetch(`${rest}/api/v3/exchangeInfo`)).text()).toContain('"tickSize":"0.05000000"');
  });

  it('names the depth of a Kraken recording', async () => {
    const book = { as: [['101.0', '1.0', '1.0']], bs: [['100.0', '1.0', '1.0']] };
    const file = writeCapture([[0, [1, book, 'book-25', 'XBT/USD']]]);
    const { said } = await replay(file, '--venue', 'kraken-v1', '--port', '0');
    expect(said.out).toMatch(/--symbols XBT\/USD --depth 25\n/);
  });

  it('answers a mistake with one line and status 2, a damaged file with status 1', async () => {
    const good = writeCapture(lines);
    const first = await replay(good, ...venue);
    const port = /:(\d+)/.exec(first.said.out)![1]!;
    const gzip = gzipSync(captureText(lines));
    const wrong: [string[], number, RegExp][] = [
      [venue, 2, /missing required argument 'files'/],
      [[good], 2, /--venue/],
      [[good, '--venue', 'nasdaq'], 2, /nasdaq.*binance-spot, binance-usdm/],
      [[good, '--venue', 'binance-spot', '--port', port], 2, /port \d+ of 127\.0\.0\.1 is in use/],
      [[good, ...venue, '--speed', 'fast'], 2, /Expected max, or a number/],
      [[good, ...venue, '--speed', '0'], 2, /Expected max, or a number/],
      [[good, ...venue, '--instruments', 'no-such-file'], 2, /no-such-file cannot be read/],
      [[good, ...venue, '--instruments', good], 2, /not JSON/],
      [['no-such-file', ...venue], 2, /no-such-file cannot be read/],
      [[writeFile('hello\n'), ...venue], 2, /no frames of binance-spot/],
      [[good, '--venue', 'kraken-v1'], 2, /no frames of kraken-v1/],
      [[writeFile(gzip.subarray(0, gzip.length - 12)), ...venue], 1, /cut off or damaged/],
      [[good, ...venue, '--nonsense'], 2, /unknown option/],
    ];
    for (const [args, expected, message] of wrong) {
      const { status, said } = await replay(...args);
      expect([status, said.out], args.join(' ')).toEqual([expected, '']);
      expect(said.err).toMatch(message);
      expect(said.err).toMatch(/^tickwire: [^\n]+\n$/);
    }
  });
});
