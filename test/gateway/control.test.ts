/** What a client may ask, what it is told when it asks wrongly, and each limit at its edge. */
import { describe, expect, it } from 'vitest';
import {
  CLOSE_BAD_MESSAGE,
  CLOSE_SILENT,
  CLOSE_TOO_MANY_MESSAGES,
  CLOSE_UNSUPPORTED,
} from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { Market } from './market.js';

const SYMBOL = 'binance-spot:BTCUSDT';

function open(limits = {}, capacity = {}) {
  const market = new Market(capacity);
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const desk = new Desk(market, limits);
  const client = desk.connect();
  client.read();
  return { market, source, desk, client };
}

/** Sends a text and answers the error that comes of it. */
function refused(client: DeskClient, text: string) {
  client.requests.onText(text);
  client.read();
  const last = client.control.at(-1);
  if (last?.type !== 'error') throw new Error(`no error, but ${JSON.stringify(last)}`);
  return last;
}

describe('control messages', () => {
  it('begin with a welcome that names the symbols', () => {
    const { client } = open();
    expect(client.control).toEqual([
      {
        type: 'welcome',
        version: 1,
        software: '0.0.0',
        symbols: [
          {
            symbol: SYMBOL,
            venue: 'binance-spot',
            state: 'live',
            reason: 'none',
            grid: { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 },
          },
        ],
      },
    ]);
  });

  it('list and ping are answered', () => {
    const { market, desk, client } = open();
    market.add('kraken-v2:BTC/USD');
    const list = client.ask({ type: 'list' });
    const ping = client.ask({ type: 'ping', sent: 12345 });
    client.read();
    expect(client.answer(list, 'symbols').symbols.map(({ symbol, state }) => [symbol, state])).toEqual([
      [SYMBOL, 'live'],
      ['kraken-v2:BTC/USD', 'connecting'],
    ]);
    expect(client.answer(list, 'symbols').symbols[1]).not.toHaveProperty('grid');
    expect(client.answer(ping, 'pong')).toEqual({ type: 'pong', id: ping, sent: 12345, host: desk.time.wallMicros() });
  });

  it('resync is answered with the standing and a snapshot of the same sequence', async () => {
    const { source, desk, client } = open();
    const { stream } = client.subscribe(SYMBOL);
    source.change([[99, 1]], []);
    source.trade(100);
    desk.time.pass(100);
    client.read();
    const id = client.ask({ type: 'resync', stream, code: 'fingerprint' });
    const frames = client.read();
    expect(client.answer(id, 'resynced')).toMatchObject({ stream, state: 'live', reason: 'none', tradesSent: 1 });
    expect(frames.map(({ kind, code, sequence }) => [kind, code, sequence])).toEqual([['snapshot', 'ok', 3]]);
    expect(await desk.metric('snapshots_total{cause="resync"}')).toBe(1);
  });

  const WRONG: [text: string, id: number | null, code: string, message: RegExp][] = [
    ['', null, 'bad_message', /JSON/],
    ['{"type":"subscribe"', null, 'bad_message', /JSON/],
    ['[]', null, 'bad_message', /object/],
    ['null', null, 'bad_message', /object/],
    ['"subscribe"', null, 'bad_message', /object/],
    [
      '{"id":4}',
      4,
      'bad_message',
      /subscribe, unsubscribe, change, match, unmatch, measure, echo, adapt, resync, list, ping/,
    ],
    ['{"type":"toString","id":4}', 4, 'bad_message', /subscribe, unsubscribe/],
    ['{"type":"__proto__","id":4}', 4, 'bad_message', /subscribe, unsubscribe/],
    ['{"type":"list"}', null, 'bad_message', /id must be/],
    ['{"type":"list","id":-1}', null, 'bad_message', /id must be/],
    ['{"type":"list","id":1.5}', null, 'bad_message', /id must be/],
    ['{"type":"list","id":1e300}', null, 'bad_message', /id/],
    ['{"type":"subscribe","id":1}', 1, 'bad_message', /symbol must be/],
    ['{"type":"subscribe","id":1,"symbol":""}', 1, 'bad_message', /symbol must be/],
    ['{"type":"subscribe","id":1,"symbol":7}', 1, 'bad_message', /symbol must be/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","dept":5}`, 1, 'bad_message', /no field dept.*depth/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","trades":1}`, 1, 'bad_message', /true or false/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","depth":-1}`, 1, 'bad_depth', /depth/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","depth":"5"}`, 1, 'bad_depth', /depth/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","depth":null}`, 1, 'bad_depth', /depth/],
    [`{"type":"subscribe","id":1,"symbol":"${SYMBOL}","intervalMs":0.5}`, 1, 'bad_interval', /intervalMs/],
    ['{"type":"unsubscribe","id":1,"stream":99}', 1, 'unknown_stream', /99/],
    ['{"type":"resync","id":1,"stream":99,"code":"epoch"}', 1, 'unknown_stream', /99/],
    ['{"type":"ping","id":1}', 1, 'bad_message', /sent/],
    ['{"type":"change","id":1,"stream":99,"depth":3}', 1, 'unknown_stream', /99/],
    ['{"type":"change","id":1,"stream":99,"depth":-3}', 1, 'bad_depth', /depth/],
    ['{"type":"change","id":1,"stream":99,"codec":"zip"}', 1, 'bad_codec', /plain, fast, dense/],
    [`{"type":"change","id":1,"stream":99,"symbol":"${SYMBOL}"}`, 1, 'bad_message', /no field symbol/],
    ['{"type":"match","id":1}', 1, 'bad_message', /symbols must be a list/],
    ['{"type":"match","id":1,"symbols":[]}', 1, 'bad_message', /1 to 16/],
    ['{"type":"match","id":1,"symbols":"*"}', 1, 'bad_message', /symbols must be a list/],
    ['{"type":"match","id":1,"symbols":["*",""]}', 1, 'bad_message', /symbols must be a list/],
    [`{"type":"match","id":1,"symbols":[${Array(17).fill('"*"')}]}`, 1, 'bad_message', /1 to 16/],
    ['{"type":"match","id":1,"symbols":["*"],"from":{}}', 1, 'bad_message', /from must be a list/],
    ['{"type":"match","id":1,"symbols":["*"],"from":[{"symbol":"x:Y","epoch":1}]}', 1, 'bad_message', /from must be/],
    ['{"type":"unmatch","id":1,"match":3}', 1, 'unknown_match', /no match 3/],
    ['{"type":"unsubscribe","id":1,"stream":99,"match":3}', 1, 'unknown_stream', /of match 3/],
    ['{"type":"adapt","id":1,"adaptive":"no"}', 1, 'bad_message', /true or false/],
  ];
  for (const [text, id, code, message] of WRONG) {
    it(`${text || 'nothing'} is ${code}`, () => {
      const { desk, client } = open();
      const error = refused(client, text);
      expect([error.id, error.code]).toEqual([id, code]);
      expect(error.message).toMatch(message);
      expect(error.message).not.toContain('\n');
      expect(client.socket.closed).toBeUndefined();
      expect(desk.hub.views).toBe(0);
    });
  }

  it('an unknown symbol is told what may have been meant', async () => {
    const { market, desk, client } = open();
    for (const symbol of ['binance-spot:ETHUSDT', 'kraken-v2:BTC/USD', 'binance-usdm:BTCUSDT']) market.add(symbol);
    const near = (symbol: string) => refused(client, JSON.stringify({ type: 'subscribe', id: 1, symbol })).message;
    expect(near('binance-spot:BTCUSD')).toMatch(/did you mean binance-spot:BTCUSDT/);
    expect(near('btcusdt')).toMatch(/binance-spot:BTCUSDT or binance-usdm:BTCUSDT/);
    expect(near('kraken-v2:XBT/USD')).toMatch(/kraken-v2:BTC\/USD/);
    expect(near('ftx:DOGE')).toMatch(/'list' tells which of 4/);
    expect(near('a\n\u202eb:c')).toMatch(/^there is no a\ufffdb:c here; 'list' tells/);
    expect(near('binance-spot:*')).toMatch(/'match' is what takes patterns/);
    expect(await desk.metric('errors_total{code="unknown_symbol"}')).toBe(6);
  });
});

describe('a limit', () => {
  it('depth: the most is granted, also to who asks for more, and that is said', () => {
    const { client } = open({ depth: 20 });
    for (const depth of [20, 0]) {
      expect(client.subscribe(SYMBOL, { depth })).toMatchObject({ depth: 20 });
      expect(client.control.at(-1)).not.toHaveProperty('differs');
    }
    for (const depth of [21, Number.MAX_SAFE_INTEGER]) {
      const differs = [{ field: 'depth', reason: 'host_limit', asked: depth }];
      expect(client.subscribe(SYMBOL, { depth })).toMatchObject({ depth: 20, differs });
    }
  });

  it('interval: both ends are granted, and 0; beyond them the nearest, and that is said', () => {
    const { client } = open({ minIntervalMs: 10, maxIntervalMs: 500 });
    for (const intervalMs of [0, 10, 500]) {
      expect(client.subscribe(SYMBOL, { intervalMs }).intervalMs).toBe(intervalMs);
      expect(client.control.at(-1)).not.toHaveProperty('differs');
    }
    const cases = [
      [1, 10],
      [9, 10],
      [501, 500],
    ] as const;
    for (const [intervalMs, granted] of cases) {
      const differs = [{ field: 'intervalMs', reason: 'host_limit', asked: intervalMs }];
      expect(client.subscribe(SYMBOL, { intervalMs })).toMatchObject({ intervalMs: granted, differs });
    }
  });

  it('subscriptions: as many, and again as many after one is given back', () => {
    const { client } = open({ subscriptions: 2 });
    const { stream } = client.subscribe(SYMBOL);
    client.subscribe(SYMBOL, { depth: 5 });
    const ask = () => client.ask({ type: 'subscribe', symbol: SYMBOL, depth: 6 });
    const refusedId = ask();
    client.ask({ type: 'unsubscribe', stream });
    const grantedId = ask();
    client.read();
    expect(client.answer(refusedId, 'error').code).toBe('too_many_subscriptions');
    expect(client.answer(grantedId, 'subscribed').depth).toBe(6);
  });

  it('views: as many; one that exists is still shared', () => {
    const { desk, client } = open({ views: 2 });
    client.subscribe(SYMBOL, { depth: 1 });
    client.subscribe(SYMBOL, { depth: 2 });
    const id = client.ask({ type: 'subscribe', symbol: SYMBOL, depth: 3 });
    client.read();
    expect(client.answer(id, 'error').code).toBe('too_many_views');
    expect(desk.connect().subscribe(SYMBOL, { depth: 2 }).depth).toBe(2);
  });

  it('views: the core has no stream left', async () => {
    const { desk, client } = open({}, { streams: 2 });
    client.subscribe(SYMBOL, { depth: 1 });
    const id = client.ask({ type: 'subscribe', symbol: SYMBOL, depth: 2 });
    client.read();
    expect(client.answer(id, 'error').code).toBe('too_many_views');
    expect(await desk.metric('core_errors_total{code="full"}')).toBe(1);
  });

  it('levels: a view for whose book the core has no room says so, and recovers', async () => {
    const { source, desk, client } = open({}, { levels: 64, totalLevels: 100 });
    const { stream } = client.subscribe(SYMBOL);
    const many = Array.from({ length: 60 }, (_, at) => [at + 1, 1] as const);
    source.change(many, []);
    desk.time.pass(1_000);
    client.read();
    expect(client.frames.at(-1)).toMatchObject({ kind: 'status', state: 'stale capacity', code: 'ok' });
    expect(await desk.metric('core_errors_total{code="full"}')).toBeGreaterThan(0);
    const late = desk.connect();
    expect(late.subscribe(SYMBOL)).toMatchObject({ state: 'stale', reason: 'capacity' });
    source.change(
      many.slice(0, 40).map(([ticks]) => [ticks, 0] as const),
      [],
    );
    desk.time.pass(100);
    for (const each of [client, late]) {
      each.read();
      expect(each.frames.every(({ code }) => code === 'ok')).toBe(true);
      expect(each.frames.at(-1)).toMatchObject({ kind: 'status', state: 'live none' });
      expect(each.reader.levels(stream)).toEqual(source.levels(0));
    }
  });

  it('messages: the burst and the rate, then the connection', () => {
    const { desk, client } = open({ messageBurst: 5, messagesPerSecond: 10 });
    for (let at = 0; at < 5; at++) client.ask({ type: 'list' });
    desk.time.pass(100);
    client.ask({ type: 'list' });
    client.read();
    expect(client.of('symbols')).toHaveLength(6);
    expect(client.socket.closed).toBeUndefined();
    client.ask({ type: 'list' });
    expect(client.socket.closed?.code).toBe(CLOSE_TOO_MANY_MESSAGES);
    client.ask({ type: 'list' });
    client.read();
    expect(client.of('symbols')).toHaveLength(6);
  });

  it('nonsense: so much is answered, more ends the connection; refusals are no nonsense', () => {
    const { client } = open({ badMessages: 3 });
    for (let at = 0; at < 10; at++) client.ask({ type: 'subscribe', symbol: 'none:SUCH' });
    for (let at = 0; at < 3; at++) expect(refused(client, '?').code).toBe('bad_message');
    expect(client.socket.closed).toBeUndefined();
    client.requests.onText('?');
    expect(client.socket.closed?.code).toBe(CLOSE_BAD_MESSAGE);
  });

  it('binary: none', async () => {
    const { desk, client } = open();
    client.subscribe(SYMBOL);
    client.requests.onBinary();
    expect(client.socket.closed?.code).toBe(CLOSE_UNSUPPORTED);
    expect(desk.hub.views).toBe(0);
    expect(await desk.metric('received_messages_total{type="binary"}')).toBe(1);
  });

  it('symbol: its characters', () => {
    const { client } = open({ symbolCharacters: 30 });
    const ask = (length: number) =>
      refused(client, JSON.stringify({ type: 'subscribe', id: 1, symbol: 'x'.repeat(length) })).code;
    expect(ask(30)).toBe('unknown_symbol');
    expect(ask(31)).toBe('bad_message');
  });

  it('silence: a heartbeat without a sign of life', () => {
    const { desk, client } = open({ heartbeatMs: 1_000 });
    desk.time.pass(1_000);
    expect(client.socket.pings).toBe(1);
    client.session.heard();
    desk.time.pass(1_999);
    expect(client.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(client.socket.closed?.code).toBe(CLOSE_SILENT);
  });

  it('message size: several streams are split over messages', () => {
    const { market, source, desk, client } = open({ sendMessageBytes: 30 });
    const other = market.add('simulated:TWO');
    other.begin([[100, 5]], [[101, 3]]);
    client.subscribe(SYMBOL);
    client.subscribe('simulated:TWO');
    source.change([[90, 1]], []);
    other.change([[90, 1]], []);
    desk.time.pass(100);
    expect(client.socket.waiting).toBe(1);
    client.read();
    const { length } = client.data.at(-1)!;
    expect(length).toBeLessThanOrEqual(30);
    source.change(
      Array.from({ length: 10 }, (_, at) => [at + 10, 1] as const),
      [],
    );
    other.change([[91, 1]], []);
    desk.time.pass(100);
    expect(client.socket.waiting).toBe(2);
    expect(client.read().map(({ code }) => code)).toEqual(['ok', 'ok']);
  });
});
