/** The client's token: shown at each connection, renewed before it ends, given up where there is no other. */
import { describe, expect, it } from 'vitest';
import type { Verifier } from '../../host/gateway/access.js';
import { SymbolPatterns } from '../../host/gateway/symbol-patterns.js';
import { Market } from '../gateway/market.js';
import { Pipe } from './pipe.js';

const SYMBOL = 'simulated:ONE';

/** Tokens are how long they last, in ms. */
function open(token: string | (() => string | Promise<string>) | undefined) {
  const market = new Market();
  market.add(SYMBOL).begin([[100, 5]], [[101, 3]]);
  const shown: string[] = [];
  const verifier: Verifier = {
    async verify(text) {
      shown.push(text);
      const ms = Number(text);
      if (Number.isNaN(ms)) return { fault: 'malformed', reason: 'no number' };
      if (ms <= 0) return { fault: 'expired', reason: 'the token has ended' };
      const expiresMicros = pipe.time.wallMicros() + ms * 1000;
      return { subject: undefined, symbols: new SymbolPatterns(['*']), metrics: false, expiresMicros };
    },
  };
  const pipe: Pipe = new Pipe(market, token === undefined ? {} : { token }, {}, verifier);
  return { pipe, shown };
}

/** Everything flows, what waits for promises too. */
async function flow(pipe: Pipe, ms = 0): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await pipe.settled();
    pipe.flow();
  }
  // Pings are answered on the way.
  for (let left = ms; left > 0; left -= 5_000) {
    pipe.pass(Math.min(left, 5_000));
    pipe.carryClose();
    await flow(pipe);
  }
  pipe.carryClose();
}

describe('a token of the client', () => {
  it('is shown first, as a text or as what a function gives', async () => {
    for (const token of ['60000', () => '60000', () => Promise.resolve('60000')]) {
      const { pipe, shown } = open(token);
      await flow(pipe);
      expect(pipe.client.state).toBe('open');
      expect(shown).toEqual(['60000']);
      const subscription = pipe.client.subscribe({ symbol: SYMBOL });
      await flow(pipe);
      expect(subscription.state).toBe('live');
    }
  });

  it('is asked for again before it ends, and the connection goes on', async () => {
    const { pipe, shown } = open(() => '100000');
    await flow(pipe);
    await flow(pipe, 69_999);
    expect(shown).toHaveLength(1);
    await flow(pipe, 1);
    expect(shown).toHaveLength(2);
    for (let turn = 0; turn < 3; turn++) await flow(pipe, 70_000);
    expect(shown).toHaveLength(5);
    expect([pipe.client.state, pipe.attempts]).toEqual(['open', 1]);
  });

  it('that lives shortly is renewed after half of that', async () => {
    const { pipe, shown } = open(() => '10000');
    await flow(pipe);
    await flow(pipe, 5_000);
    expect(shown).toHaveLength(2);
  });

  it('that cannot be had for a while is asked for again until the host closes, and then anew', async () => {
    let works = true;
    let calls = 0;
    const { pipe } = open(() => {
      calls++;
      if (!works) throw new Error('secret');
      return '10000';
    });
    await flow(pipe);
    works = false;
    for (let turn = 0; turn < 5; turn++) await flow(pipe, 1_000);
    expect(calls).toBe(2);
    for (let turn = 0; turn < 5; turn++) await flow(pipe, 1_000);
    expect(calls).toBe(4);
    expect(pipe.client.state).toBe('connecting');
    expect(pipe.client.reason).toContain('4005');
    await flow(pipe, 250);
    expect(pipe.client.reason).toContain('the callback options.token failed: Error');
    expect(pipe.client.reason).not.toContain('secret');
    works = true;
    await flow(pipe, 1_000);
    expect(pipe.client.state).toBe('open');
  });

  it('that is no text makes a connection that is tried again', async () => {
    const { pipe } = open(() => undefined as unknown as string);
    await flow(pipe);
    expect(pipe.client.state).toBe('connecting');
    expect(pipe.client.reason).toContain('gave no text');
  });

  it('that the host does not take ends the client', async () => {
    const { pipe } = open('wrong');
    await flow(pipe);
    expect(pipe.client.error).toMatchObject({ code: 'refused', message: expect.stringContaining('4104') });
    expect(pipe.client.error?.message).not.toContain('wrong');
  });

  it('that has ended and is a text ends the client, since there is no other', async () => {
    const { pipe } = open('1000');
    await flow(pipe);
    expect(pipe.client.state).toBe('open');
    await flow(pipe, 1_000);
    expect(pipe.client.error).toMatchObject({ code: 'refused', message: expect.stringContaining('has ended') });
  });

  it('that is missing ends the client, where the host wants one', async () => {
    const { pipe } = open(undefined);
    await flow(pipe);
    expect(pipe.client.state).toBe('connecting');
    await flow(pipe, 5_000);
    expect(pipe.client.error).toMatchObject({ code: 'refused', message: expect.stringContaining('options.token') });
  });

  it('of another kind is a wrong argument, which is not shown', () => {
    for (const token of ['', 7, {}, null]) {
      expect(() => open(token as never)).toThrow(
        new TypeError('connect: options.token must be a token, or a function that gives one'),
      );
    }
  });
});
