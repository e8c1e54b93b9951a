/** Clients that do not keep up are moved to slower views, told so, and moved back: when, by how much, and who is not. */
import { describe, expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { Tier, tierIntervalMs } from '../../host/gateway/tier.js';
import { Desk, type DeskClient } from './desk.js';
import { FakeTime } from './fake-time.js';
import { Market } from './market.js';

const LIMITS = { ...GATEWAY_LIMITS, tiers: 2, tierStalls: 3, tierWindowMs: 1_000, tierCalmMs: 5_000 };
const SYMBOL = 'simulated:ONE';

function alone() {
  const time = new FakeTime();
  const moves: string[] = [];
  const tier: Tier = new Tier({ limits: LIMITS, time }, (reason) => moves.push(`${tier.level} ${reason}`));
  const stall = (times: number, ms = 100): void => {
    for (let at = 0; at < times; at++) {
      tier.stalled();
      tier.recovered();
      time.pass(ms);
    }
  };
  return { time, tier, moves, stall };
}

describe('a tier', () => {
  it('is the next after so many stalls within the window, and not after one less', () => {
    const { tier, moves, stall } = alone();
    stall(2);
    expect(tier.level).toBe(0);
    stall(1);
    expect(moves).toEqual(['1 behind']);
  });

  it('stays while stalls are further apart', () => {
    const { moves, stall } = alone();
    stall(20, 501);
    expect(moves).toEqual([]);
  });

  it('begins to count anew with each, and ends at the last', () => {
    const { moves, stall } = alone();
    stall(5);
    expect(moves).toEqual(['1 behind']);
    stall(10);
    expect(moves).toEqual(['1 behind', '2 behind']);
  });

  it('is left for the one before after each calm time, which a stall begins anew', () => {
    const { time, tier, moves, stall } = alone();
    stall(6, 0);
    time.pass(4_999);
    expect(tier.level).toBe(2);
    tier.stalled();
    time.pass(20_000);
    expect(tier.level, 'while it is behind').toBe(2);
    tier.recovered();
    time.pass(4_999);
    expect(tier.level).toBe(2);
    time.pass(1);
    expect(moves.at(-1)).toBe('1 kept_up');
    time.pass(4_999);
    expect(tier.level).toBe(1);
    time.pass(1);
    expect(moves.at(-1)).toBe('0 kept_up');
    time.pass(60_000);
    expect(moves).toHaveLength(4);
    expect(time.pending).toBe(0);
  });

  it('is none for who declines, at once', () => {
    const { time, tier, moves, stall } = alone();
    stall(3);
    tier.adapt(false);
    expect(moves).toEqual(['1 behind', '0 declined']);
    stall(10);
    expect([tier.level, time.pending]).toEqual([0, 0]);
    tier.adapt(true);
    stall(3);
    expect(tier.level).toBe(1);
    tier.stop();
    expect(time.pending).toBe(0);
  });

  it('makes intervals longer, within the host’s limits', () => {
    const limits = { ...LIMITS, tierFactor: 4, minIntervalMs: 10, maxIntervalMs: 1_000 };
    const of = (intervalMs: number) => [0, 1, 2].map((tier) => tierIntervalMs(intervalMs, tier, limits));
    expect(of(0)).toEqual([0, 40, 160]);
    expect(of(10)).toEqual([10, 40, 160]);
    expect(of(100)).toEqual([100, 400, 1_000]);
    expect(of(1_000)).toEqual([1_000, 1_000, 1_000]);
  });
});

function open(limits = {}) {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[200, 3]]);
  const desk = new Desk(market, {
    ...{ sendHighBytes: 200, sendLowBytes: 60, heartbeatMs: 1e9, slowMs: 1e9 },
    ...{ tierStalls: 2, tierWindowMs: 60_000, tierCalmMs: 10_000 },
    ...limits,
  });
  const client = desk.connect();
  /** Reads nothing for a while, then all there is. */
  const stall = (who: DeskClient, market = true): void => {
    for (let at = 0; at < 40; at++) {
      if (market) source.change([[90 + (at % 9), (source.tsRecv / 1000) % 1_000_000]], []);
      desk.time.pass(10);
    }
    for (let round = 0; round < 3; round++) {
      who.read();
      desk.time.turn();
    }
  };
  return { source, desk, client, stall };
}

const types = (client: DeskClient) => client.control.map(({ type }) => type);

describe('a client that falls behind again and again', () => {
  it('is told its tier, then gets each of its views slower, and back when it has kept up', async () => {
    const { source, desk, client, stall } = open();
    const first = client.subscribe(SYMBOL, { intervalMs: 10, depth: 9 });
    const slow = client.subscribe(SYMBOL, { intervalMs: 60_000, depth: 9 });
    stall(client);
    expect(client.of('tier')).toEqual([]);
    stall(client);
    expect(client.of('tier')).toEqual([{ type: 'tier', tier: 1, reason: 'behind', factor: 4 }]);
    const [moved, ...more] = client.of('changed');
    expect(moved).toMatchObject({
      id: null,
      from: first.stream,
      intervalMs: 40,
      depth: 9,
      differs: [{ field: 'intervalMs', reason: 'adaptive', asked: 10 }],
    });
    expect(more, 'one that is as slow as can be').toEqual([]);
    expect(types(client).indexOf('tier')).toBeLessThan(types(client).indexOf('changed'));
    expect(await desk.metric('tier_clients{tier="1"}')).toBe(1);
    expect(await desk.metric('tier_moves_total{reason="behind"}')).toBe(1);
    expect(await desk.metric('changes_total{cause="adaptive"}')).toBe(1);
    const late = client.subscribe(SYMBOL, { intervalMs: 20 });
    expect(late).toMatchObject({ intervalMs: 80, differs: [{ field: 'intervalMs', reason: 'adaptive', asked: 20 }] });
    desk.time.pass(10_000);
    client.read();
    expect(client.of('tier').at(-1)).toEqual({ type: 'tier', tier: 0, reason: 'kept_up', factor: 1 });
    const back = client.of('changed').slice(1);
    expect(back.map(({ id, from, intervalMs, differs }) => ({ id, from, intervalMs, differs }))).toEqual([
      { id: null, from: moved!.stream, intervalMs: 10, differs: undefined },
      { id: null, from: late.stream, intervalMs: 20, differs: undefined },
    ]);
    expect(await desk.metric('tier_clients{tier="1"}')).toBe(0);
    source.change([[100, 9]], []);
    desk.time.pass(60_000);
    client.read();
    for (const { stream } of [...back, slow]) {
      const depth = stream === back[1]!.stream ? 0 : 9;
      expect(client.reader.levels(stream)).toEqual(source.levels(depth));
    }
    expect(client.frames.every(({ code }) => code === 'ok')).toBe(true);
  });

  it('changes what it is subscribed to at its tier, and gets it as asked when it is back', () => {
    const { desk, client, stall } = open();
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 10, depth: 9 });
    stall(client);
    stall(client);
    const slower = client.of('changed')[0]!;
    expect(slower.from).toBe(stream);
    const changed = client.get({ type: 'change', stream: slower.stream, depth: 2, intervalMs: 20 }, 'changed');
    expect(changed).toMatchObject({ depth: 2, intervalMs: 80 });
    desk.time.pass(10_000);
    client.read();
    expect(client.of('changed').at(-1)).toMatchObject({ id: null, depth: 2, intervalMs: 20 });
  });

  it('shares its slower view with others of its tier, and does not disturb those who keep up', () => {
    const { desk, client, stall } = open();
    const other = desk.connect();
    const quick = desk.connect(true);
    quick.subscribe(SYMBOL, { intervalMs: 10 });
    for (const each of [client, other]) each.subscribe(SYMBOL, { intervalMs: 10 });
    for (let round = 0; round < 2; round++) {
      stall(client);
      other.read();
      desk.time.turn();
      other.read();
    }
    expect(client.of('changed')[0]!.stream).toBe(other.of('changed')[0]!.stream);
    quick.read();
    expect(types(quick)).toEqual(['welcome', 'subscribed']);
    expect(desk.hub.views).toBe(2);
  });

  it('stays as it is where it asks for that', () => {
    const { client, stall } = open();
    client.subscribe(SYMBOL, { intervalMs: 10 });
    expect(client.get({ type: 'adapt', adaptive: false }, 'adapted')).toMatchObject({ adaptive: false, tier: 0 });
    for (let at = 0; at < 5; at++) stall(client);
    expect(client.of('behind').length).toBeGreaterThan(3);
    expect([client.of('tier'), client.of('changed')]).toEqual([[], []]);
    client.get({ type: 'adapt', adaptive: true }, 'adapted');
    stall(client);
    stall(client);
    expect(client.of('changed')).toHaveLength(1);
    expect(client.get({ type: 'adapt', adaptive: false }, 'adapted').tier).toBe(0);
    expect(client.of('tier').at(-1)).toMatchObject({ tier: 0, reason: 'declined' });
    expect(client.of('changed').at(-1)).toMatchObject({ intervalMs: 10 });
  });

  it('keeps the view that it has where there can be no other', () => {
    const { source, desk, client, stall } = open({ views: 1 });
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 10 });
    stall(client);
    stall(client);
    expect(client.of('tier')).toHaveLength(1);
    expect(client.of('changed')).toEqual([]);
    source.change([[100, 9]], []);
    desk.time.pass(10);
    expect(client.read()).toMatchObject([{ kind: 'delta', stream }]);
  });

  it('is not moved further by the snapshots of the move, nor by those of many subscriptions at once', () => {
    const { source, desk, client } = open({ tierStalls: 1, sendHighBytes: 600, sendLowBytes: 100 });
    const bids = Array.from({ length: 40 }, (_, at) => [100 - at, 1 + at] as const);
    source.change(bids, []);
    const depths = Array.from({ length: 12 }, (_, at) => 20 + at);
    for (const depth of depths) client.ask({ type: 'subscribe', symbol: SYMBOL, depth, intervalMs: 10 });
    let now = 0;
    const slowly = (): void => {
      source.change([[90 + (now++ % 9), (source.tsRecv / 1000) % 1_000_000]], []);
      desk.time.pass(10);
      if (now % 3 === 0) client.read(1);
    };
    for (let at = 0; at < 30; at++) slowly();
    expect(client.of('tier')).toEqual([]);
    for (let round = 0; round < 9; round++) {
      client.read();
      desk.time.turn();
    }
    expect(client.frames.filter(({ kind }) => kind === 'snapshot')).toHaveLength(depths.length);
    // Now it is too slow for deltas.
    for (let at = 0; client.of('tier').length === 0 && at < 500; at++) slowly();
    const before = client.of('changed').length;
    expect(before).toBeLessThan(depths.length);
    for (let at = 0; client.of('changed').length < depths.length && at < 2_000; at++) slowly();
    expect(client.of('changed')).toHaveLength(depths.length);
    expect(client.of('tier')).toHaveLength(1);
  });

  it('leaves no clock behind', () => {
    const { desk, client, stall } = open();
    client.subscribe(SYMBOL, { intervalMs: 10 });
    stall(client);
    stall(client);
    const before = desk.time.pending;
    client.requests.end();
    client.session.ended();
    expect(desk.time.pending).toBeLessThan(before);
  });
});
