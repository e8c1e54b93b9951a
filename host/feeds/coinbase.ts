/**
 * Coinbase Exchange. Its book updates carry neither update ids nor checksums: that none was lost rests
 * on the connection alone, and nothing here can prove it. The ticker's best quotes are a hint.
 */
import { CoinbaseDecoder } from './coinbase-decoder.js';
import { parseCoinbaseInstruments } from './coinbase-instruments.js';
import { type CoinbaseCredentials, coinbaseSignature } from './coinbase-signature.js';
import { orderedContinuity } from './continuity.js';
import { MAX_FRAME_BYTES, type Venue } from './venue.js';

export interface CoinbaseOptions {
  /** With keys, books come as `level2`, every change at once; else as `level2_batch`, every 50 ms. */
  readonly credentials?: CoinbaseCredentials;
  /** Seconds since the epoch: a signature's time. */
  readonly nowSeconds?: () => number;
}

/** The venue without keys. */
export const coinbase: Venue = coinbaseVenue();

export function coinbaseVenue({ credentials, nowSeconds = systemSeconds }: CoinbaseOptions = {}): Venue {
  const bookChannel = credentials === undefined ? 'level2_batch' : 'level2';
  const channels = [bookChannel, 'matches', 'ticker', 'heartbeat'];
  const request = (type: 'subscribe' | 'unsubscribe', channels: readonly string[], product_ids: readonly string[]) => {
    const signed = credentials !== undefined && type === 'subscribe';
    return JSON.stringify({
      type,
      product_ids,
      channels,
      ...(signed && coinbaseSignature(credentials, nowSeconds())),
    });
  };
  return {
    id: 'coinbase',
    capabilities: {
      sequence: false,
      checksum: false,
      quotes: 'advisory',
      snapshot: 'stream',
      instruments: 'rest',
      l3: false,
      auth: 'optional',
    },
    urls: { ws: 'wss://ws-feed.exchange.coinbase.com', rest: 'https://api.exchange.coinbase.com' },
    limits: {
      connectionLifetimeMs: 0,
      symbolsPerConnection: 100,
      messagesPerSecond: 20,
      restWeight: { capacity: 10, refillPerSecond: 10 },
      frameBytes: MAX_FRAME_BYTES,
    },
    // The heartbeat channel speaks every second for every product.
    heartbeat: { pingIntervalMs: 10_000, silenceMs: 20_000 },
    continuity: orderedContinuity,
    depths: [],
    createDecoder: () => new CoinbaseDecoder(Object.values(credentials ?? {})),
    subscription: (symbols, urls) => ({
      url: urls.ws,
      messages: [request('subscribe', channels, symbols)],
    }),
    subscribe: (symbols) => [request('subscribe', channels, symbols)],
    unsubscribe: (symbols) => [request('unsubscribe', channels, symbols)],
    resubscribe: (symbol) => [
      request('unsubscribe', [bookChannel], [symbol]),
      request('subscribe', [bookChannel], [symbol]),
    ],
    snapshotRequest: () => undefined,
    instrumentsRequest: (_symbols, urls) => ({ url: `${urls.rest}/products`, weight: 1 }),
    parseInstruments: parseCoinbaseInstruments,
  };
}

function systemSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
