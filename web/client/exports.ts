/** What both entries of the library export beside `connect`. */

export type { Difference, DifferenceReason, RecoveryKind, SymbolInfo, TierReason } from '../../host/wire/control.js';
export type { CoreCapacity, Grid } from '../../host/wire/core.js';
export type { ReasonName, StateName } from '../../host/wire/state.js';
export type { Analytics, AnalyticsQuality } from './analytics.js';
export type { ClientOptions, WorkerOptions } from './arguments.js';
export type { TokenSource } from './authenticator.js';
export type { BestLevel, Book, BookJson } from './book.js';
export type { Client, ClientEvents, ClientState } from './client.js';
export type { Decoding } from './environment.js';
export { TickwireError, type TickwireErrorCode } from './errors.js';
export type { LatencyOptions, LatencyReport } from './latency.js';
export type { DecimalLevel, LevelChanges, Levels } from './levels.js';
export { CLIENT_CAPACITY, CLIENT_LIMITS, type ClientLimits } from './limits.js';
export type { Match, MatchEvents, MatchGrant, MatchRequest } from './match.js';
export type {
  AnalyticsChange,
  BookChange,
  BookSnapshot,
  Disconnect,
  Message,
  Recovered,
  StateChange,
  SubscriptionReason,
  SubscriptionState,
  Trade,
  TradeSide,
  TradesMissed,
} from './messages.js';
export type { ClientStats } from './stats.js';
export type {
  IterationOptions,
  Subscription,
  SubscriptionEvents,
  SubscriptionGrant,
  SubscriptionRequest,
  SubscriptionWishes,
} from './subscription.js';
