/** The built-in venues by id. */
import { binanceCoinm, binanceSpot, binanceUsdm } from './binance.js';
import { coinbase } from './coinbase.js';
import { krakenV1, krakenV2 } from './kraken.js';
import { okx } from './okx.js';
import type { BuiltInVenueId, Venue } from './venue.js';

const VENUES: Readonly<Record<BuiltInVenueId, Venue>> = {
  'binance-spot': binanceSpot,
  'binance-usdm': binanceUsdm,
  'binance-coinm': binanceCoinm,
  'kraken-v1': krakenV1,
  'kraken-v2': krakenV2,
  coinbase,
  okx,
};

/** The venue of an id; undefined where there is none. */
export function venueById(id: string): Venue | undefined {
  return Object.hasOwn(VENUES, id) ? VENUES[id as BuiltInVenueId] : undefined;
}
