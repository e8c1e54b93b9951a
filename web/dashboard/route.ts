/** Where the page's address leads: all symbols (`#/`), a symbol's book (`#binance-spot:BTCUSDT`), the connection (`#/connection`). */
import { symbolOfHash } from './location-symbol.js';

export type View = 'overview' | 'symbol' | 'connection';

export interface Route {
  readonly view: View;
  /** Of the address; undefined where it names none. */
  readonly symbol: string | undefined;
}

export const OVERVIEW_HASH = '#/';
export const CONNECTION_HASH = '#/connection';

/** Without a fragment: the overview of a host with several symbols, the book of its only one. */
export function routeOf(hash: string, symbols: number | undefined): Route {
  if (hash === CONNECTION_HASH) return { view: 'connection', symbol: undefined };
  if (hash === OVERVIEW_HASH) return { view: 'overview', symbol: undefined };
  const symbol = symbolOfHash(hash);
  return { view: symbol === undefined && symbols !== 1 ? 'overview' : 'symbol', symbol };
}
