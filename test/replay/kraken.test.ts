/** A replay that speaks as Kraken, v1 and v2: answers, heartbeats, snapshots and smaller depths whose checksums hold. */
import { describe, expect, it } from 'vitest';
import { venueById } from '../../host/feeds/venues.js';
import { StreamClient } from '../simulated/stream-client.js';
import { MiniHost } from './mini-host.js';
import { closeReplaysAfterEach, startReplay } from './running-replay.js';
import { KrakenBook, type Line, removeCapturesAfterAll, START_MS, writeCapture } from './small-capture.js';

closeReplaysAfterEach();
removeCapturesAfterAll();

const GATHER_MS = 200;
const SECONDS = `${START_MS / 1000}.000000`;

type Change = readonly ['bids' | 'asks', string, string];

/** Twelve levels a side; then changes that push levels out of the best ten and bring others back. */
function changes(): Change[][] {
  return [
    [['bids', '99.5', '1.25000000']],
    [
      ['bids', '100.0', '0.00000000'],
      ['asks', '101.0', '0.00000000'],
    ],
    [['asks', '101.5', '3.00000000']],
    [['bids', '89.0', '7.00000000']],
    [
      ['bids', '99.0', '0.00000000'],
      ['bids', '98.0', '0.00000000'],
      ['bids', '97.0', '0.00000000'],
    ],
  ];
}

function fullBook(levels = 12): KrakenBook {
  const book = new KrakenBook();
  for (let i = 0; i < levels; i++) {
    book.set('bids', `${(100 - i).toFixed(1)}`, `${(i + 1).toFixed(8)}`);
    book.set('asks', `${(101 + i).toFixed(1)}`, `${(i + 2).toFixed(8)}`);
  }
  return book;
}

/** A v1 session of depth 25: acknowledgement, snapshot, a change every 100 ms, and a trade. */
function v1Session(): { lines: Line[]; book: KrakenBook } {
  const book = fullBook();
  const timed = (levels: [string, string][]) => levels.map(([price, size]) => [price, size, SECONDS]);
  const name = {
    channelID: 336,
    channelName: 'book-25',
    event: 'subscriptionStatus',
    pair: 'XBT/USD',
    status: 'subscribed',
  };
  const lines: Line[] = [
    [0, { event: 'systemStatus', status: 'online', connectionID: 1, version: '1.9.1' }],
    [1, { ...name, subscription: { depth: 25, name: 'book' } }],
    [2, [336, { as: timed(book.levels('asks', 25)), bs: timed(book.levels('bids', 25)) }, 'book-25', 'XBT/USD']],
    [3, { event: 'heartbeat' }],
  ];
  changes().forEach((change, index) => {
    const sides: Record<'a' | 'b', string[][]> = { a: [], b: [] };
    for (const [side, price, size] of change) {
      book.set(side, price, size);
      sides[side === 'asks' ? 'a' : 'b'].push([price, size, SECONDS]);
    }
    const payloads: object[] = [];
    if (sides.a.length > 0) payloads.push({ a: sides.a });
    if (sides.b.length > 0) payloads.push({ b: sides.b });
    Object.assign(payloads.at(-1)!, { c: String(book.checksum()) });
    lines.push([100 * (index + 1), [336, ...payloads, 'book-25', 'XBT/USD']]);
  });
  lines.push([600, [337, [['101.50000', '0.50000000', SECONDS, 'b', 'l', '']], 'trade', 'XBT/USD']]);
  return { lines, book };
}

function v2Session(): { lines: Line[]; book: KrakenBook } {
  const book = fullBook();
  const bare = (levels: readonly (readonly string[])[]) =>
    `[${levels.map(([price, size]) => `{"price":${price},"qty":${size}}`).join(',')}]`;
  const data = (type: string, bids: string, asks: string) =>
    `{"channel":"book","type":"${type}","data":[{"symbol":"BTC/USD","bids":${bids},"asks":${asks},"checksum":${book.checksum()},"timestamp":"2023-11-14T22:13:20.000001Z"}]}`;
  const ack =
    '{"method":"subscribe","result":{"channel":"book","depth":25,"snapshot":true,"symbol":"BTC/USD"},"success":true}';
  const lines: Line[] = [
    [0, '{"channel":"status","type":"update","data":[{"system":"online"}]}'],
    [1, ack],
    [2, data('snapshot', bare(book.levels('bids', 25)), bare(book.levels('asks', 25)))],
  ];
  changes().forEach((change, index) => {
    for (const [side, price, size] of change) book.set(side, price, size);
    const of = (name: string) => bare(change.filter(([side]) => side === name).map(([, price, size]) => [price, size]));
    lines.push([100 * (index + 1), data('update', of('bids'), of('asks'))]);
  });
  return { lines, book };
}

const sessions = {
  'kraken-v1': { make: v1Session, symbol: 'XBT/USD' },
  'kraken-v2': { make: v2Session, symbol: 'BTC/USD' },
} as const;

/** What a book's levels are, as numbers. */
const numbers = (levels: readonly (readonly string[])[]) => levels.map((level) => level.map(Number));

describe.each(['kraken-v1', 'kraken-v2'] as const)('%s', (venue) => {
  const { make, symbol } = sessions[venue];
  const spoken = venueById(venue)!;

  it.each([25, 10])('read at depth %i ends with the recorded book, every checksum right', async (depth) => {
    const { lines, book } = make();
    const { time, wsUrl, restUrl, events } = await startReplay(venue, [writeCapture(lines)]);
    const host = await MiniHost.start(spoken, { ws: wsUrl, rest: restUrl }, [symbol], depth);
    const read = host.books.books.get(symbol)!;
    await host.until(() => host.books.subscribed === 1);
    time.advance(GATHER_MS + 1000);
    // At depth 10 the last change of a far level is none.
    const checksums = (depth === 25 ? 5 : 4) + (venue === 'kraken-v2' ? 1 : 0);
    await host.until(() => read.counters.checksumsOk + read.counters.checksumsFailed >= checksums);
    expect(read.counters).toMatchObject({ checksumsOk: checksums, checksumsFailed: 0, crossed: 0, snapshots: 1 });
    const { state, bids, asks } = host.books.outcome(symbol);
    expect(state).toBe('live');
    expect(numbers(bids as string[][])).toEqual(numbers(book.levels('bids', depth)));
    expect(numbers(asks as string[][])).toEqual(numbers(book.levels('asks', depth)));
    expect([host.books.malformed, host.books.rejected, events]).toEqual([[], [], ['start', 'end']]);
  });

  it('tells a snapshot to one who comes in the middle, and to one who asks again', async () => {
    const { lines, book } = make();
    const { time, wsUrl, restUrl } = await startReplay(venue, [writeCapture(lines)]);
    const urls = { ws: wsUrl, rest: restUrl };
    const first = await MiniHost.start(spoken, urls, [symbol], 10);
    await first.until(() => first.books.subscribed === 1);
    time.advance(GATHER_MS + 250);
    const late = [await MiniHost.start(spoken, urls, [symbol], 10), await MiniHost.start(spoken, urls, [symbol], 25)];
    for (const host of late) await host.until(() => host.books.books.get(symbol)!.state === 'live');
    first.resubscribe(symbol, 10);
    await first.until(() => first.books.books.get(symbol)!.counters.snapshots === 2);
    time.advance(1000);
    for (const [host, depth] of [
      [first, 10],
      [late[0]!, 10],
      [late[1]!, 25],
    ] as const) {
      const wanted = JSON.stringify(numbers(book.levels('bids', depth)));
      await host.until(() => JSON.stringify(numbers(host.books.outcome(symbol).bids as string[][])) === wanted);
      const { counters } = host.books.books.get(symbol)!;
      expect(counters).toMatchObject({ checksumsFailed: 0, crossed: 0, resyncs: 0 });
      expect(counters.checksumsOk).toBeGreaterThan(1);
      expect([host.books.malformed, host.books.rejected]).toEqual([[], []]);
    }
  });

  it('refuses what was not recorded, and says so to whoever runs it', async () => {
    const { wsUrl, restUrl, events } = await startReplay(venue, [writeCapture(make().lines)]);
    const urls = { ws: wsUrl, rest: restUrl };
    const deep = new MiniHost(spoken, urls, [symbol], 100);
    await deep.until(() => deep.books.rejected.length > 0);
    expect(deep.books.rejected[0]).toMatch(/depth not supported/);
    expect(events).toContain(`a client asked for depth 100 of ${symbol}; the recording has 25`);
    const stranger = new MiniHost(spoken, urls, ['DOGE/EUR'], 10);
    await stranger.until(() => stranger.books.rejected.length > 1);
    expect(stranger.books.rejected[0]).toMatch(/not supported/);
    await expect(StreamClient.open(`${wsUrl}/nothing`)).rejects.toThrow('404');
  });

  it('sends heartbeats while nothing else comes, to those who subscribed', async () => {
    const { time, wsUrl, restUrl } = await startReplay(venue, [writeCapture(make().lines)]);
    const idle = await StreamClient.open(wsUrl);
    const host = await MiniHost.start(spoken, { ws: wsUrl, rest: restUrl }, [symbol], 10);
    await host.until(() => host.books.subscribed === 1);
    for (let second = 0; second < 5; second++) time.advance(1000);
    await host.until(() => host.books.heartbeats >= 3);
    await idle.settle();
    expect(idle.messages).toHaveLength(1);
  });
});

describe('requests', () => {
  it('of v1 are answered in its words', async () => {
    const { wsUrl } = await startReplay('kraken-v1', [writeCapture(v1Session().lines)]);
    const client = await StreamClient.open(wsUrl);
    const ask = async (request: unknown) => {
      client.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
      await client.settle();
      return client.messages.splice(0).map((text) => JSON.parse(text));
    };
    const book = { name: 'book', depth: 10 };
    expect(await ask({ event: 'ping', reqid: 42 })).toMatchObject([
      { event: 'systemStatus', status: 'online' },
      { event: 'pong', reqid: 42 },
    ]);
    expect(await ask({ event: 'subscribe', reqid: 7, pair: ['XBT/USD', 'NO/NE'], subscription: book })).toEqual([
      {
        channelID: 336,
        channelName: 'book-10',
        event: 'subscriptionStatus',
        pair: 'XBT/USD',
        reqid: 7,
        status: 'subscribed',
        subscription: book,
      },
      {
        errorMessage: 'Currency pair not supported NO/NE',
        event: 'subscriptionStatus',
        pair: 'NO/NE',
        reqid: 7,
        status: 'error',
        subscription: { name: 'book' },
      },
    ]);
    const pair = ['XBT/USD'];
    expect(await ask({ event: 'subscribe', pair, subscription: book })).toMatchObject([
      { errorMessage: 'Already subscribed' },
    ]);
    expect(await ask({ event: 'unsubscribe', pair, subscription: book })).toMatchObject([{ status: 'unsubscribed' }]);
    expect(await ask({ event: 'unsubscribe', pair, subscription: book })).toMatchObject([
      { errorMessage: 'Subscription Not Found' },
    ]);
    const wrong: [unknown, RegExp][] = [
      ['nonsense', /Malformed/],
      ['[]', /Malformed/],
      [{ event: 'dance' }, /Unsupported event/],
      [{ event: 'subscribe', pair }, /name invalid/],
      [{ event: 'subscribe', pair: [], subscription: book }, /Pair/],
      [{ event: 'subscribe', pair: 5, subscription: book }, /Pair/],
      [{ event: 'subscribe', pair, subscription: { name: 'book', depth: 'x' } }, /depth must/],
      [{ event: 'subscribe', pair, subscription: { name: 'book', depth: 11 } }, /depth not supported/],
    ];
    for (const [request, message] of wrong) {
      expect(await ask(request), JSON.stringify(request)).toMatchObject([
        { errorMessage: expect.stringMatching(message) },
      ]);
    }
  });

  it('of v2 are answered in its words', async () => {
    const { wsUrl } = await startReplay('kraken-v2', [writeCapture(v2Session().lines)]);
    expect(wsUrl).toMatch(/\/v2$/);
    const client = await StreamClient.open(wsUrl);
    const ask = async (request: unknown) => {
      client.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
      await client.settle();
      return client.messages.splice(0).map((text) => JSON.parse(text));
    };
    expect(await ask({ method: 'ping', req_id: 42 })).toMatchObject([
      { channel: 'status', data: [{ system: 'online', api_version: 'v2' }] },
      { method: 'pong', req_id: 42, time_in: expect.stringMatching(/Z$/) },
    ]);
    const params = { channel: 'book', symbol: ['BTC/USD'], depth: 10 };
    const result = { channel: 'book', depth: 10, snapshot: true, symbol: 'BTC/USD' };
    expect(await ask({ method: 'subscribe', params, req_id: 1 })).toMatchObject([
      { method: 'subscribe', req_id: 1, result, success: true },
    ]);
    expect(await ask({ method: 'subscribe', params })).toMatchObject([
      { error: 'Already subscribed', success: false, symbol: 'BTC/USD' },
    ]);
    expect(await ask({ method: 'unsubscribe', params })).toMatchObject([{ method: 'unsubscribe', success: true }]);
    client.socket.send(JSON.stringify({ method: 'subscribe', params: { channel: 'instrument' } }));
    await client.settle();
    const texts = client.messages.splice(0);
    expect(JSON.parse(texts[0]!)).toMatchObject({ result: { channel: 'instrument' }, success: true });
    // The step as it stands on the wire: in full.
    expect(texts[1]).toContain('"price_precision":1,"qty_precision":8,"price_increment":0.5,"qty_increment":0.01}');
    const wrong: [unknown, RegExp][] = [
      ['{', /Malformed/],
      ['7', /Malformed/],
      [{ method: 'dance' }, /Method not found/],
      [{ method: 'subscribe' }, /Channel/],
      [{ method: 'subscribe', params: { channel: 'book' } }, /Symbol/],
      [{ method: 'subscribe', params: { channel: 'book', symbol: [] } }, /Symbol/],
      [{ method: 'subscribe', params: { ...params, depth: 'x' } }, /Depth/],
      [{ method: 'subscribe', params: { ...params, symbol: ['NO/NE'] } }, /not supported NO\/NE/],
    ];
    for (const [request, message] of wrong) {
      expect(await ask(request), JSON.stringify(request)).toMatchObject([
        { error: expect.stringMatching(message), success: false },
      ]);
    }
  });

  it('for pairs are answered over REST', async () => {
    const { restUrl } = await startReplay('kraken-v1', [writeCapture(v1Session().lines)]);
    const ask = async (query: string) => (await fetch(`${restUrl}/0/public/${query}`)).text();
    for (const query of ['', '?pair=XBT/USD', '?pair=XBTUSD']) {
      const told = JSON.parse(await ask(`AssetPairs${query}`));
      expect(told.result.XBTUSD).toMatchObject({
        wsname: 'XBT/USD',
        tick_size: '0.5',
        pair_decimals: 1,
        lot_decimals: 2,
      });
      expect(told.error).toEqual([]);
    }
    const parsed = venueById('kraken-v1')!.parseInstruments(await ask('AssetPairs'));
    expect(parsed).toMatchObject({
      ok: true,
      instruments: [{ symbol: 'XBT/USD', grid: { priceDecimals: 1, tick: 5 } }],
    });
    expect(JSON.parse(await ask('AssetPairs?pair=NOPE'))).toEqual({ error: ['EQuery:Unknown asset pair'] });
    expect(JSON.parse(await ask('Time')).error).toEqual([]);
    expect(JSON.parse(await ask('Nothing')).error).toEqual(['EGeneral:Unknown method']);
  });
});
