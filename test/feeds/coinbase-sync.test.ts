/** Coinbase's book: in sync with its snapshot, kept so by the connection alone; quotes are advice. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { COINBASE_VARIABLES, coinbaseKeys } from '../../host/config/coinbase-keys.js';
import { coinbase, coinbaseVenue } from '../../host/feeds/coinbase.js';
import { BookRig } from './book-rig.js';

const snapshot = (bids: string[][], asks: string[][]) => ({ type: 'snapshot', product_id: 'BTC-USD', bids, asks });
const update = (...changes: string[][]) => ({
  ...{ type: 'l2update', product_id: 'BTC-USD', changes, time: '2019-08-14T20:42:27.966Z' },
});
const ticker = (best_bid: string, best_ask: string, more: object = {}) => ({
  ...{ type: 'ticker', product_id: 'BTC-USD', best_bid, best_ask, ...more },
});

function start() {
  const rig = new BookRig(coinbase, { native: 'BTC-USD' });
  rig.book.connected(1);
  rig.frame(
    snapshot(
      [
        ['100.00', '1'],
        ['99', '2'],
      ],
      [['101.00', '3']],
    ),
  );
  expect(rig.status).toBe('live none');
  rig.take();
  return rig;
}

describe('a book', () => {
  it('waits for its snapshot, and then follows the changes', () => {
    const rig = new BookRig(coinbase, { native: 'BTC-USD' });
    rig.book.connected(1);
    rig.frame(update(['buy', '5', '5']));
    expect([rig.status, rig.asked]).toEqual(['buffering none', 0]);
    rig.frame(snapshot([['100', '1']], [['101', '3']]));
    rig.frame(update(['buy', '100', '0'], ['buy', '99.5', '2'], ['sell', '101', '4']));
    expect([rig.status, rig.bids, rig.asks]).toEqual(['live none', ['99.5×2'], ['101×4']]);
  });

  it('takes the last of several changes of one price in one message', () => {
    const rig = start();
    rig.frame(
      update(
        ['buy', '100', '0'],
        ['buy', '100', '4'],
        ['sell', '101', '5'],
        ['sell', '101.0', '0'],
        ['sell', '102', '1'],
      ),
    );
    expect([rig.bids, rig.asks]).toEqual([['100×4', '99×2'], ['102×1']]);
  });

  it('that crosses is not shown, and asked for again', () => {
    const rig = start();
    rig.frame(update(['buy', '101', '1']));
    expect([rig.status, rig.asked, rig.bids]).toEqual(['resyncing crossed', 1, ['100×1', '99×2']]);
  });

  it('is lost with a change that cannot be decoded: nothing else would show it', () => {
    const rig = start();
    rig.frame(update(['buy', 'x', '1']));
    expect([rig.status, rig.asked]).toEqual(['resyncing refused', 1]);
  });

  it('in which nothing happens is kept from being silent by its heartbeat', () => {
    const rig = start();
    const heartbeat = { type: 'heartbeat', product_id: 'BTC-USD', sequence: 1, last_trade_id: 1 };
    rig.frame(heartbeat);
    expect(rig.book.tsRecv).toBe(rig.now);
    rig.book.silent(5);
    rig.frame(heartbeat);
    expect([rig.status, rig.take()]).toEqual(['live none', ['stale silent', 'live none']]);
    rig.frame(update(['buy', '101', '1']));
    rig.frame(heartbeat);
    expect(rig.status).toBe('resyncing crossed');
  });
});

describe('quotes', () => {
  it('are compared with the book at their receipt, and change nothing', () => {
    const rig = start();
    rig.frame(ticker('100', '101.0'), ticker('100', '101', { best_bid_size: '1', best_ask_size: '3.0' }));
    rig.frame(ticker('99', '101'), ticker('100', '101', { best_bid_size: '2' }), ticker('0', '101'));
    expect(rig.book.counters).toMatchObject({
      advisoryQuotesOk: 2,
      advisoryQuotesFailed: 3,
      quotesOk: 0,
      quotesFailed: 0,
    });
    expect([rig.status, rig.asked, rig.take()]).toEqual(['live none', 0, []]);
  });

  it('of an empty side fit an empty side', () => {
    const rig = start();
    rig.frame(update(['sell', '101', '0']), ticker('100', ''));
    expect(rig.book.counters).toMatchObject({ advisoryQuotesOk: 1, advisoryQuotesFailed: 0 });
  });

  it('that come while the book is not in sync are not counted', () => {
    const rig = new BookRig(coinbase, { native: 'BTC-USD' });
    rig.book.connected(1);
    rig.frame(ticker('100', '101'));
    expect(rig.book.counters).toMatchObject({ advisoryQuotesOk: 0, advisoryQuotesFailed: 0 });
  });
});

describe('keys', () => {
  const credentials = { key: 'my-key', secret: Buffer.from('my secret').toString('base64'), passphrase: 'my-pass' };
  const urls = { ws: 'ws://127.0.0.1:1', rest: 'http://127.0.0.1:2' };

  it('sign what is subscribed, with the time it is', () => {
    let seconds = 1_700_000_000;
    const venue = coinbaseVenue({ credentials, nowSeconds: () => seconds });
    const sign = (text: string) => createHmac('sha256', 'my secret').update(text).digest('base64');
    const [message] = venue.subscription(['BTC-USD', 'ETH-USD'], urls, 0).messages;
    expect(JSON.parse(message!)).toEqual({
      ...{ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'] },
      channels: ['level2', 'matches', 'ticker', 'heartbeat'],
      ...{ key: 'my-key', passphrase: 'my-pass', timestamp: '1700000000' },
      signature: sign('1700000000GET/users/self/verify'),
    });
    seconds += 60;
    const again = venue.resubscribe('BTC-USD', 0).map((text) => JSON.parse(text));
    expect(again[0]).toEqual({ type: 'unsubscribe', product_ids: ['BTC-USD'], channels: ['level2'] });
    expect(again[1]).toMatchObject({ channels: ['level2'], signature: sign('1700000060GET/users/self/verify') });
    expect(JSON.stringify([message, again])).not.toContain(credentials.secret);
  });

  it('are signed as in a vector worked out apart', () => {
    // printf '1700000000GET/users/self/verify' | openssl dgst -sha256 -hmac tickwire -binary | base64
    const secret = Buffer.from('tickwire').toString('base64');
    const venue = coinbaseVenue({ credentials: { ...credentials, secret }, nowSeconds: () => 1_700_000_000 });
    const { signature } = JSON.parse(venue.subscription(['BTC-USD'], urls, 0).messages[0]!);
    expect(signature).toBe('QDDA2V+3sSa6lwMCBOx9vmDYcJJXx3moii9fYbIILxE=');
  });

  it('come from the environment, all three or none', () => {
    const { key, secret, passphrase } = COINBASE_VARIABLES;
    const all = { [key]: 'my-key', [secret]: credentials.secret, [passphrase]: 'my-pass' };
    expect(coinbaseKeys({})).toEqual({ ok: true, credentials: undefined });
    expect(coinbaseKeys({ [key]: '', [secret]: ' ' })).toEqual({ ok: true, credentials: undefined });
    expect(coinbaseKeys(all)).toEqual({ ok: true, credentials });
    expect(coinbaseKeys({ ...all, [passphrase]: undefined })).toEqual({
      ok: false,
      problem: "TICKWIRE_COINBASE_PASSPHRASE: missing; expected all three of Coinbase's keys, or none",
    });
    const wrong = coinbaseKeys({ ...all, [secret]: 'not base64!' });
    expect(wrong).toMatchObject({ ok: false, problem: expect.stringContaining('TICKWIRE_COINBASE_SECRET') });
    expect(JSON.stringify(wrong)).not.toContain('not base64!');
  });
});
