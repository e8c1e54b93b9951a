/** Control messages: JSON text frames beside the binary data messages. docs/PROTOCOL.md describes them. */

import type { CodecName } from './codec.js';
import type { Grid } from './core.js';
import type { ReasonName, StateName } from './state.js';

export * from './close.js';

export const SUBPROTOCOL = 'tickwire.v1';
export const STREAM_PATH = '/v1/stream';

/** What a host says of a symbol; the price grid is in each snapshot. */
export interface SymbolInfo {
  /** `<venue id>:<NATIVE>`, as in `binance-spot:BTCUSDT`. */
  readonly symbol: string;
  readonly venue: string;
  readonly state: StateName;
  readonly reason: ReasonName;
  /** Absent until the grid is known. */
  readonly grid?: Grid;
}

/* Client to host. `id` is the client's own, an integer, repeated in the answer. */
/** How a client wants a symbol's stream. Absent in a `change`: as it was. */
export interface Wishes {
  /** Levels a side; 0 or absent: all. */
  readonly depth?: number;
  /** Time between deltas; 0: as they come. Absent: the host's default. */
  readonly intervalMs?: number;
  /** Trades in the stream too. Absent: true. */
  readonly trades?: boolean;
  /** How the book is coded. Absent: fast. */
  readonly codec?: CodecName;
  /** Analytics values by name, all of a kernel's by its name alone, or `*` for all; see `SubscribedMessage`. */
  readonly analytics?: readonly string[];
}
export interface SubscribeRequest extends Wishes {
  readonly type: 'subscribe';
  readonly id: number;
  readonly symbol: string;
  /** Where the client was in this stream, on a connection before: what it lacks comes. */
  readonly from?: ReaderPosition;
}
/** A place in a stream, and the trades that the client got or counted as missed until there. */
export interface ReaderPosition {
  /** Of the reader's last snapshot or frame. */
  readonly epoch: number;
  /** Of the reader's last frame; 0: it has no valid book, and lacks trades only beside a snapshot. */
  readonly sequence: number;
  readonly trades: number;
}
export interface UnsubscribeRequest {
  readonly type: 'unsubscribe';
  readonly id: number;
  readonly stream: number;
  /** The subscription is one that this match brought. Absent: one that was asked for alone, where there is one. */
  readonly match?: number;
}
/** Another view for a subscription, which takes the place of the one it has at one frame; see `ChangedMessage`. */
export interface ChangeRequest extends Wishes {
  readonly type: 'change';
  readonly id: number;
  readonly stream: number;
  /** As in `UnsubscribeRequest`. */
  readonly match?: number;
}
/** Subscribes to every symbol that a pattern matches, now and later. */
export interface MatchRequest extends Wishes {
  readonly type: 'match';
  readonly id: number;
  /** Patterns of symbols, `*` for any run of characters. */
  readonly symbols: readonly string[];
  /** Where the client was in what the same match brought on a connection before, a symbol at most once. */
  readonly from?: readonly SymbolPosition[];
}
export interface SymbolPosition extends ReaderPosition {
  readonly symbol: string;
}
/** Ends a match, and gives back what it brought. */
export interface UnmatchRequest {
  readonly type: 'unmatch';
  readonly id: number;
  readonly match: number;
}
/** Whether the host may move the client to slower views while it cannot keep up; it may until it is told otherwise. */
export interface AdaptRequest {
  readonly type: 'adapt';
  readonly id: number;
  readonly adaptive: boolean;
}
/** The client wants to know where time goes: see `HopsMessage`. */
export interface MeasureRequest {
  readonly type: 'measure';
  readonly id: number;
  /** Between two; 0: none any more. */
  readonly intervalMs: number;
}
/** When the client had what `hops` spoke of, by the host's clock as the client estimates it. Not answered. */
export interface EchoRequest {
  readonly type: 'echo';
  readonly id: number;
  readonly probe: number;
  /** µs since the epoch: the message of frames that came before `hops`, as it came, and in the client's books. */
  readonly received: number;
  readonly decoded: number;
}
/** The client's book is not valid: it wants a snapshot of a stream. */
export interface ResyncRequest {
  readonly type: 'resync';
  readonly id: number;
  readonly stream: number;
  /** Name of the result code that made the book invalid. */
  readonly code: string;
}
export interface ListRequest {
  readonly type: 'list';
  readonly id: number;
}
/** Measures the way to the host and back; `sent` is the client's clock in µs. */
export interface PingRequest {
  readonly type: 'ping';
  readonly id: number;
  readonly sent: number;
}
/**
 * Shows who the client is: the first message where the host asks for it, and again before the token ends.
 * A host that asks nobody answers it all the same.
 */
export interface AuthRequest {
  readonly type: 'auth';
  readonly id: number;
  /** A JSON Web Token. */
  readonly token: string;
}
export type ClientMessage =
  | SubscribeRequest
  | UnsubscribeRequest
  | ChangeRequest
  | MatchRequest
  | UnmatchRequest
  | AdaptRequest
  | MeasureRequest
  | EchoRequest
  | ResyncRequest
  | ListRequest
  | PingRequest
  | AuthRequest;

/* Host to client. */
export interface WelcomeMessage {
  readonly type: 'welcome';
  readonly version: 1;
  /** Tickwire's version. */
  readonly software: string;
  readonly symbols: readonly SymbolInfo[];
}
/** How a stream stands at the snapshot that comes next: what a reader without its earlier frames cannot know. */
export interface StreamStanding {
  readonly stream: number;
  readonly state: StateName;
  readonly reason: ReasonName;
  /**
   * Trades that the stream's frames have carried so far. A reader that counts those it got knows from
   * the difference how many it missed.
   */
  readonly tradesSent: number;
}
/** Why something is not granted as it was asked for. */
export const DIFFERENCE_REASONS = ['host_limit', 'no_model', 'unknown', 'not_computed', 'token', 'adaptive'] as const;
/**
 * `host_limit`: beyond what the host gives. `no_model`: it has no room for another dense stream. `unknown`: there is
 * no analytic of this name. `not_computed`: the host does not compute it of this symbol. `token`: the client's token
 * does not allow all of it. `adaptive`: the client could not keep up with more.
 */
export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number];
/** A field of a request that was not granted as it was asked for. */
export interface Difference {
  readonly field: 'depth' | 'intervalMs' | 'codec' | 'analytics' | 'symbols';
  readonly reason: DifferenceReason;
  /** What was asked for; of `analytics`, the names that do not come for this reason. */
  readonly asked: number | string | readonly string[];
}
/** What a stream holds. */
export interface Granted {
  readonly depth: number;
  readonly intervalMs: number;
  readonly trades: boolean;
  /** Fast where dense was asked for and the host has no model free. */
  readonly codec: CodecName;
  /** Where analytics were asked for: the values that the stream's frames of them carry, numbered from 0. */
  readonly analytics?: readonly string[];
  /** Of what was asked for: names that are no value of the symbol. */
  readonly unknownAnalytics?: readonly string[];
  /** Where something was asked for that is not granted so. */
  readonly differs?: readonly Difference[];
}
/** What the host will do, which may differ from what was asked. A snapshot follows, or what `recovery` says. */
export interface SubscribedMessage extends StreamStanding, Granted {
  readonly type: 'subscribed';
  readonly id: number;
  readonly symbol: string;
  /** Of the match that brought it. */
  readonly match?: number;
  /** Where a position was given: what follows. `tradesSent` is then the reader's. */
  readonly recovery?: ResumptionKind;
  /** The sequence to which that takes the reader. Absent with `behind`. */
  readonly sequence?: number;
  /** Trades since the position that do not follow, as far as it is known; absent where the stream is not the one of then: nobody knows. */
  readonly missedTrades?: number;
}
/**
 * A subscription has another stream from here on: its snapshot follows, unless it is the one that it had. The one
 * before ends with what came already.
 */
export interface ChangedMessage extends StreamStanding, Granted {
  readonly type: 'changed';
  /** Null where the host did it of its own: a client that does not keep up, or does again. */
  readonly id: number | null;
  readonly symbol: string;
  /** The stream that it had. */
  readonly from: number;
  readonly match?: number;
  /** Of the snapshot: from there on the book is the new view's. */
  readonly epoch: number;
  readonly sequence: number;
}
/** The answer to `match`, after a `subscribed` for each symbol. */
export interface MatchedMessage {
  readonly type: 'matched';
  readonly id: number;
  /** The host's number of it. */
  readonly match: number;
  readonly symbols: readonly string[];
  /** Symbols that came, and that matched and did not come: `code` is why. */
  readonly granted: number;
  readonly omitted: number;
  readonly code?: ErrorCode;
  readonly differs?: readonly Difference[];
}
export interface UnmatchedMessage {
  readonly type: 'unmatched';
  readonly id: number;
  readonly match: number;
  /** Of what was given back, a stream for each subscription. */
  readonly streams: readonly number[];
}
/** Why a client is moved between tiers. `declined`: it does not want to be moved. */
export const TIER_REASONS = ['behind', 'kept_up', 'declined'] as const;
export type TierReason = (typeof TIER_REASONS)[number];
/**
 * The client is moved to slower views, or back. A `changed` for each subscription follows, as soon as it can be had,
 * but for those that the host has no such view for.
 */
export interface TierMessage {
  readonly type: 'tier';
  /** 0: everything comes as it was asked for. */
  readonly tier: number;
  readonly reason: TierReason;
  /** Intervals are so many times as long as asked for, the host's least interval at least, its greatest at most. */
  readonly factor: number;
}
export interface AdaptedMessage {
  readonly type: 'adapted';
  readonly id: number;
  readonly adaptive: boolean;
  readonly tier: number;
}
export interface MeasuringMessage {
  readonly type: 'measuring';
  readonly id: number;
  /** As granted. */
  readonly intervalMs: number;
}
/**
 * Of the message of frames before it: when a book change that it brings, the first in its delta, was where. µs since
 * the epoch of the host's clock, but `event`, which is the venue's and absent where it gave none.
 */
export interface HopsMessage {
  readonly type: 'hops';
  /** The number of the question, for `echo`. */
  readonly probe: number;
  readonly stream: number;
  /** Of the delta. */
  readonly sequence: number;
  readonly event?: number;
  /** Received from the venue; in the host's book; encoded, which is when the view's interval was over; sent. */
  readonly recv: number;
  readonly book: number;
  readonly encoded: number;
  readonly sent: number;
}
export interface UnsubscribedMessage {
  readonly type: 'unsubscribed';
  readonly id: number;
  readonly stream: number;
}
/** The answer to `resync`. A snapshot follows. */
export interface ResyncedMessage extends StreamStanding {
  readonly type: 'resynced';
  readonly id: number;
}
/** How a reader that lacks frames gets to its stream's sequence. */
export const RECOVERY_KINDS = ['frames', 'catch_up', 'snapshot'] as const;
export type RecoveryKind = (typeof RECOVERY_KINDS)[number];
/** For a reader that comes back; `behind`: it has to wait, and a `behind` message will say. */
export const RESUMPTION_KINDS = [...RECOVERY_KINDS, 'behind'] as const;
export type ResumptionKind = (typeof RESUMPTION_KINDS)[number];
/** Frames of the stream were left out, because the client read too slowly. What follows takes it to the stream's sequence. */
export interface BehindMessage extends StreamStanding {
  readonly type: 'behind';
  /** A catch-up follows, unless the book did not change, or a snapshot; then the trades that were left out. */
  readonly recovery: RecoveryKind;
  /** The sequence to which that takes the reader. */
  readonly sequence: number;
  /** Trades in the frames that were left out which do not follow; the first of the trades frames counts them, too. */
  readonly missedTrades: number;
}
export interface SymbolsMessage {
  readonly type: 'symbols';
  readonly id: number;
  readonly symbols: readonly SymbolInfo[];
}
export interface PongMessage {
  readonly type: 'pong';
  readonly id: number;
  /** The ping's `sent`. */
  readonly sent: number;
  /** The host's clock, µs since the epoch. */
  readonly host: number;
}
/** The answer to `auth`; the first is followed by the welcome. */
export interface AuthenticatedMessage {
  readonly type: 'authenticated';
  readonly id: number;
  /** Whom the token names. Absent where it names nobody. */
  readonly subject?: string;
  /** What may be subscribed to and is listed: symbols, `*` for any run of characters. */
  readonly symbols: readonly string[];
  /** Until then the connection lasts, unless another token is shown. Absent: for ever. */
  readonly expiresInMs?: number;
}
export const ERROR_CODES = [
  'bad_message',
  'unknown_symbol',
  'unknown_stream',
  'too_many_subscriptions',
  'too_many_views',
  'bad_depth',
  'bad_interval',
  'bad_codec',
  'unauthenticated',
  'bad_token',
  'expired_token',
  'forbidden',
  'unknown_match',
  'changing',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];
export interface ErrorMessage {
  readonly type: 'error';
  /** Of the request, or null where it could not be read. */
  readonly id: number | null;
  readonly code: ErrorCode;
  /** One line: what is wrong and how to mend it. */
  readonly message: string;
  /** Where a symbol that came later matched, and could not be had: the match's `id` is said again. */
  readonly symbol?: string;
}
export type HostMessage =
  | WelcomeMessage
  | SubscribedMessage
  | ChangedMessage
  | MatchedMessage
  | UnmatchedMessage
  | TierMessage
  | AdaptedMessage
  | MeasuringMessage
  | HopsMessage
  | UnsubscribedMessage
  | ResyncedMessage
  | BehindMessage
  | SymbolsMessage
  | PongMessage
  | AuthenticatedMessage
  | ErrorMessage;
