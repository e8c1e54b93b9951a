/** Each limit that closes a connection: what is at it is borne, what is one beyond it ends with its code and is counted by its name. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { GatewayLimits, LimitName } from '../../host/gateway/limits.js';
import type { GatewaySecurity } from '../../host/gateway/security.js';
import * as control from '../../host/wire/control.js';
import { Desk } from './desk.js';
import { type Loopback, openLoopback } from './loopback.js';
import { Market } from './market.js';
import { token, verifier } from './token.js';
import { until } from './until.js';

const SYMBOL = 'simulated:ONE';
let loopback: Loopback;
let sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await loopback.close();
});

async function open(limits: Partial<GatewayLimits>, security: GatewaySecurity = {}): Promise<void> {
  const market = new Market();
  market.add(SYMBOL).begin([[100, 5]], [[101, 3]]);
  loopback = await openLoopback(market, { limits: { heartbeatMs: 1e9, ...limits }, security });
}

function dial(): WebSocket {
  const socket = new WebSocket(`${loopback.ws}/v1/stream`, 'tickwire.v1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

/** A client that the host has welcomed. */
async function connect(): Promise<WebSocket> {
  const socket = dial();
  await once(socket, 'message');
  return socket;
}

/** The host has read what was sent, and the connection bears it. */
async function isBorne(socket: WebSocket): Promise<void> {
  await (await fetch(`${loopback.http}/healthz`)).text();
  expect(socket.readyState).toBe(WebSocket.OPEN);
}

/** The connection ends with the code, which belongs to a limit, and both are counted. */
async function endsBy(socket: WebSocket, code: number, limit: LimitName): Promise<void> {
  const [closed] = await once(socket, 'close');
  expect(closed).toBe(code);
  const metric = async (line: string) => {
    const found = (await loopback.registry.metrics())
      .split('\n')
      .find((each) => each.startsWith(`tickwire_gateway_${line} `));
    return Number(found?.split(' ').at(-1));
  };
  let counts = [0, 0];
  await until('to be counted', () => {
    void Promise.all([metric(`refused_by_limit_total{limit="${limit}"}`), metric(`closes_total{code="${code}"}`)]).then(
      (found) => {
        counts = found;
      },
    );
    return counts.every((count) => count === 1);
  });
}

const ask = (id: number, type: string, fields: object = {}): string => JSON.stringify({ type, id, ...fields });
const subscribe = (id: number): string => ask(id, 'subscribe', { symbol: SYMBOL });

describe('beyond', () => {
  it('connections', async () => {
    await open({ connections: 2 });
    for (const socket of [await connect(), await connect()]) await isBorne(socket);
    await endsBy(dial(), control.CLOSE_OVERLOADED, 'connections');
  });

  it('connectionsPerAddress', async () => {
    await open({ connectionsPerAddress: 2 });
    for (const socket of [await connect(), await connect()]) await isBorne(socket);
    await endsBy(dial(), control.CLOSE_ADDRESS_FULL, 'connectionsPerAddress');
  });

  const verify = (text: string) => verifier(loopback.time).verify(text);

  it('unauthenticatedConnections', async () => {
    await open({ unauthenticatedConnections: 1 }, { verifier: { verify } });
    const silent = dial();
    await once(silent, 'open');
    await endsBy(dial(), control.CLOSE_UNAUTHENTICATED_FULL, 'unauthenticatedConnections');
    silent.send(ask(1, 'auth', { token: await token() }));
    await once(silent, 'message');
    const other = dial();
    await once(other, 'open');
    await isBorne(other);
  });

  it('authMs', async () => {
    await open({ authMs: 500 }, { verifier: { verify } });
    const silent = dial();
    await once(silent, 'open');
    await until('it to be counted', () => loopback.gateway.clients === 1);
    loopback.time.pass(499);
    await isBorne(silent);
    loopback.time.pass(1);
    await endsBy(silent, control.CLOSE_AUTH_LATE, 'authMs');
  });

  it('messagesPerSecond, after messageBurst', async () => {
    await open({ messageBurst: 3, messagesPerSecond: 2 });
    const socket = await connect();
    const send = () => socket.send(ask(1, 'ping', { sent: 1 }));
    for (let n = 0; n < 3; n++) send();
    await isBorne(socket);
    loopback.time.pass(1_000);
    for (let n = 0; n < 2; n++) send();
    await isBorne(socket);
    send();
    await endsBy(socket, control.CLOSE_TOO_MANY_MESSAGES, 'messagesPerSecond');
  });

  it('pingsPerSecond, after pingBurst', async () => {
    await open({ pingBurst: 3, pingsPerSecond: 2 });
    const socket = await connect();
    for (let n = 0; n < 3; n++) socket.ping();
    await isBorne(socket);
    loopback.time.pass(1_000);
    for (let n = 0; n < 2; n++) socket.ping();
    await isBorne(socket);
    socket.ping();
    await endsBy(socket, control.CLOSE_TOO_MANY_PINGS, 'pingsPerSecond');
  });

  it('badMessages', async () => {
    await open({ badMessages: 2 });
    const socket = await connect();
    for (let n = 0; n < 2; n++) socket.send('nonsense');
    await isBorne(socket);
    socket.send('nonsense');
    await endsBy(socket, control.CLOSE_BAD_MESSAGE, 'badMessages');
  });

  it('subscriptions, which are refused as often as refusedSubscriptions', async () => {
    await open({ subscriptions: 2, refusedSubscriptions: 2 });
    const socket = await connect();
    const errors: string[] = [];
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? {} : JSON.parse(String(data));
      if (message.type === 'error') errors.push(message.code);
    });
    for (let id = 1; id <= 4; id++) socket.send(subscribe(id));
    await isBorne(socket);
    await until('the refusals', () => errors.length === 2);
    expect(errors).toEqual(['too_many_subscriptions', 'too_many_subscriptions']);
    socket.send(subscribe(5));
    await endsBy(socket, control.CLOSE_TOO_MANY_SUBSCRIPTIONS, 'refusedSubscriptions');
    expect(await loopback.registry.metrics()).toContain('refused_by_limit_total{limit="subscriptions"} 3');
  });

  it('messageBytes', async () => {
    await open({ messageBytes: 1_000 });
    const socket = await connect();
    socket.send(ask(1, 'list').padEnd(1_000));
    await once(socket, 'message');
    await isBorne(socket);
    socket.send(ask(1, 'list').padEnd(1_001));
    await endsBy(socket, control.CLOSE_TOO_LARGE, 'messageBytes');
  });

  it('messageFragments', async () => {
    await open({ messageFragments: 4 });
    const socket = await connect();
    const fragments = (count: number) => {
      for (let at = 1; at <= count; at++) socket.send(at === 1 ? ask(1, 'list') : ' ', { fin: at === count });
    };
    fragments(4);
    await once(socket, 'message');
    await isBorne(socket);
    fragments(5);
    await endsBy(socket, control.CLOSE_TOO_MANY_PIECES, 'messageFragments');
  });

  it('messageChunks: pieces of one frame, as they come from the network', async () => {
    await open({ messageChunks: 4 });
    const socket = await connect();
    const raw = (socket as unknown as { _socket: Socket })._socket;
    /** A frame that is masked with nothing: its header, then a piece a write, each read before the next. */
    const pieces = async (payload: string, count: number) => {
      const text = payload.padEnd(count);
      raw.write(Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]));
      const size = Math.floor(text.length / count);
      for (let at = 0; at < count; at++) {
        await isBorne(socket);
        raw.write(text.slice(at * size, at === count - 1 ? undefined : (at + 1) * size));
      }
    };
    await pieces(ask(1, 'list'), 4);
    expect(JSON.parse(String((await once(socket, 'message'))[0])).type).toBe('symbols');
    await pieces(ask(1, 'list'), 5);
    await endsBy(socket, control.CLOSE_TOO_MANY_PIECES, 'messageChunks');
    expect(await loopback.registry.metrics()).not.toContain('limit="messageFragments"');
  });

  it('heartbeatMs', async () => {
    await open({ heartbeatMs: 1_000 });
    const socket = await connect();
    const pinged = once(socket, 'ping');
    loopback.time.pass(1_000);
    await pinged;
    await isBorne(socket);
    loopback.time.pass(1_000);
    await once(socket, 'ping');
    (socket as unknown as { _socket: Socket })._socket.pause();
    loopback.time.pass(1_000);
    loopback.time.pass(1_000);
    (socket as unknown as { _socket: Socket })._socket.resume();
    await endsBy(socket, control.CLOSE_SILENT, 'heartbeatMs');
  });
});

describe('without a network, beyond', () => {
  /** A client that reads nothing, with its welcome in the buffer. */
  function stalled(limits: Partial<GatewayLimits>) {
    const market = new Market();
    const source = market.add(SYMBOL);
    source.begin([[100, 5]], [[101, 3]]);
    const desk = new Desk(market, { heartbeatMs: 1e9, ...limits });
    return { desk, source, client: desk.connect() };
  }
  const limited = (desk: Desk, name: LimitName) => desk.metric(`refused_by_limit_total{limit="${name}"}`);

  it('sendMaxBytes: answers that nobody reads', async () => {
    const { desk, client } = stalled({ sendMaxBytes: 2_000, messageBurst: 1_000 });
    let before = client.socket.bufferedAmount;
    for (let asked = 0; asked < 1_000 && client.socket.closed === undefined; asked++) {
      before = client.socket.bufferedAmount;
      client.ask({ type: 'list' });
      // The answer that goes beyond the limit still goes; the next is one too many.
      if (before <= 2_000) expect(client.socket.closed).toBeUndefined();
    }
    expect(before).toBeGreaterThan(2_000);
    expect(client.socket.closed?.code).toBe(control.CLOSE_SEND_BUFFER);
    expect(await limited(desk, 'sendMaxBytes')).toBe(1);
  });

  it('slowMs: frames that nobody reads', async () => {
    const { desk, source, client } = stalled({ slowMs: 700, sendHighBytes: 500, sendLowBytes: 10 });
    client.ask({ type: 'subscribe', symbol: SYMBOL, intervalMs: 10 });
    for (let step = 0; step < 1_000 && !client.session.isBehind; step++) {
      source.change([[100, 10 + step]], []);
      desk.time.pass(10);
    }
    desk.time.pass(699);
    expect(client.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(client.socket.closed?.code).toBe(control.CLOSE_SLOW);
    expect(await limited(desk, 'slowMs')).toBe(1);
  });

  it('views', async () => {
    const { desk, client } = stalled({ views: 2 });
    for (const intervalMs of [10, 20]) client.subscribe(SYMBOL, { intervalMs });
    client.ask({ type: 'subscribe', symbol: SYMBOL, intervalMs: 30 });
    client.read();
    expect(client.of('error')).toMatchObject([{ code: 'too_many_views' }]);
    expect(await limited(desk, 'views')).toBe(1);
    client.subscribe(SYMBOL, { intervalMs: 10 });
  });
});
