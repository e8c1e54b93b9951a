/** The gateway's WebSocket over real sockets: the handshake, what `ws` refuses, closing. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  CLOSE_OVERLOADED,
  CLOSE_SHUTDOWN,
  CLOSE_TOO_LARGE,
  CLOSE_TOO_MANY_PIECES,
  CLOSE_UNSUPPORTED,
} from '../../host/wire/control.js';
import { FrameReader } from './frame-reader.js';
import { type Loopback, openLoopback } from './loopback.js';
import { Market, type TestSource } from './market.js';
import { until } from './until.js';

let market: Market;
let source: TestSource;
let loopback: Loopback;

beforeEach(async () => {
  market = new Market();
  source = market.add('simulated:ONE');
  source.begin([[100, 5]], [[101, 3]]);
  loopback = await openLoopback(market, { limits: { connections: 2 } });
});
afterEach(() => loopback.close());

/** Status and body of a refused handshake. */
async function refusal(path: string, protocols: string[]): Promise<[number, string]> {
  const socket = new WebSocket(`${loopback.ws}${path}`, protocols);
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return [response.statusCode, body];
}

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(`${loopback.ws}/v1/stream`, 'tickwire.v1');
  await once(socket, 'open');
  return socket;
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = await once(socket, 'close');
  return [code, String(reason)];
}

async function metric(line: string): Promise<number> {
  const text = await loopback.registry.metrics();
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`tickwire_gateway_${line} `))
      ?.split(' ')
      .at(-1),
  );
}

describe('the handshake', () => {
  it('is taken at its path with its subprotocol, and answered with that', async () => {
    const socket = new WebSocket(`${loopback.ws}/v1/stream?from=here`, ['other', 'tickwire.v1']);
    const [message] = await once(socket, 'message');
    expect(socket.protocol).toBe('tickwire.v1');
    expect(JSON.parse(String(message))).toMatchObject({ type: 'welcome', version: 1 });
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('is refused elsewhere, or without the subprotocol, with what to mend', async () => {
    expect(await refusal('/v2/stream', ['tickwire.v1'])).toEqual([404, 'the stream is at /v1/stream\n']);
    expect(await refusal('/', ['tickwire.v1'])).toEqual([404, 'the stream is at /v1/stream\n']);
    expect(await refusal('/v1/stream', ['tickwire.v9'])).toEqual([
      400,
      'offer the subprotocol tickwire.v1 in sec-websocket-protocol\n',
    ]);
    expect(await refusal('/v1/stream', [])).toMatchObject([400, expect.stringContaining('tickwire.v1')]);
    expect(await metric('refused_upgrades_total{status="404"}')).toBe(2);
  });

  it('that is none is refused', async () => {
    const response = await fetch(`${loopback.http}/v1/stream`);
    expect(response.status).toBe(426);
  });

  it('beyond the connections is closed, and possible again when one has left', async () => {
    const [one] = [await connect(), await connect()];
    const third = new WebSocket(`${loopback.ws}/v1/stream`, 'tickwire.v1');
    expect(await closeOf(third)).toMatchObject([CLOSE_OVERLOADED, expect.stringContaining('2 connections')]);
    expect(await metric(`closes_total{code="${CLOSE_OVERLOADED}"}`)).toBe(1);
    expect((await fetch(`${loopback.http}/healthz`)).status).toBe(200);
    one!.close();
    await closeOf(one!);
    const fourth = new WebSocket(`${loopback.ws}/v1/stream`, 'tickwire.v1');
    expect(JSON.parse(String((await once(fourth, 'message'))[0])).type).toBe('welcome');
  });
});

describe('a connection', () => {
  it('carries answers as text and frames as bytes', async () => {
    const socket = await connect();
    const reader = new FrameReader();
    const frames: string[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) frames.push(...reader.read(data).map(({ kind, code }) => `${kind} ${code}`));
      else if (JSON.parse(String(data)).type === 'subscribed') reader.open(JSON.parse(String(data)).stream);
    });
    socket.send(JSON.stringify({ type: 'subscribe', id: 1, symbol: 'simulated:ONE', intervalMs: 20 }));
    await until('the snapshot', () => frames.length === 1);
    source.change([[99, 2]], []);
    source.trade(100);
    loopback.time.pass(20);
    await until('the delta', () => frames.length === 3);
    expect(frames).toEqual(['snapshot ok', 'trades ok', 'delta ok']);
    expect(reader.levels(1)).toEqual(source.levels(0));
    expect(await metric('subscriptions')).toBe(1);
    socket.close(1000);
    await closeOf(socket);
    await until('the view to linger', () => loopback.time.pending === 3);
    loopback.time.pass(10_000);
    expect(loopback.time.pending).toBe(1);
    expect(await metric('views')).toBe(0);
    expect(await metric('closes_total{code="1000"}')).toBe(1);
  });

  it('ends at a message that is too large, at too many fragments, at binary data', async () => {
    const large = await connect();
    large.send(' '.repeat(65_537));
    expect((await closeOf(large))[0]).toBe(CLOSE_TOO_LARGE);
    const pieces = await connect();
    for (let at = 0; at < 17; at++) pieces.send(' ', { fin: false });
    expect((await closeOf(pieces))[0]).toBe(CLOSE_TOO_MANY_PIECES);
    const binary = await connect();
    binary.send(new Uint8Array([1, 2, 3]));
    expect((await closeOf(binary))[0]).toBe(CLOSE_UNSUPPORTED);
    await until('all to be gone', () => loopback.time.pending === 1);
    expect(await metric('clients')).toBe(0);
  });

  it('takes the largest message, and what is nonsense within it', async () => {
    const socket = await connect();
    const answer = new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.type === 'error') resolve(message.code);
      });
    });
    socket.send(' '.repeat(65_536));
    expect(await answer).toBe('bad_message');
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('that reads nothing is left out, then brought back with a snapshot', async () => {
    await loopback.close();
    market = new Market({ levels: 8_192, totalLevels: 65_536, bytes: 1_048_576 });
    source = market.add('simulated:DEEP');
    source.begin([[10_000, 1]], [[10_001, 1]]);
    loopback = await openLoopback(market, { limits: { sendHighBytes: 100_000, sendLowBytes: 1_000 } });
    const socket = await connect();
    const reader = new FrameReader({ levels: 8_192, totalLevels: 65_536, bytes: 1_048_576 });
    const seen: string[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        seen.push(...reader.read(data).map(({ kind, code }) => `${kind} ${code}`));
        return;
      }
      const message = JSON.parse(String(data));
      seen.push(message.type);
      if (message.type === 'subscribed') reader.open(message.stream);
    });
    socket.send(JSON.stringify({ type: 'subscribe', id: 1, symbol: 'simulated:DEEP', intervalMs: 10 }));
    await until('the snapshot', () => seen.includes('snapshot ok'));
    socket.pause();
    for (let lots = 2; (await metric('behind_clients')) === 0; lots++) {
      source.change(
        Array.from({ length: 4_000 }, (_, at) => [at + 1, 1_000_000 + ((lots * 7919 + at * 104_729) % 1_000_000)]),
        [],
      );
      loopback.time.pass(10);
      await new Promise(setImmediate);
    }
    source.change([[10_000, 7]], []);
    loopback.time.pass(10);
    socket.resume();
    await until('to be brought back', () => seen.includes('behind'));
    await until('the snapshot', () => seen.at(-1) === 'snapshot ok');
    expect(seen.every((each) => !each.includes(' ') || each.endsWith(' ok'))).toBe(true);
    expect(reader.levels(1)).toEqual(source.levels(0));
    expect(await metric('behind_clients')).toBe(0);
    socket.terminate();
  });

  it('is told when the host stops', async () => {
    const socket = await connect();
    const closed = closeOf(socket);
    await loopback.close();
    expect(await closed).toEqual([CLOSE_SHUTDOWN, 'the host stops']);
    loopback = await openLoopback(market);
  });
});
