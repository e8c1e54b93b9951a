/** Subscriptions by pattern as a program has them: a map, an iterator, events; over reconnections and to their end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match, Subscription } from '../../web/client/exports.js';
import { Market } from '../gateway/market.js';
import { levels } from './live-symbol.js';
import { Pipe } from './pipe.js';

async function open(options = {}, limits = {}) {
  const market = new Market();
  const add = (symbol: string) => {
    const source = market.add(symbol);
    source.begin([[100, 5]], [[101, 3]]);
    return source;
  };
  const sources = ['spot:A', 'spot:B', 'swap:A'].map(add);
  const pipe = await Pipe.open(market, { ...options, limits: { reconnectFirstMs: 10 } }, limits);
  return { market, add, sources, pipe, client: pipe.client };
}

async function reconnect(pipe: Pipe): Promise<void> {
  pipe.cut();
  pipe.pass(1_000);
  await pipe.settled();
  pipe.flow();
}

const symbols = (match: Match) => [...match.subscriptions.keys()];

describe('a match', () => {
  it('has a live subscription of each symbol, and of those that come', async () => {
    const { add, pipe, client, sources } = await open();
    const match = client.match({ symbols: 'spot:*', depth: 5, intervalMs: 20 });
    const came: string[] = [];
    match.on('subscription', ({ symbol }) => came.push(symbol));
    pipe.flow();
    expect(await match.ready).toEqual({ granted: 2, omitted: 0 });
    expect(symbols(match)).toEqual(['spot:A', 'spot:B']);
    for (const [at, subscription] of [...match.subscriptions.values()].entries()) {
      expect(subscription.state).toBe('live');
      expect(subscription.granted).toMatchObject({ depth: 5, intervalMs: 20 });
      expect(levels(subscription)).toEqual(sources[at]!.levels(5));
    }
    const late = add('spot:LATE');
    pipe.flow();
    expect(came).toEqual(['spot:A', 'spot:B', 'spot:LATE']);
    late.change([[99, 1]], []);
    pipe.pass(20);
    expect(levels(match.subscriptions.get('spot:LATE')!)).toEqual(late.levels(5));
  });

  it('is iterated over: what there is, what comes, until it is closed', async () => {
    const { add, pipe, client } = await open();
    const match = client.match({ symbols: ['*:A', 'okx:*'] });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { symbol } of match) seen.push(symbol);
    })();
    pipe.flow();
    await pipe.settled();
    expect(seen).toEqual(['spot:A', 'swap:A']);
    add('okx:X');
    pipe.flow();
    await pipe.settled();
    expect(seen.at(-1)).toBe('okx:X');
    match.close();
    await reading;
    const again: Subscription[] = [];
    for await (const subscription of match) again.push(subscription);
    expect(again).toEqual([]);
  });

  it('tells the messages of all, only to who listens', async () => {
    const { pipe, client, sources } = await open();
    const match = client.match({ symbols: '*' });
    pipe.flow();
    const told: string[] = [];
    const leave = match.on('message', ({ symbol, type }) => told.push(`${symbol} ${type}`));
    for (const source of sources) source.change([[99, 1]], []);
    pipe.pass(100);
    leave();
    sources[0]!.change([[99, 2]], []);
    pipe.pass(100);
    expect(told).toEqual(['spot:A book_change', 'spot:B book_change', 'swap:A book_change']);
  });

  it('ends with all its subscriptions, and the host keeps nothing of it', async () => {
    const { pipe, client } = await open();
    const controller = new AbortController();
    const match = client.match({ symbols: '*', signal: controller.signal });
    pipe.flow();
    const [first] = match.subscriptions.values();
    controller.abort();
    expect(first!.state).toBe('closed');
    expect(match.subscriptions.size).toBe(0);
    pipe.flow();
    expect([pipe.desk.hub.subscriptions, pipe.desk.hub.views]).toEqual([0, 0]);
    const early = client.match({ symbols: '*' });
    early.close();
    await expect(early.ready).rejects.toMatchObject({ code: 'closed' });
    pipe.flow();
    expect([pipe.desk.hub.subscriptions, pipe.desk.hub.views]).toEqual([0, 0]);
    expect(pipe.asked.filter(({ type }) => type === 'unmatch')).toHaveLength(2);
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0 });
  });

  it('gives back one that is closed alone, which does not come again', async () => {
    const { pipe, client } = await open();
    const alone = client.subscribe({ symbol: 'spot:A', depth: 4 });
    const match = client.match({ symbols: 'spot:*', depth: 4 });
    pipe.flow();
    match.subscriptions.get('spot:A')!.close();
    pipe.flow();
    expect([symbols(match), alone.state, pipe.desk.hub.subscriptions]).toEqual([['spot:B'], 'live', 2]);
    await reconnect(pipe);
    expect([symbols(match), alone.state, pipe.desk.hub.subscriptions]).toEqual([['spot:B'], 'live', 2]);
    match.close();
    pipe.flow();
    expect([alone.state, pipe.desk.hub.subscriptions]).toEqual(['live', 1]);
  });

  it('comes back with its connection: the same subscriptions, changed ones as they were changed', async () => {
    const { pipe, client, sources, add } = await open();
    const match = client.match({ symbols: 'spot:*', depth: 1 });
    pipe.flow();
    const [one, other] = [...match.subscriptions.values()];
    void one!.change({ depth: 3 });
    await pipe.settled();
    pipe.flow();
    pipe.cut();
    expect([one!.state, other!.state]).toEqual(['stale', 'stale']);
    sources[0]!.change([[99, 7]], []);
    add('spot:NEW');
    pipe.pass(1_000);
    await pipe.settled();
    pipe.flow();
    expect(symbols(match)).toEqual(['spot:A', 'spot:B', 'spot:NEW']);
    expect([...match.subscriptions.values()].slice(0, 2)).toEqual([one, other]);
    expect([one!.state, one!.granted?.depth, other!.granted?.depth]).toEqual(['live', 3, 1]);
    expect(levels(one!)).toEqual(sources[0]!.levels(3));
    expect(match.granted).toEqual({ granted: 3, omitted: 0 });
  });

  it('says what the host omits, now and later', async () => {
    const { pipe, client, add } = await open({}, { subscriptions: 2 });
    const match = client.match({ symbols: '*' });
    const omitted: string[] = [];
    match.on('omitted', (symbol, { code }) => omitted.push(`${symbol} ${code}`));
    pipe.flow();
    expect(await match.ready).toMatchObject({ granted: 2, omitted: 1, code: 'too_many_subscriptions' });
    add('spot:C');
    pipe.flow();
    expect(omitted).toEqual(['spot:C too_many_subscriptions']);
  });

  it('reads as many as its core has room for, and gives the others back', async () => {
    const { pipe, client, sources } = await open({ capacity: { streams: 2 } });
    const match = client.match({ symbols: '*' });
    const omitted: string[] = [];
    match.on('omitted', (symbol, { code }) => omitted.push(`${symbol} ${code}`));
    pipe.flow();
    expect(symbols(match)).toEqual(['spot:A', 'spot:B']);
    expect(omitted).toEqual(['swap:A too_many_subscriptions']);
    expect(pipe.desk.hub.subscriptions).toBe(2);
    for (const source of sources) source.change([[99, 4]], []);
    pipe.pass(100);
    for (const [at, each] of [...match.subscriptions.values()].entries()) {
      expect(levels(each)).toEqual(sources[at]!.levels(0));
    }
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0 });
  });

  it('in dense takes the models that there are, and the others in fast', async () => {
    const { pipe, client, sources } = await open({ capacity: { models: 1 } });
    const match = client.match({ symbols: '*', codec: 'dense', intervalMs: 10 });
    pipe.flow();
    const codecs = [...match.subscriptions.values()].map(({ granted }) => granted?.codec);
    expect(codecs).toEqual(['dense', 'fast', 'fast']);
    for (let round = 0; round < 5; round++) {
      for (const source of sources) source.change([[99, 4 + round]], []);
      pipe.pass(10);
    }
    for (const [at, each] of [...match.subscriptions.values()].entries()) {
      expect(levels(each)).toEqual(sources[at]!.levels(0));
    }
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0 });
  });

  it('that is refused rejects, and throws from its iterator', async () => {
    const { pipe, client } = await open({}, { patterns: 1 });
    const match = client.match({ symbols: ['a', 'b'] });
    pipe.flow();
    await expect(match.ready).rejects.toMatchObject({ code: 'bad_message' });
    const iterate = async () => {
      for await (const _ of match) expect.fail('there is none');
    };
    await expect(iterate()).rejects.toMatchObject({ code: 'bad_message' });
    expect(match.error?.code).toBe('bad_message');
  });

  it('throws at once for what is no pattern', async () => {
    const { client } = await open();
    for (const symbols of [undefined, '', [], [''], 7, ['a', 7]]) {
      expect(() => client.match({ symbols } as never), String(symbols)).toThrow(TypeError);
    }
    expect(() => client.match({ symbols: '*', depth: -1 })).toThrow(TypeError);
    expect(() => client.match({ symbol: '*' } as never)).toThrow(/symbol is not known/);
  });
});

const NAMES = ['spot:A', 'spot:B', 'swap:A', 'okx:X', 'spot:NEW'];
const which = fc.nat(NAMES.length - 1);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant('market' as const), which, lots: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('step' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('add' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('match' as const),
      symbols: fc.constantFrom('*', 'spot:*', '*:A', 'okx:*'),
      depth: fc.constantFrom(1, 2),
      codec: fc.constantFrom('fast' as const, 'dense' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('alone' as const), which }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('end' as const), nth: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('close' as const), nth: fc.nat(3), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('change' as const),
      nth: fc.nat(3),
      which,
      depth: fc.constantFrom(1, 2, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('cut' as const) }) },
);

describe('whatever comes, is matched, changed, closed and cut', () => {
  it('each book that is left is its symbol’s, and the host holds just those', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 60 }), async (steps) => {
        const { pipe, client, add, sources } = await open(
          { capacity: { models: 1, streams: 6 } },
          {
            generationMs: 50,
            messageBurst: 1e6,
            sendHighBytes: 3_000,
            tierStalls: 1,
            tierCalmMs: 200,
            subscriptions: 9,
          },
        );
        const bySymbol = new Map(sources.map((source) => [source.symbol, source]));
        const [matches, alone]: [Match[], Subscription[]] = [[], []];
        for (const each of steps) {
          const member =
            'nth' in each && 'which' in each ? matches[each.nth]?.subscriptions.get(NAMES[each.which]!) : undefined;
          if (each.op === 'market') bySymbol.get(NAMES[each.which]!)?.change([[99, each.lots]], []);
          else if (each.op === 'pass') pipe.time.pass(each.ms);
          else if (each.op === 'step') for (let at = 0; at < each.count; at++) pipe.step();
          else if (each.op === 'add') {
            const symbol = NAMES[each.which]!;
            if (!bySymbol.has(symbol)) bySymbol.set(symbol, add(symbol));
          } else if (each.op === 'match') {
            const { op: _, ...wishes } = each;
            matches.push(client.match({ ...wishes, intervalMs: 10 }));
          } else if (each.op === 'alone') {
            alone.push(client.subscribe({ symbol: NAMES[each.which]!, depth: 1, intervalMs: 10 }));
          } else if (each.op === 'end') matches[each.nth]?.close();
          else if (each.op === 'close') (member ?? alone.pop())?.close();
          else if (each.op === 'change') void member?.change({ depth: each.depth }).catch(() => {});
          else pipe.cut();
          await pipe.settled();
        }
        for (let round = 0; round < 30; round++) {
          pipe.pass(100);
          await pipe.settled();
        }
        const all = [...matches.flatMap(({ subscriptions }) => [...subscriptions.values()]), ...alone];
        const left = all.filter(({ state }) => state !== 'closed');
        const live = left.filter(({ state }) => state === 'live');
        for (const subscription of live) {
          const source = bySymbol.get(subscription.symbol)!;
          expect(levels(subscription)).toEqual(source.levels(subscription.granted!.depth));
        }
        held += live.length;
        // A change to another dense stream may find no model in the client's core: then it is not live, and says why.
        const full = left.filter(({ state, reason }) => state !== 'live' && reason === 'full');
        expect(pipe.desk.hub.subscriptions).toBe(live.length + full.length);
        expect(client.stats.fingerprintMismatches).toBe(0);
        client.close();
      }),
      { numRuns: 60 },
    );
    expect(held).toBeGreaterThan(0);
  });
});
