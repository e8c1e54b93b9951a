/** The words of Kraken's WebSocket v2. Prices and sizes are bare numbers there, digits kept. */
import { isObject } from '../json-value.js';
import type { BookTelling, KrakenRequest, KrakenWords, RequestId, Subscribe } from './kraken-words.js';
import { idOf, namesOf } from './kraken-words.js';
import type { TextLevel } from './replay-book.js';

export const krakenV2Words: KrakenWords = {
  wsPath: '/v2',
  heartbeat: '{"channel":"heartbeat"}',
  welcome: (connection_id) =>
    JSON.stringify({
      channel: 'status',
      type: 'update',
      data: [{ version: '2.0.9', system: 'online', api_version: 'v2', connection_id }],
    }),
  read,
  pong: (id, now) => JSON.stringify({ method: 'pong', ...numbered(id), ...times(now) }),
  taken: (request, symbol, depth, _channelId, now) =>
    JSON.stringify({
      method: request.kind,
      ...numbered(request.id),
      result: {
        channel: request.channel,
        ...(request.channel === 'book' ? { depth } : {}),
        ...(request.kind === 'subscribe' ? { snapshot: request.snapshot } : {}),
        ...(symbol === '' ? {} : { symbol }),
      },
      success: true,
      ...times(now),
    }),
  refused: (request, symbol, error, now) =>
    JSON.stringify({
      error,
      method: request.kind === 'malformed' ? 'subscribe' : request.kind,
      ...numbered(request.id),
      success: false,
      ...(symbol === '' ? {} : { symbol }),
      ...times(now),
    }),
  snapshot: (book) => telling('snapshot', book),
  update: (book) => telling('update', book),
};

function telling(type: string, book: BookTelling): string {
  const sides = `"bids":${levels(book.bids)},"asks":${levels(book.asks)}`;
  const time = book.tsEvent < 0 ? '' : `,"timestamp":"${rfc3339(book.tsEvent)}"`;
  const data = `{"symbol":"${book.symbol}",${sides},"checksum":${book.checksum}${time}}`;
  return `{"channel":"book","type":"${type}","data":[${data}]}`;
}

function levels(side: readonly TextLevel[]): string {
  return `[${side.map(([price, size]) => `{"price":${price},"qty":${size}}`).join(',')}]`;
}

function rfc3339(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}

function times(nowMicros: number): object {
  return { time_in: rfc3339(nowMicros), time_out: rfc3339(nowMicros) };
}

function numbered(req_id: RequestId): object {
  return req_id === undefined ? {} : { req_id };
}

function read(text: string): KrakenRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', id: undefined, reason: 'Malformed request' };
  }
  if (!isObject(value)) return { kind: 'malformed', id: undefined, reason: 'Malformed request' };
  const id = idOf(value['req_id']);
  if (value['method'] === 'ping') return { kind: 'ping', id };
  if (value['method'] !== 'subscribe' && value['method'] !== 'unsubscribe') {
    return { kind: 'malformed', id, reason: 'Method not found' };
  }
  return subscription(value['method'], value['params'], id);
}

function subscription(kind: Subscribe['kind'], params: unknown, id: RequestId): KrakenRequest {
  if (!isObject(params) || typeof params['channel'] !== 'string') {
    return { kind: 'malformed', id, reason: 'Channel field must be a string' };
  }
  const { channel, symbol, depth, snapshot } = params;
  const symbols = channel === 'instrument' ? [] : namesOf(symbol);
  if (symbols === undefined || (symbols.length === 0 && channel !== 'instrument')) {
    return { kind: 'malformed', id, reason: 'Symbol(s) not found' };
  }
  if (depth !== undefined && typeof depth !== 'number') {
    return { kind: 'malformed', id, reason: 'Depth must be an integer' };
  }
  return { kind, id, channel, symbols, depth, snapshot: snapshot !== false };
}
