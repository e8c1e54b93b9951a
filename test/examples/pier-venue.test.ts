/** The worked example of docs/ADDING-A-VENUE.md does what the guide says: live, healed, proven, and never thrown off. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { pier } from '../../examples/pier-venue.js';
import { type FeedPlan, parseConfig, Runtime, Verification } from '../../host/index.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { connect } from '../../web/client/node.js';
import { decodes } from '../feeds/recording-sink.js';
import { PierExchange } from './pier-exchange.js';

const poll = { interval: 10, timeout: 30_000 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('the example', () => {
  it('is registered beside the configured venues, and its book reaches a client', async () => {
    const exchange = new PierExchange();
    const urls = await exchange.listen();
    closers.push(() => exchange.close());
    const plan: FeedPlan = { venue: pier, urls, symbols: ['BTC-EUR', 'X-Y'], depth: 0, instruments: [] };
    const loaded = parseConfig('{venues: {simulated: {symbols: [BTCUSDT]}}, gateway: {port: 0}}');
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const runtime = await Runtime.create({ config: loaded.config, feeds: [plan] });
    closers.push(() => runtime.stop());
    const { port } = await runtime.start();
    const feed = runtime.feeds.find(({ venue }) => venue.id === 'pier')!;
    await expect
      .poll(() => [...feed.books].map(({ native, state }) => `${native} ${state}`), poll)
      .toEqual(['BTC-EUR live']);
    expect([...feed.refused.keys()]).toEqual(['X-Y']);
    const [book] = [...feed.books];
    expect(book!.grid).toEqual({ priceDecimals: 1, tick: 5, sizeDecimals: 3, lot: 1 });

    const client = connect(`ws://127.0.0.1:${port}`);
    closers.push(() => client.close());
    const subscription = client.subscribe({ symbol: 'pier:BTC-EUR', depth: 10, intervalMs: 0 });
    const trades: string[] = [];
    subscription.on('trade', ({ side, price, size }) => trades.push(`${side} ${price} ${size}`));
    const shown = () => {
      const { bids, asks } = subscription.book.toJSON();
      return [subscription.state, bids, asks];
    };
    await expect.poll(shown, poll).toEqual(['live', [['100', '1.5']], [['100.5', '2']]]);
    exchange.change(
      [['99.5', '0.25']],
      [
        ['100.5', '0'],
        ['101.0', '3'],
      ],
    );
    exchange.trade('100.5', '0.125');
    await expect.poll(shown, poll).toEqual([
      'live',
      [
        ['100', '1.5'],
        ['99.5', '0.25'],
      ],
      [['101', '3']],
    ]);
    await expect.poll(() => trades, poll).toEqual(['buy 100.5 0.125']);

    // A lost message is seen at the next, told, and mended by a snapshot.
    exchange.change([['98.0', '7']], [], false);
    exchange.change([['97.5', '8']], []);
    const healed = [
      ['100', '1.5'],
      ['99.5', '0.25'],
      ['98', '7'],
      ['97.5', '8'],
    ];
    await expect.poll(shown, poll).toEqual(['live', healed, [['101', '3']]]);
    expect(book!.counters).toMatchObject({ gaps: 1, resyncs: 1, crossed: 0 });
    expect(exchange.snapshots).toBe(2);
  });

  it('is proven on a recording as built-in venues are', () => {
    const exchange = new PierExchange();
    const [encoder, decoder] = [createReferenceCore(), createReferenceCore()];
    const verification = new Verification({ venue: pier, encoder, decoder, instruments: [] });
    const lines = [exchange.full(), exchange.change([['99', '1']], []), exchange.change([], [['101', '2']])];
    for (const [i, line] of lines.entries()) verification.line(line, 1_700_000_000_000_000 + i);
    expect(verification.report(0)).toMatchObject({
      malformed: 0,
      symbols: { 'BTC-EUR': { state: 'live', updates: 2, gaps: 0, roundTrips: { ok: 4, failed: 0 } } },
    });
  });

  it('reads steps, and leaves out what has none', () => {
    const markets = [{ m: 'A-B', tick: '0.5', lot: '10' }, { m: 'C-D', tick: '0', lot: '1' }, { m: 'E-F' }, null, 5];
    expect(pier.parseInstruments(JSON.stringify(markets))).toEqual({
      ok: true,
      instruments: [{ symbol: 'A-B', grid: { priceDecimals: 1, tick: 5, sizeDecimals: 0, lot: 10 } }],
    });
    expect(pier.parseInstruments('{}')).toEqual({ ok: false, reason: 'not a list of markets' });
    expect(pier.parseInstruments('{')).toEqual({ ok: false, reason: 'not JSON' });
  });

  it('answers whatever comes with events or a fault of the closed list', () => {
    const decode = decodes(pier);
    const exchange = new PierExchange();
    const frames = [
      ...[exchange.full(), exchange.change([['99', '0']], []), '{"t":"alive"}', '{"t":"ok","m":"BTC-EUR"}'],
      '{"t":"no","m":"X-Y","why":"no such market"}',
      '{"t":"trade","m":"BTC-EUR","id":41,"at":1700000000060,"p":"100.5","q":"0.25","taker":"b"}',
    ];
    const untouched = frames.map((frame) => decode(frame));
    const damaged = fc
      .tuple(fc.constantFrom(...frames), fc.nat(), fc.string({ maxLength: 2 }))
      .map(([text, pick, put]) => {
        const at = pick % text.length;
        return text.slice(0, at) + put + text.slice(at + 1);
      });
    const absurd = fc.tuple(fc.constantFrom(...frames), fc.nat(), fc.json()).map(([text, pick, value]) => {
      const places = [...text.matchAll(/"[^"]*"|[\d.]+|\[\]/g)];
      const place = places[pick % places.length]!;
      return text.slice(0, place.index) + value + text.slice(place.index + place[0].length);
    });
    fc.assert(
      fc.property(fc.oneof(damaged, absurd, fc.json(), fc.string()), (text) => {
        expect(decode(text), text).toHaveLength(1);
      }),
      { numRuns: 3_000 },
    );
    expect(frames.map((frame) => decode(frame))).toEqual(untouched);
    expect(decode('{"t":"diff","m":"BTC-EUR","n":8}')).toEqual([['malformed', 'field', 'BTC-EUR']]);
  });
});
