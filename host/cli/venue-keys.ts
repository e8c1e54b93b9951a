/** Venues in place of the built-in ones, where the environment has keys for them. */
import { coinbaseKeys } from '../config/coinbase-keys.js';
import type { Config } from '../config/schema.js';
import { coinbaseVenue } from '../feeds/coinbase.js';
import type { CoinbaseCredentials } from '../feeds/coinbase-signature.js';
import type { Time } from '../feeds/live/time.js';
import type { Venue } from '../feeds/venue.js';
import { UsageError } from './usage-error.js';

/** Of venues that run, so that what is wrong with others' keys does not matter. @throws UsageError */
export function keysFor(config: Config): CoinbaseCredentials | undefined {
  if (config.venues['coinbase'] === undefined) return undefined;
  const keys = coinbaseKeys(process.env);
  if (!keys.ok) throw new UsageError(keys.problem);
  return keys.credentials;
}

/** @throws UsageError */
export function withCoinbaseKeys(config: Config, time: Time): ReadonlyMap<string, Venue> {
  const credentials = keysFor(config);
  if (credentials === undefined) return new Map();
  const nowSeconds = () => Math.floor(time.wallMicros() / 1_000_000);
  return new Map([['coinbase', coinbaseVenue({ credentials, nowSeconds })]]);
}
