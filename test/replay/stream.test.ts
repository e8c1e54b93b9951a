/** Replays that speak as Coinbase and OKX: answers, heartbeats, and snapshots told to those who come in the middle. */
import { describe, expect, it } from 'vitest';
import { venueById } from '../../host/feeds/venues.js';
import { OkxExchange } from '../feeds/okx-exchange.js';
import { StreamClient } from '../simulated/stream-client.js';
import { MiniHost } from './mini-host.js';
import { closeReplaysAfterEach, startReplay } from './running-replay.js';
import { type Line, removeCapturesAfterAll, writeCapture } from './small-capture.js';

closeReplaysAfterEach();
removeCapturesAfterAll();

const GATHER_MS = 200;

function okxSession(options: Partial<Pick<OkxExchange, 'hasIds'>> = {}): Line[] {
  const exchange = Object.assign(new OkxExchange(), options);
  const trade = { instId: 'BTC-USDT', tradeId: '1', px: '100.5', sz: '1', side: 'buy', ts: '1597026383085' };
  return [
    [0, { event: 'subscribe', arg: { channel: 'books', instId: 'BTC-USDT' } }],
    [
      1,
      exchange.snapshot(
        [
          ['100', '1.25'],
          ['99', '0.5'],
        ],
        [
          ['101.5', '10'],
          ['103', '2'],
        ],
      ),
    ],
    [100, exchange.update([['100', '0']], [['101.25', '1']])],
    [200, exchange.update([['98.5', '1']], [])],
    [250, 'pong'],
    [300, { arg: { channel: 'trades', instId: 'BTC-USDT' }, data: [trade] }],
    [400, exchange.update([['99.75', '3']], [], 4)],
    [500, exchange.noChange()],
  ];
}

function coinbaseSession(): Line[] {
  const update = (side: string, price: string, size: string) => ({
    ...{ type: 'l2update', product_id: 'BTC-USD', changes: [[side, price, size]] },
    time: '2021-04-17T16:43:37.075687Z',
  });
  const trade = { type: 'match', product_id: 'BTC-USD', trade_id: 1, side: 'sell', size: '1', price: '100.50' };
  return [
    [0, { type: 'subscriptions', channels: [] }],
    [
      1,
      {
        type: 'snapshot',
        product_id: 'BTC-USD',
        bids: [
          ['100.00', '1.25'],
          ['99.00', '0.5'],
        ],
        asks: [['101.50', '10']],
      },
    ],
    [100, update('buy', '100.00', '0.00')],
    [200, update('sell', '101.25', '1.00')],
    [300, { ...trade, time: '2021-04-17T16:43:37.075687Z' }],
    [400, { type: 'ticker', product_id: 'BTC-USD', best_bid: '99.00', best_ask: '101.25' }],
    [500, update('buy', '99.75', '3.00')],
  ];
}

const sessions = {
  okx: {
    lines: okxSession(),
    symbol: 'BTC-USDT',
    updates: 4,
    bids: ['99.75', '99', '98.5'],
    asks: ['101.25', '101.5', '103'],
  },
  coinbase: {
    lines: coinbaseSession(),
    symbol: 'BTC-USD',
    updates: 3,
    bids: ['99.75', '99'],
    asks: ['101.25', '101.5'],
  },
} as const;

describe.each(['okx', 'coinbase'] as const)('%s', (venue) => {
  const { lines, symbol, updates, bids, asks } = sessions[venue];
  const spoken = venueById(venue)!;
  const prices = (host: MiniHost) => {
    const outcome = host.books.outcome(symbol);
    return [outcome.bids, outcome.asks].map((side) => (side as string[][]).map(([price]) => price));
  };

  it('is read to the end of the recording, by one who was there and one who came in the middle', async () => {
    const { time, wsUrl, restUrl, events } = await startReplay(venue, [writeCapture(lines)]);
    const urls = { ws: wsUrl, rest: restUrl };
    const first = new MiniHost(spoken, urls, [symbol], 0, true);
    const early = first.books.books.get(symbol)!;
    // All that was subscribed is acknowledged: two channels by OKX, one message by Coinbase.
    await first.until(() => first.frames.length === (venue === 'okx' ? 2 : 1));
    time.advance(GATHER_MS + 150);
    await first.until(() => early.counters.updates === 1);
    const late = new MiniHost(spoken, urls, [symbol]);
    const joined = late.books.books.get(symbol)!;
    await late.until(() => joined.state === 'live');
    time.advance(1000);
    await first.until(() => early.counters.updates === updates);
    await late.until(() => joined.counters.updates === updates - 1);
    expect([prices(first), prices(late)]).toEqual([
      [bids, asks],
      [bids, asks],
    ]);
    const healthy = { gaps: 0, checksumsFailed: 0, crossed: 0, snapshots: 1, trades: 1 };
    expect([early.counters, joined.counters]).toMatchObject([healthy, healthy]);
    expect([early.state, joined.state, joined.lastId]).toEqual(['live', 'live', early.lastId]);
    first.resubscribe(symbol, 0);
    await first.until(() => early.counters.snapshots === 2);
    expect(prices(first)).toEqual([bids, asks]);
    expect([first.books.malformed, first.books.rejected, events]).toEqual([[], [], ['start', 'end']]);
  });

  it('refuses what was not recorded', async () => {
    const { wsUrl, restUrl } = await startReplay(venue, [writeCapture(lines)]);
    const stranger = new MiniHost(spoken, { ws: wsUrl, rest: restUrl }, ['DOGE-EUR']);
    await stranger.until(() => stranger.books.rejected.length > 0);
    expect(stranger.books.rejected[0]).toContain('DOGE-EUR');
    await expect(StreamClient.open(`${wsUrl}/nothing`)).rejects.toThrow('404');
    expect((await fetch(`${restUrl}/nothing`)).status).toBe(404);
    expect((await fetch(`${restUrl}${venue === 'okx' ? '/api/v5/public' : ''}/time`)).status).toBe(200);
  });
});

async function asking(venue: 'okx' | 'coinbase') {
  const { wsUrl, time } = await startReplay(venue, [writeCapture(sessions[venue].lines)]);
  const client = await StreamClient.open(wsUrl);
  const ask = async (request: unknown) => {
    client.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
    await client.settle();
    return client.messages.splice(0);
  };
  return { time, client, ask };
}

it('requests of OKX are answered in its words', async () => {
  const { ask } = await asking('okx');
  expect(await ask('ping')).toEqual(['pong']);
  const arg = { channel: 'trades', instId: 'BTC-USDT' };
  const told = (await ask({ op: 'subscribe', args: [arg, { channel: 'books', instId: 'X-Y' }] })).map((text) =>
    JSON.parse(text),
  );
  expect(told).toEqual([
    { event: 'error', code: '60018', msg: "Wrong URL or channel:books,instId:X-Y doesn't exist." },
    { event: 'subscribe', arg },
  ]);
  expect(await ask({ op: 'unsubscribe', args: [arg] })).toEqual([JSON.stringify({ event: 'unsubscribe', arg })]);
  for (const wrong of [
    'nonsense',
    '[]',
    { op: 'dance' },
    { op: 'subscribe' },
    { op: 'subscribe', args: [] },
    { op: 'subscribe', args: [5] },
  ]) {
    expect(JSON.parse((await ask(wrong))[0]!), JSON.stringify(wrong)).toMatchObject({ event: 'error', code: '60012' });
  }
});

it('requests of Coinbase are answered in its words, and its heartbeat comes every second', async () => {
  const { time, client, ask } = await asking('coinbase');
  const request = { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['matches', { name: 'heartbeat' }] };
  const channels = ['matches', 'heartbeat'].map((name) => ({ name, product_ids: ['BTC-USD'] }));
  expect((await ask(request)).map((text) => JSON.parse(text))).toEqual([{ type: 'subscriptions', channels }]);
  time.advance(1000);
  await client.settle();
  const heartbeat = expect.objectContaining({ type: 'heartbeat', product_id: 'BTC-USD' });
  expect(client.messages.splice(0).map((text) => JSON.parse(text))).toContainEqual(heartbeat);
  expect((await ask({ ...request, type: 'unsubscribe' })).map((text) => JSON.parse(text))).toEqual([
    { type: 'subscriptions', channels: [] },
  ]);
  const wrong: unknown[] = [
    'nonsense',
    '7',
    { type: 'dance' },
    { type: 'subscribe' },
    { type: 'subscribe', channels: [] },
  ];
  wrong.push(
    { ...request, channels: ['__proto__'] },
    { ...request, product_ids: 5 },
    { ...request, product_ids: ['BTC-USD', 'X-Y'] },
  );
  for (const one of wrong) {
    expect(
      (await ask(one)).map((text) => JSON.parse(text)),
      JSON.stringify(one),
    ).toMatchObject([{ type: 'error', message: 'Failed to subscribe' }]);
  }
});
