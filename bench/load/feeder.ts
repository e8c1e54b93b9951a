/**
 * A process that is an exchange with the protocol of Binance spot, and sends diffs on an open-loop schedule: each at
 * its intended time, whether or not anybody has kept up. A message's event time is its number, so that whoever has
 * applied it knows which it was. Between runs one of each symbol is sent now and then, so that books come in sync.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { random } from '../random-session.js';
import { serve } from './duties.js';
import { FeedBook } from './feed-book.js';
import { monotonicMicros } from './monotonic.js';

export interface Schedule {
  /** When message `first` is to leave, `monotonicMicros`. */
  readonly fromMicros: number;
  readonly first: number;
  readonly count: number;
  readonly perSecond: number;
}

const IDLE_MS = 20;
/** The event loop gets its turn after so many µs. */
const SLICE_MICROS = 5_000;
/** A wait of the operating system may take so much longer than asked; the rest is spun. */
const SPIN_MICROS = 150;

const clients = new Set<WebSocket>();
let books: FeedBook[] = [];
let next = 0;
let isRunning = false;
const nobody = new Int32Array(new SharedArrayBuffer(4));

function send(text: string): void {
  for (const client of clients) client.send(text);
}

function message(): string {
  const book = books[next % books.length]!;
  return book.diff(next++);
}

const duties = {
  /** Answers the port, of streams and REST. @param changes levels in a message */
  async listen(symbols: readonly string[], changes: number, seed: number): Promise<number> {
    const draw = random(seed);
    books = symbols.map((symbol) => new FeedBook(symbol, changes, draw));
    const http = createServer((request, response) => answer(request.url ?? '/', response));
    const server = new WebSocketServer({ server: http, perMessageDeflate: false });
    server.on('connection', (client) => {
      clients.add(client);
      client.on('close', () => clients.delete(client));
    });
    setInterval(() => {
      if (!isRunning) for (let i = 0; i < books.length; i++) send(message());
    }, IDLE_MS);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()));
    return (http.address() as AddressInfo).port;
  },

  /** What comes next, once nothing is sent any more. Answers the number of the first message. */
  prepare(): number {
    isRunning = true;
    return next;
  },

  /** Sends them; answers how late the latest left, and how long all took, in µs. */
  async run({ fromMicros, count, perSecond }: Schedule): Promise<{ lateMicros: number; tookMicros: number }> {
    const texts = Array.from({ length: count }, message);
    let lateMicros = 0;
    let slice = monotonicMicros();
    for (const [i, text] of texts.entries()) {
      const intended = fromMicros + (i * 1e6) / perSecond;
      waitUntil(intended);
      lateMicros = Math.max(lateMicros, monotonicMicros() - intended);
      send(text);
      if (monotonicMicros() - slice > SLICE_MICROS) {
        await new Promise(setImmediate);
        slice = monotonicMicros();
      }
    }
    return { lateMicros, tookMicros: monotonicMicros() - fromMicros };
  },

  /** The books as they are now, in a form that equal ones share. */
  books: () => books.map((book) => book.digest()).join('\n'),

  rest(): void {
    isRunning = false;
  },
};

export type FeederDuties = typeof duties;

/** Gives the processor away until shortly before. */
function waitUntil(micros: number): void {
  const waitMicros = micros - monotonicMicros() - SPIN_MICROS;
  if (waitMicros > 0) Atomics.wait(nobody, 0, 0, waitMicros / 1000);
  while (monotonicMicros() < micros) {
    // A tenth of a millisecond, for the sake of the schedule.
  }
}

function answer(target: string, response: ServerResponse): void {
  const url = new URL(target, 'http://localhost');
  const symbol = url.searchParams.get('symbol');
  const book = books.find((each) => each.symbol === symbol);
  response.setHeader('content-type', 'application/json');
  if (url.pathname.endsWith('/exchangeInfo')) {
    response.end(JSON.stringify({ symbols: books.map((each) => each.instrument) }));
  } else if (book !== undefined) response.end(book.snapshot());
  else response.writeHead(404).end('{}');
}

serve(duties);
