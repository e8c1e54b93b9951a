/** A process with the clients whose latency is measured: of the library, or the peer's with ccxt's books. */
import { WebSocket } from 'ws';
import { type Book, connect } from '../../web/client/node.js';
import { type CcxtBook, newCcxtBook } from '../peers/ccxt.js';
import { serve } from './duties.js';
import { ladderDigest, numberOf } from './feed-book.js';
import type { Schedule } from './feeder.js';
import { Latencies, type LatencySummary } from './latencies.js';
import { monotonicMicros } from './monotonic.js';
import type { JsonBookMessage, PipelineKind } from './pipeline-host.js';

interface Reader {
  /** Of each symbol, in order: the message that its book has. */
  readonly applied: Float64Array;
  digest(): string;
}

const CAPACITY = { streams: 16, levels: 2_048, totalLevels: 32_768, trades: 4_096, bytes: 1_048_576, models: 1 };
const POLL_MS = 10;
const PATIENCE_MS = 60_000;

const latencies = new Latencies();
const readers: Reader[] = [];
let symbols: readonly string[] = [];
let schedule: Schedule | undefined;

/** A reader's book has all messages of the symbol up to this one; those merged into it count like it. */
function applied(reader: Reader, symbol: number, number: number): void {
  const now = monotonicMicros();
  const before = reader.applied[symbol]!;
  reader.applied[symbol] = number;
  if (schedule === undefined) return;
  const { first, fromMicros, perSecond } = schedule;
  for (let each = number; each > before && each >= first; each -= symbols.length) {
    latencies.record(now - fromMicros - ((each - first) * 1e6) / perSecond);
  }
}

const duties = {
  /** Opens so many; answers when all have every book. */
  async open(kind: PipelineKind, port: number, count: number, given: readonly string[]): Promise<void> {
    symbols = given;
    const newBook = await newCcxtBook();
    const url = `ws://127.0.0.1:${port}`;
    for (let i = 0; i < count; i++) readers.push(kind === 'tickwire' ? ofLibrary(url) : ofCcxt(url, newBook));
    await until(() => readers.every(({ applied: has }) => has.every((number) => number >= 0)));
  },

  begin(given: Schedule): void {
    latencies.reset();
    schedule = given;
  },

  /** Waits until every reader has every message; answers the latencies. */
  async end(): Promise<LatencySummary> {
    const { first, count } = schedule!;
    await until(() =>
      readers.every(
        ({ applied: has }) => has.reduce((least, each) => Math.min(least, each)) >= first + count - symbols.length,
      ),
    );
    schedule = undefined;
    return latencies.summary();
  },

  /** What the readers' books come to, each different text once. */
  digests: () => [...new Set(readers.map((reader) => reader.digest()))],
};

export type ReaderDuties = typeof duties;

function ofLibrary(url: string): Reader {
  const client = connect(url, { capacity: CAPACITY });
  const books: Book[] = [];
  const reader: Reader = {
    applied: new Float64Array(symbols.length).fill(-1),
    digest: () => books.map((book, i) => ladderDigest(symbols[i]!, levels(book.bids), levels(book.asks))).join('\n'),
  };
  symbols.forEach((symbol, i) => {
    const request = { symbol: `binance-spot:${symbol}`, intervalMs: 0, trades: false };
    const subscription = client.subscribe(request);
    books.push(subscription.book);
    const onBook = ({ tsEvent }: { readonly tsEvent: number | undefined }) => {
      if (tsEvent !== undefined) applied(reader, i, numberOf(tsEvent / 1000));
    };
    subscription.on('book_snapshot', onBook);
    subscription.on('book_change', onBook);
  });
  return reader;
}

function levels(side: Book['bids']): (readonly [number, number])[] {
  return side.toDecimals().map(([price, size]) => [Number(price), Number(size)]);
}

function ofCcxt(url: string, newBook: () => CcxtBook): Reader {
  const books = symbols.map(() => newBook());
  const reader: Reader = {
    applied: new Float64Array(symbols.length).fill(-1),
    digest: () => books.map((book, i) => ladderDigest(symbols[i]!, book.bids, book.asks)).join('\n'),
  };
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('message', (data) => {
    const { symbol, isSnapshot, time, bids, asks } = JSON.parse(String(data)) as JsonBookMessage;
    const i = symbols.indexOf(symbol);
    const book = books[i]!;
    if (isSnapshot) {
      book.reset({ bids: bids as [number, number][], asks: asks as [number, number][] });
      return;
    }
    for (const [price, size] of bids) book.bids.store(price, size);
    for (const [price, size] of asks) book.asks.store(price, size);
    applied(reader, i, numberOf(time));
  });
  return reader;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !holds(); ) {
    if (performance.now() > end) throw new Error('waited in vain for books to have all messages');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

serve(duties);
