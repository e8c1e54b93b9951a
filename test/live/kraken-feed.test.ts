/** A feed whose venue sends snapshots itself, without a network and with time moved by hand. */
import { describe, expect, it } from 'vitest';
import { krakenV1 } from '../../host/feeds/kraken.js';
import type { FeedLimits } from '../../host/feeds/live/feed-limits.js';
import { FakeSockets } from './fake-socket.js';
import { closeFeedsAfterEach, createFeed } from './running-feed.js';
import { VirtualTime } from './virtual-time.js';

closeFeedsAfterEach();

/** A snapshot and an update whose checksum is right, and the same update with a wrong one. */
const level = (price: string, size: string) => [price, size, '1534614248.123678'];
const snapshot = (pair: string) =>
  JSON.stringify([0, { as: [level('101.0', '1.000')], bs: [level('100.0', '2.000')] }, 'book-10', pair]);
const update = (pair: string, c: string) => JSON.stringify([0, { b: [level('100.0', '3.000')], c }, 'book-10', pair]);
const WRONG = '1';

async function make(symbols: string[], limits: Partial<FeedLimits> = {}) {
  const time = new VirtualTime();
  const sockets = new FakeSockets();
  const made = createFeed(
    {
      venue: krakenV1,
      symbols,
      depth: 10,
      instruments: ['XBT/USD', 'ETH/USD', 'FOO/BAR'].map((symbol) => ({
        symbol,
        grid: { priceDecimals: 1, tick: 1, sizeDecimals: 3, lot: 1 },
      })),
      time,
      random: () => 0.5,
      openSocket: sockets.open,
      fetch: () => Promise.reject(new Error('nothing is asked over REST here')),
    },
    { resync: { minMs: 100, firstMs: 1000, maxMs: 8000 }, ...limits },
  );
  await made.feed.start();
  sockets.last.events.onOpen();
  const sent = () => sockets.last.sent.splice(0).map((text) => JSON.parse(text));
  return { ...made, time, sockets, sent };
}

describe('feed of a venue that sends snapshots', () => {
  it('subscribes within the rate, and is live with the snapshot', async () => {
    const { time, sockets, sent, book } = await make(['XBT/USD']);
    time.advance(1000);
    expect(sent()).toEqual([
      { event: 'subscribe', pair: ['XBT/USD'], subscription: { name: 'book', depth: 10 } },
      { event: 'subscribe', pair: ['XBT/USD'], subscription: { name: 'trade' } },
    ]);
    expect(book('XBT/USD').state).toBe('buffering');
    sockets.last.say(snapshot('XBT/USD'));
    expect(book('XBT/USD').state).toBe('live');
  });

  it('resubscribes after a wrong checksum, and waits longer each time it is wrong again', async () => {
    const { time, sockets, sent, book } = await make(['XBT/USD']);
    time.advance(1000);
    sent();
    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      sockets.last.say(snapshot('XBT/USD'));
      expect(book('XBT/USD').state).toBe('live');
      sockets.last.say(update('XBT/USD', WRONG));
      expect(book('XBT/USD').reason).toBe('checksum');
      const from = time.monotonicMs();
      while (book('XBT/USD').state === 'stale') {
        time.advance(100);
        sockets.last.say(update('XBT/USD', WRONG));
      }
      waits.push(time.monotonicMs() - from);
      time.advance(400);
      expect(sent().map(({ event }) => event)).toEqual(['unsubscribe', 'subscribe']);
    }
    expect(waits).toEqual([0, 100, 600, 1600, 3600]);
    expect(book('XBT/USD').counters).toMatchObject({ checksumsFailed: 5, resyncs: 4 });
  });

  it('asks at once again after it was in sync for long', async () => {
    const { time, sockets, sent, book } = await make(['XBT/USD'], { resyncStableMs: 5000 });
    time.advance(1000);
    sent();
    for (let round = 0; round < 3; round += 1) {
      sockets.last.say(snapshot('XBT/USD'));
      time.advance(5000);
      sockets.last.say(update('XBT/USD', WRONG));
      expect(book('XBT/USD').state).toBe('resyncing');
    }
  });

  it('asks again for a snapshot that does not come', async () => {
    const { time, sockets, sent, book, lines } = await make(['XBT/USD', 'ETH/USD'], { snapshotTimeoutMs: 3000 });
    sockets.last.say(snapshot('ETH/USD'));
    time.advance(2900);
    sent();
    time.advance(1200);
    expect(sent().map(({ event, pair }) => `${event} ${pair}`)).toEqual(['unsubscribe XBT/USD', 'subscribe XBT/USD']);
    time.advance(4500);
    expect(lines.filter((line) => line.includes('no snapshot within 3000 ms'))).toHaveLength(1);
    expect(sent().length).toBe(2);
    sockets.last.say(snapshot('XBT/USD'));
    expect(book('XBT/USD').state).toBe('live');
    time.advance(60_000);
    expect(sent().filter(({ event }) => event !== 'ping')).toEqual([]);
  });

  it('refuses a symbol in the words of the venue; the others stay', async () => {
    const { feed, sockets, book } = await make(['XBT/USD', 'FOO/BAR']);
    sockets.last.say(snapshot('XBT/USD'));
    const name = 'Currency pair not supported FOO/BAR';
    const refusal = { event: 'subscriptionStatus', status: 'error', errorMessage: name, pair: 'FOO/BAR' };
    sockets.last.say(JSON.stringify({ ...refusal, subscription: { name: 'book', depth: 10 } }));
    expect([...feed.refused]).toEqual([['FOO/BAR', name]]);
    expect(book('XBT/USD').state).toBe('live');
    expect([...feed.books]).toHaveLength(1);
  });

  it('keeps a symbol that was live when a later request about it is refused', async () => {
    const { feed, time, sockets, book } = await make(['XBT/USD']);
    time.advance(1000);
    sockets.last.say(snapshot('XBT/USD'));
    sockets.last.say(update('XBT/USD', WRONG));
    expect(book('XBT/USD').state).toBe('resyncing');
    const refusal = { event: 'subscriptionStatus', status: 'error', errorMessage: 'busy', pair: 'XBT/USD' };
    sockets.last.say(JSON.stringify({ ...refusal, subscription: { name: 'book', depth: 10 } }));
    expect(feed.refused.size).toBe(0);
    time.advance(1000);
    sockets.last.say(update('XBT/USD', WRONG));
    expect(book('XBT/USD').state).toBe('resyncing');
  });

  it('subscribes a further symbol on the connection that is there', async () => {
    const { feed, time, sockets, sent, book } = await make(['XBT/USD']);
    time.advance(1000);
    sent();
    await feed.add(['ETH/USD']);
    time.advance(1000);
    expect(sockets.all).toHaveLength(1);
    expect(sent().map(({ pair }) => pair)).toEqual([['ETH/USD'], ['ETH/USD']]);
    sockets.last.say(snapshot('ETH/USD'));
    expect(book('ETH/USD').state).toBe('live');
  });

  it('pings in the words of the venue, and takes the answer for life', async () => {
    const { time, sockets, sent } = await make(['XBT/USD']);
    sockets.last.say(snapshot('XBT/USD'));
    time.advance(1000);
    sent();
    time.advance(krakenV1.heartbeat.pingIntervalMs);
    expect(sent()).toEqual([{ event: 'ping', reqid: 1 }]);
    time.advance(krakenV1.heartbeat.silenceMs);
    expect(sockets.all.length).toBeGreaterThan(1);
  });

  it('takes noise for what it is: counted, and nothing else', async () => {
    const { feed, time, sockets, book, lines } = await make(['XBT/USD']);
    time.advance(1000);
    sockets.last.say(snapshot('XBT/USD'));
    for (const text of ['', '{', '[]', 'null', '[0,{},"book-10","XBT/EUR"]', '\u0000\uffff', '"x"']) {
      sockets.last.say(text);
    }
    sockets.last.events.onMessage(Uint8Array.of(0xff, 0xfe, 0x00, 0x80));
    const { malformed, unknownSymbols, messages } = feed.totals;
    expect(messages).toBe(9);
    const faults = Object.values(malformed).reduce((sum, count) => sum + count, 0);
    expect(faults + unknownSymbols).toBe(8);
    time.advance(5000);
    expect(lines.filter((line) => line.startsWith(`kraken-v1: ${faults} messages could not be decoded`))).toHaveLength(
      1,
    );
    expect(book('XBT/USD').state).toBe('live');
  });
});
