/** Connections to a host that asks for tokens: nothing before one, what it allows, and until when. */
import { describe, expect, it } from 'vitest';
import {
  CLOSE_AUTH_LATE,
  CLOSE_BAD_MESSAGE,
  CLOSE_BAD_TOKEN,
  CLOSE_EXPIRED,
  CLOSE_UNAUTHENTICATED,
} from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { Market } from './market.js';
import { START_SECONDS, token, verifier } from './token.js';
import { until } from './until.js';

const ONE = 'simulated:ONE';
const OTHER = 'okx:OTHER';

function open(limits = {}) {
  const market = new Market();
  const source = market.add(ONE);
  source.begin([[100, 5]], [[101, 3]]);
  market.add(OTHER).begin([[100, 5]], [[101, 3]]);
  let desk: Desk | undefined;
  const verify = (text: string) => verifier(desk!.time, limits).verify(text);
  desk = new Desk(market, { heartbeatMs: 1e9, ...limits }, { verify });
  return { desk, source, client: desk.connect() };
}

/** Shows a token, and waits for what comes of it. */
async function show(client: DeskClient, claims: object = {}): Promise<void> {
  client.read();
  const before = client.control.length;
  client.ask({ type: 'auth', token: await token(claims) });
  await until('an answer', () => {
    client.read();
    return client.control.length > before;
  });
}

const last = (client: DeskClient) => {
  client.read();
  return client.control.at(-1);
};

describe('a host that asks for tokens', () => {
  it('welcomes a client after its token, and not before', async () => {
    const { desk, client } = open();
    client.read();
    expect(client.control).toEqual([]);
    await show(client, { sub: 'page' });
    expect(client.control).toMatchObject([
      { type: 'authenticated', id: 1, subject: 'page', symbols: ['*'], expiresInMs: 60_000 },
      { type: 'welcome', symbols: [{ symbol: ONE }, { symbol: OTHER }] },
    ]);
    client.subscribe(ONE);
    expect(await desk.metric('tokens_total{outcome="granted"}')).toBe(1);
  });

  it('waits for it as long as it says', async () => {
    const { desk, client } = open({ authMs: 700 });
    desk.time.pass(699);
    expect(client.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(client.socket.closed?.code).toBe(CLOSE_AUTH_LATE);
    expect(await desk.metric('refused_by_limit_total{limit="authMs"}')).toBe(1);
  });

  it.each([
    ['{"type":"list","id":1}', 'unauthenticated'],
    [`{"type":"subscribe","id":1,"symbol":"${ONE}"}`, 'unauthenticated'],
    ['{"type":"ping","id":1,"sent":1}', 'unauthenticated'],
    ['{"type":"auth","id":1}', 'bad_message'],
    ['{"type":"auth","id":1,"token":""}', 'bad_message'],
    [`{"type":"auth","id":1,"token":"${'a'.repeat(4_097)}"}`, 'bad_message'],
    ['nonsense', 'bad_message'],
  ])('ends at %s before a token', (text, code) => {
    const { client } = open();
    client.requests.onText(text);
    expect(last(client)).toMatchObject({ type: 'error', code });
    expect(client.control).toHaveLength(1);
    expect(client.socket.closed?.code).toBe(CLOSE_UNAUTHENTICATED);
  });

  it.each([
    [{ exp: START_SECONDS }, 'expired_token', CLOSE_EXPIRED],
    [{ symbols: 7 }, 'bad_token', CLOSE_BAD_TOKEN],
  ])('ends at a token with %j', async (claims, code, closed) => {
    const { client } = open();
    await show(client, claims);
    expect(last(client)).toMatchObject({ type: 'error', id: 1, code });
    expect(client.socket.closed?.code).toBe(closed);
  });

  it('answers what came while the token was checked after it', async () => {
    const { client } = open();
    const text = await token();
    client.ask({ type: 'auth', token: text });
    client.ask({ type: 'list' });
    client.ask({ type: 'auth', token: text });
    client.ask({ type: 'ping', sent: 5 });
    await until('the last answer', () => last(client)?.type === 'pong');
    expect(client.control.map(({ type }) => type)).toEqual([
      'authenticated',
      'welcome',
      'symbols',
      'authenticated',
      'pong',
    ]);
  });

  it('does not answer who has left while the token was checked', async () => {
    const { desk, client } = open();
    client.ask({ type: 'auth', token: await token() });
    client.requests.end();
    client.session.ended();
    await until('the token to be checked', () => desk.time.pending === 1);
    await token();
    client.read();
    expect(client.control).toEqual([]);
  });

  it('lists and gives only what the token allows', async () => {
    const { client } = open();
    await show(client, { symbols: ['simulated:*'] });
    expect(client.of('welcome')[0]!.symbols.map(({ symbol }) => symbol)).toEqual([ONE]);
    client.ask({ type: 'list' });
    expect(last(client)).toMatchObject({ symbols: [{ symbol: ONE }] });
    for (const symbol of [OTHER, 'okx:NOTHING']) {
      client.ask({ type: 'subscribe', symbol });
      expect(last(client)).toMatchObject({ code: 'forbidden', message: `your token does not allow ${symbol}` });
    }
    client.ask({ type: 'subscribe', symbol: 'simulated:OTHER' });
    expect(last(client)).toMatchObject({ code: 'unknown_symbol', message: expect.not.stringContaining('okx') });
    client.subscribe(ONE);
  });

  it('ends with the token, to the millisecond', async () => {
    const { desk, client } = open();
    await show(client, { exp: START_SECONDS + 2 });
    client.subscribe(ONE);
    desk.time.pass(1_999);
    expect(client.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(client.socket.closed?.code).toBe(CLOSE_EXPIRED);
    expect(desk.hub.views).toBe(0);
  });

  it('goes on with the next token, until that ends', async () => {
    const { desk, client } = open();
    await show(client, { exp: START_SECONDS + 2 });
    client.subscribe(ONE);
    desk.time.pass(1_999);
    await show(client, { exp: START_SECONDS + 5, symbols: [ONE] });
    expect(last(client)).toMatchObject({ type: 'authenticated', symbols: [ONE], expiresInMs: 3_001 });
    expect(client.of('welcome')).toHaveLength(1);
    desk.time.pass(3_000);
    expect(client.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(client.socket.closed?.code).toBe(CLOSE_EXPIRED);
  });

  it('keeps the token that it has where the next is refused, or does not allow what is subscribed to', async () => {
    const { desk, client } = open();
    await show(client, { exp: START_SECONDS + 2 });
    const { stream } = client.subscribe(ONE);
    await show(client, { symbols: [OTHER] });
    expect(last(client)).toMatchObject({ code: 'forbidden', message: expect.stringContaining(ONE) });
    await show(client, { exp: START_SECONDS - 1 });
    expect(last(client)).toMatchObject({ code: 'expired_token' });
    client.subscribe(OTHER);
    client.ask({ type: 'unsubscribe', stream });
    desk.time.pass(2_000);
    expect(client.socket.closed?.code).toBe(CLOSE_EXPIRED);
  });

  it('bears so many wrong tokens of a client, and no more', async () => {
    const { client } = open({ badMessages: 2 });
    await show(client);
    await show(client, { symbols: 1 });
    await show(client, { symbols: 2 });
    expect(client.socket.closed).toBeUndefined();
    await show(client, { symbols: 3 });
    expect(client.socket.closed?.code).toBe(CLOSE_BAD_MESSAGE);
  });
});

describe('a host that asks for none', () => {
  it('takes any', () => {
    const desk = new Desk(new Market());
    const client = desk.connect();
    client.requests.onText('{"type":"auth","id":1,"token":"anything"}');
    return until('the answer', () => last(client)?.type === 'authenticated').then(() => {
      expect(last(client)).toEqual({ type: 'authenticated', id: 1, symbols: ['*'] });
      expect(client.of('welcome')).toHaveLength(1);
    });
  });
});
