/** Subscriptions by pattern: what comes now, what comes later, what a token and the limits leave of it, and their end. */
import { describe, expect, it } from 'vitest';
import { CLOSE_TOO_MANY_SUBSCRIPTIONS } from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { Market } from './market.js';
import { token, verifier } from './token.js';
import { until } from './until.js';

const NAMES = ['spot:A', 'spot:B', 'swap:A'] as const;

function open(limits = {}, isGuarded = false) {
  const market = new Market();
  const add = (symbol: string) => {
    const source = market.add(symbol);
    source.begin([[100, 5]], [[101, 3]]);
    return source;
  };
  const sources = NAMES.map(add);
  let desk: Desk | undefined;
  const verify = (text: string) => verifier(desk!.time).verify(text);
  desk = new Desk(market, { heartbeatMs: 1e9, ...limits }, isGuarded ? { verify } : undefined);
  const client = desk.connect();
  client.read();
  return { market, desk, client, add, sources };
}

const match = (client: DeskClient, symbols: string[], wishes = {}) =>
  client.get({ type: 'match', symbols, ...wishes }, 'matched');
const subscribed = (client: DeskClient) => client.of('subscribed').map(({ symbol }) => symbol);

async function show(client: DeskClient, symbols: string[]): Promise<void> {
  client.ask({ type: 'auth', token: await token({ symbols }) });
  const before = client.of('authenticated').length;
  await until('the token', () => {
    client.read();
    return client.of('authenticated').length > before;
  });
}

describe('a match', () => {
  it('is answered with a subscription and a snapshot a symbol, then with what came of it', () => {
    const { client, sources } = open();
    const answer = match(client, ['spot:*'], { depth: 5, intervalMs: 20 });
    expect(answer).toEqual({ type: 'matched', id: 1, match: 1, symbols: ['spot:*'], granted: 2, omitted: 0 });
    expect(client.control.map(({ type }) => type)).toEqual(['welcome', 'subscribed', 'subscribed', 'matched']);
    expect(client.of('subscribed')).toMatchObject([
      { id: 1, match: 1, symbol: 'spot:A', depth: 5, intervalMs: 20 },
      { id: 1, match: 1, symbol: 'spot:B', depth: 5, intervalMs: 20 },
    ]);
    expect(client.frames.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['snapshot ok', 'snapshot ok']);
    for (const [at, { stream }] of client.of('subscribed').entries()) {
      expect(client.reader.levels(stream)).toEqual(sources[at]!.levels(5));
    }
  });

  it('of several patterns brings a symbol once, and two matches bring it twice', () => {
    const { desk, client } = open();
    expect(match(client, ['spot:*', '*:A', '*'])).toMatchObject({ granted: 3, omitted: 0 });
    expect(match(client, ['*'])).toMatchObject({ match: 2, granted: 3 });
    expect([desk.hub.subscriptions, desk.hub.views]).toEqual([6, 3]);
  });

  it('that matches nothing waits, and brings what comes later, once', () => {
    const { desk, client, add, market } = open();
    expect(match(client, ['okx:*'], { depth: 3 })).toMatchObject({ granted: 0, omitted: 0 });
    const source = add('okx:X');
    add('spot:C');
    expect(client.socket.waiting).toBe(0);
    desk.time.turn();
    client.read();
    expect(client.of('subscribed')).toMatchObject([{ id: 1, match: 1, symbol: 'okx:X', depth: 3 }]);
    source.change([[99, 1]], []);
    desk.time.pass(100);
    client.read();
    expect(client.reader.levels(client.of('subscribed')[0]!.stream)).toEqual(source.levels(3));
    market.bus.remove(source);
    market.core.close(source.stream);
    add('okx:X');
    desk.time.pass(100);
    client.read();
    expect(subscribed(client)).toEqual(['okx:X']);
    expect(client.frames.at(-1)).toMatchObject({ kind: 'status', state: 'live none' });
  });

  it('brings what the limit leaves, and says so with its code', async () => {
    const { desk, client, add } = open({ subscriptions: 2, refusedSubscriptions: 1 });
    const answer = match(client, ['*']);
    expect(answer).toMatchObject({
      granted: 2,
      omitted: 1,
      code: 'too_many_subscriptions',
      differs: [{ field: 'symbols', reason: 'host_limit', asked: ['*'] }],
    });
    add('spot:LATE');
    desk.time.turn();
    client.read();
    expect(client.control.at(-1)).toMatchObject({
      type: 'error',
      id: 1,
      symbol: 'spot:LATE',
      code: 'too_many_subscriptions',
    });
    expect(client.socket.closed).toBeUndefined();
    client.ask({ type: 'match', symbols: ['spot:*'] });
    expect(client.socket.closed?.code).toBe(CLOSE_TOO_MANY_SUBSCRIPTIONS);
    expect(await desk.metric('refused_by_limit_total{limit="subscriptions"}')).toBe(2);
  });

  it('goes on to views that others have where there can be no more', () => {
    const { desk, client } = open({ views: 2 });
    desk.connect().subscribe('swap:A');
    expect(match(client, ['*'])).toMatchObject({ granted: 2, omitted: 1, code: 'too_many_views' });
    expect(subscribed(client)).toEqual(['spot:A', 'swap:A']);
  });

  it('has as many patterns as the limit says, all matches together', () => {
    const { client } = open({ patterns: 3 });
    match(client, ['a', 'b', 'a']);
    match(client, ['c']);
    const { code } = client.get({ type: 'match', symbols: ['d'] }, 'error');
    expect(code).toBe('too_many_subscriptions');
    client.get({ type: 'unmatch', match: 2 }, 'unmatched');
    expect(match(client, ['d'])).toMatchObject({ match: 3 });
  });

  it('brings what the token allows, now and later, and says which patterns it does not', async () => {
    const { desk, client, add } = open({}, true);
    await show(client, ['spot:*', '*:Z']);
    expect(match(client, ['spot:A', '*'])).toMatchObject({
      granted: 2,
      omitted: 0,
      differs: [{ field: 'symbols', reason: 'token', asked: ['*'] }],
    });
    expect(match(client, ['spot:*', 'sp*:Z'])).not.toHaveProperty('differs');
    for (const symbol of ['swap:C', 'swap:Z']) add(symbol);
    desk.time.turn();
    client.read();
    expect(subscribed(client)).toEqual(['spot:A', 'spot:B', 'spot:A', 'spot:B', 'swap:Z']);
    await show(client, ['*']);
    add('swap:D');
    desk.time.turn();
    client.read();
    expect(subscribed(client).at(-1)).toBe('swap:D');
  });

  it('ends with all that it brought, and leaves what was asked for alone', () => {
    const { desk, client } = open();
    const alone = client.subscribe('spot:A', { depth: 4 });
    match(client, ['spot:*'], { depth: 4 });
    const streams = client.of('subscribed').flatMap(({ match, stream }) => (match === 1 ? [stream] : []));
    const ended = client.get({ type: 'unmatch', match: 1 }, 'unmatched');
    expect(ended).toMatchObject({ match: 1, streams });
    expect(streams).toContain(alone.stream);
    expect([desk.hub.subscriptions, desk.hub.views]).toEqual([1, 1]);
    expect(client.get({ type: 'unmatch', match: 1 }, 'error').code).toBe('unknown_match');
  });

  it('gives back one by one what it brought, which does not come again', () => {
    const { desk, client } = open();
    const alone = client.subscribe('spot:A', { depth: 4 });
    match(client, ['spot:*'], { depth: 4 });
    client.get({ type: 'unsubscribe', stream: alone.stream, match: 1 }, 'unsubscribed');
    expect(client.get({ type: 'unsubscribe', stream: alone.stream, match: 1 }, 'error').code).toBe('unknown_stream');
    expect(desk.hub.subscriptions).toBe(2);
    client.get({ type: 'unsubscribe', stream: alone.stream }, 'unsubscribed');
    const other = client.of('subscribed').find(({ symbol }) => symbol === 'spot:B')!;
    client.get({ type: 'unsubscribe', stream: other.stream }, 'unsubscribed');
    expect([desk.hub.subscriptions, desk.hub.views]).toEqual([0, 0]);
    desk.time.pass(1_000);
    expect(client.get({ type: 'unmatch', match: 1 }, 'unmatched').streams).toEqual([]);
  });

  it('is over with its connection', () => {
    const { desk, client, add } = open();
    match(client, ['*']);
    client.session.ended();
    add('spot:C');
    desk.time.turn();
    expect([desk.hub.subscriptions, desk.hub.clients]).toEqual([0, 0]);
  });
});
