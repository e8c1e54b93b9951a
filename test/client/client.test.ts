/** The client's connection: made, kept, made again, given up; and what wrong arguments come to. */
import { describe, expect, it } from 'vitest';
import type { CoreCapacity } from '../../host/wire/core.js';
import { checkOptions, checkUrl } from '../../web/client/arguments.js';
import { LiveClient } from '../../web/client/live-client.js';
import { Market } from '../gateway/market.js';
import { Pipe } from './pipe.js';

const SYMBOL = 'simulated:ONE';

function liveMarket() {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  return { market, source };
}

describe('a connection', () => {
  it('is open with the welcome, which names the symbols', async () => {
    const { market } = liveMarket();
    const pipe = new Pipe(market);
    const { client } = pipe;
    const states: string[] = [];
    client.on('state', (state, reason) => states.push(`${state} ${reason}`));
    client.on('symbols', (symbols) => states.push(symbols.map(({ symbol }) => symbol).join()));
    expect(client.state).toBe('connecting');
    await expect(client.list()).rejects.toMatchObject({ code: 'closed' });
    await pipe.settled();
    pipe.flow();
    await client.opened;
    expect(states).toEqual(['open ', SYMBOL]);
    expect(client.symbols).toHaveLength(1);
    market.add('simulated:TWO');
    const list = client.list();
    pipe.flow();
    expect((await list).map(({ symbol }) => symbol)).toEqual([SYMBOL, 'simulated:TWO']);
    expect(client.symbols).toHaveLength(2);
  });

  it('that is lost is made again in growing pauses, and everything is subscribed again', async () => {
    const { market, source } = liveMarket();
    const pipe = await Pipe.open(market);
    const { client } = pipe;
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const lines: string[] = [];
    subscription.on('message', (message) => {
      lines.push(message.type === 'state' ? `${message.state} ${message.reason}` : message.type);
    });
    const list = client.list();
    pipe.isDown = true;
    pipe.cut(1006, 'gone');
    await expect(list).rejects.toMatchObject({ code: 'closed' });
    expect(lines).toEqual(['disconnect', 'stale disconnected']);
    expect(client.state).toBe('connecting');
    expect(client.reason).toBe('connection lost: code 1006, gone');
    expect(subscription.book.live).toBe(false);
    expect(subscription.book.bids.toDecimals()).toEqual([['1', '0.005']]);
    const pauses: number[] = [];
    let attempts = pipe.attempts;
    for (let at = 0; at <= 16_000; at += 50) {
      pipe.time.pass(50);
      await pipe.settled();
      if (pipe.attempts > attempts) pauses.push(at + 50);
      attempts = pipe.attempts;
    }
    expect(pauses).toEqual([250, 750, 1750, 3750, 7750, 15750]);
    pipe.isDown = false;
    source.change([[100, 9]], []);
    pipe.pass(15_000);
    expect(client.state).toBe('open');
    expect(client.stats.reconnects).toBe(1);
    expect(lines.slice(2)).toEqual(['recovered', 'live none', 'book_snapshot']);
    expect(subscription.book.bestBid?.lots).toBe(9);
    await expect(subscription.ready).resolves.toBeDefined();
  });

  it('that lasted begins the pauses anew, one that did not goes on', async () => {
    const { market } = liveMarket();
    const pipe = await Pipe.open(market);
    const back = (): number => {
      const before = pipe.attempts;
      for (let ms = 50; ; ms += 50) {
        pipe.pass(50);
        if (pipe.attempts > before) return ms;
      }
    };
    pipe.cut();
    expect(back()).toBe(250);
    pipe.cut();
    expect(back()).toBe(500);
    pipe.pass(9_900);
    pipe.cut();
    expect(back()).toBe(1_000);
    pipe.pass(10_000);
    pipe.cut();
    expect(back()).toBe(250);
  });

  it('ends for good after a code that says so', async () => {
    for (const code of [4100, 4102, 4199]) {
      const { market } = liveMarket();
      const pipe = await Pipe.open(market);
      const subscription = pipe.client.subscribe({ symbol: SYMBOL });
      pipe.flow();
      pipe.cut(code, 'no more');
      expect(pipe.client.state).toBe('closed');
      expect(pipe.client.error).toMatchObject({ code: 'refused', message: expect.stringContaining('no more') });
      expect([subscription.state, subscription.error?.code]).toEqual(['closed', 'refused']);
      pipe.pass(60_000);
      expect(pipe.attempts).toBe(1);
    }
    const { market } = liveMarket();
    const pipe = await Pipe.open(market);
    pipe.cut(4099);
    expect(pipe.client.state).toBe('connecting');
  });

  it('on which nothing comes any more is given up and made again', async () => {
    const { market } = liveMarket();
    const pipe = await Pipe.open(market);
    pipe.flow();
    pipe.pass(5_000);
    pipe.time.pass(14_999);
    expect(pipe.client.state).toBe('open');
    pipe.time.pass(1);
    expect(pipe.client.state).toBe('connecting');
    expect(pipe.client.reason).toMatch(/nothing came/);
    expect(pipe.desk.hub.clients).toBe(0);
    pipe.pass(1_000);
    expect(pipe.client.state).toBe('open');
  });

  it('to a host of another version is not kept', async () => {
    const { market } = liveMarket();
    const pipe = new Pipe(market);
    await pipe.settled();
    pipe.say('{"type":"welcome","version":2,"software":"9.0.0","symbols":[]}');
    expect(pipe.client.error).toMatchObject({ code: 'refused', message: expect.stringContaining('version 2') });
    await expect(pipe.client.opened).rejects.toMatchObject({ code: 'refused' });
  });

  it('on which the host makes no sense is made again; what is merely new is passed over', async () => {
    const { market } = liveMarket();
    for (const text of ['', 'null', '[]', '{}', '{"type":"subscribed","id":1}', '{"type":"pong","id":1,"sent":"x"}']) {
      const pipe = await Pipe.open(market);
      pipe.say(text);
      expect(pipe.client.state).toBe('connecting');
      expect(pipe.client.reason).toMatch(/makes no sense/);
    }
    const pipe = await Pipe.open(market);
    pipe.say('{"type":"news","of":"later"}');
    pipe.say('{"type":"error","id":null,"code":"later","message":"?"}');
    expect(pipe.client.state).toBe('open');
  });

  it('is closed with everything on it', async () => {
    const { market } = liveMarket();
    const pipe = await Pipe.open(market);
    const subscription = pipe.client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    pipe.client.close();
    pipe.client.close();
    expect([pipe.client.state, subscription.state, pipe.client.error]).toEqual(['closed', 'closed', undefined]);
    expect(pipe.desk.hub.clients).toBe(0);
    const late = pipe.client.subscribe({ symbol: SYMBOL });
    await expect(late.ready).rejects.toMatchObject({ code: 'closed' });
    pipe.pass(60_000);
    expect(pipe.attempts).toBe(1);
  });

  it('can be closed by a signal, before and after it began', async () => {
    const { market } = liveMarket();
    const controller = new AbortController();
    const pipe = new Pipe(market, { signal: controller.signal });
    await pipe.settled();
    pipe.flow();
    controller.abort();
    expect(pipe.client.state).toBe('closed');
    const never = new Pipe(market, { signal: controller.signal });
    await never.settled();
    expect([never.client.state, never.attempts]).toEqual(['closed', 0]);
    await expect(never.client.opened).rejects.toMatchObject({ code: 'closed' });
  });

  it('without a core is none', async () => {
    const client = new LiveClient(
      'ws://host/v1/stream',
      {},
      {
        openSocket: () => expect.unreachable(),
        loadCore: (_capacity: CoreCapacity) => Promise.reject(new Error('no wasm there')),
        time: new Pipe(new Market()).time,
        random: () => 0,
      },
    );
    await expect(client.opened).rejects.toMatchObject({
      code: 'core',
      message: expect.stringContaining('no wasm there'),
    });
    expect(client.state).toBe('closed');
  });
});

describe('a subscription that the host granted before', () => {
  it('is tried again where it is refused after a reconnection', async () => {
    const { market, source } = liveMarket();
    const pipe = await Pipe.open(market);
    const subscription = pipe.client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    market.bus.remove(source);
    pipe.cut();
    pipe.pass(1_000);
    expect(pipe.client.state).toBe('open');
    expect([subscription.state, subscription.reason]).toEqual(['stale', 'disconnected']);
    market.add(SYMBOL).begin([[70, 1]], [[71, 1]]);
    pipe.pass(2_000);
    expect(subscription.state).toBe('live');
    expect(subscription.book.bestBid?.ticks).toBe(70);
  });

  it('beyond the room of the core is refused here', async () => {
    const { market } = liveMarket();
    const pipe = await Pipe.open(market, { capacity: { streams: 2 } });
    const two = [1, 2].map((depth) => pipe.client.subscribe({ symbol: SYMBOL, depth }));
    const third = pipe.client.subscribe({ symbol: SYMBOL, depth: 3 });
    await expect(third.ready).rejects.toMatchObject({ code: 'too_many_subscriptions' });
    pipe.flow();
    expect(two.map(({ state }) => state)).toEqual(['live', 'live']);
    two[0]!.close();
    pipe.flow();
    const fourth = pipe.client.subscribe({ symbol: SYMBOL, depth: 3 });
    pipe.flow();
    expect(fourth.state).toBe('live');
  });
});

describe('what the client measures', () => {
  it('is the clock of the host, and the latency by it, signed', async () => {
    const { market, source } = liveMarket();
    const pipe = await Pipe.open(market);
    const { client, time } = pipe;
    client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    expect(client.stats).toMatchObject({ clockOffsetMicros: 0, roundTripMicros: 0, latencyMicros: undefined });
    source.tsRecv = time.wallMicros() - 1_000;
    source.change([[100, 9]], []);
    pipe.pass(100);
    expect(client.stats.latencyMicros).toBe(100_000);
    source.tsRecv = time.wallMicros() + 500_000;
    source.change([[100, 10]], []);
    pipe.pass(100);
    expect(client.stats.latencyMicros).toBe(-401_000);
  });

  it('is what came', async () => {
    const { market, source } = liveMarket();
    const pipe = await Pipe.open(market);
    const { stats } = pipe.client;
    pipe.client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const before = { ...stats };
    expect(before).toMatchObject({ messages: 1, frames: 1, controlMessages: 3 });
    source.change([[100, 9]], []);
    source.trade(100, 101);
    pipe.pass(100);
    expect(stats).toMatchObject({ messages: 2, frames: 3, trades: 2, refused: 0, fingerprintChecks: 2 });
    expect(stats.bytes).toBeGreaterThan(before.bytes);
  });
});

describe('wrong arguments', () => {
  it('of connect are told at once', () => {
    const wrong: [() => unknown, RegExp][] = [
      [() => checkUrl(undefined), /the url is undefined/],
      [() => checkUrl(7), /the url is 7/],
      [() => checkUrl('nonsense'), /'nonsense' is not a url/],
      [() => checkUrl('ftp://host'), /begins with ws/],
      [() => checkOptions(null), /not an object/],
      [() => checkOptions({ wasmURL: '' }), /wasmURL is not known, there are signal, token, capacity, limits/],
      [() => checkOptions({ signal: {} }), /AbortSignal/],
      [() => checkOptions({ capacity: { levels: 0 } }), /capacity.levels is 0/],
      [() => checkOptions({ capacity: { results: 5 } }), /results is not known/],
      [() => checkOptions({ limits: { pingMs: '5' } }), /limits.pingMs is '5'/],
    ];
    for (const [call, message] of wrong) {
      expect(call).toThrow(TypeError);
      expect(call).toThrow(message);
    }
  });

  it('of subscribe are told at once', async () => {
    const { market } = liveMarket();
    const { client } = await Pipe.open(market);
    const wrong: [unknown, RegExp][] = [
      [undefined, /not an object/],
      [{}, /symbol is undefined/],
      [{ symbol: '' }, /symbol is ''/],
      [{ symbol: SYMBOL, depth: -1 }, /depth is -1/],
      [{ symbol: SYMBOL, depth: 2.5 }, /depth is 2.5/],
      [{ symbol: SYMBOL, intervalMs: '100' }, /intervalMs is '100'/],
      [{ symbol: SYMBOL, trades: 'no' }, /trades is 'no'/],
      [{ symbol: SYMBOL, codec: 'zstd' }, /codec is 'zstd', it must be one of plain, fast, dense/],
      [{ symbol: SYMBOL, dept: 5 }, /dept is not known/],
      [{ symbol: SYMBOL, signal: true }, /AbortSignal/],
    ];
    for (const [request, message] of wrong) {
      const call = () => client.subscribe(request as never);
      expect(call).toThrow(TypeError);
      expect(call).toThrow(message);
    }
  });

  it('are none of these', () => {
    expect(checkUrl('ws://127.0.0.1:8080')).toBe('ws://127.0.0.1:8080/v1/stream');
    expect(checkUrl(new URL('https://host/'))).toBe('wss://host/v1/stream');
    expect(checkUrl('http://host:81/feed?a=1#b')).toBe('ws://host:81/feed?a=1');
    for (const url of ['ws://user:secret@host', 'ws://user@host', 'ws://:secret@host']) {
      expect(() => checkUrl(url)).toThrow(/^connect: a url must hold no name and no password/);
    }
    expect(checkOptions({})).toEqual({});
  });
});
