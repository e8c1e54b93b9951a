/** The Kraken venues: WebSocket v1 and v2. Both send the snapshot themselves and a checksum with every update. */
import { orderedContinuity } from './continuity.js';
import { KrakenChecksum } from './kraken-checksum.js';
import { KRAKEN_DEPTHS } from './kraken-depths.js';
import { parseKrakenInstruments } from './kraken-instruments.js';
import { KrakenV1Decoder } from './kraken-v1-decoder.js';
import { KrakenV2Decoder } from './kraken-v2-decoder.js';
import { type HeartbeatRule, MAX_FRAME_BYTES, type Venue, type VenueCapabilities, type VenueLimits } from './venue.js';

const REST = 'https://api.kraken.com';

const capabilities: Omit<VenueCapabilities, 'instruments'> = {
  sequence: false,
  checksum: true,
  quotes: 'none',
  snapshot: 'stream',
  l3: false,
  auth: 'none',
};

const limits: VenueLimits = {
  connectionLifetimeMs: 0,
  symbolsPerConnection: 200,
  messagesPerSecond: 10,
  // Public REST calls: about one a second.
  restWeight: { capacity: 15, refillPerSecond: 1 },
  frameBytes: MAX_FRAME_BYTES,
};

/** Heartbeats come every second in which nothing else does, once something is subscribed. */
function heartbeat(pingText: (id: number) => string): HeartbeatRule {
  return { pingIntervalMs: 10_000, silenceMs: 20_000, pingText };
}

function v1Requests(event: 'subscribe' | 'unsubscribe', pair: readonly string[], depth: number): string[] {
  return [
    JSON.stringify({ event, pair, subscription: { name: 'book', depth } }),
    JSON.stringify({ event, pair, subscription: { name: 'trade' } }),
  ];
}

function v2Subscriptions(symbol: readonly string[], depth: number): string[] {
  return [
    JSON.stringify({ method: 'subscribe', params: { channel: 'book', symbol, depth, snapshot: true } }),
    JSON.stringify({ method: 'subscribe', params: { channel: 'trade', symbol, snapshot: false } }),
  ];
}

export const krakenV1: Venue = {
  id: 'kraken-v1',
  capabilities: { ...capabilities, instruments: 'rest' },
  urls: { ws: 'wss://ws.kraken.com', rest: REST },
  limits,
  heartbeat: heartbeat((reqid) => JSON.stringify({ event: 'ping', reqid })),
  continuity: orderedContinuity,
  depths: KRAKEN_DEPTHS,
  createDecoder: () => new KrakenV1Decoder(),
  createChecksum: () => new KrakenChecksum(),
  subscription: (pair, urls, depth) => ({
    url: urls.ws,
    messages: v1Requests('subscribe', pair, depth),
  }),
  subscribe: (pair, depth) => v1Requests('subscribe', pair, depth),
  unsubscribe: (pair, depth) => v1Requests('unsubscribe', pair, depth),
  resubscribe(symbol, depth) {
    const request = { pair: [symbol], subscription: { name: 'book', depth } };
    return [JSON.stringify({ event: 'unsubscribe', ...request }), JSON.stringify({ event: 'subscribe', ...request })];
  },
  snapshotRequest: () => undefined,
  instrumentsRequest: (symbols, urls) => ({
    url: `${urls.rest}/0/public/AssetPairs?pair=${symbols.map(encodeURIComponent).join(',')}`,
    weight: 1,
  }),
  parseInstruments: (text) => parseKrakenInstruments(text, false),
};

export const krakenV2: Venue = {
  id: 'kraken-v2',
  capabilities: { ...capabilities, instruments: 'stream' },
  urls: { ws: 'wss://ws.kraken.com/v2', rest: REST },
  limits,
  heartbeat: heartbeat((req_id) => JSON.stringify({ method: 'ping', req_id })),
  continuity: orderedContinuity,
  depths: KRAKEN_DEPTHS,
  createDecoder: () => new KrakenV2Decoder(),
  createChecksum: () => new KrakenChecksum(),
  subscription: (symbol, urls, depth) => ({
    url: urls.ws,
    messages: [
      // First, so that the digits that checksums need are known when the books come.
      JSON.stringify({ method: 'subscribe', params: { channel: 'instrument', snapshot: true } }),
      ...v2Subscriptions(symbol, depth),
    ],
  }),
  subscribe: v2Subscriptions,
  unsubscribe: (symbol, depth) => [
    JSON.stringify({ method: 'unsubscribe', params: { channel: 'book', symbol, depth } }),
    JSON.stringify({ method: 'unsubscribe', params: { channel: 'trade', symbol } }),
  ],
  resubscribe(symbol, depth) {
    const params = { channel: 'book', symbol: [symbol], depth };
    return [
      JSON.stringify({ method: 'unsubscribe', params }),
      JSON.stringify({ method: 'subscribe', params: { ...params, snapshot: true } }),
    ];
  },
  snapshotRequest: () => undefined,
  instrumentsRequest: () => undefined,
  parseInstruments: (text) => parseKrakenInstruments(text, true),
};
