/** What Kraken frames of both versions tell, and what is refused. */
import { describe, expect, it } from 'vitest';
import { krakenV1, krakenV2 } from '../../host/feeds/kraken.js';
import { decodes } from './recording-sink.js';

const v1 = decodes(krakenV1);
const v2 = decodes(krakenV2);

const level = (price: string, size = '2.50700000', at = '1534614248.456738') => [price, size, at];
const book = {
  ids: [-1, -1, -1],
  tsEvent: 1534614248456738,
  checksum: -1,
  depth: 10,
  bids: [] as string[],
  asks: [] as string[],
};
const row = (price: string) => `${price} × 2507e-3(8)`;

describe('v1', () => {
  it('tells snapshots with the depth of their channel', () => {
    const payload = { as: [level('5541.30000')], bs: [level('5541.20000', '1', '1534614248.5')] };
    expect(v1(JSON.stringify([0, payload, 'book-10', 'XBT/USD']))).toEqual([
      [
        'snapshot',
        'XBT/USD',
        { ...book, tsEvent: 1534614248500000, asks: [row('55413e-1(5)')], bids: ['55412e-1(5) × 1e0(0)'] },
      ],
    ]);
  });

  it('tells updates of one payload or two, levels sent again among them', () => {
    const again = [...level('5541.30000'), 'r'];
    expect(v1(JSON.stringify([0, { a: [again], c: '974942666' }, 'book-10', 'XBT/USD']))).toEqual([
      ['diff', 'XBT/USD', { ...book, checksum: 974942666, asks: [row('55413e-1(5)')] }],
    ]);
    const two = [0, { a: [level('2')] }, { b: [level('1')], c: '4294967295' }, 'book-10', 'XBT/USD'];
    expect(v1(JSON.stringify(two))).toEqual([
      ['diff', 'XBT/USD', { ...book, checksum: 4294967295, asks: [row('2e0(0)')], bids: [row('1e0(0)')] }],
    ]);
  });

  it('tells trades', () => {
    const trades = [
      ['5541.20000', '0.15850568', '1534614057.321597', 's', 'l', ''],
      ['6060.00000', '0.02455000', '1534614057.324998', 'b', 'm', ''],
    ];
    expect(v1(JSON.stringify([0, trades, 'trade', 'XBT/USD']))).toEqual([
      [
        'trades',
        'XBT/USD',
        [
          ['55412e-1(5) × 15850568e-8(8)', 1534614057321597, -1, 1],
          ['606e1(5) × 2455e-5(8)', 1534614057324998, -1, 0],
        ],
      ],
    ]);
  });

  it.each([
    ['{"event":"heartbeat"}', ['heartbeat']],
    ['{"event":"pong","reqid":1}', ['ignored']],
    ['{"event":"systemStatus","status":"online","connectionID":8628615390848610000}', ['ignored']],
    ['{"event":"subscriptionStatus","channelName":"trade","pair":"XBT/USD","status":"subscribed"}', ['ignored']],
    [
      '{"event":"subscriptionStatus","channelName":"book-25","pair":"XBT/USD","status":"subscribed"}',
      ['subscribed', 'XBT/USD', 25],
    ],
    ['{"event":"subscriptionStatus","channelName":"book-25","pair":"XBT/USD","status":"unsubscribed"}', ['ignored']],
    [
      '{"event":"subscriptionStatus","errorMessage":"bad","pair":"XBT/USD","status":"error"}',
      ['rejected', 'XBT/USD', 'bad'],
    ],
    ['{"event":"error","errorMessage":{"toString":1}}', ['rejected', undefined, 'no reason given']],
    ['[1,[],"spread","XBT/USD"]', ['ignored']],
  ])('of %s tells %j', (text, told) => {
    expect(v1(text)).toEqual([told]);
  });

  const update = (payload: unknown) => [0, payload, 'book-10', 'XBT/USD'];
  it.each<[string, string, unknown, ...string[]]>([
    ['shape', 'a text', 'x'],
    ['shape', 'too few entries', [0, {}, 'book-10']],
    ['shape', 'too many entries', [0, {}, {}, {}, 'book-10', 'XBT/USD']],
    ['shape', 'no channel id', ['0', {}, 'book-10', 'XBT/USD']],
    ['symbol', 'no pair', [0, {}, 'book-10', 7]],
    ['unknown', 'another channel', [0, {}, 'bokk-10', 'XBT/USD']],
    ['unknown', 'another event', { event: 'beat' }],
    ['unknown', 'an event that is an object', { event: {} }],
    ['symbol', 'a status without pair', { event: 'subscriptionStatus', status: 'subscribed', channelName: 'book-10' }],
    ['field', 'a depth not on offer', [0, { a: [], c: '1' }, 'book-11', 'XBT/USD'], 'XBT/USD'],
    ['shape', 'an empty payload', update({}), 'XBT/USD'],
    ['shape', 'a payload of text', update('x'), 'XBT/USD'],
    ['shape', 'snapshot and update in one', update({ as: [], a: [], c: '1' }), 'XBT/USD'],
    ['field', 'an update without checksum', update({ a: [level('1')] }), 'XBT/USD'],
    ['field', 'a checksum as number', update({ a: [level('1')], c: 1 }), 'XBT/USD'],
    ['field', 'a checksum beyond 32 bits', update({ a: [level('1')], c: '4294967296' }), 'XBT/USD'],
    ['field', 'a level without time', update({ a: [['1', '1']], c: '1' }), 'XBT/USD'],
    ['field', 'a price as number', update({ a: [[1, '1', '1.0']], c: '1' }), 'XBT/USD'],
    ['number', 'a negative price', update({ a: [level('-1')], c: '1' }), 'XBT/USD'],
    ['number', 'a size of 1e999', update({ b: [level('1', '1e999')], c: '1' }), 'XBT/USD'],
    ['field', 'a trade without side', [0, [['1', '1', '1.0', 'x']], 'trade', 'XBT/USD']],
    ['number', 'a trade of size 0', [0, [['1', '0', '1.0', 'b']], 'trade', 'XBT/USD']],
  ])('refuses as %s: %s', (fault, _what, value, ...symbol) => {
    expect(v1(JSON.stringify(value))).toEqual([['malformed', fault, ...symbol]]);
  });
});

describe('v2', () => {
  const message = (type: string, data: string) => `{"channel":"book","type":"${type}","data":[${data}]}`;
  const entry = (fields: string) => `{"symbol":"BTC/USD","bids":[],${fields}}`;

  it('tells books with the digits as sent', () => {
    const fields = '"asks":[{"price":45283.50,"qty":1e-7},{"price":45284,"qty":0.10000000}],"checksum":3310070434';
    const asks = ['452835e-1(2) × 1e-7(7)', '45284e0(0) × 1e-1(8)'];
    const told = { ...book, tsEvent: -1, depth: -1, checksum: 3310070434, asks };
    expect(v2(message('snapshot', entry(fields)))).toEqual([['snapshot', 'BTC/USD', told]]);
    const timed = entry(`${fields},"timestamp":"2023-10-06T17:35:55.440295Z"`);
    const later = { ...told, tsEvent: 1696613755440295 };
    expect(v2(message('update', timed))).toEqual([['diff', 'BTC/USD', later]]);
    expect(v2(message('update', `${timed},${timed}`))).toEqual([
      ['diff', 'BTC/USD', later],
      ['diff', 'BTC/USD', later],
    ]);
  });

  it('tells trades, but not those of before', () => {
    const trade =
      '{"symbol":"MATIC/USD","side":"sell","price":0.5117,"qty":40.0,"ord_type":"market","trade_id":4665906,"timestamp":"2023-09-25T07:49:37.708706Z"}';
    const frame = (type: string) => `{"channel":"trade","type":"${type}","data":[${trade}]}`;
    expect(v2(frame('update'))).toEqual([
      ['trades', 'MATIC/USD', [['5117e-4(4) × 4e1(1)', 1695628177708706, 4665906, 1]]],
    ]);
    expect(v2(frame('snapshot'))).toEqual([['ignored']]);
  });

  it('tells instruments with their digits on the wire', () => {
    const pair =
      '{"symbol":"BTC/USD","price_increment":0.1,"qty_increment":1e-8,"price_precision":1,"qty_precision":8}';
    const text = `{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[${pair},{"symbol":"X/Y"}]}}`;
    const grid = { priceDecimals: 1, tick: 1, sizeDecimals: 8, lot: 1 };
    expect(v2(text)).toEqual([
      ['instruments', [{ symbol: 'BTC/USD', grid, wirePriceDecimals: 1, wireSizeDecimals: 8 }]],
    ]);
  });

  it.each([
    ['{"channel":"heartbeat"}', ['heartbeat']],
    ['{"channel":"status","type":"update","data":[{"system":"online"}]}', ['ignored']],
    ['{"method":"pong","req_id":1}', ['ignored']],
    ['{"error":"Malformed request","success":false,"time_in":"x"}', ['rejected', undefined, 'Malformed request']],
    [
      '{"method":"subscribe","success":true,"result":{"channel":"book","symbol":"BTC/USD"}}',
      ['subscribed', 'BTC/USD', -1],
    ],
    ['{"method":"subscribe","success":true,"result":{"channel":"trade","symbol":"BTC/USD"}}', ['ignored']],
    [
      '{"method":"subscribe","success":true,"result":{"channel":"book","symbol":"BTC/USD","depth":100}}',
      ['subscribed', 'BTC/USD', 100],
    ],
    [
      '{"method":"subscribe","success":false,"symbol":"X/Y","error":"Currency pair not supported X/Y"}',
      ['rejected', 'X/Y', 'Currency pair not supported X/Y'],
    ],
  ])('of %s tells %j', (text, told) => {
    expect(v2(text)).toEqual([told]);
  });

  it.each<[string, string, string, ...string[]]>([
    ['json', 'two values for one key', '{"channel":"book","channel":"x"}'],
    ['json', 'brackets without end', '['.repeat(100_000)],
    ['shape', 'an array', '[]'],
    ['unknown', 'no type', '{"channel":"book"}'],
    ['unknown', 'another channel', '{"channel":"bok","type":"update","data":[]}'],
    ['unknown', 'another method', '{"method":"sing"}'],
    ['shape', 'no book', message('update', '')],
    ['shape', 'a book of null', message('update', 'null')],
    ['symbol', 'no symbol', message('update', '{"bids":[],"asks":[],"checksum":1}')],
    ['field', 'no checksum', message('update', entry('"asks":[]')), 'BTC/USD'],
    ['field', 'a checksum of text', message('update', entry('"asks":[],"checksum":"1"')), 'BTC/USD'],
    ['field', 'a fraction of a checksum', message('update', entry('"asks":[],"checksum":1.5')), 'BTC/USD'],
    ['field', 'no asks', message('update', entry('"checksum":1')), 'BTC/USD'],
    ['field', 'a price of text', message('update', entry('"asks":[{"price":"1","qty":1}],"checksum":1')), 'BTC/USD'],
    ['field', 'a bad time', message('update', entry('"asks":[],"checksum":1,"timestamp":"now"')), 'BTC/USD'],
    ['number', 'a negative price', message('update', entry('"asks":[{"price":-1,"qty":1}],"checksum":1')), 'BTC/USD'],
    ['number', '1e999', message('update', entry('"asks":[{"price":1e999,"qty":1}],"checksum":1')), 'BTC/USD'],
    ['json', 'NaN', message('update', entry('"asks":[{"price":NaN,"qty":1}],"checksum":1'))],
    ['field', 'an answer without result', '{"method":"subscribe","success":true}'],
  ])('refuses as %s: %s', (fault, _what, text, ...symbol) => {
    expect(v2(text)).toEqual([['malformed', fault, ...symbol]]);
  });
});
