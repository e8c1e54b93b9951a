/** Binance spot's public REST endpoints on the simulated exchange, with its checks, error answers and request weights. */
import type { Time } from '../live/time.js';
import { depthSnapshotText, symbolInfo } from './binance-text.js';
import type { Market } from './market.js';
import type { Misbehaviour } from './misbehaviour.js';
import type { Random } from './random.js';
import type { Reply } from './socket-server.js';

const DEFAULT_DEPTH = 100;
const MAX_DEPTH = 5000;
const SYMBOL = '^[A-Z0-9-_.]{1,20}$';
const SYMBOLS = '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$';
const LIMIT = '^[0-9]{1,20}$';

export interface RestOptions {
  readonly time: Time;
  readonly weightPerMinute: number;
  readonly retryAfterSeconds: number;
  readonly misbehaviour: Misbehaviour;
  readonly random: Random;
}

export class ExchangeRest {
  readonly #markets: ReadonlyMap<string, Market>;
  readonly #options: RestOptions;
  #minute = -1;
  #weight = 0;

  constructor(markets: ReadonlyMap<string, Market>, options: RestOptions) {
    this.#markets = markets;
    this.#options = options;
  }

  reply(method: string, url: URL): Reply {
    if (method !== 'GET') return failure(405, -1000, `Request method '${method}' is not supported.`);
    const { misbehaviour, random, weightPerMinute, retryAfterSeconds } = this.#options;
    this.#weigh(weightOf(url));
    if (this.#weight > weightPerMinute) return this.#tooMany(60 - (Math.floor(this.#nowMs() / 1000) % 60));
    if (misbehaviour.strikes('rest429', random)) return this.#tooMany(retryAfterSeconds);
    if (misbehaviour.strikes('rest500', random)) {
      return failure(500, -1000, 'An unknown error occurred while processing the request.');
    }
    return { ...this.#route(url), headers: { 'x-mbx-used-weight-1m': String(this.#weight) } };
  }

  #route({ pathname, searchParams }: URL): Reply {
    switch (pathname) {
      case '/api/v3/ping':
        return unread(searchParams, []) ?? { status: 200, body: '{}' };
      case '/api/v3/time':
        return unread(searchParams, []) ?? { status: 200, body: `{"serverTime":${this.#nowMs()}}` };
      case '/api/v3/depth':
        return unread(searchParams, ['symbol', 'limit', 'symbolStatus']) ?? this.#depth(searchParams);
      case '/api/v3/exchangeInfo': {
        const known = ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'];
        return unread(searchParams, known) ?? this.#exchangeInfo(searchParams);
      }
      default:
        return { status: 404, body: '{"code":-1,"msg":"Not found."}' };
    }
  }

  #depth(query: URLSearchParams): Reply {
    const symbol = query.get('symbol');
    if (symbol === null || symbol === '') {
      return failure(400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    if (!new RegExp(SYMBOL).test(symbol)) return illegal('symbol', SYMBOL);
    const limit = query.get('limit') ?? String(DEFAULT_DEPTH);
    if (limit === '') return failure(400, -1105, "Parameter 'limit' was empty.");
    if (!new RegExp(LIMIT).test(limit)) return illegal('limit', LIMIT);
    if (Number(limit) === 0) return failure(400, -1130, "Data sent for parameter 'limit' is not valid.");
    const market = this.#markets.get(symbol);
    if (market === undefined) return failure(400, -1121, 'Invalid symbol.');
    const { book, instrument } = market;
    const depth = Math.min(Number(limit), MAX_DEPTH);
    const body = depthSnapshotText(instrument, book.updateId, book.bids.levels(depth), book.asks.levels(depth));
    return { status: 200, body };
  }

  #exchangeInfo(query: URLSearchParams): Reply {
    const one = query.get('symbol');
    const several = query.get('symbols');
    if (one !== null && several !== null) return failure(400, -1128, 'Combination of optional parameters invalid.');
    if (one !== null && !new RegExp(SYMBOL).test(one)) return illegal('symbol', SYMBOL);
    if (several !== null && !new RegExp(SYMBOLS).test(several)) return illegal('symbols', SYMBOLS);
    const asked: string[] = several !== null ? JSON.parse(several) : one !== null ? [one] : [...this.#markets.keys()];
    if (!asked.every((symbol) => this.#markets.has(symbol))) return failure(400, -1121, 'Invalid symbol.');
    const limit = { interval: 'MINUTE', intervalNum: 1, limit: this.#options.weightPerMinute };
    const body = JSON.stringify({
      timezone: 'UTC',
      serverTime: this.#nowMs(),
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', ...limit }],
      exchangeFilters: [],
      symbols: [...new Set(asked)].map((symbol) => symbolInfo(this.#markets.get(symbol)!.instrument)),
    });
    return { status: 200, body };
  }

  #weigh(weight: number): void {
    const minute = Math.floor(this.#nowMs() / 60_000);
    if (minute !== this.#minute) this.#weight = 0;
    this.#minute = minute;
    this.#weight += weight;
  }

  #tooMany(retryAfterSeconds: number): Reply {
    const limit = this.#options.weightPerMinute;
    const msg = `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`;
    return { ...failure(429, -1003, msg), headers: { 'retry-after': String(retryAfterSeconds) } };
  }

  #nowMs(): number {
    return Math.floor(this.#options.time.wallMicros() / 1000);
  }
}

/** What Binance charges a request. */
function weightOf({ pathname, searchParams }: URL): number {
  if (pathname === '/api/v3/exchangeInfo') return 20;
  if (pathname !== '/api/v3/depth') return 1;
  const limit = Number(searchParams.get('limit') ?? DEFAULT_DEPTH);
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}

function failure(status: number, code: number, msg: string): Reply {
  return { status, body: JSON.stringify({ code, msg }) };
}

function illegal(name: string, range: string): Reply {
  return failure(400, -1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);
}

/** The answer to a request with parameters that the endpoint does not know. */
function unread(query: URLSearchParams, known: readonly string[]): Reply | undefined {
  const sent = [...query.keys()];
  const read = sent.filter((name) => known.includes(name));
  if (read.length === sent.length) return undefined;
  const msg = `Not all sent parameters were read; read '${read.length}' parameter(s) but was sent '${sent.length}'.`;
  return failure(400, -1104, msg);
}
