/** Latency by hop for a client that asks for it: which frame it is of, how often, and what becomes of its echo. */
import { describe, expect, it } from 'vitest';
import type { HopsMessage } from '../../host/wire/control.js';
import { Desk } from './desk.js';
import { Market } from './market.js';

const [ONE, OTHER] = ['simulated:ONE', 'simulated:OTHER'] as const;

function open(limits = {}) {
  const market = new Market();
  const [one, other] = [ONE, OTHER].map((symbol) => {
    const source = market.add(symbol);
    source.begin([[100, 5]], [[101, 3]]);
    return source;
  });
  const desk = new Desk(market, { heartbeatMs: 1e9, ...limits });
  const client = desk.connect();
  client.read();
  return { market, desk, client, one: one!, other: other! };
}

describe('hops', () => {
  it('are told after the frame that they are of, with the first change in it', () => {
    const { desk, client, one } = open();
    const { stream } = client.subscribe(ONE, { intervalMs: 50 });
    expect(client.get({ type: 'measure', intervalMs: 200 }, 'measuring').intervalMs).toBe(200);
    desk.time.pass(7);
    one.change([[99, 1]], []);
    const [book, { tsEvent, tsRecv }] = [desk.time.wallMicros(), one];
    desk.time.pass(20);
    one.change([[98, 1]], []);
    desk.time.pass(50);
    const [frame] = client.read();
    const sent = client.of('hops')[0]!.sent;
    expect(client.of('hops')).toEqual([
      {
        ...{ type: 'hops', probe: 1, stream, sequence: frame!.sequence },
        ...{ event: tsEvent, recv: tsRecv, book, encoded: sent, sent },
      },
    ]);
    expect(sent - book).toBe(43_000);
    expect(client.control.at(-1)?.type).toBe('hops');
  });

  it('are told no more often than granted, of one stream after the other, and only of changes of a book', () => {
    const { desk, client, one, other } = open({ minHopsMs: 100 });
    const streams = [ONE, OTHER].map((symbol) => client.subscribe(symbol, { intervalMs: 10 }).stream);
    expect(client.get({ type: 'measure', intervalMs: 1 }, 'measuring').intervalMs).toBe(100);
    for (let at = 0; at < 40; at++) {
      one.change([[99, 1 + at]], []);
      other.change([[99, 1 + at]], []);
      desk.time.pass(10);
    }
    client.read();
    expect(client.of('hops').map(({ stream }) => stream)).toEqual([...streams, ...streams]);
    one.trade(100);
    one.become('stale', 'gap');
    desk.time.pass(500);
    client.read();
    expect(client.of('hops')).toHaveLength(4);
    expect(client.get({ type: 'measure', intervalMs: 0 }, 'measuring').intervalMs).toBe(0);
    other.change([[99, 77]], []);
    desk.time.pass(500);
    client.read();
    expect(client.of('hops')).toHaveLength(4);
  });

  it('are not told of what comes after the client fell behind, but of the next frame', () => {
    const { desk, client, one } = open({ sendHighBytes: 300, sendLowBytes: 50, tierStalls: 1e9 });
    client.subscribe(ONE, { intervalMs: 10 });
    client.ask({ type: 'measure', intervalMs: 100 });
    client.read();
    for (let at = 0; at < 60; at++) {
      one.change([[99, 1 + at]], []);
      desk.time.pass(10);
    }
    client.read();
    const before = client.of('hops').length;
    one.change([[99, 99]], []);
    desk.time.pass(10);
    client.read();
    expect(client.of('hops')).toHaveLength(before + 1);
  });

  it('without a time of the venue have none', () => {
    const { market, desk, client, one } = open();
    client.subscribe(ONE, { intervalMs: 0 });
    client.ask({ type: 'measure', intervalMs: 100 });
    one.changeSilently([[91, 1]], []);
    one.tsEvent = -1;
    market.bus.book(one);
    desk.time.pass(1);
    client.read();
    expect(client.of('hops')).toHaveLength(1);
    expect(client.of('hops')[0]).not.toHaveProperty('event');
  });
});

describe('an echo', () => {
  function asked(limits = {}) {
    const all = open(limits);
    all.client.subscribe(ONE, { intervalMs: 10 });
    all.client.ask({ type: 'measure', intervalMs: 100 });
    const next = (): HopsMessage => {
      all.one.change([[99, (all.one.tsRecv / 1000) % 1e6]], []);
      all.desk.time.pass(100);
      all.client.read();
      return all.client.of('hops').at(-1)!;
    };
    const echo = (probe: number, received: number, decoded: number): void => {
      all.client.ask({ type: 'echo', probe, received, decoded });
      all.client.read();
    };
    return { ...all, next, echo };
  }

  it('is counted by hop, what seems to come too early apart, and is not answered', async () => {
    const { desk, client, next, echo } = asked();
    const { probe, sent } = next();
    const messages = client.control.length;
    echo(probe, sent + 3_000, sent + 3_200);
    const later = next();
    echo(later.probe, later.sent - 500, later.sent - 300);
    expect(client.control.slice(messages).map(({ type }) => type)).toEqual(['hops']);
    expect(await desk.metric('client_latency_seconds_count{hop="network"}')).toBe(1);
    expect(await desk.metric('client_latency_seconds_sum{hop="network"}')).toBe(0.003);
    expect(await desk.metric('client_latency_seconds_count{hop="decode"}')).toBe(2);
    expect(await desk.metric('client_clock_ahead_total{hop="network"}')).toBe(1);
    expect(await desk.metric('echoes_total{outcome="taken"}')).toBe(2);
  });

  it('counts once, only for what was asked lately, and only where it is plausible', async () => {
    const { desk, next, echo } = asked({ echoMaxMs: 1_000 });
    const all = Array.from({ length: 9 }, next);
    const [{ probe, sent }, second] = [all.at(-1)!, all.at(-2)!];
    echo(all[0]!.probe, all[0]!.sent + 1, all[0]!.sent + 2);
    echo(999, sent, sent);
    echo(probe, sent + 1_000_000, sent + 2_000_000);
    echo(probe, sent, sent);
    expect(await desk.metric('echoes_total{outcome="unknown"}')).toBe(3);
    expect(await desk.metric('echoes_total{outcome="taken"}')).toBe(1);
    echo(second.probe, second.sent + 1_000_001, second.sent + 1_000_001);
    echo(all.at(-3)!.probe, 0, Number.MAX_SAFE_INTEGER);
    expect(await desk.metric('echoes_total{outcome="implausible"}')).toBe(2);
    expect(await desk.metric('client_latency_seconds_count{hop="network"}')).toBe(1);
  });

  it('is a message like any other to the limit of messages', () => {
    const { client, echo } = asked({ messageBurst: 5, messagesPerSecond: 1 });
    for (let at = 0; at < 10; at++) echo(at, 0, 0);
    expect(client.socket.closed?.code).toBe(4101);
  });
});
