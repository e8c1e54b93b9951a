/** The REST client against a real server: bounded, paced, polite when told to wait, never an exception. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_REST_LIMITS, RestClient, type RestLimits } from '../../host/feeds/live/rest.js';
import { systemTime, type Time } from '../../host/feeds/live/time.js';
import { TokenBucket } from '../../host/feeds/live/token-bucket.js';
import { VirtualTime } from './virtual-time.js';

let server: Server | undefined;
const never = new AbortController().signal;

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function make(answer: (path: string, response: ServerResponse) => void, limits: Partial<RestLimits> = {}) {
  server = createServer((request, response) => answer(request.url ?? '', response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;
  return client(`http://127.0.0.1:${port}`, systemTime, limits);
}

function client(baseUrl: string, time: Time, limits: Partial<RestLimits> = {}, fetcher: typeof fetch = fetch) {
  const bucket = new TokenBucket({ capacity: 100, perSecond: 10 }, time);
  const rest = new RestClient({ limits: { ...DEFAULT_REST_LIMITS, ...limits }, time, fetch: fetcher, bucket });
  /** Answers what the client answers. */
  const get = (path: string, weight: number, signal: AbortSignal) =>
    rest.get({ url: `${baseUrl}${path}`, weight }, signal);
  return { rest, get, bucket };
}

describe('rest', () => {
  it('answers with the body and counts', async () => {
    const { rest, get } = await make((path, response) => response.end(`you asked ${path}`));
    const answer = await get('/depth?symbol=A', 5, never);
    expect(answer.ok && Buffer.from(answer.bytes).toString()).toBe('you asked /depth?symbol=A');
    expect(rest.counters).toEqual({ requests: 1, failures: 0, weight: 5 });
  });

  it('takes a body of exactly the limit and refuses one byte more', async () => {
    const { get } = await make((path, response) => response.end('x'.repeat(Number(path.slice(1)))), {
      maxBodyBytes: 1000,
    });
    expect(await get('/1000', 1, never)).toMatchObject({ ok: true });
    expect(await get('/1001', 1, never)).toMatchObject({
      ok: false,
      status: 0,
      reason: 'the body exceeds 1000 bytes',
    });
  });

  it('keeps to a number of requests under way, in order of asking', async () => {
    const time = new VirtualTime();
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const { get } = client('http://venue', time, { concurrent: 2 }, (url) => {
      asked.push(String(url));
      return new Promise((resolve) => answers.push(() => resolve(new Response(''))));
    });
    const all = ['a', 'b', 'c', 'd'].map((name) => get(`/${name}`, 1, never));
    await expect.poll(() => asked).toEqual(['http://venue/a', 'http://venue/b']);
    answers[0]!();
    await expect.poll(() => asked.length).toBe(3);
    answers[1]!();
    await expect.poll(() => asked.length).toBe(4);
    for (const answer of answers) answer();
    expect((await Promise.all(all)).every(({ ok }) => ok)).toBe(true);
    expect(asked.at(-1)).toBe('http://venue/d');
  });

  it('says in one line why a request was refused, and that it is no use to repeat it', async () => {
    const { rest, get } = await make((_, response) => {
      response.statusCode = 400;
      response.end('{"code":-1121,\n "msg":"Invalid symbol."}');
    });
    expect(await get('/x', 1, never)).toEqual({
      ok: false,
      status: 400,
      reason: 'HTTP 400: {"code":-1121, "msg":"Invalid symbol."}',
    });
    expect(rest.counters.failures).toBe(1);
  });

  it('takes a fault of the server for passing', async () => {
    const { get } = await make((_, response) => {
      response.statusCode = 503;
      response.end();
    });
    expect(await get('/x', 1, never)).toEqual({ ok: false, status: 503, reason: 'HTTP 503' });
  });

  it('gives up on a server that does not answer in time', async () => {
    const { get } = await make(() => {}, { timeoutMs: 30 });
    expect(await get('/x', 1, never)).toMatchObject({ ok: false, reason: 'no answer within 30 ms' });
  });

  it('tells the cause when nobody is there', async () => {
    const { get } = client('http://127.0.0.1:1', systemTime);
    const answer = await get('/x', 1, never);
    expect(answer.ok ? '' : answer.reason).toMatch(/ECONNREFUSED|bad port/);
  });

  it('ends when told to, waiting for its turn or for the answer', async () => {
    const { get, bucket } = await make(() => stop.abort());
    const stop = new AbortController();
    expect(await get('/x', 1, stop.signal)).toMatchObject({ ok: false, reason: 'stopped' });
    bucket.pause(1_000_000);
    const second = new AbortController();
    const waiting = get('/y', 1, second.signal);
    second.abort();
    expect(await waiting).toMatchObject({ ok: false, reason: 'stopped' });
    expect(bucket.waiting).toBe(0);
    expect(await get('/z', 1, second.signal)).toMatchObject({ ok: false, reason: 'stopped' });
  });

  for (const [status, header, seconds] of [
    [429, '7', 7],
    [418, '120', 120],
    [429, new Date(1_700_000_009_000).toUTCString(), 9],
    [429, 'soon', 30],
    [429, undefined, 30],
  ] as const) {
    it(`after ${status} with Retry-After ${header ?? 'absent'} asks nothing for ${seconds} s`, async () => {
      const time = new VirtualTime();
      const asked: number[] = [];
      const headers = header === undefined ? {} : { 'retry-after': header };
      const { get } = client('http://venue', time, {}, async () => {
        asked.push(time.monotonicMs());
        return asked.length === 1 ? new Response('slow down', { status, headers }) : new Response('fine');
      });
      expect(await get('/x', 1, never)).toMatchObject({ ok: false, status });
      const next = get('/x', 1, never);
      time.advance(seconds * 1000 - 1);
      expect(asked).toEqual([0]);
      time.advance(1);
      expect(await next).toMatchObject({ ok: true });
      expect(asked).toEqual([0, seconds * 1000]);
    });
  }
});
