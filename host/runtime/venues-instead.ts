/** Venues in place of built-in ones: Coinbase, where there are keys for it. */
import { coinbaseVenue } from '../feeds/coinbase.js';
import type { CoinbaseCredentials } from '../feeds/coinbase-signature.js';
import type { Time } from '../feeds/live/time.js';
import type { Venue } from '../feeds/venue.js';

export function venuesInstead(credentials: CoinbaseCredentials | undefined, time: Time): ReadonlyMap<string, Venue> {
  if (credentials === undefined) return new Map();
  const nowSeconds = () => Math.floor(time.wallMicros() / 1_000_000);
  return new Map([['coinbase', coinbaseVenue({ credentials, nowSeconds })]]);
}
