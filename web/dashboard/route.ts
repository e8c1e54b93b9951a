/** Where the page's address leads: to a symbol's book (`#binance-spot:BTCUSDT`) or to the connection (`#/connection`). */
import { symbolOfHash } from './location-symbol.js';

export type View = 'symbol' | 'connection';

export interface Route {
  readonly view: View;
  /** Of the address; undefined where it names none. */
  readonly symbol: string | undefined;
}

export const CONNECTION_HASH = '#/connection';

export function routeOf(hash: string): Route {
  if (hash === CONNECTION_HASH) return { view: 'connection', symbol: undefined };
  return { view: 'symbol', symbol: symbolOfHash(hash) };
}
