/** What venues say of their instruments, in each venue's own form. */
import { formatDecimal } from '../../wire/decimal.js';
import type { Instrument } from '../instrument.js';
import { okxInstrumentsQuery } from '../okx-instruments.js';
import { paddedDecimal } from '../padded-decimal.js';
import type { BuiltInVenueId } from '../venue.js';

/** Digits of every price and size of Binance spot. */
const SPOT_DIGITS = 8;
/** Assets that others are priced in, where a symbol does not separate the two. */
const QUOTES = /^(.{2,})(USDT|USDC|FDUSD|TUSD|BUSD|USD|BTC|ETH|BNB|EUR|TRY|JPY)(_.+)?$/;

/** Binance's exchangeInfo. Its lists of orders and permissions are not there: nobody trades here. */
export function exchangeInfo(venue: BuiltInVenueId, instruments: readonly Instrument[], serverTimeMs: number): string {
  const isSpot = venue === 'binance-spot';
  return JSON.stringify({
    timezone: 'UTC',
    serverTime: serverTimeMs,
    rateLimits: [],
    exchangeFilters: [],
    symbols: instruments.map((instrument) => binanceSymbol(instrument, isSpot)),
  });
}

function binanceSymbol({ symbol, grid }: Instrument, isSpot: boolean): object {
  const [, base = symbol, quote = ''] = QUOTES.exec(symbol) ?? [];
  const digits = isSpot ? SPOT_DIGITS : 0;
  const tickSize = paddedDecimal(1, grid.tick, grid.priceDecimals, digits);
  const stepSize = paddedDecimal(1, grid.lot, grid.sizeDecimals, digits);
  return {
    symbol,
    ...(isSpot ? { status: 'TRADING' } : { pair: `${base}${quote}`, contractType: 'PERPETUAL', status: 'TRADING' }),
    baseAsset: base,
    quoteAsset: quote,
    ...(isSpot ? {} : { pricePrecision: grid.priceDecimals, quantityPrecision: grid.sizeDecimals }),
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: paddedDecimal(1, 10 ** 9, 0, digits), tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: paddedDecimal(1, 10 ** 10, 0, digits), stepSize },
    ],
  };
}

/** Kraken's AssetPairs. */
export function assetPairs(instruments: readonly Instrument[]): string {
  const result = Object.fromEntries(
    instruments.map(({ symbol, grid }) => {
      const [base = symbol, quote = ''] = symbol.split('/');
      const pair = {
        altname: `${base}${quote}`,
        wsname: symbol,
        base,
        quote,
        pair_decimals: grid.priceDecimals,
        lot_decimals: grid.sizeDecimals,
        lot_multiplier: 1,
        tick_size: formatDecimal(1, grid.tick, grid.priceDecimals),
        status: 'online',
      };
      return [`${base}${quote}`, pair] as const;
    }),
  );
  return JSON.stringify({ error: [], result });
}

/** The instrument channel of Kraken v2. Steps are numbers there, and written out in full. */
export function instrumentChannel(instruments: readonly Instrument[]): string {
  const pairs = instruments.map(({ symbol, grid, wirePriceDecimals, wireSizeDecimals }) => {
    const [base = symbol, quote = ''] = symbol.split('/');
    const names = JSON.stringify({ symbol, base, quote, status: 'online', marginable: false }).slice(0, -1);
    const price = formatDecimal(1, grid.tick, grid.priceDecimals);
    const size = formatDecimal(1, grid.lot, grid.sizeDecimals);
    const precisions = `"price_precision":${wirePriceDecimals ?? grid.priceDecimals},"qty_precision":${wireSizeDecimals ?? grid.sizeDecimals}`;
    return `${names},${precisions},"price_increment":${price},"qty_increment":${size}}`;
  });
  return `{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[${pairs.join(',')}]}}`;
}

/** Coinbase's /products. */
export function coinbaseProducts(instruments: readonly Instrument[]): string {
  return JSON.stringify(
    instruments.map(({ symbol, grid }) => {
      const [base_currency = symbol, quote_currency = ''] = symbol.split('-');
      return {
        id: symbol,
        base_currency,
        quote_currency,
        quote_increment: formatDecimal(1, grid.tick, grid.priceDecimals),
        base_increment: formatDecimal(1, grid.lot, grid.sizeDecimals),
        display_name: `${base_currency}/${quote_currency}`,
        status: 'online',
        trading_disabled: false,
      };
    }),
  );
}

/** OKX's public/instruments of one type. */
export function okxInstruments(instruments: readonly Instrument[], instType: string): string {
  const data = instruments
    .filter(({ symbol }) => okxInstrumentsQuery(symbol).split('&')[0] === `instType=${instType}`)
    .map(({ symbol, grid }) => ({
      instId: symbol,
      instType,
      lotSz: formatDecimal(1, grid.lot, grid.sizeDecimals),
      state: 'live',
      tickSz: formatDecimal(1, grid.tick, grid.priceDecimals),
    }));
  return JSON.stringify({ code: '0', data, msg: '' });
}
