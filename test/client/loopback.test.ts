/** The library as a program uses it, against a real gateway over real sockets. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Client, Subscription } from '../../web/client/exports.js';
import { connect as connectInBrowser } from '../../web/client/index.js';

import { type Loopback, openLoopback } from '../gateway/loopback.js';
import { COARSE_GRID, type Level, Market, type TestSource } from '../gateway/market.js';
import { until } from '../gateway/until.js';
import { connect } from './connect.js';
import { DamagingProxy } from './damaging-proxy.js';

const SYMBOL = 'simulated:ONE';
const QUICK = { limits: { reconnectFirstMs: 5, reconnectMaxMs: 20 } };

let market: Market;
let source: TestSource;
let loopback: Loopback;
let client: Client;

beforeEach(async () => {
  market = new Market();
  source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  loopback = await openLoopback(market);
});
afterEach(async () => {
  client.close();
  await loopback.close();
});

const levels = ({ book }: Subscription): { bids: Level[]; asks: Level[] } => ({
  bids: Array.from(book.bids.ticks, (ticks, at) => [ticks, book.bids.lots[at]!]),
  asks: Array.from(book.asks.ticks, (ticks, at) => [ticks, book.asks.lots[at]!]),
});

/** Moves the market and the gateway's clock until the client's book is the venue's. */
async function follow(subscription: Subscription, lots: number): Promise<void> {
  source.change([[100, lots]], [[105, lots]]);
  loopback.time.pass(100);
  await until(`a book with ${lots}`, () => subscription.book.live && subscription.book.bestBid?.lots === lots);
  expect(levels(subscription)).toEqual(source.levels(0));
}

describe('the library in Node', () => {
  it.each(['plain', 'fast', 'dense'] as const)('follows a book in %s', async (codec) => {
    client = connect(loopback.http);
    const subscription = client.subscribe({ symbol: SYMBOL, codec });
    await expect(subscription.ready).resolves.toMatchObject({ codec });
    await until('live', () => subscription.state === 'live');
    for (let at = 0; at < 20; at++) await follow(subscription, 10 + at);
    expect(client.stats).toMatchObject({ fingerprintMismatches: 0, resyncs: 0, refused: 0 });
  });

  it('follows every symbol that a pattern matches, and each in the view that it is changed to', async () => {
    client = connect(loopback.http, { latency: { intervalMs: 100, echo: true } });
    const match = client.match({ symbols: 'simulated:*', depth: 3 });
    expect(await match.ready).toEqual({ granted: 1, omitted: 0 });
    const late = market.add('simulated:LATE');
    late.begin([[100, 5]], [[101, 3]]);
    loopback.time.turn();
    const seen: Subscription[] = [];
    for await (const subscription of match) if (seen.push(subscription) === 2) break;
    const one = seen[0]!;
    await until('live', () => seen.every(({ state }) => state === 'live'));
    await expect(one.change({ depth: 1, codec: 'dense', intervalMs: 50 })).resolves.toMatchObject({ codec: 'dense' });
    source.change([[99, 4]], []);
    await until('the view of one level', () => one.book.live && one.book.depth === 1);
    for (let at = 0; at < 10; at++) {
      source.change([[100, 10 + at]], [[101, 20 + at]]);
      loopback.time.pass(100);
      await until('the change', () => one.book.bestBid?.lots === 10 + at);
      expect(levels(one)).toEqual(source.levels(1));
    }
    await until('a latency', () => client.latency?.symbol === SYMBOL);
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0, fingerprintMismatches: 0 });
    match.close();
    await until('all to be given back', () => loopback.gateway.clients === 1 && one.state === 'closed');
  });

  it('asks for as many dense books as it has models, and for the others fast', async () => {
    client = connect(loopback.http, { capacity: { models: 1 } });
    const [first, second] = [
      client.subscribe({ symbol: SYMBOL, codec: 'dense' }),
      client.subscribe({ symbol: SYMBOL, codec: 'dense' }),
    ];
    await expect(first.ready).resolves.toMatchObject({ codec: 'dense' });
    await expect(second.ready).resolves.toMatchObject({ codec: 'fast' });
    first.close();
    const third = client.subscribe({ symbol: SYMBOL, codec: 'dense' });
    await expect(third.ready).resolves.toMatchObject({ codec: 'dense' });
  });

  it('follows a book, and has a core of its own that agrees with every fingerprint', async () => {
    client = connect(loopback.http);
    const subscription = client.subscribe({ symbol: SYMBOL });
    await expect(subscription.ready).resolves.toEqual({
      depth: 8_192,
      intervalMs: 100,
      trades: true,
      codec: 'fast',
    });
    await until('live', () => subscription.state === 'live');
    const trades: string[] = [];
    subscription.on('trade', ({ price }) => trades.push(price));
    for (let at = 0; at < 20; at++) {
      source.trade(100 + at);
      await follow(subscription, 10 + at);
    }
    expect(trades).toHaveLength(20);
    expect(client.stats).toMatchObject({ fingerprintMismatches: 0, resyncs: 0, refused: 0, reconnects: 0, trades: 20 });
    expect(client.stats.fingerprintChecks).toBeGreaterThanOrEqual(3);
    expect(client.stats.roundTripMicros).toBeGreaterThanOrEqual(0);
    source.replace([[10, 1]], [[11, 2]], COARSE_GRID);
    loopback.time.pass(100);
    await until('the new grid', () => subscription.book.bestBid?.ticks === 10);
    expect(subscription.book.bestBid?.price).toBe('5');
  });

  it('is iterated over like any stream', async () => {
    client = connect(loopback.ws);
    const kinds: string[] = [];
    for await (const message of client.subscribe({ symbol: SYMBOL })) {
      kinds.push(message.type);
      if (message.type === 'book_snapshot') break;
    }
    expect(kinds.at(-1)).toBe('book_snapshot');
    await expect(client.subscribe({ symbol: 'no:SUCH' }).ready).rejects.toMatchObject({ code: 'unknown_symbol' });
    await expect(client.list()).resolves.toMatchObject([{ symbol: SYMBOL, state: 'live' }]);
  });

  it('comes back to a host that was started again, whose epoch is another', async () => {
    client = connect(loopback.ws, QUICK);
    const subscription = client.subscribe({ symbol: SYMBOL });
    await until('live', () => subscription.state === 'live');
    const { epoch } = subscription.book;
    const seen: string[] = [];
    subscription.on('disconnect', ({ code }) => seen.push(`disconnect ${code}`));
    subscription.on('state', ({ state, reason }) => seen.push(`${state} ${reason}`));
    const { port } = loopback.address;
    await loopback.close();
    await until('the loss', () => subscription.state === 'stale');
    expect(client.reason).toContain('the host stops');
    source.change([[100, 77]], []);
    loopback = await openLoopback(market, {}, port);
    await until('live again', () => subscription.state === 'live');
    expect(seen).toEqual(['disconnect 4000', 'stale disconnected', 'live none']);
    expect(subscription.book.epoch).not.toBe(epoch);
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(client.stats.reconnects).toBe(1);
    await follow(subscription, 78);
  });

  it('keeps trying a host that is not there yet', async () => {
    const { port } = loopback.address;
    await loopback.close();
    client = connect(`ws://127.0.0.1:${port}`, QUICK);
    const subscription = client.subscribe({ symbol: SYMBOL });
    await until('a failed attempt', () => client.reason !== '');
    expect(client.reason).toContain('ECONNREFUSED');
    expect([client.state, subscription.state]).toEqual(['connecting', 'connecting']);
    loopback = await openLoopback(market, {}, port);
    await until('live', () => subscription.state === 'live');
    await client.opened;
  });

  it('heals a book that a damaged frame made wrong, wherever the damage is', async () => {
    const proxy = await DamagingProxy.open(loopback.ws);
    client = connect(proxy.url, { limits: { resyncFirstMs: 1, resyncCalmMs: 1 } });
    const subscription = client.subscribe({ symbol: SYMBOL });
    await until('live', () => subscription.state === 'live');
    await follow(subscription, 6);
    for (let offset = 0; offset < 20; offset++) {
      let damaged = false;
      proxy.tamper = (message) => {
        if (damaged || message.length <= offset) return message;
        damaged = true;
        message[offset]! ^= 0x10;
        return message;
      };
      // A fingerprint comes within a second: until then a wrong size may pass for a right one.
      loopback.time.pass(1_000);
      source.change([[100, 100 + offset]], [[104, 200 + offset]]);
      loopback.time.pass(1_000);
      await follow(subscription, 300 + offset);
      loopback.time.pass(1_000);
      await follow(subscription, 400 + offset);
    }
    expect(client.stats.resyncs).toBeGreaterThan(0);
    expect(client.stats.refused).toBeGreaterThan(0);
    expect(subscription.state).toBe('live');
    await proxy.close();
  });
});

describe('a socket that is cut', () => {
  it('is made again, and brings the frames that were missed', async () => {
    const proxy = await DamagingProxy.open(loopback.ws);
    client = connect(proxy.url, QUICK);
    const subscription = client.subscribe({ symbol: SYMBOL });
    await until('live', () => subscription.state === 'live');
    const seen: string[] = [];
    subscription.on('trade', ({ ticks }) => seen.push(`trade ${ticks}`));
    subscription.on('disconnect', () => seen.push('disconnect'));
    subscription.on('recovered', ({ recovery, missedTrades }) => seen.push(`recovered ${recovery} ${missedTrades}`));
    await follow(subscription, 6);
    proxy.isShut = true;
    proxy.cut();
    await until('stale', () => subscription.state === 'stale');
    expect(levels(subscription)).toEqual(source.levels(0));
    source.trade(100, 101, 99);
    source.change([[100, 7]], []);
    loopback.time.pass(100);
    expect(levels(subscription)).not.toEqual(source.levels(0));
    proxy.isShut = false;
    await until('live again', () => subscription.state === 'live');
    expect(seen).toEqual(['disconnect', 'trade 100', 'trade 101', 'trade 99', 'recovered frames 0']);
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(client.stats).toMatchObject({ refused: 0, resyncs: 0, recoveries: { frames: 1 } });
    await proxy.close();
  });
});

describe('the library in a browser', () => {
  afterEach(() => vi.unstubAllGlobals());

  for (const build of ['simd', 'scalar'] as const) {
    it(`takes the browser's socket, and the ${build} core from where it is served`, async () => {
      await loopback.close();
      const dashboardFolder = fileURLToPath(new URL('../../dist/core/', import.meta.url));
      loopback = await openLoopback(market, { dashboardFolder });
      vi.stubGlobal('WebSocket', WebSocket);
      if (build === 'scalar') vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
      const fetched: string[] = [];
      const real = globalThis.fetch;
      vi.stubGlobal('fetch', (url: string) => {
        fetched.push(url);
        return real(url);
      });
      const wasmUrl = { [build]: `${loopback.http}/${build}-reader.wasm` };
      client = connectInBrowser(loopback.ws, { wasmUrl });
      vi.restoreAllMocks();
      const subscription = client.subscribe({ symbol: SYMBOL });
      await until('live', () => subscription.state === 'live');
      expect(fetched).toEqual([`${loopback.http}/${build}-reader.wasm`]);
      await follow(subscription, 9);
    });
  }

  it('says which address has no core', async () => {
    client = connectInBrowser(loopback.ws, { wasmUrl: `${loopback.http}/none.wasm` });
    await expect(client.opened).rejects.toMatchObject({ code: 'core', message: expect.stringContaining('404') });
  });

  it('finds the core beside itself in the package', async () => {
    const fetched: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      fetched.push(url.href);
      return new Response('', { status: 404 });
    });
    client = connectInBrowser(loopback.ws);
    await expect(client.opened).rejects.toMatchObject({ code: 'core' });
    expect(fetched).toEqual([
      new URL('../../core/simd-reader.wasm', new URL('../../web/client/index.ts', import.meta.url)).href,
    ]);
  });

  it('refuses a wasmUrl that is none at once', () => {
    client = connectInBrowser(loopback.ws, { wasmUrl: `${loopback.http}/none.wasm` });
    expect(() => connectInBrowser(loopback.ws, { wasmUrl: 7 as never })).toThrow(TypeError);
    expect(() => connectInBrowser(loopback.ws, { wasmUrl: { simd: 7 } as never })).toThrow(TypeError);
  });
});
