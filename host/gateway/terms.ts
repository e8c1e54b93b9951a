/** From what a client wishes of a symbol to the view that it gets, and why that is another where it is. */
import type { MarketSource } from '../bus/market-data.js';
import { type CodecName, DEFAULT_CODEC } from '../wire/codec.js';
import type { Difference, Granted, Wishes } from '../wire/control.js';
import { chosenAnalytics } from './chosen-analytics.js';
import type { GatewayLimits } from './limits.js';
import { tierIntervalMs } from './tier.js';
import type { ViewRequest } from './view.js';

export interface Terms {
  readonly request: ViewRequest;
  readonly wishes: Wishes;
  /** Names of analytics that are no value of the symbol. */
  readonly unknownAnalytics: readonly string[];
  readonly differs: readonly Difference[];
}

/** @param tier of the client */
export function termsOf(source: MarketSource, wishes: Wishes, limits: GatewayLimits, tier: number): Terms {
  const { depth = 0, intervalMs = limits.defaultIntervalMs, trades = true, codec = DEFAULT_CODEC } = wishes;
  const chosen = chosenAnalytics(wishes.analytics ?? [], source.analytics, limits.analytics);
  const differs: Difference[] = [];
  if (depth > limits.depth) differs.push({ field: 'depth', reason: 'host_limit', asked: depth });
  const bounded = boundedInterval(intervalMs, limits);
  if (bounded !== intervalMs) differs.push({ field: 'intervalMs', reason: 'host_limit', asked: intervalMs });
  const slower = tierIntervalMs(bounded, tier, limits);
  if (slower !== bounded) differs.push({ field: 'intervalMs', reason: 'adaptive', asked: intervalMs });
  return {
    request: {
      symbol: source.symbol,
      depth: depth === 0 ? limits.depth : Math.min(depth, limits.depth),
      intervalMs: slower,
      trades,
      codec,
      analytics: chosen.names,
    },
    wishes,
    unknownAnalytics: chosen.unknown,
    differs: [...differs, ...chosen.differs],
  };
}

/** As an answer says it. @param codec of the stream that was to be had */
export function grantedBy({ request, wishes, unknownAnalytics, differs }: Terms, codec: CodecName): Granted {
  const { depth, intervalMs, trades, analytics } = request;
  const all: readonly Difference[] =
    codec === request.codec ? differs : [...differs, { field: 'codec', reason: 'no_model', asked: request.codec }];
  return {
    depth,
    intervalMs,
    trades,
    codec,
    ...(wishes.analytics !== undefined && { analytics, unknownAnalytics }),
    ...(all.length > 0 && { differs: all }),
  };
}

function boundedInterval(intervalMs: number, { minIntervalMs, maxIntervalMs }: GatewayLimits): number {
  return intervalMs === 0 ? 0 : Math.min(Math.max(intervalMs, minIntervalMs), maxIntervalMs);
}
