/** Steps of instruments from what venues answer and from the user's file. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { binanceSpot } from '../../host/feeds/binance.js';
import { coinbase } from '../../host/feeds/coinbase.js';
import { parseInstrumentsFile } from '../../host/feeds/instruments-file.js';
import { krakenV1, krakenV2 } from '../../host/feeds/kraken.js';
import { krakenV2Symbol } from '../../host/feeds/kraken-instruments.js';
import { okx } from '../../host/feeds/okx.js';
import type { Venue } from '../../host/feeds/venue.js';
import { capture, skipCaptures } from '../captures.js';

const grid = (priceDecimals: number, tick: number, sizeDecimals: number, lot: number) => ({
  ...{ priceDecimals, tick, sizeDecimals, lot },
});

function instruments(text: unknown, venue: Venue) {
  const result = parseInstrumentsFile(typeof text === 'string' ? text : JSON.stringify(text), venue);
  return result.ok ? result.instruments : result.reason;
}

describe('Binance exchangeInfo', () => {
  const symbol = (name: string, tickSize: unknown, stepSize: unknown) => ({
    symbol: name,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01', tickSize },
      { filterType: 'LOT_SIZE', stepSize },
      { filterType: 'MARKET_LOT_SIZE', stepSize: '0.00' },
    ],
  });

  it('gives tick and lot, and leaves out symbols without', () => {
    const info = {
      symbols: [
        symbol('BTCUSDT', '0.01000000', '0.00001000'),
        symbol('OFF', '0.00000000', '1'),
        symbol('X', 1, null),
        5,
      ],
    };
    expect(instruments(info, binanceSpot)).toEqual([{ symbol: 'BTCUSDT', grid: grid(2, 1, 5, 1) }]);
    expect(instruments({ symbols: [symbol('PEPE', '10.0', '100')] }, binanceSpot)).toEqual([
      { symbol: 'PEPE', grid: grid(0, 10, 0, 100) },
    ]);
  });

  it('that is something else is refused in one line', () => {
    expect(instruments({ result: [] }, binanceSpot)).toBe('no list "symbols", as exchangeInfo has it');
    expect(instruments('{', binanceSpot)).toBe('not JSON');
  });
});

describe('Kraken AssetPairs', () => {
  const pair = { wsname: 'XBT/USD', pair_decimals: 1, lot_decimals: 8 };

  it('gives steps, in an envelope or bare, with the names of the version', () => {
    const expected = { symbol: 'XBT/USD', grid: grid(1, 1, 8, 1) };
    expect(instruments({ error: [], result: { XXBTZUSD: pair } }, krakenV1)).toEqual([expected]);
    expect(instruments({ XXBTZUSD: pair, other: {} }, krakenV1)).toEqual([expected]);
    expect(instruments({ XXBTZUSD: pair }, krakenV2)).toEqual([{ ...expected, symbol: 'BTC/USD' }]);
    expect(instruments({ XXBTZUSD: { ...pair, tick_size: '0.5' } }, krakenV1)).toEqual([
      { ...expected, grid: grid(1, 5, 8, 1) },
    ]);
    expect(krakenV2Symbol('XDG/XBT')).toBe('DOGE/BTC');
  });

  it.skipIf(skipCaptures)('are read as recorded', () => {
    const recorded = instruments(readFileSync(capture('kraken/asset-pairs.json'), 'utf8'), krakenV1);
    expect(recorded).toHaveLength(11);
    expect(recorded).toContainEqual({ symbol: 'XBT/CHF', grid: grid(1, 1, 8, 1) });
  });

  it('that tell an error, or nothing, are refused in one line', () => {
    expect(instruments({ error: ['EQuery:Unknown asset pair'] }, krakenV1)).toBe(
      'the venue answers EQuery:Unknown asset pair',
    );
    expect(instruments({ error: [], result: {} }, krakenV1)).toBe(
      'no pair with wsname, pair_decimals and lot_decimals',
    );
    expect(instruments('[]', krakenV1)).toBe('not an object');
  });
});

describe('Kraken’s instrument channel', () => {
  it('may be the file, with the digits on the wire', () => {
    const pair =
      '{"symbol":"BTC/USD","price_increment":0.1,"qty_increment":1e-8,"price_precision":1,"qty_precision":8}';
    expect(instruments(`{"channel":"instrument","data":{"pairs":[${pair}]}}`, krakenV2)).toEqual([
      { symbol: 'BTC/USD', grid: grid(1, 1, 8, 1), wirePriceDecimals: 1, wireSizeDecimals: 8 },
    ]);
    expect(instruments('{"channel":"instrument","data":[]}', krakenV2)).toBe('no list data.pairs');
  });
});

describe('Coinbase products', () => {
  const product = { id: 'BTC-USD', quote_increment: '0.01', base_increment: '0.00000001' };

  it('give tick and lot, listed or one alone, and leave out what has none', () => {
    const expected = [{ symbol: 'BTC-USD', grid: grid(2, 1, 8, 1) }];
    expect(instruments([product, { id: 'X-Y' }, 7], coinbase)).toEqual(expected);
    expect(instruments(product, coinbase)).toEqual(expected);
    expect(instruments([], coinbase)).toEqual([]);
  });

  it.skipIf(skipCaptures)('are read as recorded', () => {
    const recorded = instruments(readFileSync(capture('coinbase/products.json'), 'utf8'), coinbase);
    expect(recorded).toContainEqual({ symbol: 'NMR-EUR', grid: grid(4, 1, 3, 1) });
    expect(recorded).toHaveLength(10);
  });

  it('that are something else are refused in one line', () => {
    expect(instruments({ message: 'Route not found' }, coinbase)).toBe('the venue answers Route not found');
    expect(instruments('{}', coinbase)).toBe('not a list of products, as /products has it');
    expect(instruments([{}], coinbase)).toBe('no product with id, quote_increment and base_increment');
    expect(instruments('[', coinbase)).toBe('not JSON');
  });
});

describe('OKX instruments', () => {
  const spot = { instId: 'BTC-USDT', instType: 'SPOT', tickSz: '0.1', lotSz: '0.00000001' };

  it('give tick and lot, in an envelope or bare, and leave out what has none', () => {
    const expected = [{ symbol: 'BTC-USDT', grid: grid(1, 1, 8, 1) }];
    expect(instruments({ code: '0', msg: '', data: [spot, { instId: 'X', tickSz: '' }] }, okx)).toEqual(expected);
    expect(instruments([spot], okx)).toEqual(expected);
    expect(instruments({ code: '0', data: [] }, okx)).toEqual([]);
  });

  it.skipIf(skipCaptures)('are read as recorded', () => {
    expect(instruments(readFileSync(capture('okx/instruments.json'), 'utf8'), okx)).toEqual([
      { symbol: 'BTC-USDT', grid: grid(1, 1, 8, 1) },
      { symbol: 'UNI-USD-SWAP', grid: grid(3, 1, 0, 1) },
      { symbol: 'BTC-USD-220527', grid: grid(1, 1, 0, 1) },
    ]);
  });

  it('that tell an error, or nothing, are refused in one line', () => {
    expect(instruments({ code: '51000', msg: 'Parameter instType error' }, okx)).toBe(
      'the venue answers 51000 Parameter instType error',
    );
    expect(instruments('{}', okx)).toBe('no list of instruments, as public/instruments has it');
    expect(instruments([{}], okx)).toBe('no instrument with instId, tickSz and lotSz');
    expect(instruments('[', okx)).toBe('not JSON');
  });

  it('are asked for by type, options by family', () => {
    const symbols = [
      'BTC-USDT',
      'UNI-USD-SWAP',
      'BTC-USD-220527',
      'ETH-USDT',
      'BTC-USD-220527-30000-C',
      'ETH-USD-220527-1-P',
    ];
    expect(okx.instrumentGroups!(symbols)).toEqual([
      ['BTC-USDT', 'ETH-USDT'],
      ['UNI-USD-SWAP'],
      ['BTC-USD-220527'],
      ['BTC-USD-220527-30000-C'],
      ['ETH-USD-220527-1-P'],
    ]);
    const queries = okx.instrumentGroups!(symbols).map((group) => okx.instrumentsRequest(group, okx.urls)!.url);
    expect(queries.map((url) => url.split('?')[1])).toEqual([
      ...['instType=SPOT', 'instType=SWAP', 'instType=FUTURES'],
      ...['instType=OPTION&instFamily=BTC-USD', 'instType=OPTION&instFamily=ETH-USD'],
    ]);
  });
});

describe('a file of the user', () => {
  it('serves any venue', () => {
    const file = { symbols: { BTCUSDT: { tick: '0.10', lot: 0.001, priceDecimals: 2, sizeDecimals: 3 } } };
    const expected = [{ symbol: 'BTCUSDT', grid: grid(1, 1, 3, 1), wirePriceDecimals: 2, wireSizeDecimals: 3 }];
    expect(instruments(file, binanceSpot)).toEqual(expected);
    expect(instruments(file, krakenV2)).toEqual(expected);
    expect(instruments('{"symbols":{}}', binanceSpot)).toEqual([]);
  });

  it.each([
    ['{"symbols":{"A":{"tick":"-1","lot":"1"}}}'],
    ['{"symbols":{"A":{"tick":"1e999","lot":"1"}}}'],
    ['{"symbols":{"A":{"tick":"1","lot":"1e-19"}}}'],
    ['{"symbols":{"A":{"lot":"1"}}}'],
    ['{"symbols":{"A":5}}'],
    ['{"symbols":{"":{"tick":"1","lot":"1"}}}'],
    ['{"symbols":{"A":{"tick":"1","lot":"1","sizeDecimals":19}}}'],
  ])('%s is refused in one line', (text) => {
    expect(instruments(text, binanceSpot)).toMatch(/^symbol ".*" needs "tick" and "lot", positive decimals$/);
  });
});
