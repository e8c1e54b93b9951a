/** Feeds of Coinbase and OKX without a network and with time moved by hand: subscribing, recovering, staying alive. */
import { describe, expect, it } from 'vitest';
import { coinbase, coinbaseVenue } from '../../host/feeds/coinbase.js';
import type { FeedLimits } from '../../host/feeds/live/feed-limits.js';
import { okx } from '../../host/feeds/okx.js';
import type { Venue } from '../../host/feeds/venue.js';
import { OkxExchange } from '../feeds/okx-exchange.js';
import { FakeSockets } from './fake-socket.js';
import { closeFeedsAfterEach, createFeed } from './running-feed.js';
import { VirtualTime } from './virtual-time.js';

closeFeedsAfterEach();

const GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 8, lot: 1 };

async function make(venue: Venue, symbols: string[], limits: Partial<FeedLimits> = {}) {
  const time = new VirtualTime();
  const sockets = new FakeSockets();
  const made = createFeed(
    {
      venue,
      symbols,
      instruments: symbols.map((symbol) => ({ symbol, grid: GRID })),
      time,
      random: () => 0.5,
      openSocket: sockets.open,
      fetch: () => Promise.reject(new Error('nothing is asked over REST here')),
    },
    limits,
  );
  await made.feed.start();
  sockets.last.events.onOpen();
  return { ...made, time, sockets, sent: () => sockets.last.sent.splice(0) };
}

describe('a feed of OKX', () => {
  it('asks for a snapshot on the stream where ids show a loss', async () => {
    const exchange = new OkxExchange();
    const { time, sockets, sent, book } = await make(okx, ['BTC-USDT']);
    expect(sent().map((text) => JSON.parse(text).op)).toEqual(['subscribe']);
    sockets.last.say(exchange.snapshot([['100', '1']], [['101', '1']]));
    exchange.update([['99', '1']], []);
    sockets.last.say(exchange.update([['98', '1']], []));
    expect(book('BTC-USDT')).toMatchObject({ state: 'resyncing', reason: 'gap' });
    time.advance(1000);
    expect(sent().map((text) => JSON.parse(text).op)).toEqual(['unsubscribe', 'subscribe']);
    sockets.last.say(exchange.snapshotAgain());
    expect(book('BTC-USDT').state).toBe('live');
  });

  it('pings with a word while nothing comes, well before 30 s, and ends the line that does not answer', async () => {
    const { time, sockets, sent } = await make(okx, ['BTC-USDT']);
    sent();
    sockets.last.say(new OkxExchange().snapshot([['100', '1']], [['101', '1']]));
    for (let round = 0; round < 5; round++) {
      time.advance(20_000);
      expect(sent()).toEqual(['ping']);
      sockets.last.say('pong');
    }
    const silent = sockets.last;
    time.advance(31_000);
    expect(sockets.last).not.toBe(silent);
  });

  it('refuses an instrument that the venue does not have', async () => {
    const { sockets, feed } = await make(okx, ['BTC-USDT', 'FOO-BAR']);
    sockets.last.say(
      '{"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:FOO-BAR doesn\'t exist."}',
    );
    expect([...feed.refused.keys()]).toEqual(['FOO-BAR']);
  });
});

describe('a feed of Coinbase', () => {
  const snapshot = '{"type":"snapshot","product_id":"BTC-USD","bids":[["100.00","1"]],"asks":[["101.00","1"]]}';
  const heartbeat = '{"type":"heartbeat","product_id":"BTC-USD","sequence":1,"last_trade_id":1}';

  it('keeps a product live in which nothing happens, while its heartbeat comes', async () => {
    const { time, sockets, book } = await make(coinbase, ['BTC-USD'], { staleMs: 5_000 });
    sockets.last.say(snapshot);
    for (let second = 0; second < 30; second++) {
      time.advance(1000);
      sockets.last.say(heartbeat);
    }
    expect(book('BTC-USD').state).toBe('live');
    for (let second = 0; second < 9; second++) time.advance(1000);
    expect(book('BTC-USD')).toMatchObject({ state: 'stale', reason: 'silent' });
    sockets.last.say(heartbeat);
    expect(book('BTC-USD').state).toBe('live');
  });

  it('logs no key, whatever the venue says', async () => {
    const credentials = { key: 'my-key', secret: 'bXkgc2VjcmV0', passphrase: 'my-pass' };
    const venue = coinbaseVenue({ credentials, nowSeconds: () => 1_700_000_000 });
    const { sockets, sent, lines, time } = await make(venue, ['BTC-USD']);
    const [subscription] = sent();
    expect(JSON.parse(subscription!)).toMatchObject({
      key: 'my-key',
      passphrase: 'my-pass',
      channels: expect.arrayContaining(['level2']),
    });
    sockets.last.say(JSON.stringify({ type: 'error', message: 'Authentication Failed', reason: subscription }));
    sockets.last.say(subscription!);
    sockets.last.say(snapshot);
    time.advance(2000);
    expect(lines.join('\n')).toContain('refused a request: Authentication Failed');
    for (const secret of Object.values(credentials)) expect(lines.join('\n')).not.toContain(secret);
  });
});
