/** What clients may ask of the simulated exchange, over the stream and over REST, and the answers to what they may not. */
import { describe, expect, it } from 'vitest';
import { closeExchangesAfterEach, startExchange } from './running-exchange.js';
import { StreamClient } from './stream-client.js';

closeExchangesAfterEach();

describe('stream requests', () => {
  it('subscribe, list and unsubscribe', async () => {
    const { time, wsUrl } = await startExchange();
    const client = await StreamClient.open(`${wsUrl}/ws`);
    const params = ['btcusdt@trade', 'btcusdt@depth@100ms'];
    expect(await client.ask({ method: 'SUBSCRIBE', params, id: 1 })).toEqual({ result: null, id: 1 });
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 'list-1' })).toEqual({ result: params, id: 'list-1' });
    time.advance(1000);
    await client.settle();
    expect(new Set(client.take().map(({ e, s }) => `${e} ${s}`))).toEqual(
      new Set(['trade BTCUSDT', 'depthUpdate BTCUSDT']),
    );
    expect(await client.ask({ method: 'UNSUBSCRIBE', params, id: null })).toEqual({ result: null, id: null });
    time.advance(1000);
    await client.settle();
    expect(client.take()).toEqual([]);
  });

  it('choose the combined form', async () => {
    const { time, wsUrl } = await startExchange();
    const client = await StreamClient.open(`${wsUrl}/stream?streams=ethusdt@bookTicker`);
    expect(await client.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 2 })).toEqual({ result: true, id: 2 });
    time.advance(1000);
    await client.settle();
    expect(client.take()[0]).toMatchObject({ stream: 'ethusdt@bookTicker', data: { s: 'ETHUSDT' } });
    const off = { method: 'SET_PROPERTY', params: ['combined', false], id: 5 };
    expect(await client.ask(off)).toEqual({ result: null, id: 5 });
    time.advance(1000);
    await client.settle();
    expect(client.take()[0]).toMatchObject({ s: 'ETHUSDT' });
  });

  it('that are wrong get an error, and the connection stays', async () => {
    const { wsUrl } = await startExchange({ limits: { streamsPerConnection: 2 } });
    const client = await StreamClient.open(`${wsUrl}/ws`);
    const wrong: [unknown, number, RegExp][] = [
      ['nonsense', 3, /^Invalid JSON/],
      ['', 3, /^Invalid JSON/],
      [[], 2, /expected an object/],
      [{ method: 'SUBSCRIBE', params: ['btcusdt@trade'] }, 2, /request ID must be/],
      [{ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1.5 }, 2, /request ID must be/],
      [{ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 'x'.repeat(37) }, 2, /request ID must be/],
      [{ params: [], id: 1 }, 2, /missing field `method`/],
      [{ method: 'PLEASE', id: 1 }, 2, /unknown variant `PLEASE`, expected one of `SUBSCRIBE`/],
      [{ method: 'SUBSCRIBE', id: 1 }, 2, /missing field `params`/],
      [{ method: 'SUBSCRIBE', params: 'btcusdt@trade', id: 1 }, 2, /list of stream names/],
      [{ method: 'SUBSCRIBE', params: [7], id: 1 }, 2, /list of stream names/],
      [{ method: 'SUBSCRIBE', params: ['BTC USDT'], id: 1 }, 2, /invalid stream/],
      [{ method: 'SUBSCRIBE', params: ['a@b', 'c@d', 'e@f'], id: 1 }, 4, /Too many subscriptions/],
      [{ method: 'GET_PROPERTY', params: [1], id: 1 }, 2, /property name must be a string/],
      [{ method: 'GET_PROPERTY', params: ['colour'], id: 1 }, 0, /Unknown property/],
      [{ method: 'SET_PROPERTY', params: ['combined', 'yes'], id: 1 }, 1, /expected Boolean/],
      [{ method: 'SET_PROPERTY', params: ['combined', true, 1], id: 1 }, 2, /too many parameters/],
    ];
    for (const [request, code, msg] of wrong) {
      const answer = await client.ask(request);
      expect(answer?.error, JSON.stringify(request)).toEqual({ code, msg: expect.stringMatching(msg) });
    }
    // None of them subscribed to anything; two streams are within the limit.
    expect((await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 1 }))?.result).toEqual([]);
    expect(await client.ask({ method: 'SUBSCRIBE', params: ['a@b', 'c@d'], id: 'x'.repeat(36) })).toMatchObject({
      result: null,
    });
    client.socket.send(Buffer.from([0xff, 0, 1]));
    await client.settle();
    expect(client.take()[0]?.error?.code).toBe(3);
  });

  it('at an address without streams, or with malformed ones, find no connection', async () => {
    const { wsUrl } = await startExchange();
    await expect(StreamClient.open(`${wsUrl}/`)).rejects.toThrow('HTTP 404');
    await expect(StreamClient.open(`${wsUrl}/wsx`)).rejects.toThrow('HTTP 404');
    const client = await StreamClient.open(`${wsUrl}/ws/bad%20name`);
    expect(await client.closed).toBe(1008);
    const percent = await StreamClient.open(`${wsUrl}/ws/%ff`);
    expect(await percent.closed).toBe(1008);
  });
});

describe('REST', () => {
  it('tells time, instruments and depth', async () => {
    const { time, rest, restUrl } = await startExchange();
    time.advance(1234);
    expect(await rest('/api/v3/ping')).toEqual({});
    expect(await rest('/api/v3/time')).toEqual({ serverTime: 1_700_000_001_234 });
    const all = await rest('/api/v3/exchangeInfo');
    expect(all.symbols.map((info: { symbol: string }) => info.symbol)).toEqual([
      'BTCUSDT',
      'ETHUSDT',
      'SOLUSDT',
      'SHIBUSDT',
    ]);
    const two = await rest(`/api/v3/exchangeInfo?symbols=${encodeURIComponent('["SHIBUSDT","BTCUSDT"]')}`);
    expect(two.symbols.map((info: { symbol: string }) => info.symbol)).toEqual(['SHIBUSDT', 'BTCUSDT']);
    const one = await rest('/api/v3/exchangeInfo?symbol=SHIBUSDT');
    expect(one.symbols[0].filters).toMatchObject([
      { filterType: 'PRICE_FILTER', tickSize: '0.00000001' },
      { filterType: 'LOT_SIZE', stepSize: '1.00000000' },
    ]);
    for (const [query, levels] of [['', 100] as const, ['&limit=5', 5] as const, ['&limit=1', 1] as const]) {
      const depth = await rest(`/api/v3/depth?symbol=BTCUSDT${query}`);
      expect(depth.bids).toHaveLength(levels);
      expect(depth.asks).toHaveLength(levels);
      expect(depth.bids[0][0]).toMatch(/^\d+\.\d{8}$/);
      expect(Number(depth.bids[0][0])).toBeLessThan(Number(depth.asks[0][0]));
    }
    expect((await rest('/api/v3/depth?symbol=BTCUSDT&limit=99999')).bids.length).toBeGreaterThan(300);
    const head = await fetch(`${restUrl}/api/v3/depth?symbol=BTCUSDT&limit=1000`);
    expect(Number(head.headers.get('x-mbx-used-weight-1m'))).toBe(1 + 1 + 20 + 20 + 20 + 5 + 5 + 5 + 250 + 50);
  });

  it('answers what is wrong as Binance does', async () => {
    const { restUrl } = await startExchange();
    const wrong: [string, number, number][] = [
      ['/api/v3/depth', 400, -1102],
      ['/api/v3/depth?symbol=', 400, -1102],
      ['/api/v3/depth?symbol=btcusdt', 400, -1100],
      ['/api/v3/depth?symbol=NOPE', 400, -1121],
      ['/api/v3/depth?symbol=BTCUSDT&limit=', 400, -1105],
      ['/api/v3/depth?symbol=BTCUSDT&limit=-1', 400, -1100],
      ['/api/v3/depth?symbol=BTCUSDT&limit=ten', 400, -1100],
      ['/api/v3/depth?symbol=BTCUSDT&limit=0', 400, -1130],
      ['/api/v3/depth?symbol=BTCUSDT&colour=red', 400, -1104],
      ['/api/v3/exchangeInfo?symbol=NOPE', 400, -1121],
      ['/api/v3/exchangeInfo?symbol=no%20pe', 400, -1100],
      ['/api/v3/exchangeInfo?symbols=BTCUSDT', 400, -1100],
      ['/api/v3/exchangeInfo?symbols=["NOPE"]', 400, -1121],
      ['/api/v3/exchangeInfo?symbol=BTCUSDT&symbols=["BTCUSDT"]', 400, -1128],
      ['/api/v3/ping?x=1', 400, -1104],
      ['/api/v3/nothing', 404, -1],
      ['/', 404, -1],
    ];
    for (const [path, status, code] of wrong) {
      const response = await fetch(`${restUrl}${path}`);
      expect([response.status, (await response.json()).code], path).toEqual([status, code]);
    }
    const post = await fetch(`${restUrl}/api/v3/ping`, { method: 'POST', body: 'x' });
    expect(post.status).toBe(405);
  });
});
