/** A replay that speaks as Binance: frames to those who asked, snapshots at their place, instruments, mistakes. */
import { describe, expect, it } from 'vitest';
import { venueById } from '../../host/feeds/venues.js';
import { StreamClient } from '../simulated/stream-client.js';
import { breathe, closeReplaysAfterEach, passUntil, startReplay } from './running-replay.js';
import { type Line, removeCapturesAfterAll, spotDiff, spotSnapshot, spotTrade, writeCapture } from './small-capture.js';

closeReplaysAfterEach();
removeCapturesAfterAll();

const GATHER_MS = 200;
const snapshot = spotSnapshot(
  105,
  [
    ['100.00', '1.0'],
    ['99.50', '2.0'],
  ],
  [
    ['100.50', '1.5'],
    ['101.00', '3.0'],
  ],
);

/** Diffs 100–103, 104–107, then the snapshot at 105 between them in time, then more. */
const session: Line[] = [
  [0, spotDiff('BTCUSDT', 100, 103, [['100.00', '9.0']], [])],
  [100, spotTrade('BTCUSDT', 1, '100.50')],
  [200, snapshot],
  [300, spotDiff('BTCUSDT', 104, 107, [['99.00', '4.0']], [['100.50', '0.0']])],
  [400, spotDiff('BTCUSDT', 108, 109, [['100.00', '0.25']], [])],
  [500, spotTrade('BTCUSDT', 2, '101.00')],
];

const path = (symbol: string, limit = 1000) => `/api/v3/depth?symbol=${symbol}&limit=${limit}`;

async function json(url: string) {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

describe('frames', () => {
  it('go to those who subscribed, in the form they asked for, under the name they asked for', async () => {
    const recorded = session.map(([ms, frame]): Line => {
      const text = JSON.stringify(frame).replace('@depth@100ms', '@depth@0ms');
      return [ms, text];
    });
    const { time, wsUrl } = await startReplay('binance-spot', [writeCapture(recorded)], { limits: { waitMs: 0 } });
    const combined = await StreamClient.open(`${wsUrl}/stream?streams=btcusdt@depth@100ms/btcusdt@depth`);
    const same = await StreamClient.open(`${wsUrl}/stream?streams=btcusdt@depth@0ms`);
    const single = await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
    time.advance(GATHER_MS + 1000);
    await Promise.all([combined, same, single].map((client) => client.settle()));
    const depth = recorded.filter(([, text]) => String(text).includes('depthUpdate')).map(([, text]) => String(text));
    expect(same.messages).toEqual(depth);
    expect(combined.messages).toEqual(
      depth.flatMap((text) =>
        ['btcusdt@depth@100ms', 'btcusdt@depth'].map((name) => text.replace('btcusdt@depth@0ms', name)),
      ),
    );
    expect(single.take()).toMatchObject([{ t: 1 }, { t: 2 }]);
  });

  it('recorded without an envelope get one where it is wanted', async () => {
    const bare = session.map(
      ([ms, frame]): Line => [ms, 'data' in (frame as object) ? (frame as { data: object }).data : frame],
    );
    const { time, wsUrl } = await startReplay('binance-spot', [writeCapture(bare)], { limits: { waitMs: 0 } });
    const client = await StreamClient.open(`${wsUrl}/stream?streams=btcusdt@trade`);
    time.advance(GATHER_MS + 1000);
    await client.settle();
    expect(client.take()).toMatchObject([
      { stream: 'btcusdt@trade', data: { t: 1 } },
      { stream: 'btcusdt@trade', data: { t: 2 } },
    ]);
  });

  it('start with the first subscription to something recorded, and not before', async () => {
    const { time, wsUrl, events } = await startReplay('binance-spot', [writeCapture(session)]);
    const client = await StreamClient.open(`${wsUrl}/ws`);
    time.advance(60_000);
    await client.ask({ method: 'SUBSCRIBE', params: ['dogeusdt@trade'], id: 1 });
    time.advance(60_000);
    expect(events).toEqual([expect.stringMatching(/DOGEUSDT.*recording has BTCUSDT/)]);
    await client.ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 2 });
    time.advance(GATHER_MS);
    expect(events).toContain('start');
    time.advance(99);
    await client.settle();
    expect(client.take()).toEqual([]);
    time.advance(1);
    await client.settle();
    expect(client.take()).toMatchObject([{ t: 1 }]);
    await client.ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: 3 });
    time.advance(1000);
    await client.settle();
    expect(client.take()).toEqual([]);
    expect(events.at(-1)).toBe('end');
  });
});

describe('snapshots', () => {
  it('asked for early are answered at their place, as recorded', async () => {
    const { time, wsUrl, restUrl } = await startReplay('binance-spot', [writeCapture(session)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms`);
    time.advance(GATHER_MS);
    let answer: unknown;
    const asked = fetch(`${restUrl}${path('BTCUSDT')}`).then(async (response) => {
      answer = await response.text();
    });
    await breathe();
    time.advance(199);
    await breathe();
    expect(answer).toBeUndefined();
    time.advance(1);
    await asked;
    expect(answer).toBe(JSON.stringify(snapshot));
    // What follows waits until the answer had time to arrive (50 ms), and then keeps its distance.
    time.advance(149);
    await client.settle();
    expect(client.take()).toHaveLength(1);
    time.advance(1);
    await client.settle();
    expect(client.take()).toMatchObject([{ u: 107 }]);
    time.advance(100);
    await client.settle();
    expect(client.take()).toMatchObject([{ u: 109 }]);
  });

  it('nobody asked for hold the replay, for a bounded time', async () => {
    const { time, wsUrl, restUrl, events } = await startReplay('binance-spot', [writeCapture(session)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms`);
    time.advance(GATHER_MS + 200 + 9_999);
    await client.settle();
    expect(client.take()).toMatchObject([{ u: 103 }]);
    expect(events).toEqual(['start']);
    time.advance(1);
    expect(events[1]).toMatch(/nobody asked for the snapshot of BTCUSDT within 10000 ms/);
    time.advance(1000);
    await client.settle();
    expect(client.take()).toHaveLength(2);
    expect(events.at(-1)).toBe('end');
    // Told from the replayed book, which has applied 104–109 to it.
    expect((await json(`${restUrl}${path('BTCUSDT')}`)).body).toEqual({
      lastUpdateId: 109,
      bids: [
        ['100.00', '0.25'],
        ['99.50', '2.00'],
        ['99.00', '4.00'],
      ],
      asks: [['101.00', '3.00']],
    });
    expect((await json(`${restUrl}${path('BTCUSDT', 1)}`)).body).toMatchObject({
      bids: [['100.00', '0.25']],
      asks: [['101.00', '3.00']],
    });
  });

  it('asked for while the replay is held are answered as recorded, and release it', async () => {
    const { time, wsUrl, restUrl, events } = await startReplay('binance-spot', [writeCapture(session)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms`);
    time.advance(GATHER_MS + 5000);
    const { body } = await json(`${restUrl}${path('BTCUSDT', 1)}`);
    // The recorded one, cut to what was asked for.
    expect(body).toEqual({ ...snapshot, bids: snapshot.bids.slice(0, 1), asks: snapshot.asks.slice(0, 1) });
    time.advance(1000);
    await client.settle();
    expect(client.take()).toHaveLength(3);
    expect(events).toEqual(['start', 'end']);
  });

  it('hold nobody who did not subscribe to the book', async () => {
    const { time, wsUrl, events } = await startReplay('binance-spot', [writeCapture(session)]);
    await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
    time.advance(GATHER_MS + 1000);
    expect(events).toEqual(['start', 'end']);
  });

  it('recorded before any diff have their place after the first', async () => {
    const lines: Line[] = [
      [0, spotSnapshot(99, snapshot.bids, snapshot.asks)],
      [100, spotDiff('BTCUSDT', 100, 103, [['98.00', '9.0']], [])],
      [200, spotDiff('BTCUSDT', 104, 105, [['98.00', '8.0']], [])],
    ];
    const { time, wsUrl, restUrl, events } = await startReplay('binance-spot', [writeCapture(lines)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth`);
    time.advance(GATHER_MS + 5000);
    await client.settle();
    expect(client.take()).toMatchObject([{ u: 103 }]);
    expect((await json(`${restUrl}${path('BTCUSDT')}`)).body.lastUpdateId).toBe(99);
    time.advance(1000);
    await client.settle();
    expect(client.take()).toMatchObject([{ u: 105 }]);
    expect(events).toEqual(['start', 'end']);
  });

  it('after a gap wait for the next recorded one, and fail where none comes', async () => {
    const lines: Line[] = [
      ...session,
      [600, spotDiff('BTCUSDT', 120, 121, [['98.00', '9.0']], [])],
      [700, spotDiff('BTCUSDT', 122, 123, [['97.00', '9.0']], [])],
      [800, spotSnapshot(122, snapshot.bids, snapshot.asks)],
      [900, spotDiff('BTCUSDT', 124, 125, [['96.00', '9.0']], [])],
      [1000, spotDiff('BTCUSDT', 130, 131, [['95.00', '9.0']], [])],
    ];
    const { time, wsUrl, restUrl } = await startReplay('binance-spot', [writeCapture(lines)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth`);
    time.advance(GATHER_MS + 200);
    const first = await json(`${restUrl}${path('BTCUSDT')}`);
    expect(first.body.lastUpdateId).toBe(105);
    time.advance(50 + 500);
    await client.settle();
    let body: { lastUpdateId: number } | undefined;
    const asked = json(`${restUrl}${path('BTCUSDT')}`).then((answer) => {
      body = answer.body;
    });
    await breathe();
    expect(body).toBeUndefined();
    time.advance(200);
    await asked;
    expect(body!.lastUpdateId).toBe(122);
    time.advance(1000);
    const lost = await json(`${restUrl}${path('BTCUSDT')}`);
    expect([lost.status, lost.body.code]).toEqual([503, -1001]);
    expect(lost.body.msg).toMatch(/no snapshot of BTCUSDT/);
  });

  it('asked for before anybody subscribed get an answer within the limit', async () => {
    const { time, restUrl } = await startReplay('binance-spot', [writeCapture(session)]);
    let answered = false;
    const asked = json(`${restUrl}${path('BTCUSDT')}`).finally(() => {
      answered = true;
    });
    await passUntil(time, () => answered, 100);
    expect(await asked).toMatchObject({
      status: 503,
      body: { msg: expect.stringMatching(/not come to the snapshot/) },
    });
  });

  it('of several symbols in one file are told apart by their ids', async () => {
    const lines: Line[] = [
      [0, spotDiff('BTCUSDT', 100, 103, [], [])],
      [1, spotDiff('ETHUSDT', 9000, 9001, [], [])],
      [2, spotSnapshot(9001, [['20.0', '1']], [['21.0', '1']])],
      [3, spotSnapshot(103, [['1000.0', '1']], [['1001.0', '1']])],
      [4, spotDiff('BTCUSDT', 104, 105, [['1000.0', '2']], [])],
      [5, spotDiff('ETHUSDT', 9002, 9003, [['20.0', '2']], [])],
    ];
    const { time, wsUrl, restUrl } = await startReplay('binance-spot', [writeCapture(lines)], {
      limits: { waitMs: 0 },
    });
    await StreamClient.open(`${wsUrl}/ws/btcusdt@depth/ethusdt@depth`);
    time.advance(GATHER_MS + 1000);
    expect((await json(`${restUrl}${path('BTCUSDT')}`)).body.bids).toEqual([['1000.0', '2']]);
    expect((await json(`${restUrl}${path('ETHUSDT')}`)).body.bids).toEqual([['20.0', '2']]);
  });
});

describe('futures', () => {
  const futures: Line[] = [
    [
      0,
      {
        stream: 'btcusd_perp@depth@0ms',
        data: {
          e: 'depthUpdate',
          E: 1,
          T: 1,
          s: 'BTCUSD_PERP',
          ps: 'BTCUSD',
          U: 10,
          u: 20,
          pu: 5,
          b: [['100.1', '7']],
          a: [],
        },
      },
    ],
    [
      10,
      {
        lastUpdateId: 20,
        E: 2,
        T: 2,
        symbol: 'BTCUSD_PERP',
        pair: 'BTCUSD',
        bids: [['100.1', '7']],
        asks: [['100.2', '8']],
      },
    ],
    [
      20,
      {
        stream: 'btcusd_perp@depth@0ms',
        data: {
          e: 'depthUpdate',
          E: 3,
          T: 1_700_000_000_123,
          s: 'BTCUSD_PERP',
          ps: 'BTCUSD',
          U: 25,
          u: 30,
          pu: 20,
          b: [],
          a: [['100.2', '9']],
        },
      },
    ],
  ];

  it('are served under their own paths, with their own fields and limits', async () => {
    const { time, wsUrl, restUrl } = await startReplay('binance-coinm', [writeCapture(futures)], {
      limits: { waitMs: 0 },
    });
    await StreamClient.open(`${wsUrl}/ws/btcusd_perp@depth@100ms`);
    time.advance(GATHER_MS + 1000);
    const at = `${restUrl}/dapi/v1`;
    expect((await json(`${at}/depth?symbol=BTCUSD_PERP&limit=5`)).body).toEqual({
      lastUpdateId: 30,
      E: 1_700_000_000_123,
      T: 1_700_000_000_123,
      symbol: 'BTCUSD_PERP',
      pair: 'BTCUSD',
      bids: [['100.1', '7']],
      asks: [['100.2', '9']],
    });
    expect(await json(`${at}/depth?symbol=BTCUSD_PERP&limit=7`)).toMatchObject({ status: 400, body: { code: -4021 } });
    const info = venueById('binance-coinm')!.parseInstruments(await (await fetch(`${at}/exchangeInfo`)).text());
    expect(info).toMatchObject({
      ok: true,
      instruments: [{ symbol: 'BTCUSD_PERP', grid: { priceDecimals: 1, tick: 1, sizeDecimals: 0, lot: 1 } }],
    });
    expect((await json(`${restUrl}/api/v3/ping`)).status).toBe(404);
  });
});

describe('instruments', () => {
  it('are what the recording shows, or what the user says', async () => {
    const file = writeCapture(session);
    const spot = venueById('binance-spot')!;
    const shown = await startReplay('binance-spot', [file]);
    const info = async (restUrl: string, query = '') => (await fetch(`${restUrl}/api/v3/exchangeInfo${query}`)).text();
    expect(spot.parseInstruments(await info(shown.restUrl, '?symbols=%5B%22BTCUSDT%22%5D'))).toEqual({
      ok: true,
      // Few numbers: the step is the last digit that any of them uses.
      instruments: [{ symbol: 'BTCUSDT', grid: { priceDecimals: 1, tick: 1, sizeDecimals: 2, lot: 1 } }],
    });
    const grid = { priceDecimals: 2, tick: 5, sizeDecimals: 5, lot: 1 };
    const said = await startReplay('binance-spot', [file], { instruments: [{ symbol: 'BTCUSDT', grid }] });
    expect(spot.parseInstruments(await info(said.restUrl))).toEqual({
      ok: true,
      instruments: [{ symbol: 'BTCUSDT', grid }],
    });
    expect((await info(said.restUrl, '?symbol=BTCUSDT')).includes('"tickSize":"0.05000000"')).toBe(true);
    for (const query of ['?symbol=NOPE', '?symbols=%5B%22NOPE%22%5D', '?symbols=x', '?symbols=7']) {
      expect((await fetch(`${said.restUrl}/api/v3/exchangeInfo${query}`)).status).toBe(400);
    }
  });
});

describe('mistakes of clients', () => {
  it('get the answers of the venue', async () => {
    const { restUrl, wsUrl, time } = await startReplay('binance-spot', [writeCapture(session)]);
    const wrong: [string, number, number][] = [
      ['/api/v3/depth', 400, -1102],
      ['/api/v3/depth?symbol=NOPE', 400, -1121],
      ['/api/v3/depth?symbol=BTCUSDT&limit=x', 400, -1100],
      ['/api/v3/depth?symbol=BTCUSDT&limit=0', 400, -1130],
      ['/api/v3/klines', 404, -1],
    ];
    for (const [at, status, code] of wrong) {
      expect(await json(`${restUrl}${at}`), at).toMatchObject({ status, body: { code } });
    }
    expect((await fetch(`${restUrl}/api/v3/ping`, { method: 'DELETE' })).status).toBe(405);
    expect((await json(`${restUrl}/api/v3/ping`)).body).toEqual({});
    expect((await json(`${restUrl}/api/v3/time`)).body).toEqual({ serverTime: Math.floor(time.wallMicros() / 1000) });
    await expect(StreamClient.open(`${wsUrl}/`)).rejects.toThrow('404');
    const client = await StreamClient.open(`${wsUrl}/ws/!!`);
    expect(await client.closed).toBe(1008);
  });
});
