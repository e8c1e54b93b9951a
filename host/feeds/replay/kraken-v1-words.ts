/** The words of Kraken's WebSocket v1. */
import { isObject } from '../json-value.js';
import type { BookTelling, KrakenRequest, KrakenWords, RequestId, Subscribe } from './kraken-words.js';
import { idOf, namesOf } from './kraken-words.js';
import type { TextLevel } from './replay-book.js';

export const krakenV1Words: KrakenWords = {
  wsPath: '',
  heartbeat: '{"event":"heartbeat"}',
  welcome: (connectionID) =>
    JSON.stringify({ connectionID, event: 'systemStatus', status: 'online', version: '1.9.1' }),
  read,
  pong: (reqid) => JSON.stringify({ event: 'pong', ...numbered(reqid) }),
  taken: (request, pair, depth, channelID) =>
    JSON.stringify({
      channelID,
      channelName: channelName(request.channel, depth),
      event: 'subscriptionStatus',
      pair,
      ...numbered(request.id),
      status: `${request.kind}d`,
      subscription: request.channel === 'book' ? { depth, name: 'book' } : { name: request.channel },
    }),
  refused: (request, pair, errorMessage) =>
    request.kind === 'subscribe' || request.kind === 'unsubscribe'
      ? JSON.stringify({
          errorMessage,
          event: 'subscriptionStatus',
          pair,
          ...numbered(request.id),
          status: 'error',
          subscription: { name: request.channel },
        })
      : JSON.stringify({ errorMessage, event: 'error', ...numbered(request.id) }),
  snapshot: (book) => {
    const sides = `{"as":${levels(book.asks, book.tsEvent)},"bs":${levels(book.bids, book.tsEvent)}}`;
    return `[${book.channelId},${sides},"book-${book.depth}","${book.symbol}"]`;
  },
  update,
};

/** Asks and bids that changed stand in objects of their own; the last one has the checksum. */
function update(book: BookTelling): string {
  const sides: string[] = [];
  if (book.asks.length > 0) sides.push(`"a":${levels(book.asks, book.tsEvent)}`);
  if (book.bids.length > 0 || sides.length === 0) sides.push(`"b":${levels(book.bids, book.tsEvent)}`);
  const last = sides.pop()!;
  const payloads = [...sides.map((side) => `{${side}}`), `{${last},"c":"${book.checksum}"}`];
  return `[${book.channelId},${payloads.join(',')},"book-${book.depth}","${book.symbol}"]`;
}

function levels(side: readonly TextLevel[], tsEvent: number): string {
  const micros = Math.max(0, tsEvent);
  const seconds = `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
  return `[${side.map(([price, size]) => `["${price}","${size}","${seconds}"]`).join(',')}]`;
}

function channelName(channel: string, depth: number): string {
  return channel === 'book' ? `book-${depth}` : channel;
}

function numbered(reqid: RequestId): object {
  return reqid === undefined ? {} : { reqid };
}

function read(text: string): KrakenRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', id: undefined, reason: 'Malformed request' };
  }
  if (!isObject(value)) return { kind: 'malformed', id: undefined, reason: 'Malformed request' };
  const id = idOf(value['reqid']);
  if (value['event'] === 'ping') return { kind: 'ping', id };
  if (value['event'] !== 'subscribe' && value['event'] !== 'unsubscribe') {
    return { kind: 'malformed', id, reason: 'Unsupported event' };
  }
  return subscription(value['event'], value['pair'], value['subscription'], id);
}

function subscription(kind: Subscribe['kind'], pair: unknown, details: unknown, id: RequestId): KrakenRequest {
  const symbols = namesOf(pair);
  if (!isObject(details) || typeof details['name'] !== 'string') {
    return { kind: 'malformed', id, reason: 'Subscription name invalid' };
  }
  if (symbols === undefined || symbols.length === 0) return { kind: 'malformed', id, reason: 'Pair(s) not found' };
  const depth = details['depth'];
  if (depth !== undefined && typeof depth !== 'number') {
    return { kind: 'malformed', id, reason: 'Subscription depth must be an integer' };
  }
  return { kind, id, channel: details['name'], symbols, depth, snapshot: true };
}
