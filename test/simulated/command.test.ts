/** `tickwire simulate`: what it prints is where it listens, a mistake is one line and status 2, a signal ends it. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createProgram, run } from '../../host/cli/program.js';
import { registerSimulate } from '../../host/cli/simulate.js';
import { StreamClient } from './stream-client.js';

async function simulate(...args: string[]) {
  let out = '';
  let err = '';
  const streams = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const signals = new EventEmitter();
  const program = createProgram([(made) => registerSimulate(made, signals)], streams);
  const status = await run(program, ['simulate', ...args], streams);
  return { status, out, err, signals };
}

describe('tickwire simulate', () => {
  it('says where it listens and how to connect, serves, and ends with a signal', async () => {
    const { status, out, err, signals } = await simulate(
      ...['--port', '0', '--seed', '3', '--rate', '200', '--symbols', 'SOLUSDT,ETHUSDT', '--misbehave', 'drop=0.01'],
    );
    expect([status, err]).toEqual([undefined, '']);
    expect(out).toContain('SOLUSDT,ETHUSDT, 200 events a second each, seed 3');
    expect(out).toContain('misbehaving: drop=0.01');
    const wsUrl = /--ws-url (\S+)/.exec(out)![1]!;
    const restUrl = /--rest-url (\S+)/.exec(out)![1]!;
    const depth = await (await fetch(`${restUrl}/api/v3/depth?symbol=SOLUSDT`)).json();
    expect(depth.bids).toHaveLength(100);
    const client = await StreamClient.open(`${wsUrl}/ws/solusdt@bookTicker`);
    signals.emit('SIGTERM');
    expect(await client.closed).toBe(1006);
    await expect(fetch(`${restUrl}/api/v3/ping`)).rejects.toThrow();
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('answers a mistake with one line and status 2', async () => {
    const first = await simulate('--port', '0');
    const port = /:(\d+)/.exec(first.out)![1]!;
    const wrong: [string[], RegExp][] = [
      [['--port', port], /port \d+ of 127\.0\.0\.1 is in use; --port/],
      [['--port', '70000'], /65535/],
      [['--port', 'x'], /port/],
      [['--host', '203.0.113.1', '--port', '0'], /no interface of this machine/],
      [['--rate', '0'], /rate/],
      [['--seed', 'x'], /seed/],
      [['--symbols', 'NOPE'], /no symbol "NOPE"; it has BTCUSDT/],
      [['--symbols', 'BTCUSDT,BTCUSDT'], /named twice/],
      [['--symbols', ','], /Expected symbols/],
      [['--misbehave', 'drop=2'], /probability/],
      [['--misbehave', 'explode=1'], /no fault/],
      [['--nonsense'], /unknown option/],
    ];
    for (const [args, message] of wrong) {
      const { status, err, out } = await simulate(...args);
      expect([status, out], args.join(' ')).toEqual([2, '']);
      expect(err).toMatch(message);
      expect(err).toMatch(/^tickwire: [^\n]+\n$/);
    }
    first.signals.emit('SIGINT');
  });
});
