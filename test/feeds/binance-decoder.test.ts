/** What Binance frames tell, and what is refused. */
import { describe, expect, it } from 'vitest';
import { binanceCoinm, binanceSpot, binanceUsdm } from '../../host/feeds/binance.js';
import { decodes, RecordingSink } from './recording-sink.js';

const spot = decodes(binanceSpot);
const usdm = decodes(binanceUsdm);

const spotDiff = {
  e: 'depthUpdate',
  E: 1723161255208,
  s: 'BTCUSDT',
  U: 5,
  u: 9,
  b: [['61737.63000000', '0.00000000']],
  a: [['61837.64000000', '1.54698000']],
};
const usdmDiff = { ...spotDiff, T: 1723161255207, pu: 4 };
const trade = { e: 'trade', E: 2, s: 'BTCUSDT', t: 77, p: '61837.63', q: '0.02', T: 1723161255342, m: true, M: true };
const quote = { u: 9, s: 'BTCUSDT', b: '61837.63000000', B: '3.78826000', a: '61837.64000000', A: '1.54698000' };
const stream = (name: string, data: unknown) => JSON.stringify({ stream: name, data });
const book = {
  ids: [-1, 5, 9],
  tsEvent: 1723161255208000,
  checksum: -1,
  depth: -1,
  bids: ['6173763e-2(8) × 0e0(8)'],
  asks: ['6183764e-2(8) × 154698e-5(8)'],
};

describe('spot', () => {
  it('tells diffs, with and without the envelope', () => {
    expect(spot(JSON.stringify(spotDiff))).toEqual([['diff', 'BTCUSDT', book]]);
    expect(spot(stream('btcusdt@depth@100ms', spotDiff))).toEqual([['diff', 'BTCUSDT', book]]);
  });

  it('tells trades with the aggressor’s side', () => {
    const row = ['6183763e-2(2) × 2e-2(2)', 1723161255342000, 77, 1];
    expect(spot(stream('btcusdt@trade', trade))).toEqual([['trades', 'BTCUSDT', [row]]]);
    const bought = [row[0], row[1], 77, 0];
    expect(spot(JSON.stringify({ ...trade, m: false }))).toEqual([['trades', 'BTCUSDT', [bought]]]);
  });

  it('tells best quotes, an empty side without a level', () => {
    const told = { ids: [-1, -1, 9], tsEvent: -1, checksum: -1, depth: -1, bids: ['6183763e-2(8) × 378826e-5(8)'] };
    const asks = ['6183764e-2(8) × 154698e-5(8)'];
    expect(spot(stream('btcusdt@bookTicker', quote))).toEqual([['quote', 'BTCUSDT', { ...told, asks }]]);
    const empty = { ...quote, a: '0.00000000', A: '0.00000000' };
    expect(spot(JSON.stringify(empty))).toEqual([['quote', 'BTCUSDT', { ...told, asks: [] }]]);
  });

  it('tells snapshots, whose symbol only the asker knows', () => {
    const text = JSON.stringify({ lastUpdateId: 9, bids: spotDiff.b, asks: [] });
    const told = { ...book, ids: [-1, -1, 9], tsEvent: -1, asks: [] };
    expect(spot(text)).toEqual([['snapshot', undefined, told]]);
    const sink = new RecordingSink();
    binanceSpot.createDecoder().decodeSnapshot(text, 'BTCUSDT', sink);
    expect(sink.told).toEqual([['snapshot', 'BTCUSDT', told]]);
  });

  it('tells what the venue refused', () => {
    expect(spot('{"error":{"code":2,"msg":"Invalid\\nrequest"},"id":1}')).toEqual([
      ['rejected', undefined, '2 Invalid request'],
    ]);
    const sink = new RecordingSink();
    binanceSpot.createDecoder().decodeSnapshot('{"code":-1121,"msg":"Invalid symbol."}', 'NONE', sink);
    expect(sink.told).toEqual([['rejected', 'NONE', '-1121 Invalid symbol.']]);
  });

  it.each([
    ['{"result":null,"id":1}'],
    [stream('btcusdt@aggTrade', { ...trade, e: 'aggTrade' })],
    [stream('btcusdt@depth20@100ms', { lastUpdateId: 1, bids: [], asks: [] })],
    [stream('btcusdt@rpiDepth@500ms', spotDiff)],
    [JSON.stringify([{ e: '24hrTicker' }, { e: '24hrTicker' }])],
    [stream('!miniTicker@arr', [{ e: '24hrMiniTicker' }])],
  ])('ignores %s', (text) => {
    expect(spot(text)).toEqual([['ignored']]);
  });

  it.each<[string, string, unknown]>([
    ['json', 'half a message', undefined],
    ['shape', 'an array', [1]],
    ['shape', 'an array of what is used one by one', [spotDiff]],
    ['shape', 'null', null],
    ['shape', 'a number', 12],
    ['shape', 'an envelope without data', { stream: 'btcusdt@trade', data: 7 }],
    ['unknown', 'something else', { foo: 1 }],
    ['unknown', 'another event', { ...spotDiff, e: 'depthupdate' }],
    ['unknown', 'an event that is no text', { ...spotDiff, e: {} }],
    ['symbol', 'no symbol', { ...spotDiff, s: undefined }],
    ['symbol', 'a symbol of the wrong type', { ...spotDiff, s: 5 }],
    ['symbol', 'a long symbol', { ...spotDiff, s: 'X'.repeat(65) }],
    ['symbol', 'a symbol with a line break', { ...spotDiff, s: 'BTC\nUSDT' }],
    ['symbol', 'a symbol unlike its stream', { stream: 'ethusdt@depth', data: spotDiff }],
    ['field', 'no first id', { ...spotDiff, U: undefined }],
    ['field', 'ids as text', { ...spotDiff, u: '9' }],
    ['field', 'ids out of order', { ...spotDiff, U: 10 }],
    ['field', 'a negative id', { ...spotDiff, U: -1 }],
    ['field', 'an id beyond 2^53', { ...spotDiff, u: 2 ** 53 }],
    ['field', 'a negative time', { ...spotDiff, E: -1 }],
    ['field', 'no side', { ...spotDiff, b: undefined }],
    ['field', 'a level that is no pair', { ...spotDiff, b: ['1'] }],
    ['field', 'a size missing', { ...spotDiff, b: [['1']] }],
    ['field', 'a price as number', { ...spotDiff, b: [[1, '1']] }],
    ['number', 'a negative price', { ...spotDiff, b: [['-1', '1']] }],
    ['number', 'a price of 0', { ...spotDiff, b: [['0.00', '1']] }],
    ['number', 'NaN', { ...spotDiff, a: [['1', 'NaN']] }],
    ['number', '1e999', { ...spotDiff, a: [['1e999', '1']] }],
    ['number', '400 digits', { ...spotDiff, a: [['1', '9'.repeat(400)]] }],
    ['field', 'a trade without id', { ...trade, t: undefined }],
    ['field', 'a trade whose side is text', { ...trade, m: 'true' }],
    ['number', 'a trade of size 0', { ...trade, q: '0.0' }],
    ['number', 'a trade at price -5', { ...trade, p: '-5' }],
    ['field', 'a quote without id', { ...quote, u: null }],
    ['number', 'a quote of garbage', { ...quote, a: 'x' }],
    ['field', 'a snapshot without id', { lastUpdateId: 'x', bids: [], asks: [] }],
    ['field', 'a snapshot without asks', { lastUpdateId: 1, bids: [] }],
  ])('refuses as %s: %s', (fault, _what, value) => {
    const text = value === undefined ? '{"e":"depthUpd' : JSON.stringify(value);
    expect(spot(text)).toEqual([['malformed', fault]]);
  });
});

describe('futures', () => {
  it('tell diffs that name the one before, timed by the transaction', () => {
    const told = { ...book, ids: [4, 5, 9], tsEvent: 1723161255207000 };
    expect(usdm(JSON.stringify(usdmDiff))).toEqual([['diff', 'BTCUSDT', told]]);
    expect(decodes(binanceCoinm)(stream('btcusdt@depth@0ms', usdmDiff))).toEqual([['diff', 'BTCUSDT', told]]);
  });

  it('refuse a diff without pu, as spot sends it', () => {
    expect(usdm(JSON.stringify(spotDiff))).toEqual([['malformed', 'field']]);
  });

  it('take the time of the event where there is none of the transaction, and none where there is neither', () => {
    const time = (value: object) =>
      (usdm(JSON.stringify(value))[0] as [string, string, { tsEvent: number }])[2].tsEvent;
    expect(time({ ...usdmDiff, T: undefined })).toBe(usdmDiff.E * 1000);
    expect(time({ ...usdmDiff, T: undefined, E: undefined })).toBe(-1);
    expect(usdm(JSON.stringify({ ...usdmDiff, T: 'now' }))).toEqual([['malformed', 'field']]);
  });

  it('ignore what was no trade of the market, and partial books marked as diffs', () => {
    expect(usdm(JSON.stringify({ ...trade, X: 'MARKET' }))[0]?.[0]).toBe('trades');
    expect(usdm(JSON.stringify({ ...trade, X: 'NA', p: '0', q: '0' }))).toEqual([['ignored']]);
    expect(usdm(stream('btcusdt@depth20@100ms', usdmDiff))).toEqual([['ignored']]);
  });

  it('tell snapshots that name their symbol', () => {
    const text = JSON.stringify({ lastUpdateId: 9, E: 2, T: 1, symbol: 'BTCUSD_PERP', bids: [], asks: [] });
    expect(decodes(binanceCoinm)(text)).toMatchObject([['snapshot', 'BTCUSD_PERP', { tsEvent: 1000 }]]);
    const sink = new RecordingSink();
    binanceCoinm.createDecoder().decodeSnapshot(text, 'ETHUSD_PERP', sink);
    expect(sink.told).toEqual([['malformed', 'symbol']]);
  });
});
