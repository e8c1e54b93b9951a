/** The words of Coinbase Exchange's feed. Signatures of subscriptions are not looked at. */
import { isObject, type JsonObject } from '../json-value.js';
import { coinbaseProducts } from './instrument-answers.js';
import type { TextLevel } from './replay-book.js';
import type { StreamRequest, StreamWords, Topic } from './stream-words.js';

const KINDS: Readonly<Record<string, string>> = {
  level2: 'book',
  level2_batch: 'book',
  matches: 'trade',
  ticker: 'ticker',
  heartbeat: 'heartbeat',
};

export const coinbaseWords: StreamWords = {
  wsPath: '',
  allOrNone: true,
  read,
  // Pings are frames of the WebSocket here.
  pong: '',
  taken: (_kind, _topics, held) => [JSON.stringify({ type: 'subscriptions', channels: channels(held) })],
  unknown: ({ symbol }) => failure('Failed to subscribe', `${symbol} is not a valid product`),
  malformed: (reason) => failure('Failed to subscribe', reason),
  snapshot({ symbol, bids, asks, tsEvent }) {
    const time = tsEvent < 0 ? '' : `,"time":"${rfc3339(tsEvent)}"`;
    return `{"type":"snapshot","product_id":"${symbol}","asks":${levels(asks)},"bids":${levels(bids)}${time}}`;
  },
  // Sequence and trade are not known between recorded frames.
  beat: (product_id, nowMicros) =>
    JSON.stringify({ type: 'heartbeat', sequence: 0, last_trade_id: 0, product_id, time: rfc3339(nowMicros) }),
  reply({ pathname }, instruments, nowMicros) {
    if (pathname === '/products') return { status: 200, body: coinbaseProducts(instruments) };
    if (pathname !== '/time') return undefined;
    return { status: 200, body: JSON.stringify({ iso: rfc3339(nowMicros), epoch: nowMicros / 1_000_000 }) };
  },
};

function failure(message: string, reason: string): string {
  return JSON.stringify({ type: 'error', message, reason });
}

function channels(held: readonly Topic[]): object[] {
  const products = new Map<string, string[]>();
  for (const { channel, symbol } of held) products.set(channel, [...(products.get(channel) ?? []), symbol]);
  return [...products].map(([name, product_ids]) => ({ name, product_ids }));
}

function levels(side: readonly TextLevel[]): string {
  return `[${side.map(([price, size]) => `["${price}","${size}"]`).join(',')}]`;
}

function rfc3339(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}

function read(text: string): StreamRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', reason: 'Malformed JSON' };
  }
  const type = isObject(value) ? value['type'] : undefined;
  if (type !== 'subscribe' && type !== 'unsubscribe') return { kind: 'malformed', reason: 'Type has to be subscribe' };
  const request = value as JsonObject;
  const topics: Topic[] = [];
  const list = request['channels'];
  if (!Array.isArray(list) || list.length === 0) return { kind: 'malformed', reason: 'channels is no list' };
  for (const entry of list as unknown[]) {
    const channel = isObject(entry) ? entry['name'] : entry;
    const products = (isObject(entry) ? entry['product_ids'] : undefined) ?? request['product_ids'];
    const kind = typeof channel === 'string' && Object.hasOwn(KINDS, channel) ? KINDS[channel] : undefined;
    if (kind === undefined) return { kind: 'malformed', reason: `${String(channel)} is not a valid channel` };
    if (!Array.isArray(products) || !products.every((product) => typeof product === 'string')) {
      return { kind: 'malformed', reason: 'product_ids is no list' };
    }
    for (const symbol of products as string[]) topics.push({ kind, channel: channel as string, symbol });
  }
  return { kind: type, topics };
}
