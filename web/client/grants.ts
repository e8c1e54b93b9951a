/** What the host grants, as a program is told it, and which refusals are not for good. */
import type { Granted } from '../../host/wire/control.js';
import { defined } from './defined.js';
import type { SubscriptionGrant } from './subscription.js';

/** Refusals that may pass, where the host has granted the same before. */
export const PASSING: readonly string[] = ['unknown_symbol', 'too_many_views', 'too_many_subscriptions'];

export function grantOf(message: Granted): SubscriptionGrant {
  const { depth, intervalMs, trades, codec, analytics, unknownAnalytics, differs } = message;
  return { depth, intervalMs, trades, codec, ...defined({ analytics, unknownAnalytics, differs }) };
}

/** @param streams that the client's core has room for */
export function noRoom(streams: number): string {
  return `this client has room for ${streams} streams: close a subscription, or raise capacity.streams`;
}
