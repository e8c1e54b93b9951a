/** Every limit of the gateway, with its default. docs/PROTOCOL.md, "Limits", says what a client sees of each. */

export interface GatewayLimits {
  /** Connections at once. One more is closed with CLOSE_OVERLOADED. */
  readonly connections: number;
  /** Connections of one address (of IPv6: of one /64 network). One more is closed with CLOSE_ADDRESS_FULL. */
  readonly connectionsPerAddress: number;
  /** Connections that have shown no token yet, where one is asked for. One more: CLOSE_UNAUTHENTICATED_FULL. */
  readonly unauthenticatedConnections: number;
  /** Time for a token to come, where one is asked for. Then CLOSE_AUTH_LATE. */
  readonly authMs: number;
  /** Characters of a token, and patterns in it. More is `bad_message`, or `bad_token`. */
  readonly tokenCharacters: number;
  readonly tokenPatterns: number;
  /** A token that lasts longer from now on is `bad_token`. */
  readonly tokenLifeMs: number;
  /** Subscriptions of one client. One more is `too_many_subscriptions`. */
  readonly subscriptions: number;
  /** Such errors of one client. The next is CLOSE_TOO_MANY_SUBSCRIPTIONS. */
  readonly refusedSubscriptions: number;
  /** Patterns of one client, all its matches together. More is `too_many_subscriptions`. */
  readonly patterns: number;
  /** Tiers for clients that do not keep up. In each, intervals are `tierFactor` times those of the tier before. */
  readonly tiers: number;
  readonly tierFactor: number;
  /** So many times behind within so long: the next tier. */
  readonly tierStalls: number;
  readonly tierWindowMs: number;
  /** Not behind for so long: the tier before. */
  readonly tierCalmMs: number;
  /** Views at once, all clients together. One more is `too_many_views`. */
  readonly views: number;
  /** Levels a side of a view. Who asks for more, or for all, gets these. */
  readonly depth: number;
  /** Interval of a view where the client names none. */
  readonly defaultIntervalMs: number;
  /** An interval is 0 (as changes come) or within these: who asks for another gets the nearest. */
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** Messages a second that a client may send, and how many at once. Beyond: CLOSE_TOO_MANY_MESSAGES. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Pings, and pongs that answer none of ours, a second, and how many at once. Beyond: CLOSE_TOO_MANY_PINGS. */
  readonly pingsPerSecond: number;
  readonly pingBurst: number;
  /** Messages of a client that are not understood. The next is CLOSE_BAD_MESSAGE. */
  readonly badMessages: number;
  /** Bytes of a message from a client. More: CLOSE_TOO_LARGE. */
  readonly messageBytes: number;
  /** Fragments of a message, and its pieces not yet put together. More: CLOSE_TOO_MANY_PIECES. */
  readonly messageFragments: number;
  readonly messageChunks: number;
  /** Names of analytics in a request, and values that a view carries. */
  readonly analytics: number;
  /** Characters of a symbol in a request, and of a name of analytics. */
  readonly symbolCharacters: number;
  /** Unsent bytes of a client above which it gets no more frames, and at which it is served again. */
  readonly sendHighBytes: number;
  readonly sendLowBytes: number;
  /** Unsent bytes at which a client that asks but does not read is closed with CLOSE_SEND_BUFFER. */
  readonly sendMaxBytes: number;
  /** A client that is behind and does not come down to sendLowBytes for so long is closed with CLOSE_SLOW. */
  readonly slowMs: number;
  /** Least time between `hops` of one client. Who asks for them more often gets them so often. */
  readonly minHopsMs: number;
  /** A client's echo that says a hop took longer, or as much less than nothing, is not counted. */
  readonly echoMaxMs: number;
  /** How long a closing handshake may take before the connection is cut. */
  readonly closeMs: number;
  /** Time between pings of the WebSocket; a client that was silent from one to the next is closed with CLOSE_SILENT. */
  readonly heartbeatMs: number;
  /** Time within which a request's headers must have come. */
  readonly headersMs: number;
  /** An HTTP connection on which nothing moves for so long is cut. */
  readonly idleMs: number;
  /** Trades in a frame. */
  readonly tradesPerFrame: number;
  /** Trades that a view keeps for readers who fell behind. Older ones are counted as missed. */
  readonly tradeBacklog: number;
  /** Frames, and their bytes, that a view keeps for readers who come back. */
  readonly historyFrames: number;
  readonly historyBytes: number;
  /** How long a view goes on when the connection of its last reader is lost; 0: not at all. */
  readonly lingerMs: number;
  /** Bytes of a message to a client, unless it is a single frame. */
  readonly sendMessageBytes: number;
  /** Time between fingerprints of a stream. */
  readonly fingerprintMs: number;
  /** Least time between generations of a dense stream that begin for a reader who needs a snapshot. */
  readonly generationMs: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  connections: 1_000,
  connectionsPerAddress: 256,
  unauthenticatedConnections: 100,
  authMs: 5_000,
  tokenCharacters: 4_096,
  tokenPatterns: 64,
  tokenLifeMs: 86_400_000,
  subscriptions: 64,
  refusedSubscriptions: 64,
  patterns: 16,
  tiers: 3,
  tierFactor: 4,
  tierStalls: 3,
  tierWindowMs: 10_000,
  tierCalmMs: 30_000,
  views: 1_024,
  depth: 8_192,
  defaultIntervalMs: 100,
  minIntervalMs: 10,
  maxIntervalMs: 60_000,
  messagesPerSecond: 50,
  messageBurst: 200,
  pingsPerSecond: 5,
  pingBurst: 20,
  badMessages: 10,
  messageBytes: 65_536,
  messageFragments: 16,
  messageChunks: 256,
  analytics: 256,
  symbolCharacters: 128,
  sendHighBytes: 1_048_576,
  sendLowBytes: 65_536,
  sendMaxBytes: 8_388_608,
  slowMs: 30_000,
  minHopsMs: 100,
  echoMaxMs: 60_000,
  closeMs: 2_000,
  heartbeatMs: 15_000,
  headersMs: 10_000,
  idleMs: 30_000,
  tradesPerFrame: 1_024,
  tradeBacklog: 4_096,
  historyFrames: 512,
  historyBytes: 65_536,
  lingerMs: 10_000,
  sendMessageBytes: 524_288,
  fingerprintMs: 1_000,
  generationMs: 1_000,
};

export type LimitName = keyof GatewayLimits;
