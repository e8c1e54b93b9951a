/** The core's decoder against the one in TypeScript: every form of a frame, every recorded frame, damaged ones. */
import { describe, expect, it } from 'vitest';
import type { Build } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { venueById } from '../../host/feeds/venues.js';
import { capture, skipCaptures } from '../captures.js';
import { DecoderPair } from './decoder-pair.js';

const builds: Build[] = ['simd', 'scalar'];
const venue = (id: string) => venueById(id)!;

const diff = {
  e: 'depthUpdate',
  E: 1723161255208,
  T: 1723161255207,
  s: 'BTCUSDT',
  U: 5,
  u: 9,
  pu: 4,
  b: [
    ['61737.63000000', '0.00000000'],
    ['100', '5', 'x'],
  ],
  a: [['61837.64000000', '1.54698000']],
};
const trade = { e: 'trade', E: 2, s: 'BTCUSDT', t: 77, p: '61837.63', q: '0.02', T: 1723161255342, m: true, M: true };
const quote = { u: 9, s: 'BTCUSDT', b: '61837.63000000', B: '3.78826000', a: '61837.64000000', A: '1.54698000' };
const snapshot = { lastUpdateId: 9, E: 1, T: 2, bids: diff.b, asks: diff.a };
const events = [diff, trade, quote, { ...quote, e: 'bookTicker', T: 5, E: 6 }, snapshot];
const stream = (name: unknown, data: unknown) => ({ stream: name, data });

/** Values that fields may hold and mostly should not. */
const VALUES = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  4.5,
  9007199254740991,
  9007199254740992,
  1e300,
  4503599627370,
  4503599627371,
  '',
  'X',
  'MARKET',
  'BTCUSDT',
  'btcusdt',
  'a b',
  'é',
  'x'.repeat(65),
  '0',
  '0.0',
  '1e-7',
  '1e999',
  '-1',
  [],
  [[]],
  [['1']],
  [['1', 1]],
  [['0', '1']],
  [['1', '0', null, {}]],
  [{ 0: '1', 1: '2' }],
  {},
  { code: 1, msg: 'no' },
];
const TEXTS = [
  '0',
  '00.10',
  '.1',
  '1.',
  '1.2.3',
  '1e',
  '1e5',
  '1E+5',
  '1e-18',
  '1e-19',
  '1e31',
  '1e32',
  '123456789012345',
  '1234567890123456',
  '9007199254740991',
  '9007199254740992',
  '0.9007199254740991',
  '900719925474099.1',
  '00000000000000001',
  '1.00000000000000000000000000',
  '0.000000000000000001',
  '0.0000000000000000001',
  '10000000000000000000000000000000',
  '100000000000000000000000000000000',
  '1'.padEnd(64, '0'),
  `0.${'0'.repeat(62)}`,
  `0.${'0'.repeat(63)}`,
  '+1',
  '-1',
  ' 1',
  '1 ',
  'NaN',
  'Infinity',
  '0x10',
  '1_000',
  '１',
];

describe.each(builds)('the %s core', (build) => {
  const spot = new DecoderPair(venue('binance-spot'), build);
  const usdm = new DecoderPair(venue('binance-usdm'), build);
  const both = (value: unknown) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [spot.tell(text), usdm.tell(text)];
  };

  it('tells every event, in and out of the envelope, whatever stream it names', () => {
    const names = ['btcusdt@depth@100ms', 'btcusdt@depth', 'btcusdt@depth5', 'btcusdt@rpiDepth', 'btcusdt@depth@0ms'];
    const odd = [
      '',
      '!bookTicker',
      '!',
      '@',
      'btcusdt',
      'btcusdtx',
      'btcusdté',
      'ethusdt@depth',
      'BTCUSDT@depth',
      5,
      null,
    ];
    for (const event of events) {
      expect(both(event)[0]![0]![0]).not.toBe('malformed');
      for (const name of [...names, ...odd]) both(stream(name, event));
    }
    expect(spot.deferred).toBeLessThan(30);
  });

  it('knows the names of all events', () => {
    const unused =
      '1hTicker 1dTicker 4hTicker 24hrMiniTicker 24hrTicker aggTrade assetIndexUpdate avgPrice compositeIndex continuous_kline contractInfo forceOrder indexPrice_kline indexPriceUpdate kline markPrice_kline markPriceUpdate serverShutdown tradingSession'.split(
        ' ',
      );
    const before = spot.deferred;
    for (const e of unused) expect(both({ e, s: 'BTCUSDT' })[0], e).toEqual([['ignored']]);
    for (const e of unused) both({ e: `${e}x` });
    for (const e of unused) both({ e: e.slice(0, -1) });
    for (const e of ['', 'depthupdate', 'depthUpdateX', 'x'.repeat(17)]) both({ e });
    expect(spot.deferred).toBe(before);
  });

  it('judges every field that is missing or of the wrong type', () => {
    for (const event of events) {
      for (const field of [
        ...Object.keys(event),
        'symbol',
        'X',
        'e',
        'lastUpdateId',
        'code',
        'msg',
        'result',
        'id',
        'error',
      ]) {
        for (const value of VALUES) {
          both({ ...event, [field]: value });
          both(stream('btcusdt@depth@100ms', { ...event, [field]: value }));
        }
      }
    }
  });

  it('judges frames with two fields wrong for the same one', () => {
    for (const event of events) {
      const names = Object.keys(event);
      for (const first of names) for (const second of names) both({ ...event, [first]: null, [second]: undefined });
      for (const first of names) for (const second of names) both({ ...event, [first]: [[]], [second]: '1e-7' });
    }
  });

  it('reads every decimal to the same integers, or refuses it', () => {
    for (const text of TEXTS) {
      for (const size of TEXTS) {
        both({ ...diff, a: [[text, size]] });
        both({ ...quote, a: text, A: size });
      }
      both({ ...trade, p: text });
      both({ ...trade, q: text });
    }
  });

  it('takes fields in any order, white space anywhere, fields that it does not know', () => {
    const before = spot.deferred + usdm.deferred;
    for (const event of events) {
      const entries = Object.entries(event);
      const told = both(event);
      for (let turn = 1; turn < entries.length; turn++) {
        const turned = Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)]);
        expect(both(turned)).toEqual(told);
        expect(both(JSON.stringify(turned, null, '\t'))).toEqual(told);
        expect(
          both(` \r\n${JSON.stringify({ ['née']: { b: ['\\u', '\u2028', '"\\'] }, ...turned, zz: -1e-5 }, null, 2)} `),
        ).toEqual(told);
      }
    }
    expect(spot.deferred + usdm.deferred).toBe(before);
  });

  it('defers what is legal and uncommon, and nothing else', () => {
    const text = JSON.stringify(diff);
    expect(spot.defers(text)).toBe(false);
    expect(spot.defers(text.replace('BTCUSDT', 'BTC\\u0055SDT'))).toBe(true);
    expect(spot.defers(text.replace('"u":9', '"u":9.0'))).toBe(true);
    expect(spot.defers(text.replace('"u":9', '"u":9,"u":10'))).toBe(true);
    expect(spot.defers(text.replace('"s"', '"\\u0073"'))).toBe(true);
    expect(spot.defers(text.replace('61837.64', '6\\u00317.64'))).toBe(true);
    expect(spot.defers('{"error":{"code":2,"msg":"Invalid request"},"id":1}')).toBe(true);
    expect(spot.defers('[]')).toBe(true);
    const nested = (depth: number) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"e":"kline"}`;
    expect([spot.defers(nested(64)), spot.defers(nested(65))]).toEqual([false, true]);
  });

  it('defers a frame with more levels a side, or bytes, than its capacity', () => {
    const small = new DecoderPair(venue('binance-spot'), build, { levels: 3, bytes: 256 });
    const levels = (n: number) => JSON.stringify({ ...diff, b: [], a: Array.from({ length: n }, () => ['1', '1']) });
    expect([small.defers(levels(3)), small.defers(levels(4))]).toEqual([false, true]);
    const padded = (bytes: number) => '{"e":"kline"}'.padEnd(bytes);
    expect([small.defers(padded(256)), small.defers(padded(257))]).toEqual([false, true]);
  });
});

const CAPTURES = [
  ['binance-spot', 'binance-spot/btcusdt-20240808.gz'],
  ['binance-spot', 'binance-spot/ethusdt-20240808.gz'],
  ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz'],
  ['binance-coinm', 'binance-coinm/btcusd_perp-20240808.gz'],
] as const;

describe.skipIf(skipCaptures).each(CAPTURES)('%s, %s', (id, file) => {
  it.each(builds)('%s: tells the same of every frame, and defers none', (build) => {
    const pair = new DecoderPair(venue(id), build);
    const reader = new CaptureReader(capture(file));
    while (reader.next()) pair.tell(reader.text);
    expect(reader.fault).toBeUndefined();
    expect(reader.lines).toBeGreaterThan(30_000);
    expect(pair.deferred).toBe(0);
  });
});
