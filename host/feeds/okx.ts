/** OKX, WebSocket v5: `books` of 400 levels, kept whole by the venue's own deletions, and `trades`. */
import { okxContinuity } from './continuity.js';
import { OkxChecksum } from './okx-checksum.js';
import { OkxDecoder } from './okx-decoder.js';
import { okxInstrumentGroups, okxInstrumentsQuery, parseOkxInstruments } from './okx-instruments.js';
import { MAX_FRAME_BYTES, type Venue } from './venue.js';

function request(op: 'subscribe' | 'unsubscribe', channels: readonly string[], symbols: readonly string[]): string {
  return JSON.stringify({ op, args: channels.flatMap((channel) => symbols.map((instId) => ({ channel, instId }))) });
}

export const okx: Venue = {
  id: 'okx',
  capabilities: {
    sequence: true,
    checksum: true,
    quotes: 'none',
    snapshot: 'stream',
    instruments: 'rest',
    l3: false,
    auth: 'none',
  },
  urls: { ws: 'wss://ws.okx.com:8443/ws/v5/public', rest: 'https://www.okx.com' },
  limits: {
    connectionLifetimeMs: 0,
    // A request may have 64 KB; two channels of a symbol take about 120 bytes.
    symbolsPerConnection: 200,
    messagesPerSecond: 3,
    // 20 requests in 2 s.
    restWeight: { capacity: 20, refillPerSecond: 10 },
    frameBytes: MAX_FRAME_BYTES,
  },
  // The venue closes a connection on which nothing went for 30 s. It answers "ping" with "pong".
  heartbeat: { pingIntervalMs: 15_000, silenceMs: 30_000, pingText: () => 'ping', quietSymbolMs: 60_000 },
  continuity: okxContinuity,
  depths: [],
  createDecoder: () => new OkxDecoder(),
  createChecksum: () => new OkxChecksum(),
  subscription: (symbols, urls) => ({
    url: urls.ws,
    messages: [request('subscribe', ['books', 'trades'], symbols)],
  }),
  subscribe: (symbols) => [request('subscribe', ['books', 'trades'], symbols)],
  unsubscribe: (symbols) => [request('unsubscribe', ['books', 'trades'], symbols)],
  resubscribe: (symbol) => [request('unsubscribe', ['books'], [symbol]), request('subscribe', ['books'], [symbol])],
  snapshotRequest: () => undefined,
  instrumentsRequest: ([symbol = ''], urls) => ({
    url: `${urls.rest}/api/v5/public/instruments?${okxInstrumentsQuery(symbol)}`,
    weight: 1,
  }),
  instrumentGroups: okxInstrumentGroups,
  parseInstruments: parseOkxInstruments,
};
