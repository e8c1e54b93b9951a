/** Limits of connections over real sockets, each at its edge, with its code and its count; who is kept out before. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { GatewayOptions } from '../../host/gateway/gateway.js';
import * as control from '../../host/wire/control.js';
import { type Loopback, openLoopback } from './loopback.js';
import { Market } from './market.js';
import { token, verifier } from './token.js';
import { until } from './until.js';

let loopback: Loopback;
let sockets: WebSocket[] = [];

async function open(options: Partial<GatewayOptions> = {}): Promise<void> {
  const market = new Market();
  market.add('simulated:ONE').begin([[100, 5]], [[101, 3]]);
  loopback = await openLoopback(market, options);
}
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await loopback.close();
});

/** What asks for tokens of `test/gateway/token.ts`. */
const withTokens = () => ({ verify: (text: string) => verifier(loopback.time).verify(text) });

function dial(headers: Record<string, string> = {}, path = '/v1/stream'): WebSocket {
  const socket = new WebSocket(`${loopback.ws}${path}`, 'tickwire.v1', { headers });
  // A refused dial is judged by its answer; one cut while it still dials at the test's end says so here.
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}
async function connect(headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = dial(headers);
  await once(socket, 'open');
  return socket;
}
async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = await once(socket, 'close');
  return [code, String(reason)];
}
async function refusal(headers: Record<string, string>, path?: string): Promise<[number, string]> {
  const [, response] = await once(dial(headers, path), 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return [response.statusCode, body];
}
async function metric(line: string): Promise<number> {
  const text = await loopback.registry.metrics();
  const found = text.split('\n').find((each) => each.startsWith(`tickwire_gateway_${line} `));
  return Number(found?.split(' ').at(-1));
}
const limited = (name: string) => metric(`refused_by_limit_total{limit="${name}"}`);

describe('connections', () => {
  it('of one address are limited, and possible again when one has left', async () => {
    await open({ limits: { connectionsPerAddress: 2 } });
    const [one] = [await connect(), await connect()];
    expect((await closeOf(dial()))[0]).toBe(control.CLOSE_ADDRESS_FULL);
    expect(await limited('connectionsPerAddress')).toBe(1);
    one!.close();
    await closeOf(one!);
    await until('the place to be free', () => loopback.gateway.clients === 1);
    const next = dial();
    expect(JSON.parse(String((await once(next, 'message'))[0])).type).toBe('welcome');
  });

  it('behind a trusted proxy are those of the addresses that it tells', async () => {
    await open({ limits: { connectionsPerAddress: 1 }, security: { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] } });
    await connect({ 'x-forwarded-for': '203.0.113.1' });
    await connect({ 'x-forwarded-for': '203.0.113.1, 203.0.113.2, 10.1.2.3' });
    expect((await closeOf(dial({ 'x-forwarded-for': '203.0.113.2' })))[0]).toBe(control.CLOSE_ADDRESS_FULL);
    await connect({ 'x-forwarded-for': '2001:db8:0:1::5' });
    expect((await closeOf(dial({ 'x-forwarded-for': '2001:db8::1:0:0:0:9' })))[0]).toBe(control.CLOSE_ADDRESS_FULL);
    await connect({ 'x-forwarded-for': '2001:db8:0:2::5' });
  });

  it('of a peer that is no trusted proxy are its own, whatever it tells', async () => {
    await open({ limits: { connectionsPerAddress: 1 }, security: { trustedProxies: ['10.0.0.0/8'] } });
    await connect({ 'x-forwarded-for': '203.0.113.1' });
    expect((await closeOf(dial({ 'x-forwarded-for': '203.0.113.2' })))[0]).toBe(control.CLOSE_ADDRESS_FULL);
  });

  it('without a token are limited, until they show one', async () => {
    await open({ limits: { unauthenticatedConnections: 2 }, security: { verifier: withTokens() } });
    const [one] = [await connect(), await connect()];
    expect(await metric('unauthenticated_clients')).toBe(2);
    expect((await closeOf(dial()))[0]).toBe(control.CLOSE_UNAUTHENTICATED_FULL);
    expect(await limited('unauthenticatedConnections')).toBe(1);
    one!.send(JSON.stringify({ type: 'auth', id: 1, token: await token() }));
    expect(JSON.parse(String((await once(one!, 'message'))[0])).type).toBe('authenticated');
    const silent = await connect();
    expect((await closeOf(dial()))[0]).toBe(control.CLOSE_UNAUTHENTICATED_FULL);
    loopback.time.pass(5_000);
    expect((await closeOf(silent))[0]).toBe(control.CLOSE_AUTH_LATE);
  });

  it('that send much while a token is checked are read on after it', async () => {
    await open({ security: { verifier: withTokens() } });
    const socket = await connect();
    const types: string[] = [];
    socket.on('message', (data) => types.push(JSON.parse(String(data)).type));
    socket.send(JSON.stringify({ type: 'auth', id: 1, token: await token() }));
    for (let id = 2; id < 100; id++) socket.send(JSON.stringify({ type: 'ping', id, sent: 1 }));
    await until('all answers', () => types.length === 100);
    expect(types.slice(0, 3)).toEqual(['authenticated', 'welcome', 'pong']);
  });

  it('that ping, or send pongs unasked, are borne up to a limit', async () => {
    await open({ limits: { pingBurst: 3 } });
    for (const flood of ['ping', 'pong'] as const) {
      const socket = await connect();
      let answered = 0;
      socket.on('pong', () => {
        answered++;
      });
      for (let n = 0; n < 3; n++) socket[flood]();
      socket.send(JSON.stringify({ type: 'ping', id: 1, sent: 1 }));
      await until('an answer', () => loopback.gateway.clients === 1);
      expect(socket.readyState).toBe(WebSocket.OPEN);
      socket[flood]();
      expect((await closeOf(socket))[0]).toBe(control.CLOSE_TOO_MANY_PINGS);
      expect(answered).toBeLessThanOrEqual(4);
    }
    expect(await limited('pingsPerSecond')).toBe(2);
  });

  it('answer the heartbeat without using that up', async () => {
    await open({ limits: { pingBurst: 1, heartbeatMs: 1_000 } });
    const socket = await connect();
    for (let beat = 1; beat <= 5; beat++) {
      const pinged = once(socket, 'ping');
      loopback.time.pass(1_000);
      await pinged;
      socket.send(JSON.stringify({ type: 'ping', id: beat, sent: 1 }));
      await until('an answer', () => socket.readyState === WebSocket.OPEN);
      await once(socket, 'message');
    }
    expect(await limited('pingsPerSecond')).toBe(Number.NaN);
  });

  it('of many small pieces end, whether those come as fragments or as chunks', async () => {
    await open();
    const socket = await connect();
    for (let at = 0; at < 16; at++) socket.send(' ', { fin: at === 15 });
    const [answer] = await once(socket, 'message');
    expect(JSON.parse(String(answer)).type).toMatch(/welcome|error/);
    for (let at = 0; at < 17; at++) socket.send(' ', { fin: false });
    expect((await closeOf(socket))[0]).toBe(control.CLOSE_TOO_MANY_PIECES);
    await until('to be counted', () => loopback.gateway.clients === 0);
    expect(await limited('messageFragments')).toBe(1);
    expect(await metric(`closes_total{code="${control.CLOSE_TOO_MANY_PIECES}"}`)).toBe(1);
  });
});

describe('pages', () => {
  const own = () => `http://127.0.0.1:${loopback.address.port}`;

  it('of this host, of loopback and of none may connect', async () => {
    await open();
    const programs: Record<string, string>[] = [{}, { origin: own() }];
    for (const origin of ['http://localhost:5173', 'https://localhost', 'http://[::1]:9', 'http://app.localhost']) {
      programs.push({ origin });
    }
    for (const headers of programs) await connect(headers);
  });

  it.each([
    'https://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'null',
    'file://',
    'nonsense',
    'javascript:alert(1)',
  ])('of %s may not', async (origin) => {
    await open();
    expect(await refusal({ origin })).toEqual([403, expect.stringContaining('gateway.origins')]);
    expect(await metric('refused_upgrades_total{status="403"}')).toBe(1);
  });

  it('whose name was made to lead to this machine may not', async () => {
    await open();
    const { port } = loopback.address;
    expect(await refusal({ origin: `http://evil.example:${port}`, host: `evil.example:${port}` })).toMatchObject([
      403,
      {},
    ]);
  });

  it('of the name that a trusted proxy passes on may', async () => {
    await open({ security: { trustedProxies: ['127.0.0.1'] } });
    await connect({ origin: 'https://example.com', host: 'example.com:443' });
    expect((await refusal({ origin: 'https://other.example', host: 'example.com' }))[0]).toBe(403);
  });

  it('that are named may, and all where that is said', async () => {
    await open({ security: { origins: ['https://Example.com', 'null'] } });
    await connect({ origin: 'https://example.com' });
    await connect({ origin: 'null' });
    expect((await refusal({ origin: 'https://example.com:444' }))[0]).toBe(403);
    await loopback.close();
    await open({ security: { origins: ['*'] } });
    await connect({ origin: 'https://anything.example' });
  });
});

describe('an address', () => {
  it.each(['token', 'access_token', 'jwt', 'api-key', 'api_key', 'Password'])(
    'with %s in it is refused',
    async (name) => {
      await open();
      if (name === 'api-key') {
        const socket = dial({}, `/v1/stream?${name}=x`);
        await once(socket, 'open');
        return;
      }
      const [status, body] = await refusal({}, `/v1/stream?a=b&${name}=hunter2`);
      expect([status, body.includes('hunter2')]).toEqual([400, false]);
    },
  );
});

describe('a handshake', () => {
  it('that does not end, or is none, is cut and counted', async () => {
    await open({ limits: { headersMs: 40 } });
    const { host, port } = loopback.address;
    const answerTo = async (text: string): Promise<string> => {
      const socket = connectTcp(port, host);
      socket.write(text);
      const [data] = (await once(socket, 'data')) as [Buffer];
      await once(socket, 'close');
      return String(data).split('\r\n')[0]!;
    };
    expect(await answerTo('GET /v1/stream HTTP/1.1\r\nHost: x\r\nupgrade: ')).toBe('HTTP/1.1 408 Request Timeout');
    expect(await answerTo('nonsense\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await answerTo(`GET / HTTP/1.1\r\na: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
    for (const reason of ['timeout', 'malformed', 'too_large']) {
      expect(await metric(`refused_requests_total{reason="${reason}"}`), reason).toBe(1);
    }
  });

  it('of a peer that holds many sockets and says nothing is not waited for', async () => {
    await open({ limits: { connectionsPerAddress: 1 } });
    const { host, port } = loopback.address;
    const idle = Array.from({ length: 17 }, () => connectTcp(port, host));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    const more = connectTcp(port, host);
    more.on('error', () => {});
    await once(more, 'close');
    for (const socket of idle) socket.destroy();
    expect(await metric('refused_requests_total{reason="sockets"}')).toBe(1);
  });
});

describe('plain HTTP of a host that asks for tokens', () => {
  const get = async (path: string, text?: string): Promise<[number, string]> => {
    const headers: Record<string, string> = text === undefined ? {} : { authorization: `Bearer ${text}` };
    const response = await fetch(`${loopback.http}${path}`, { headers });
    return [response.status, await response.text()];
  };

  it('keeps the metrics for tokens that allow them, health and readiness open', async () => {
    await open({ security: { verifier: withTokens(), metrics: 'token' }, symbols: ['simulated:NONE'] });
    expect(await get('/metrics')).toEqual([401, 'show a token: authorization: Bearer …\n']);
    expect((await get('/metrics', 'nonsense'))[0]).toBe(401);
    expect(await get('/metrics', await token({ exp: 1 }))).toEqual([401, 'the token has ended\n']);
    expect(await get('/metrics', await token())).toEqual([403, 'your token does not allow the metrics\n']);
    const challenge = async (headers: Record<string, string>) =>
      (await fetch(`${loopback.http}/metrics`, { headers })).headers.get('www-authenticate');
    expect(await challenge({})).toBe('Bearer');
    expect(await challenge({ authorization: 'Bearer nonsense' })).toBe('Bearer error="invalid_token"');
    expect(await challenge({ authorization: `Bearer ${await token()}` })).toBe('Bearer error="insufficient_scope"');
    expect((await get('/metrics', await token({ metrics: true, symbols: [] })))[0]).toBe(200);
    expect((await get('/metrics', await token({ metrics: true })))[0]).toBe(200);
    expect(await get('/healthz')).toEqual([200, '{"status":"ok","tokens":"required"}\n']);
    expect(await get('/readyz')).toEqual([503, '{"ready":false,"live":1}\n']);
    expect((await get('/readyz', await token()))[1]).toContain('simulated:NONE');
    expect((await get('/readyz', await token({ symbols: ['okx:*'] })))[1]).not.toContain('simulated');
    expect((await get('/nothing'))[0]).toBe(404);
  });

  it('keeps pages, and opens the metrics, where that is said', async () => {
    await open({ security: { verifier: withTokens(), metrics: 'open', pages: 'token' } });
    expect((await get('/metrics'))[0]).toBe(200);
    expect((await get('/'))[0]).toBe(401);
    expect((await get('/', await token()))[0]).toBe(404);
  });
});
