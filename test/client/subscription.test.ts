/** A subscription from its request to its end: states, book, messages. */
import { describe, expect, it } from 'vitest';
import type { BookChange } from '../../web/client/exports.js';
import { COARSE_GRID, Market } from '../gateway/market.js';
import { ASKS, BIDS, levels, line, log, open, SYMBOL } from './live-symbol.js';
import { Pipe } from './pipe.js';

describe('a subscription', () => {
  it('goes from connecting to live with its first snapshot, and says what was granted', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, depth: 1, intervalMs: 20 });
    const lines = log(subscription);
    expect(subscription.state).toBe('connecting');
    expect(subscription.book.live).toBe(false);
    expect(subscription.book.grid).toBeUndefined();
    expect(subscription.book.bestBid).toBeUndefined();
    expect(subscription.book.bids.length).toBe(0);
    pipe.flow();
    expect(await subscription.ready).toEqual({ depth: 1, intervalMs: 20, trades: true, codec: 'fast' });
    expect(lines).toEqual(['syncing none', 'live none', 'book_snapshot 1 live=true']);
    expect(levels(subscription)).toEqual(source.levels(1));
    source.change([[100, 8]], [[102, 1]]);
    source.trade(100);
    pipe.pass(20);
    expect(lines.slice(3)).toEqual(['trade sell 1 0.001', 'book_change 3 live=true']);
    expect(pipe.asked.find(({ type }) => type === 'subscribe')).toEqual({
      type: 'subscribe',
      id: expect.any(Number),
      symbol: SYMBOL,
      depth: 1,
      intervalMs: 20,
    });
  });

  it('shows its book as columns, as decimals, as JSON, and copies of it stay', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const { book } = subscription;
    expect([book.live, book.bidCount, book.askCount, book.sequence]).toEqual([true, 2, 2, 1]);
    expect(book.grid).toEqual(source.grid);
    expect(book.bestBid).toMatchObject({ ticks: 100, lots: 5, price: '1', size: '0.005' });
    expect(book.bestAsk).toMatchObject({ ticks: 101, lots: 3, price: '1.01', size: '0.003' });
    expect(book.bids.toDecimals()).toEqual([
      ['1', '0.005'],
      ['0.99', '0.006'],
    ]);
    expect(book.asks.price(1)).toBe('1.03');
    expect(() => book.asks.price(2)).toThrow(RangeError);
    expect(book.asks.toDecimals(1)).toEqual([['1.01', '0.003']]);
    const copy = book.copy();
    const json = JSON.parse(JSON.stringify(book));
    expect(json).toMatchObject({
      symbol: SYMBOL,
      live: true,
      sequence: 1,
      bids: [
        ['1', '0.005'],
        ['0.99', '0.006'],
      ],
    });
    const held = book.bids;
    source.change([[100, 0]], []);
    pipe.pass(100);
    expect(book.bids.ticks).toEqual(Float64Array.of(99));
    expect(held.ticks.buffer).toBe(book.bids.ticks.buffer);
    expect(copy.bids.ticks).toEqual(Float64Array.of(100, 99));
    expect([copy.sequence, copy.live, copy.bestBid?.price]).toEqual([1, true, '1']);
    expect(copy.fingerprint).not.toBe(book.fingerprint);
  });

  it('tells a listener which levels changed, and what they were', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    const changes: object[] = [];
    subscription.on('book_change', (message: BookChange) => {
      changes.push({
        bids: [...message.bids.ticks],
        lots: [...message.bids.lots],
        was: [...message.bids.previousLots],
      });
      changes.push(JSON.parse(JSON.stringify(message)));
    });
    pipe.flow();
    source.change(
      [
        [100, 0],
        [98, 2],
      ],
      [[103, 5]],
    );
    pipe.pass(100);
    expect(changes).toEqual([
      { bids: [100, 98], lots: [0, 2], was: [5, 0] },
      {
        type: 'book_change',
        symbol: SYMBOL,
        sequence: 2,
        tsEvent: source.tsEvent,
        tsRecv: source.tsRecv,
        bids: [
          ['1', '0'],
          ['0.98', '0.002'],
        ],
        asks: [['1.03', '0.005']],
      },
    ]);
  });

  it('that is refused rejects, throws from its iterator, and is closed', async () => {
    const { pipe, client } = await open();
    const subscription = client.subscribe({ symbol: 'simulated:NONE' });
    const lines = log(subscription);
    pipe.flow();
    await expect(subscription.ready).rejects.toMatchObject({
      name: 'TickwireError',
      code: 'unknown_symbol',
      message: expect.stringContaining(SYMBOL),
    });
    expect(lines).toEqual(['closed refused']);
    const iterate = async (): Promise<string[]> => {
      const seen: string[] = [];
      for await (const message of subscription) seen.push(line(message));
      return seen;
    };
    await expect(iterate()).rejects.toMatchObject({ code: 'unknown_symbol' });
    expect(subscription.error?.code).toBe('unknown_symbol');
  });

  it('is given back when it is closed, also before it was granted', async () => {
    const { pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    const lines = log(subscription);
    pipe.flow();
    subscription.close();
    subscription.close();
    pipe.flow();
    expect(pipe.desk.hub.subscriptions).toBe(0);
    expect(lines.at(-1)).toBe('closed none');
    expect(levels(subscription)).toEqual({ bids: BIDS, asks: ASKS });
    expect(subscription.book.live).toBe(false);
    const early = client.subscribe({ symbol: SYMBOL });
    early.close();
    await expect(early.ready).rejects.toMatchObject({ code: 'closed' });
    pipe.flow();
    expect(pipe.desk.hub.subscriptions).toBe(0);
    expect(pipe.desk.hub.views).toBe(0);
  });

  it('can be closed by a signal', async () => {
    const { pipe, client } = await open();
    const controller = new AbortController();
    const subscription = client.subscribe({ symbol: SYMBOL, signal: controller.signal });
    pipe.flow();
    controller.abort();
    pipe.flow();
    expect(subscription.state).toBe('closed');
    expect(pipe.desk.hub.subscriptions).toBe(0);
    expect(client.subscribe({ symbol: SYMBOL, signal: controller.signal }).state).toBe('closed');
  });

  it('shares a stream with its like, and each has its own end', async () => {
    const { source, pipe, client } = await open();
    const one = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const two = client.subscribe({ symbol: SYMBOL });
    const lines = log(two);
    pipe.flow();
    expect(pipe.desk.hub.views).toBe(1);
    expect(lines.slice(0, 2)).toEqual(['live none', 'book_snapshot 1 live=true']);
    one.close();
    pipe.flow();
    source.change([[100, 50]], []);
    pipe.pass(100);
    expect(two.book.bestBid?.lots).toBe(50);
    expect(one.book.bestBid?.lots).toBe(5);
    two.close();
    pipe.flow();
    expect(pipe.desk.hub.views).toBe(0);
  });

  it('to a symbol that is not live says so, and shows no book until it is', async () => {
    const market = new Market();
    const source = market.add(SYMBOL);
    source.become('connecting', 'disconnected');
    const pipe = await Pipe.open(market);
    const subscription = pipe.client.subscribe({ symbol: SYMBOL });
    const lines = log(subscription);
    pipe.flow();
    expect(lines).toEqual(['syncing disconnected']);
    source.become('bridging');
    pipe.flow();
    expect(lines).toEqual(['syncing disconnected', 'syncing none']);
    source.begin(BIDS, ASKS, COARSE_GRID);
    pipe.flow();
    expect(lines.slice(2)).toEqual(['live none', 'book_snapshot 2 live=true']);
    expect(subscription.book.bestAsk?.price).toBe('50.5');
  });

  it('is stale with the host, keeps its levels, and begins anew with a snapshot', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const lines = log(subscription);
    source.become('stale', 'gap');
    pipe.flow();
    expect(subscription.book.live).toBe(false);
    expect(levels(subscription)).toEqual({ bids: BIDS, asks: ASKS });
    source.become('resyncing', 'gap');
    source.replace([[50, 1]], [[51, 1]]);
    source.become('live');
    pipe.flow();
    expect(lines).toEqual(['stale gap', 'live none', 'book_snapshot 5 live=true']);
    expect(levels(subscription)).toEqual({ bids: [[50, 1]], asks: [[51, 1]] });
  });

  it('takes another grid as a new book', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const lines = log(subscription);
    source.trade(100);
    source.replace([[100, 5]], [[101, 3]], COARSE_GRID);
    source.trade(101);
    pipe.pass(100);
    expect(lines).toEqual(['trade sell 1 0.001', 'book_snapshot 1 live=true', 'trade buy 50.5 20']);
    expect(subscription.book.bids.toDecimals()).toEqual([['50', '50']]);
  });

  it('counts the fingerprints that came, in whatever codec', async () => {
    for (const codec of ['plain', 'fast', 'dense'] as const) {
      const { source, pipe, client } = await open({}, { fingerprintMs: 1_000 });
      client.subscribe({ symbol: SYMBOL, codec });
      pipe.flow();
      for (let at = 0; at < 64; at++) {
        source.change([[100, 10 + at]], []);
        pipe.pass(100);
      }
      // Of the snapshot, and of a delta a second from the first on.
      expect([codec, client.stats.fingerprintChecks, client.stats.refused]).toEqual([codec, 8, 0]);
    }
  });
});
