/** The Binance venues: spot, USD-M futures and COIN-M futures differ in addresses, budgets and continuity. */
import { BinanceDecoder } from './binance-decoder.js';
import { parseBinanceInstruments } from './binance-instruments.js';
import { type Continuity, futuresContinuity, spotContinuity } from './continuity.js';
import { type BuiltInVenueId, MAX_FRAME_BYTES, type Venue, type VenueUrls } from './venue.js';

/** Of each symbol: diffs, trades, best quotes. */
const STREAMS_PER_SYMBOL = 3;
const DAY_MS = 86_400_000;

interface Differences {
  readonly id: BuiltInVenueId;
  readonly urls: VenueUrls;
  readonly continuity: Continuity;
  readonly futures: boolean;
  readonly restPath: string;
  /** Most levels a side of a snapshot at a moderate weight, and that weight. */
  readonly snapshotLevels: number;
  readonly snapshotWeight: number;
  readonly instrumentsWeight: number;
  readonly weightPerMinute: number;
  readonly streamsPerConnection: number;
  readonly messagesPerSecond: number;
}

function binanceVenue(given: Differences): Venue {
  return {
    id: given.id,
    capabilities: {
      sequence: true,
      checksum: false,
      quotes: 'proof',
      snapshot: 'rest',
      instruments: 'rest',
      l3: false,
      auth: 'none',
    },
    urls: given.urls,
    limits: {
      connectionLifetimeMs: DAY_MS,
      symbolsPerConnection: Math.floor(given.streamsPerConnection / STREAMS_PER_SYMBOL),
      messagesPerSecond: given.messagesPerSecond,
      restWeight: { capacity: given.weightPerMinute, refillPerSecond: given.weightPerMinute / 60 },
      frameBytes: MAX_FRAME_BYTES,
    },
    // The client pings too, with a control frame, so that a dead line is noticed before the server's next ping.
    heartbeat: { pingIntervalMs: 10_000, silenceMs: 20_000 },
    continuity: given.continuity,
    depths: [],
    createDecoder: () => new BinanceDecoder(given.futures),
    subscription(symbols, urls) {
      return { url: `${urls.ws}/stream?streams=${streamsOf(symbols).map(encodeStream).join('/')}`, messages: [] };
    },
    subscribe: (symbols) => [request('SUBSCRIBE', symbols)],
    unsubscribe: (symbols) => [request('UNSUBSCRIBE', symbols)],
    resubscribe: () => [],
    snapshotRequest: (symbol, urls) => ({
      url: `${urls.rest}${given.restPath}/depth?symbol=${encodeURIComponent(symbol)}&limit=${given.snapshotLevels}`,
      weight: given.snapshotWeight,
    }),
    instrumentsRequest: (symbols, urls) => ({
      url: `${urls.rest}${given.restPath}/exchangeInfo${given.futures ? '' : symbolsQuery(symbols)}`,
      weight: given.instrumentsWeight,
    }),
    parseInstruments: parseBinanceInstruments,
  };
}

function streamsOf(symbols: readonly string[]): string[] {
  return symbols.flatMap((symbol) => {
    const name = symbol.toLowerCase();
    return [`${name}@depth@100ms`, `${name}@trade`, `${name}@bookTicker`];
  });
}

/** Answers carry the id; nobody waits for them. */
function request(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', symbols: readonly string[]): string {
  return JSON.stringify({ method, params: streamsOf(symbols), id: 1 });
}

/** Spot answers for some symbols only if asked; futures always for all. */
function symbolsQuery(symbols: readonly string[]): string {
  return symbols.length === 0 ? '' : `?symbols=${encodeURIComponent(JSON.stringify(symbols))}`;
}

/** `@` may stand bare in a query. */
function encodeStream(stream: string): string {
  return encodeURIComponent(stream).replaceAll('%40', '@');
}

export const binanceSpot: Venue = binanceVenue({
  id: 'binance-spot',
  urls: { ws: 'wss://stream.binance.com:9443', rest: 'https://api.binance.com' },
  continuity: spotContinuity,
  futures: false,
  restPath: '/api/v3',
  snapshotLevels: 1000,
  snapshotWeight: 50,
  instrumentsWeight: 20,
  weightPerMinute: 6000,
  streamsPerConnection: 1024,
  messagesPerSecond: 5,
});

export const binanceUsdm: Venue = binanceVenue({
  id: 'binance-usdm',
  urls: { ws: 'wss://fstream.binance.com', rest: 'https://fapi.binance.com' },
  continuity: futuresContinuity,
  futures: true,
  restPath: '/fapi/v1',
  snapshotLevels: 1000,
  snapshotWeight: 20,
  instrumentsWeight: 1,
  weightPerMinute: 2400,
  streamsPerConnection: 1024,
  messagesPerSecond: 10,
});

export const binanceCoinm: Venue = binanceVenue({
  id: 'binance-coinm',
  urls: { ws: 'wss://dstream.binance.com', rest: 'https://dapi.binance.com' },
  continuity: futuresContinuity,
  futures: true,
  restPath: '/dapi/v1',
  snapshotLevels: 1000,
  snapshotWeight: 20,
  instrumentsWeight: 1,
  weightPerMinute: 2400,
  streamsPerConnection: 200,
  messagesPerSecond: 10,
});
