/** A subscription changed in place: its book goes from one view's to another's at one frame, and no trade is lost or told twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Wishes } from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { type Level, Market } from './market.js';

const SYMBOL = 'simulated:ONE';
const BIDS: Level[] = Array.from({ length: 9 }, (_, at) => [100 - at, at + 1]);
const ASKS: Level[] = Array.from({ length: 9 }, (_, at) => [110 + at, at + 1]);

function open(limits = {}, capacity = {}) {
  const market = new Market(capacity);
  const source = market.add(SYMBOL);
  source.begin(BIDS, ASKS);
  const desk = new Desk(market, limits);
  const client = desk.connect();
  client.read();
  return { market, source, desk, client };
}

const change = (client: DeskClient, stream: number, wishes: Wishes) =>
  client.get({ type: 'change', stream, ...wishes }, 'changed');

describe('a change', () => {
  it('is answered with the new stream and the place from which its book is the new view’s', async () => {
    const { source, desk, client } = open();
    const { stream } = client.subscribe(SYMBOL, { depth: 2, intervalMs: 50 });
    const changed = change(client, stream, { depth: 5 });
    expect(changed).toMatchObject({ from: stream, symbol: SYMBOL, depth: 5, intervalMs: 50, trades: true });
    expect(changed.stream).not.toBe(stream);
    const snapshot = client.frames.at(-1)!;
    expect(snapshot).toMatchObject({ kind: 'snapshot', stream: changed.stream, code: 'ok' });
    expect([snapshot.epoch, snapshot.sequence]).toEqual([changed.epoch, changed.sequence]);
    expect(client.reader.levels(changed.stream)).toEqual(source.levels(5));
    source.change([[100, 77]], []);
    desk.time.pass(50);
    expect(client.read().map(({ stream }) => stream)).toEqual([changed.stream]);
    expect([desk.hub.subscriptions, desk.hub.views]).toEqual([1, 1]);
    expect(await desk.metric('changes_total{cause="asked"}')).toBe(1);
    expect(await desk.metric('snapshots_total{cause="change"}')).toBe(1);
  });

  it.each<Wishes>([
    { depth: 4 },
    { intervalMs: 20 },
    { trades: false },
    { codec: 'dense' },
    { analytics: ['touch'] },
    { depth: 4, intervalMs: 0, codec: 'plain' },
  ])('of %o leaves all else as it was', (wishes) => {
    const { source, client } = open();
    source.compute();
    const before = client.subscribe(SYMBOL, { depth: 3, intervalMs: 30 });
    const { id: _, stream: __, type: ___, ...kept } = before;
    const { stream, ...changed } = change(client, before.stream, wishes);
    const names = wishes.analytics && { analytics: ['touch.mid', 'touch.spread', 'touch.weightedMid'] };
    expect(changed).toMatchObject({ ...kept, ...wishes, ...names });
    expect(client.reader.levels(stream)).toEqual(source.levels(wishes.depth ?? 3));
  });

  it('to what it is already goes on in its stream without a snapshot', () => {
    const { client } = open();
    const { stream } = client.subscribe(SYMBOL, { depth: 3 });
    const frames = client.frames.length;
    expect(change(client, stream, { depth: 3 })).toMatchObject({ from: stream, stream, depth: 3 });
    expect(client.frames).toHaveLength(frames);
  });

  it('says what differs, and joins a view that others have', () => {
    const { desk, client } = open({ depth: 6 });
    const other = desk.connect().subscribe(SYMBOL, { depth: 6 });
    const { stream } = client.subscribe(SYMBOL, { depth: 2 });
    const differs = [{ field: 'depth', reason: 'host_limit', asked: 60 }];
    expect(change(client, stream, { depth: 60 })).toMatchObject({ stream: other.stream, depth: 6, differs });
  });

  it('that cannot be had leaves the old as it was', () => {
    const { source, desk, client } = open({ views: 1 });
    const { stream } = client.subscribe(SYMBOL, { depth: 2 });
    expect(client.get({ type: 'change', stream, depth: 3 }, 'error').code).toBe('too_many_views');
    source.change([[100, 50]], []);
    desk.time.pass(100);
    expect(client.read()).toMatchObject([{ kind: 'delta', stream, code: 'ok' }]);
    expect(client.reader.levels(stream)).toEqual(source.levels(2));
  });

  it('waits while the client is behind, which gets its trades first', () => {
    const { source, desk, client } = open({ sendHighBytes: 300, sendLowBytes: 50, tierStalls: 1e9 });
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 10 });
    for (let at = 0; at < 60; at++) {
      source.trade(100);
      source.change([[50 + (at % 40), at + 1]], []);
      desk.time.pass(10);
    }
    expect(client.session.isBehind).toBe(true);
    const id = client.ask({ type: 'change', stream, depth: 3 });
    const second = client.ask({ type: 'change', stream, depth: 4 });
    desk.time.pass(10);
    client.read();
    desk.time.turn();
    client.read();
    expect(client.answer(second, 'error').code).toBe('changing');
    const changed = client.answer(id, 'changed');
    const types = client.control.map(({ type }) => type);
    expect(types.indexOf('behind')).toBeLessThan(types.indexOf('changed'));
    expect(client.frames.reduce((sum, { trades }) => sum + trades, 0)).toBe(60);
    expect(client.reader.levels(changed.stream)).toEqual(source.levels(3));
    expect(changed.sequence).toBe(client.frames.at(-1)!.sequence);
  });

  it('waits for a generation of a dense view that others read, and goes on as it was until then', () => {
    const { source, desk, client } = open({ generationMs: 400 });
    const other = desk.connect();
    other.subscribe(SYMBOL, { codec: 'dense', intervalMs: 50 });
    source.change([[100, 9]], []);
    desk.time.pass(50);
    other.read();
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 50 });
    const id = client.ask({ type: 'change', stream, codec: 'dense' });
    source.change([[100, 10]], []);
    desk.time.pass(50);
    expect(client.read().map(({ stream }) => stream)).toEqual([stream]);
    desk.time.pass(400);
    client.read();
    const changed = client.answer(id, 'changed');
    expect(changed).toMatchObject({ codec: 'dense', from: stream });
    for (let at = 0; at < 5; at++) {
      source.change([[100, 20 + at]], []);
      desk.time.pass(50);
      expect(client.read().map(({ code }) => code)).toEqual(['ok']);
      expect(client.reader.levels(changed.stream)).toEqual(source.levels(0));
    }
  });

  it('that waits is refused when its subscription is given back', () => {
    const { source, desk, client } = open({ sendHighBytes: 100, sendLowBytes: 50 });
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 10 });
    for (let at = 0; at < 30; at++) {
      source.change([[50 + at, at + 1]], []);
      desk.time.pass(10);
    }
    const id = client.ask({ type: 'change', stream, depth: 3 });
    const given = client.ask({ type: 'unsubscribe', stream });
    client.read();
    expect(client.answer(id, 'error').code).toBe('unknown_stream');
    expect(client.answer(given, 'unsubscribed').stream).toBe(stream);
    expect(desk.hub.views).toBe(0);
  });

  it('moves one of several subscriptions that share a stream', () => {
    const { source, desk, client } = open();
    const { stream } = client.subscribe(SYMBOL, { depth: 3 });
    client.subscribe(SYMBOL, { depth: 3 });
    const changed = change(client, stream, { depth: 1 });
    source.change([[100, 70]], []);
    desk.time.pass(100);
    expect(new Set(client.read().map(({ stream }) => stream))).toEqual(new Set([stream, changed.stream]));
    expect(change(client, changed.stream, { depth: 3 }).stream).toBe(stream);
    expect([desk.hub.subscriptions, desk.hub.views]).toEqual([2, 1]);
  });

  it('of a symbol that is gone is refused', () => {
    const { market, source, client } = open();
    const { stream } = client.subscribe(SYMBOL);
    market.bus.remove(source);
    expect(client.get({ type: 'change', stream, depth: 1 }, 'error').code).toBe('unknown_symbol');
  });
});

const depth = fc.integer({ min: 1, max: 9 });
const intervalMs = fc.constantFrom(0, 10, 30, 100);
const codec = fc.constantFrom('plain' as const, 'fast' as const, 'dense' as const);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('market' as const),
      ticks: fc.integer({ min: 60, max: 140 }),
      lots: fc.nat(9),
      trades: fc.nat(3),
    }),
  },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('change' as const), depth, intervalMs, codec }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('read' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('other' as const), depth, intervalMs, codec }) },
);

describe('whatever changes when, and however the client stalls', () => {
  it('every frame fits, the book ends as the last view’s, and every trade comes once, in order or as missed', () => {
    let changes = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
        const { source, desk, client } = open({
          ...{ sendHighBytes: 400, sendLowBytes: 60, slowMs: 1e9, heartbeatMs: 1e9, messagesPerSecond: 1e9 },
          ...{
            generationMs: 50,
            fingerprintMs: 1,
            tierStalls: 2,
            tierWindowMs: 1e9,
            tierCalmMs: 200,
            messageBurst: 1e9,
          },
        });
        const others = desk.connect(true);
        client.subscribe(SYMBOL, { depth: 4, intervalMs: 10 });
        let stream = client.of('subscribed')[0]!.stream;
        let told = 0;
        const follow = (count?: number): void => {
          for (const { code } of client.read(count)) expect(code).toBe('ok');
          const last = client.of('changed').at(-1);
          if (last !== undefined) stream = last.stream;
        };
        for (const each of steps) {
          if (each.op === 'market') {
            const bids: Level[] = each.ticks < 105 ? [[each.ticks, each.lots]] : [];
            source.change(bids, bids.length > 0 ? [] : [[each.ticks, each.lots]]);
            if (each.trades > 0) source.trade(...Array.from({ length: each.trades }, () => 100));
            told += each.trades;
          } else if (each.op === 'pass') desk.time.pass(each.ms);
          else if (each.op === 'read') follow(each.count);
          else {
            const { op, ...wishes } = each;
            if (op === 'change') client.ask({ type: 'change', stream, ...wishes });
            else others.subscribe(SYMBOL, wishes);
          }
          others.read();
        }
        for (let round = 0; round < 8; round++) {
          desk.time.pass(100);
          follow();
          others.read();
        }
        changes += client.of('changed').length;
        expect(client.session.isBehind).toBe(false);
        const { view } = [...client.session.subscribers.values()][0]!;
        expect([client.session.subscribers.size, view.stream]).toEqual([1, stream]);
        expect(client.reader.levels(stream)).toEqual(source.levels(view.request.depth));
        expect(client.frames.reduce((sum, { trades, missed }) => sum + trades + missed, 0)).toBe(told);
        expect(others.frames.every(({ code }) => code === 'ok')).toBe(true);
      }),
      { numRuns: 120 },
    );
    expect(changes, 'changes').toBeGreaterThan(0);
  });
});
