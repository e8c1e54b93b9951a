/** What Binance spot sends, as text: field order, spelling and number format of its public streams and of REST. */
import { TRADE_SELL } from '../../../assembly/layout.js';
import { type SimulatedInstrument, wireDecimal } from './instrument.js';
import type { Ladder } from './ladder.js';

/** Levels as [ticks, lots]. */
type Levels = Iterable<readonly [number, number]>;

function levelsText(instrument: SimulatedInstrument, levels: Levels): string {
  const { tickUnits, lotUnits } = instrument;
  const parts: string[] = [];
  for (const [ticks, lots] of levels) {
    parts.push(`["${wireDecimal(ticks, tickUnits)}","${wireDecimal(lots, lotUnits)}"]`);
  }
  return `[${parts.join(',')}]`;
}

/** A diff: the levels' sizes after update `lastId`; times in ms since the epoch. */
export function depthUpdateText(
  instrument: SimulatedInstrument,
  eventMs: number,
  firstId: number,
  lastId: number,
  bids: Levels,
  asks: Levels,
): string {
  const b = levelsText(instrument, bids);
  const a = levelsText(instrument, asks);
  return `{"e":"depthUpdate","E":${eventMs},"s":"${instrument.symbol}","U":${firstId},"u":${lastId},"b":${b},"a":${a}}`;
}

/** `m` says whether the buyer was the maker. */
export function tradeText(
  instrument: SimulatedInstrument,
  eventMs: number,
  id: number,
  ticks: number,
  lots: number,
  aggressor: number,
): string {
  const price = wireDecimal(ticks, instrument.tickUnits);
  const size = wireDecimal(lots, instrument.lotUnits);
  return `{"e":"trade","E":${eventMs},"s":"${instrument.symbol}","t":${id},"p":"${price}","q":"${size}","T":${eventMs},"m":${aggressor === TRADE_SELL},"M":true}`;
}

export function bookTickerText(instrument: SimulatedInstrument, updateId: number, bids: Ladder, asks: Ladder): string {
  const { symbol, tickUnits, lotUnits } = instrument;
  const side = (ladder: Ladder, price: string, size: string) =>
    `"${price}":"${wireDecimal(ladder.best, tickUnits)}","${size}":"${wireDecimal(ladder.bestLots, lotUnits)}"`;
  return `{"u":${updateId},"s":"${symbol}",${side(bids, 'b', 'B')},${side(asks, 'a', 'A')}}`;
}

export function depthSnapshotText(
  instrument: SimulatedInstrument,
  updateId: number,
  bids: Levels,
  asks: Levels,
): string {
  return `{"lastUpdateId":${updateId},"bids":${levelsText(instrument, bids)},"asks":${levelsText(instrument, asks)}}`;
}

/** One entry of `exchangeInfo`. */
export function symbolInfo(instrument: SimulatedInstrument): object {
  const { symbol, base, quote, tickUnits, lotUnits } = instrument;
  return {
    symbol,
    status: 'TRADING',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: wireDecimal(1, tickUnits),
        maxPrice: wireDecimal(1e8, tickUnits),
        tickSize: wireDecimal(1, tickUnits),
      },
      {
        filterType: 'LOT_SIZE',
        minQty: wireDecimal(1, lotUnits),
        maxQty: wireDecimal(1e9, lotUnits),
        stepSize: wireDecimal(1, lotUnits),
      },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  };
}
