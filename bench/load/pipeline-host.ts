/**
 * A process between the feeder and clients: a whole Tickwire host, or what most people write (`ws`, `JSON.parse`,
 * ccxt's `OrderBook`, and every diff as JSON to every client).
 */
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { parseConfig } from '../../host/config/config.js';
import { Runtime } from '../../host/runtime.js';
import { type CcxtBook, newCcxtBook } from '../peers/ccxt.js';
import { serve } from './duties.js';

export type PipelineKind = 'tickwire' | 'ccxt';

/** What the peer's clients get: a book, or what changed in it. */
export interface JsonBookMessage {
  readonly symbol: string;
  readonly isSnapshot: boolean;
  /** The venue's time, ms. */
  readonly time: number;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

const MOST = 4_000;

const duties = {
  /** Answers the port for clients. @param port the feeder's */
  async listen(kind: PipelineKind, port: number, symbols: readonly string[]): Promise<number> {
    return kind === 'tickwire' ? runtime(port, symbols) : pipeline(port, symbols);
  },
};

export type PipelineDuties = typeof duties;

async function runtime(port: number, symbols: readonly string[]): Promise<number> {
  const urls = { wsUrl: `ws://127.0.0.1:${port}`, restUrl: `http://127.0.0.1:${port}` };
  const limits = { connections: MOST, connectionsPerAddress: MOST };
  const config = { venues: { 'binance-spot': { symbols, ...urls } }, analytics: [], gateway: { port: 0, limits } };
  const loaded = parseConfig(JSON.stringify(config));
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const host = await Runtime.create({ config: loaded.config });
  return (await host.start()).port;
}

interface Diff {
  readonly s: string;
  readonly E: number;
  readonly u: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

async function pipeline(port: number, symbols: readonly string[]): Promise<number> {
  const newBook = await newCcxtBook();
  const books = new Map<string, { book: CcxtBook; id: number; time: number }>();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    for (const [symbol, { book, time }] of books) {
      const whole: JsonBookMessage = { symbol, isSnapshot: true, time, bids: [...book.bids], asks: [...book.asks] };
      socket.send(JSON.stringify(whole));
    }
  });
  /** Diffs before the snapshots. */
  let early: Diff[] | undefined = [];
  const apply = ({ s, E, u, b, a }: Diff) => {
    const of = books.get(s)!;
    if (u <= of.id) return;
    of.id = u;
    of.time = E;
    const [bids, asks] = [b.map(numbers), a.map(numbers)];
    for (const [price, size] of bids) of.book.bids.store(price, size);
    for (const [price, size] of asks) of.book.asks.store(price, size);
    const text = JSON.stringify({ symbol: s, isSnapshot: false, time: E, bids, asks } satisfies JsonBookMessage);
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  };
  const feed = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  feed.on('message', (data) => {
    const { data: diff } = JSON.parse(String(data)) as { data: Diff };
    if (early === undefined) apply(diff);
    else early.push(diff);
  });
  await new Promise((resolve) => feed.once('open', resolve));
  for (const symbol of symbols) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v3/depth?symbol=${symbol}`);
    const { lastUpdateId, bids, asks } = (await answer.json()) as Snapshot;
    const book = newBook();
    book.reset({ bids: bids.map(numbers), asks: asks.map(numbers) });
    books.set(symbol, { book, id: lastUpdateId, time: 0 });
  }
  for (const diff of early) apply(diff);
  early = undefined;
  return (server.address() as AddressInfo).port;
}

interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

function numbers([price, size]: readonly [string, string]): [number, number] {
  return [Number(price), Number(size)];
}

serve(duties);
