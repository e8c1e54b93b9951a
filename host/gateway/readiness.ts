/**
 * Whether the gateway is worth asking: every configured symbol is known, and at least one is live.
 * One venue's outage must not take the others' clients away, so it need not be all; the answer names
 * those that are not.
 */
import type { MarketDataBus } from '../bus/market-data.js';
import type { ReasonName, StateName } from '../wire/state.js';

export interface Readiness {
  readonly ready: boolean;
  readonly live: number;
  /** Symbols that the bus has, but not live. */
  readonly notLive: readonly { readonly symbol: string; readonly state: StateName; readonly reason: ReasonName }[];
  /** Configured symbols that the bus does not have. */
  readonly unknown: readonly string[];
}

/** @param configured symbols that must be known */
export function readiness(bus: MarketDataBus, configured: readonly string[]): Readiness {
  const sources = [...bus.sources()];
  const notLive = sources
    .filter(({ state }) => state !== 'live')
    .map(({ symbol, state, reason }) => ({ symbol, state, reason }));
  const unknown = configured.filter((symbol) => bus.source(symbol) === undefined);
  const live = sources.length - notLive.length;
  return { ready: unknown.length === 0 && live > 0, live, notLive, unknown };
}
