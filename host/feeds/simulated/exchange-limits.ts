/** The named limits of the simulated exchange. Those that Binance spot has carry its values. */

export interface ExchangeLimits {
  /** Connections open at once; more are answered 503. */
  readonly connections: number;
  /** Streams a connection; a request for more is refused. */
  readonly streamsPerConnection: number;
  /** Messages (requests, pings, pongs) a second from a client; beyond it the connection is closed. */
  readonly messagesPerSecond: number;
  /** Bytes of a message from a client; beyond it the connection is closed. */
  readonly payloadBytes: number;
  /** Bytes of a request's first line and headers; beyond it the answer is 431. */
  readonly headerBytes: number;
  /** Bytes waiting for a client that reads too slowly; beyond it the connection is cut. */
  readonly bufferedBytes: number;
  /** Time between the exchange's pings. */
  readonly pingMs: number;
  /** A client that has not answered a ping for this long is cut off. */
  readonly pongTimeoutMs: number;
  /** Age at which a connection is closed. */
  readonly connectionMs: number;
  /** Request weight a minute; beyond it REST answers 429. */
  readonly weightPerMinute: number;
}

export const DEFAULT_EXCHANGE_LIMITS: ExchangeLimits = {
  connections: 300,
  streamsPerConnection: 1024,
  messagesPerSecond: 5,
  payloadBytes: 65_536,
  headerBytes: 65_536,
  bufferedBytes: 16_777_216,
  pingMs: 20_000,
  pongTimeoutMs: 60_000,
  connectionMs: 86_400_000,
  weightPerMinute: 6_000,
};
