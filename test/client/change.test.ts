/** A subscription that is changed while it runs: no moment without a book, and the old one where the host refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Subscription, SubscriptionWishes } from '../../web/client/exports.js';
import type { Level } from '../gateway/market.js';
import { levels, line, open as openLive, SYMBOL } from './live-symbol.js';

const BIDS: Level[] = Array.from({ length: 9 }, (_, at) => [100 - at, at + 1]);
const ASKS: Level[] = Array.from({ length: 9 }, (_, at) => [110 + at, at + 1]);

async function open(options = {}, limits = {}) {
  const all = await openLive(options, limits);
  all.source.change([...BIDS, [99, 2]], [[101, 0], [103, 0], ...ASKS]);
  return all;
}

/** What was told since, but for trades; and that the book was live whenever something was. */
function watch(subscription: Subscription): string[] {
  const lines: string[] = [];
  subscription.on('message', (message) => {
    expect(subscription.book.live, line(message)).toBe(true);
    expect(subscription.book.bidCount).toBeGreaterThan(0);
    if (message.type !== 'trade') lines.push(line(message));
  });
  return lines;
}

describe('a change', () => {
  it('takes the book from one view to the other at one message, and resolves with what was granted', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2, intervalMs: 20 });
    pipe.flow();
    const lines = watch(subscription);
    const grants: number[] = [];
    subscription.on('granted', ({ depth }) => grants.push(depth));
    const changed = subscription.change({ depth: 5 });
    await pipe.settled();
    expect(levels(subscription)).toEqual(source.levels(2));
    pipe.flow();
    expect(await changed).toMatchObject({ depth: 5, intervalMs: 20 });
    expect(lines).toEqual([expect.stringMatching(/^book_snapshot/)]);
    expect(levels(subscription)).toEqual(source.levels(5));
    expect([subscription.granted?.depth, grants]).toEqual([5, [5]]);
    source.change([[100, 44]], []);
    pipe.pass(20);
    expect(levels(subscription)).toEqual(source.levels(5));
    expect(lines).toEqual([expect.anything(), expect.stringMatching(/^book_change/)]);
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0, missedTrades: 0 });
  });

  it('keeps the book as it was while the answer is on its way', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2, intervalMs: 20 });
    pipe.flow();
    const before = levels(subscription);
    let held: (() => void) | undefined;
    pipe.tamper = (message) => {
      held = () => pipe.bytes(message);
      return undefined;
    };
    void subscription.change({ depth: 5 });
    await pipe.settled();
    pipe.flow();
    expect([subscription.state, subscription.book.live, levels(subscription)]).toEqual(['live', true, before]);
    held?.();
    expect(levels(subscription)).toEqual(source.levels(5));
  });

  it('of analytics keeps the values that come in both', async () => {
    const { source, pipe, client } = await open();
    source.compute();
    const subscription = client.subscribe({ symbol: SYMBOL, analytics: ['touch.mid'] });
    pipe.flow();
    pipe.pass(100);
    const mid = subscription.analytics.value('touch.mid');
    expect(mid).toBe(105);
    void subscription.change({ analytics: ['touch.spread', 'touch.mid'] });
    await pipe.settled();
    pipe.flow();
    expect(subscription.analytics.names).toEqual(['touch.mid', 'touch.spread']);
    expect(subscription.analytics.value('touch.mid')).toBe(mid);
    expect(subscription.analytics.quality('touch.spread')).toBe('unknown');
    pipe.pass(100);
    expect(subscription.analytics.value('touch.spread')).toBe(10);
  });

  it('that is refused rejects, and everything goes on as it was', async () => {
    const { source, pipe, client } = await open({}, { views: 1 });
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2 });
    pipe.flow();
    const changed = subscription.change({ depth: 3 });
    await pipe.settled();
    pipe.flow();
    await expect(changed).rejects.toMatchObject({ name: 'TickwireError', code: 'too_many_views' });
    source.change([[100, 9]], []);
    pipe.pass(100);
    expect([subscription.state, subscription.granted?.depth]).toEqual(['live', 2]);
    expect(levels(subscription)).toEqual(source.levels(2));
  });

  it('is one after the other, however fast they are asked for', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2 });
    pipe.flow();
    const changes = [3, 4, 5].map((depth) => subscription.change({ depth }));
    for (let turn = 0; turn < 6; turn++) {
      await pipe.settled();
      pipe.flow();
    }
    expect((await Promise.all(changes)).map(({ depth }) => depth)).toEqual([3, 4, 5]);
    expect(levels(subscription)).toEqual(source.levels(5));
    expect([pipe.desk.hub.subscriptions, pipe.desk.hub.views]).toEqual([1, 1]);
  });

  it('before the grant, or without a connection, takes place with the next', async () => {
    const { source, pipe, client } = await open({ limits: { reconnectFirstMs: 10 } });
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2 });
    const early = subscription.change({ depth: 3 });
    await pipe.settled();
    pipe.flow();
    await pipe.settled();
    pipe.flow();
    expect(await early).toMatchObject({ depth: 3 });
    pipe.cut();
    const late = subscription.change({ depth: 4 });
    await pipe.settled();
    pipe.pass(1_000);
    await pipe.settled();
    pipe.flow();
    expect(await late).toMatchObject({ depth: 4 });
    expect(levels(subscription)).toEqual(source.levels(4));
    pipe.cut();
    pipe.pass(1_000);
    await pipe.settled();
    pipe.flow();
    expect(subscription.granted?.depth).toBe(4);
  });

  it('on its way when the connection breaks takes place with the next', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 2 });
    pipe.flow();
    const changed = subscription.change({ depth: 3 });
    await pipe.settled();
    pipe.cut();
    pipe.pass(1_000);
    await pipe.settled();
    pipe.flow();
    expect(await changed).toMatchObject({ depth: 3 });
    expect(levels(subscription)).toEqual(source.levels(3));
  });

  it('of a subscription that is closed meanwhile leaves nothing behind', async () => {
    const { pipe, client } = await open();
    for (const wishes of [{ depth: 5 }, { depth: 2 }]) {
      const subscription = client.subscribe({ symbol: SYMBOL, depth: 2 });
      pipe.flow();
      const changed = subscription.change(wishes);
      await pipe.settled();
      subscription.close();
      await expect(changed).rejects.toMatchObject({ code: 'closed' });
      await expect(subscription.change({ depth: 1 })).rejects.toMatchObject({ code: 'closed' });
      pipe.flow();
      expect([pipe.desk.hub.subscriptions, pipe.desk.hub.views]).toEqual([0, 0]);
    }
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0 });
  });

  it('of one of two that share a stream moves that one', async () => {
    const { source, pipe, client } = await open();
    const [one, other] = [2, 2].map((depth) => client.subscribe({ symbol: SYMBOL, depth }));
    pipe.flow();
    void one!.change({ depth: 4 });
    await pipe.settled();
    pipe.flow();
    source.change([[100, 31]], []);
    pipe.pass(100);
    expect([levels(one!), levels(other!)]).toEqual([source.levels(4), source.levels(2)]);
    void one!.change({ depth: 2 });
    await pipe.settled();
    pipe.flow();
    expect(levels(one!)).toEqual(source.levels(2));
    expect(pipe.desk.hub.views).toBe(1);
  });

  it('to dense takes a model of this client’s core, and gives it back', async () => {
    const { source, pipe, client } = await open({ capacity: { models: 1, streams: 2 } });
    const [one, other] = [2, 3].map((depth) => client.subscribe({ symbol: SYMBOL, depth }));
    pipe.flow();
    const ask = async (subscription: Subscription, wishes: SubscriptionWishes) => {
      const changed = subscription.change(wishes);
      await pipe.settled();
      pipe.flow();
      return (await changed).codec;
    };
    expect(await ask(one!, { codec: 'dense' })).toBe('dense');
    expect(await ask(other!, { codec: 'dense' })).toBe('fast');
    expect(await ask(one!, { depth: 5 })).toBe('dense');
    expect(await ask(one!, { codec: 'fast' })).toBe('fast');
    expect(await ask(other!, { codec: 'dense', depth: 4 })).toBe('dense');
    source.change([[100, 31]], []);
    pipe.pass(100);
    expect([levels(one!), levels(other!)]).toEqual([source.levels(5), source.levels(4)]);
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0 });
  });

  it('throws at once for what is no wish', async () => {
    const { client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    expect(() => subscription.change({ depth: -1 })).toThrow(TypeError);
    expect(() => subscription.change({ symbol: 'x' } as never)).toThrow(/symbol is not known/);
    expect(() => subscription.change(undefined as never)).toThrow(TypeError);
  });
});

describe('a client that does not keep up', () => {
  const LIMITS = { sendHighBytes: 600, sendLowBytes: 60, tierStalls: 2, tierWindowMs: 60_000, tierCalmMs: 5_000 };

  async function stalled(options = {}) {
    const { source, pipe, client } = await open(options, LIMITS);
    const moves: string[] = [];
    client.on('tier', (tier, reason) => moves.push(`${tier} ${reason}`));
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 9, intervalMs: 10 });
    pipe.flow();
    const stall = (): void => {
      for (let at = 0; at < 120; at++) {
        source.change([[92 + (at % 9), 1 + ((at * 7) % 99)]], []);
        pipe.time.pass(10);
      }
      pipe.flow();
    };
    return { source, pipe, client, subscription, moves, stall };
  }

  it('is told its tier and what it has, and is moved back', async () => {
    const { source, pipe, client, subscription, moves, stall } = await stalled();
    stall();
    expect(client.tier).toBe(0);
    stall();
    expect([client.tier, moves]).toEqual([1, ['1 behind']]);
    expect(subscription.granted).toMatchObject({
      intervalMs: 40,
      differs: [{ field: 'intervalMs', reason: 'adaptive', asked: 10 }],
    });
    const lines = watch(subscription);
    pipe.pass(5_000);
    expect([client.tier, moves]).toEqual([0, ['1 behind', '0 kept_up']]);
    expect(subscription.granted).toMatchObject({ intervalMs: 10 });
    expect(subscription.granted).not.toHaveProperty('differs');
    expect(lines).toEqual([expect.stringMatching(/^book_snapshot/)]);
    source.change([[100, 9]], []);
    pipe.pass(10);
    expect(levels(subscription)).toEqual(source.levels(9));
  });

  it('has what it asked for where it declines that', async () => {
    const { client, subscription, moves, stall } = await stalled({ adaptive: false });
    for (let at = 0; at < 5; at++) stall();
    expect([client.tier, moves, subscription.granted?.intervalMs]).toEqual([0, [], 10]);
  });

  it('may close, change and resync what the host has just moved', async () => {
    for (const act of ['close', 'change', 'resync'] as const) {
      const { source, pipe, client, subscription, stall } = await stalled();
      stall();
      for (let at = 0; at < 120; at++) {
        source.change([[92 + (at % 9), 1 + ((at * 5) % 99)]], []);
        pipe.time.pass(10);
      }
      // The host moves it when all but the last message is read; the client acts before it reads that.
      while (!pipe.told.some(({ type }) => type === 'tier')) pipe.step();
      while (pipe.desk.hub.views > 1 || [...pipe.desk.hub.sessions][0]!.isBehind) pipe.step();
      if (act === 'close') subscription.close();
      else if (act === 'resync') pipe.bytes(Uint8Array.of(0));
      else void subscription.change({ depth: 3 });
      await pipe.settled();
      pipe.flow();
      await pipe.settled();
      pipe.pass(100);
      if (act === 'close') {
        expect([pipe.desk.hub.subscriptions, pipe.desk.hub.views]).toEqual([0, 0]);
        expect(client.stats).toMatchObject({ resyncs: 0 });
      } else {
        pipe.pass(1_000);
        expect([client.state, subscription.state]).toEqual(['open', 'live']);
        expect(levels(subscription)).toEqual(source.levels(act === 'change' ? 3 : 9));
        expect(pipe.desk.hub.subscriptions).toBe(1);
      }
    }
  });
});

const wishes = fc.record(
  {
    depth: fc.integer({ min: 1, max: 9 }),
    intervalMs: fc.constantFrom(0, 10, 50),
    codec: fc.constantFrom('plain' as const, 'fast' as const, 'dense' as const),
    trades: fc.boolean(),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('market' as const),
      ticks: fc.integer({ min: 80, max: 105 }),
      lots: fc.nat(9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('step' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('change' as const), which: fc.nat(2), wishes }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('close' as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('cut' as const) }) },
);

describe('whatever is changed, closed and cut', () => {
  it('each book ends as its own view’s, nothing is refused, and the host keeps nothing of what is closed', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) => {
        const { source, pipe, client } = await open(
          { limits: { reconnectFirstMs: 5, reconnectMaxMs: 5 }, capacity: { models: 1 } },
          { generationMs: 50, messageBurst: 1e6, sendHighBytes: 2_000, tierStalls: 1, tierCalmMs: 100 },
        );
        const all = [2, 2, 4].map((depth) => client.subscribe({ symbol: SYMBOL, depth, intervalMs: 10 }));
        for (const each of steps) {
          if (each.op === 'market') source.change([[each.ticks, each.lots]], []);
          else if (each.op === 'pass') pipe.time.pass(each.ms);
          else if (each.op === 'step') for (let at = 0; at < each.count; at++) pipe.step();
          else if (each.op === 'change') void all[each.which]!.change(each.wishes).catch(() => {});
          else if (each.op === 'close') all[each.which]!.close();
          else pipe.cut();
          await pipe.settled();
        }
        for (let round = 0; round < 12; round++) {
          pipe.pass(100);
          await pipe.settled();
        }
        const left = all.filter(({ state }) => state !== 'closed');
        for (const subscription of left) {
          expect(subscription.state).toBe('live');
          expect(levels(subscription)).toEqual(source.levels(subscription.granted!.depth));
        }
        expect(pipe.desk.hub.subscriptions).toBe(left.length);
        expect(client.stats).toMatchObject({ refused: 0, resyncs: 0, fingerprintMismatches: 0 });
        changes += pipe.told.filter(({ type }) => type === 'changed').length;
        client.close();
      }),
      { numRuns: 60 },
    );
    expect(changes).toBeGreaterThan(0);
  });
});
