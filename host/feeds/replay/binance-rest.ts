/** Binance's REST side of a replay: snapshots at their place in the recording, instruments, ping, time. */
import type { Instrument } from '../instrument.js';
import type { Time } from '../live/time.js';
import type { Reply } from '../simulated/socket-server.js';
import type { BuiltInVenueId } from '../venue.js';
import { exchangeInfo } from './instrument-answers.js';
import type { ReplayBook, TextLevel } from './replay-book.js';
import type { SnapshotDesk } from './snapshot-desk.js';

const BASES: Partial<Record<BuiltInVenueId, string>> = {
  'binance-spot': '/api/v3',
  'binance-usdm': '/fapi/v1',
  'binance-coinm': '/dapi/v1',
};
const SPOT_MAX_DEPTH = 5000;
const SPOT_DEFAULT_DEPTH = 100;
const FUTURES_DEPTHS: readonly number[] = [5, 10, 20, 50, 100, 500, 1000];
const FUTURES_DEFAULT_DEPTH = 500;

export interface BinanceRestOptions {
  readonly venue: BuiltInVenueId;
  readonly books: ReadonlyMap<string, ReplayBook>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly desk: SnapshotDesk;
  readonly time: Time;
}

export class BinanceRest {
  readonly #options: BinanceRestOptions;
  readonly #isSpot: boolean;
  readonly #base: string;

  constructor(options: BinanceRestOptions) {
    this.#options = options;
    this.#isSpot = options.venue === 'binance-spot';
    this.#base = BASES[options.venue] ?? '';
  }

  reply(method: string, { pathname, searchParams }: URL): Reply | Promise<Reply> {
    if (method !== 'GET') return failure(405, -1000, `Request method '${method}' is not supported.`);
    switch (pathname) {
      case `${this.#base}/ping`:
        return { status: 200, body: '{}' };
      case `${this.#base}/time`:
        return { status: 200, body: `{"serverTime":${this.#nowMs()}}` };
      case `${this.#base}/exchangeInfo`:
        return this.#exchangeInfo(searchParams);
      case `${this.#base}/depth`:
        return this.#depth(searchParams);
      default:
        return failure(
          404,
          -1,
          `Not found. This replays ${this.#options.venue}, whose paths begin with ${this.#base}.`,
        );
    }
  }

  #exchangeInfo(query: URLSearchParams): Reply {
    const { instruments, venue } = this.#options;
    const asked = this.#isSpot ? symbolsOf(query) : [...instruments.keys()];
    if (asked === undefined) return failure(400, -1100, "Illegal characters found in parameter 'symbols'.");
    const names = asked.length > 0 ? asked : [...instruments.keys()];
    const known = names.flatMap((symbol) => instruments.get(symbol) ?? []);
    if (known.length < names.length) return failure(400, -1121, 'Invalid symbol.');
    return { status: 200, body: exchangeInfo(venue, known, this.#nowMs()) };
  }

  async #depth(query: URLSearchParams): Promise<Reply> {
    const symbol = query.get('symbol') ?? '';
    if (symbol === '') {
      return failure(400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    const limit = this.#limit(query.get('limit'));
    if (typeof limit !== 'number') return limit;
    if (!this.#options.books.has(symbol)) return failure(400, -1121, 'Invalid symbol.');
    const answer = await this.#options.desk.ask(symbol);
    if (answer.kind === 'refused') return failure(503, -1001, `Replay: ${answer.reason}.`);
    const body = answer.kind === 'recorded' ? cut(answer.text, limit) : this.#told(answer.book, limit);
    return { status: 200, body };
  }

  #limit(text: string | null): number | Reply {
    const fallback = this.#isSpot ? SPOT_DEFAULT_DEPTH : FUTURES_DEFAULT_DEPTH;
    if (text !== null && !/^\d{1,20}$/.test(text)) {
      return failure(400, -1100, "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.");
    }
    const limit = text === null ? fallback : Number(text);
    if (!this.#isSpot && !FUTURES_DEPTHS.includes(limit)) {
      return failure(400, -4021, `${limit} is not valid depth limit.`);
    }
    if (limit === 0) return failure(400, -1130, "Data sent for parameter 'limit' is not valid.");
    return Math.min(limit, SPOT_MAX_DEPTH);
  }

  /** A snapshot of the book as it is replayed, in the venue's own form. */
  #told(book: ReplayBook, limit: number): string {
    const { bids, asks } = book.top(limit);
    const ms = Math.floor(Math.max(0, book.tsEvent) / 1000);
    const times = this.#isSpot ? '' : `"E":${ms},"T":${ms},`;
    const { symbol } = book.recorded;
    const names =
      this.#options.venue === 'binance-coinm' ? `"symbol":"${symbol}","pair":"${symbol.replace(/_.*/, '')}",` : '';
    return `{"lastUpdateId":${book.lastId},${times}${names}"bids":${side(bids)},"asks":${side(asks)}}`;
  }

  #nowMs(): number {
    return Math.floor(this.#options.time.wallMicros() / 1000);
  }
}

function side(levels: readonly TextLevel[]): string {
  return `[${levels.map(([price, size]) => `["${price}","${size}"]`).join(',')}]`;
}

/** A recorded snapshot with at most that many levels a side; as it is where it has no more. */
function cut(text: string, limit: number): string {
  const snapshot = JSON.parse(text) as { bids: unknown[]; asks: unknown[] };
  if (snapshot.bids.length <= limit && snapshot.asks.length <= limit) return text;
  return JSON.stringify({ ...snapshot, bids: snapshot.bids.slice(0, limit), asks: snapshot.asks.slice(0, limit) });
}

/** The symbols that spot's query names, none for all; undefined where it cannot be read. */
function symbolsOf(query: URLSearchParams): string[] | undefined {
  const one = query.get('symbol');
  if (one !== null) return [one];
  const several = query.get('symbols');
  if (several === null) return [];
  try {
    const names: unknown = JSON.parse(several);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

function failure(status: number, code: number, msg: string): Reply {
  return { status, body: JSON.stringify({ code, msg }) };
}
