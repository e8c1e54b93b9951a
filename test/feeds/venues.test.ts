/** What is sent to each venue. */
import { expect, it } from 'vitest';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';

const urls = { ws: 'ws://127.0.0.1:1', rest: 'http://127.0.0.1:2' };

it('is known by its id alone', () => {
  for (const id of VENUE_IDS) expect(venueById(id)?.id).toBe(id);
  for (const id of ['', 'binance', 'toString', '__proto__']) expect(venueById(id)).toBeUndefined();
});

it.each([
  ['binance-spot', '/api/v3', 50],
  ['binance-usdm', '/fapi/v1', 20],
  ['binance-coinm', '/dapi/v1', 20],
])('%s is subscribed by address and asked over REST', (id, path, weight) => {
  const venue = venueById(id)!;
  const streams = [
    'btcusdt@depth@100ms',
    'btcusdt@trade',
    'btcusdt@bookTicker',
    'ethusdt@depth@100ms',
    'ethusdt@trade',
    'ethusdt@bookTicker',
  ];
  expect(venue.subscription(['BTCUSDT', 'ETHUSDT'], urls, 0)).toEqual({
    ...{ url: `ws://127.0.0.1:1/stream?streams=${streams.join('/')}`, messages: [] },
  });
  expect(venue.snapshotRequest('BTCUSDT', urls)).toEqual({
    ...{ url: `http://127.0.0.1:2${path}/depth?symbol=BTCUSDT&limit=1000`, weight },
  });
  const instruments = new URL(venue.instrumentsRequest(['BTCUSDT', 'ETHUSDT'], urls)!.url);
  expect(instruments.pathname).toBe(`${path}/exchangeInfo`);
  expect(instruments.searchParams.get('symbols')).toBe(id === 'binance-spot' ? '["BTCUSDT","ETHUSDT"]' : null);
  expect(venue.resubscribe('BTCUSDT', 0)).toEqual([]);
  // One snapshot of every symbol of a connection is within a few minutes' budget.
  expect(venue.limits.restWeight.capacity).toBeGreaterThanOrEqual(weight);
});

it('keeps odd symbols from breaking an address', () => {
  const { url } = venueById('binance-spot')!.subscription(['A/B?C'], urls, 0);
  expect(new URL(url).searchParams.get('streams')).toContain('a/b?c@trade');
  expect(url).not.toContain('a/b');
});

it('kraken-v1 is subscribed and pinged by messages', () => {
  const venue = venueById('kraken-v1')!;
  const { url, messages } = venue.subscription(['XBT/USD', 'ETH/USD'], urls, 100);
  expect(url).toBe(urls.ws);
  expect(messages.map((text) => JSON.parse(text))).toEqual([
    { event: 'subscribe', pair: ['XBT/USD', 'ETH/USD'], subscription: { name: 'book', depth: 100 } },
    { event: 'subscribe', pair: ['XBT/USD', 'ETH/USD'], subscription: { name: 'trade' } },
  ]);
  expect(venue.resubscribe('XBT/USD', 100).map((text) => JSON.parse(text))).toEqual([
    { event: 'unsubscribe', pair: ['XBT/USD'], subscription: { name: 'book', depth: 100 } },
    { event: 'subscribe', pair: ['XBT/USD'], subscription: { name: 'book', depth: 100 } },
  ]);
  expect(venue.snapshotRequest('XBT/USD', urls)).toBeUndefined();
  expect(venue.instrumentsRequest(['XBT/USD', 'ETH/USD'], urls)?.url).toBe(
    'http://127.0.0.1:2/0/public/AssetPairs?pair=XBT%2FUSD,ETH%2FUSD',
  );
  expect(venue.heartbeat.pingText?.(7)).toBe('{"event":"ping","reqid":7}');
});

it('kraken-v2 is subscribed and pinged by messages', () => {
  const venue = venueById('kraken-v2')!;
  const { messages } = venue.subscription(['BTC/USD'], urls, 1000);
  expect(messages.map((text) => JSON.parse(text))).toEqual([
    { method: 'subscribe', params: { channel: 'instrument', snapshot: true } },
    { method: 'subscribe', params: { channel: 'book', symbol: ['BTC/USD'], depth: 1000, snapshot: true } },
    { method: 'subscribe', params: { channel: 'trade', symbol: ['BTC/USD'], snapshot: false } },
  ]);
  expect(venue.resubscribe('BTC/USD', 10).map((text) => JSON.parse(text).method)).toEqual(['unsubscribe', 'subscribe']);
  expect(venue.instrumentsRequest(['BTC/USD'], urls)).toBeUndefined();
  expect(venue.heartbeat.pingText?.(7)).toBe('{"method":"ping","req_id":7}');
});

it('coinbase is subscribed by one message, without keys to the batched book', () => {
  const venue = venueById('coinbase')!;
  const { url, messages } = venue.subscription(['BTC-USD', 'ETH-USD'], urls, 0);
  expect(url).toBe(urls.ws);
  expect(messages.map((text) => JSON.parse(text))).toEqual([
    {
      ...{ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'] },
      channels: ['level2_batch', 'matches', 'ticker', 'heartbeat'],
    },
  ]);
  expect(venue.resubscribe('BTC-USD', 0).map((text) => JSON.parse(text))).toEqual([
    { type: 'unsubscribe', product_ids: ['BTC-USD'], channels: ['level2_batch'] },
    { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['level2_batch'] },
  ]);
  expect(venue.snapshotRequest('BTC-USD', urls)).toBeUndefined();
  expect(venue.instrumentsRequest(['BTC-USD'], urls)?.url).toBe('http://127.0.0.1:2/products');
});

it('okx is subscribed by one message, and pinged by a word', () => {
  const venue = venueById('okx')!;
  const { url, messages } = venue.subscription(['BTC-USDT', 'ETH-USDT'], urls, 0);
  expect(url).toBe(urls.ws);
  const books = { channel: 'books', instId: 'BTC-USDT' };
  expect(messages.map((text) => JSON.parse(text))).toEqual([
    {
      op: 'subscribe',
      args: [
        books,
        { channel: 'books', instId: 'ETH-USDT' },
        { channel: 'trades', instId: 'BTC-USDT' },
        { channel: 'trades', instId: 'ETH-USDT' },
      ],
    },
  ]);
  expect(venue.resubscribe('BTC-USDT', 0).map((text) => JSON.parse(text))).toEqual([
    { op: 'unsubscribe', args: [books] },
    { op: 'subscribe', args: [books] },
  ]);
  expect(venue.heartbeat.pingText?.(7)).toBe('ping');
  expect(venue.heartbeat.pingIntervalMs).toBeLessThan(30_000);
  // The venue takes no request longer than 64 KB, symbols of options included.
  const longest = Array.from({ length: venue.limits.symbolsPerConnection }, () => 'BTC-USD-261225-100000-C');
  expect(venue.subscription(longest, urls, 0).messages[0]!.length).toBeLessThan(65_536);
});
