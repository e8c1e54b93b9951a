/** The words of OKX's WebSocket v5. Numbers are told in shortest form, as OKX sends them, so that checksums hold. */
import { crc32 } from 'node:zlib';
import { isObject } from '../json-value.js';
import { OKX_CHECKSUM_LEVELS } from '../okx-checksum.js';
import { okxInstruments } from './instrument-answers.js';
import type { TextLevel } from './replay-book.js';
import type { StreamRequest, StreamWords, Topic } from './stream-words.js';

const KINDS: Readonly<Record<string, string>> = { books: 'book', trades: 'trade', tickers: 'ticker' };
const INVALID_REQUEST = '60012';
const NO_SUCH_CHANNEL = '60018';

export const okxWords: StreamWords = {
  wsPath: '/ws/v5/public',
  allOrNone: false,
  read,
  pong: 'pong',
  taken: (event, topics) =>
    topics.map(({ channel, symbol }) => JSON.stringify({ event, arg: { channel, instId: symbol } })),
  unknown: ({ channel, symbol }) =>
    failure(NO_SUCH_CHANNEL, `Wrong URL or channel:${channel},instId:${symbol} doesn't exist.`),
  malformed: (reason) => failure(INVALID_REQUEST, `Invalid request: ${reason}`),
  snapshot(book) {
    const [bids, asks] = [book.bids, book.asks].map((side) => side.map(shortest));
    const ids = book.lastId < 0 ? '' : `,"prevSeqId":-1,"seqId":${book.lastId}`;
    const ms = Math.floor(Math.max(0, book.tsEvent) / 1000);
    const data = `{"asks":${levels(asks!)},"bids":${levels(bids!)},"ts":"${ms}","checksum":${checksum(bids!, asks!)}${ids}}`;
    return `{"arg":{"channel":"books","instId":"${book.symbol}"},"action":"snapshot","data":[${data}]}`;
  },
  reply({ pathname, searchParams }, instruments, nowMicros) {
    if (pathname === '/api/v5/public/instruments') {
      return { status: 200, body: okxInstruments(instruments, searchParams.get('instType') ?? '') };
    }
    if (pathname !== '/api/v5/public/time') return undefined;
    const ts = String(Math.floor(nowMicros / 1000));
    return { status: 200, body: JSON.stringify({ code: '0', msg: '', data: [{ ts }] }) };
  },
};

function failure(code: string, msg: string): string {
  return JSON.stringify({ event: 'error', code, msg });
}

/** Without the zeros that a recording's longest number brought in. */
function shortest([price, size]: TextLevel): TextLevel {
  const cut = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  return [cut(price), cut(size)];
}

/** The count of orders is not known of a book of levels: one stands for all. */
function levels(side: readonly TextLevel[]): string {
  return `[${side.map(([price, size]) => `["${price}","${size}","0","1"]`).join(',')}]`;
}

function checksum(bids: readonly TextLevel[], asks: readonly TextLevel[]): number {
  const parts: string[] = [];
  for (let level = 0; level < OKX_CHECKSUM_LEVELS; level++) parts.push(...(bids[level] ?? []), ...(asks[level] ?? []));
  return crc32(parts.join(':')) | 0;
}

function read(text: string): StreamRequest {
  if (text === 'ping') return { kind: 'ping' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const { op, args } = isObject(value) ? value : { op: undefined, args: undefined };
  if (op !== 'subscribe' && op !== 'unsubscribe') return { kind: 'malformed', reason: 'op has to be subscribe' };
  if (!Array.isArray(args) || args.length === 0) return { kind: 'malformed', reason: 'args is no list' };
  const topics: Topic[] = [];
  for (const arg of args as unknown[]) {
    const { channel, instId } = isObject(arg) ? arg : { channel: undefined, instId: undefined };
    if (typeof channel !== 'string' || typeof instId !== 'string') {
      return { kind: 'malformed', reason: 'an arg needs channel and instId' };
    }
    topics.push({ kind: Object.hasOwn(KINDS, channel) ? KINDS[channel]! : channel, channel, symbol: instId });
  }
  return { kind: op, topics };
}
