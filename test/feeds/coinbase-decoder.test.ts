/** What Coinbase's frames tell, and what is refused. */
import { describe, expect, it } from 'vitest';
import { coinbase } from '../../host/feeds/coinbase.js';
import { CoinbaseDecoder } from '../../host/feeds/coinbase-decoder.js';
import { decodes, tell } from './recording-sink.js';

const decode = decodes(coinbase);
const empty = { ids: [-1, -1, -1], tsEvent: -1, checksum: -1, depth: 0, bids: [] as string[], asks: [] as string[] };
const TIME = '2019-08-14T20:42:27.966Z';
const TIME_US = 1565815347966000;

describe('books', () => {
  it('begin with a snapshot of all levels, with a time or without', () => {
    const snapshot = {
      ...{ type: 'snapshot', product_id: 'BTC-USD' },
      ...{
        bids: [
          ['10101.10', '0.45054140'],
          ['1e3', '2'],
        ],
        asks: [['10102.55', '0.5']],
      },
    };
    const told = {
      ...empty,
      bids: ['101011e-1(2) × 4505414e-7(8)', '1e3(0) × 2e0(0)'],
      asks: ['1010255e-2(2) × 5e-1(1)'],
    };
    expect(decode(JSON.stringify(snapshot))).toEqual([['snapshot', 'BTC-USD', told]]);
    const timed = { ...told, tsEvent: TIME_US };
    expect(decode(JSON.stringify({ ...snapshot, time: TIME }))).toEqual([['snapshot', 'BTC-USD', timed]]);
  });

  it('change by absolute sizes, one change or many, of either side', () => {
    const changes = [
      ['buy', '10101.8', '0.162567'],
      ['sell', '10102.55', '0'],
      ['buy', '9', '0.00000000'],
    ];
    const update = { type: 'l2update', product_id: 'BTC-USD', changes, time: TIME };
    const told = {
      ...{ ...empty, tsEvent: TIME_US, asks: ['1010255e-2(2) × 0e0(0)'] },
      bids: ['101018e-1(1) × 162567e-6(6)', '9e0(0) × 0e0(8)'],
    };
    expect(decode(JSON.stringify(update))).toEqual([['diff', 'BTC-USD', told]]);
    expect(decode(JSON.stringify({ ...update, changes: [] }))[0]?.[0]).toBe('diff');
  });
});

describe('trades', () => {
  const match = { type: 'match', trade_id: 10, product_id: 'BTC-USD', size: '5.2', price: '400.23', time: TIME };

  it('are the aggressor’s: the side told is the maker’s', () => {
    const told = (side: string) => decode(JSON.stringify({ ...match, side }));
    expect(told('sell')).toEqual([['trades', 'BTC-USD', [['40023e-2(2) × 52e-1(1)', TIME_US, 10, 0]]]]);
    expect(told('buy')).toEqual([['trades', 'BTC-USD', [['40023e-2(2) × 52e-1(1)', TIME_US, 10, 1]]]]);
  });

  it('of before the subscription are not used', () => {
    expect(decode(JSON.stringify({ ...match, type: 'last_match', side: 'sell' }))).toEqual([['ignored']]);
  });
});

describe('the ticker', () => {
  const ticker = { type: 'ticker', product_id: 'BTC-USD', sequence: 5, price: '1', time: TIME };
  const quote = { ...empty, depth: -1, tsEvent: TIME_US };

  it('is a quote without an update id, its sizes not always told', () => {
    expect(decode(JSON.stringify({ ...ticker, best_bid: '1.5', best_ask: '2' }))).toEqual([
      ['quote', 'BTC-USD', { ...quote, bids: ['15e-1(1) × 0e0(0)'], asks: ['2e0(0) × 0e0(0)'] }],
    ]);
    const sized = { ...ticker, best_bid: '1.5', best_ask: '2', best_bid_size: '3', best_ask_size: '4' };
    expect(decode(JSON.stringify(sized))).toEqual([
      ['quote', 'BTC-USD', { ...quote, bids: ['15e-1(1) × 3e0(0)'], asks: ['2e0(0) × 4e0(0)'] }],
    ]);
  });

  it('of an empty side has no level there', () => {
    const told = [['quote', 'BTC-USD', { ...quote, asks: ['2e0(0) × 0e0(0)'] }]];
    for (const best_bid of [undefined, '', '0', '0.00']) {
      expect(decode(JSON.stringify({ ...ticker, best_bid, best_ask: '2' })), best_bid).toEqual(told);
    }
    expect(decode(JSON.stringify(ticker))).toEqual([['ignored']]);
  });
});

it.each([
  ['{"type":"heartbeat","product_id":"BTC-USD","sequence":1,"last_trade_id":2}', ['heartbeat', 'BTC-USD']],
  ['{"type":"subscriptions","channels":[]}', ['ignored']],
  ['{"type":"received","product_id":"BTC-USD"}', ['ignored']],
  ['{"type":"status","products":[]}', ['ignored']],
  [
    '{"type":"error","message":"Failed to subscribe","reason":"X-Y is not a valid product"}',
    ['rejected', 'X-Y', 'Failed to subscribe: X-Y is not a valid product'],
  ],
  ['{"type":"error","message":"Authentication Failed"}', ['rejected', undefined, 'Authentication Failed']],
  ['{"type":"error"}', ['rejected', undefined, 'no reason given']],
])('of %s tells %j', (text, told) => {
  expect(decode(text)).toEqual([told]);
});

it('never tells a secret that the venue repeats', () => {
  const decoder = new CoinbaseDecoder(['my-key', 'c2VjcmV0', 'my-pass']);
  const error = { type: 'error', message: 'my-key c2VjcmV0', reason: 'my-pass is not a valid product' };
  const told = JSON.stringify(tell(decoder, JSON.stringify(error)));
  expect(told).toBe('[["rejected",null,"(secret) (secret): (secret) is not a valid product"]]');
});

const update = (changes: unknown, more: object = {}) => ({ type: 'l2update', product_id: 'A-B', changes, ...more });
const match = (more: object) => ({
  ...{ type: 'match', product_id: 'A-B', price: '1', size: '1', time: TIME, trade_id: 1, side: 'buy', ...more },
});
it.each<[string, string, unknown, ...string[]]>([
  ['shape', 'a list', []],
  ['symbol', 'no product', { type: 'l2update', changes: [] }],
  ['symbol', 'nothing at all', {}],
  ['unknown', 'another type', { type: 'l3update', product_id: 'A-B' }],
  ['field', 'no changes', update(undefined), 'A-B'],
  ['field', 'a change that is none', update([7]), 'A-B'],
  ['field', 'another side', update([['bid', '1', '1']]), 'A-B'],
  ['field', 'a price as number', update([['buy', 1, '1']]), 'A-B'],
  ['field', 'a change without size', update([['buy', '1']]), 'A-B'],
  ['number', 'a negative price', update([['buy', '-1', '1']]), 'A-B'],
  ['number', 'a price of 0', update([['buy', '0', '1']]), 'A-B'],
  ['number', 'a size that is none', update([['buy', '1', 'NaN']]), 'A-B'],
  ['field', 'a time that is none', update([], { time: 'noon' }), 'A-B'],
  ['field', 'a snapshot with one side', { type: 'snapshot', product_id: 'A-B', bids: [] }, 'A-B'],
  [
    'field',
    'a snapshot with a level that is none',
    { type: 'snapshot', product_id: 'A-B', bids: [1], asks: [] },
    'A-B',
  ],
  ['field', 'a match without time', match({ time: undefined })],
  ['field', 'a match without side', match({ side: 'x' })],
  ['field', 'a match with an absurd id', match({ trade_id: 1e300 })],
  ['number', 'a match of size 0', match({ size: '0' })],
  ['number', 'a quote that is none', { type: 'ticker', product_id: 'A-B', best_bid: 'x', best_ask: '1' }],
])('refuses as %s: %s', (fault, _what, value, ...symbol) => {
  expect(decode(JSON.stringify(value))).toEqual([['malformed', fault, ...symbol]]);
});
