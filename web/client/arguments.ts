/** Checks what a program passes to the library: a wrong argument is a TypeError at once, with what to mend. */
import { CODEC_NAMES } from '../../host/wire/codec.js';
import { STREAM_PATH } from '../../host/wire/control.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import type { TokenSource } from './authenticator.js';
import type { LatencyOptions } from './latency.js';
import { CLIENT_CAPACITY, CLIENT_LIMITS, type ClientLimits } from './limits.js';
import type { MatchRequest } from './match.js';
import type { IterationOptions, SubscriptionRequest, SubscriptionWishes } from './subscription.js';

export interface WorkerOptions {
  /** The worker's file, where it is not served beside the library: from the page's own origin. */
  readonly url?: string | URL;
  /** Whether worker and page may share memory. Default: where they can (a page that is cross-origin isolated); else they transfer it. */
  readonly share?: boolean;
}

export interface ClientOptions {
  /** Closes the client. */
  readonly signal?: AbortSignal;
  /** For a host that asks for one: a token, or what gets one, called at each connection and before a token ends. */
  readonly token?: TokenSource;
  /** Room of the client's core, where the default is not right. Its memory is taken once. */
  readonly capacity?: Partial<Omit<CoreCapacity, 'results'>>;
  /** Decodes in a worker instead of the thread that uses the client. Default: false. */
  readonly worker?: boolean | WorkerOptions;
  /**
   * Whether the host may slow this client's views down while it cannot keep up, as `tier` says. Default: true;
   * else it falls behind as often as it must.
   */
  readonly adaptive?: boolean;
  /** Measures where time goes, hop by hop, for `client.latency`. Default: false; `true` is once a second, without echo. */
  readonly latency?: boolean | LatencyOptions;
  /** Times and backlogs, where the default is not right. */
  readonly limits?: Partial<ClientLimits>;
}

const PROTOCOLS: { readonly [given: string]: string } = {
  'ws:': 'ws:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'https:': 'wss:',
};

/** The WebSocket address of a host; without a path it is the protocol's own. A relative one is resolved as a page's links are. */
export function checkUrl(url: unknown): string {
  const given = url instanceof URL ? url.href : url;
  if (typeof given !== 'string') throw new TypeError(`connect: the url is ${show(url)}, it must be a string or a URL`);
  const page = (globalThis as { location?: { href: string } }).location?.href;
  if (!URL.canParse(given, page))
    throw new TypeError(`connect: ${show(given)} is not a url, as in ws://127.0.0.1:8080`);
  const parsed = new URL(given, page);
  const protocol = PROTOCOLS[parsed.protocol];
  if (protocol === undefined) {
    throw new TypeError(`connect: a url begins with ws: or wss: (or http:, https:), ${show(given)} does not`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError('connect: a url must hold no name and no password, it is logged: pass options.token');
  }
  const path = parsed.pathname === '/' ? STREAM_PATH : parsed.pathname;
  return `${protocol}//${parsed.host}${path}${parsed.search}`;
}

export function checkOptions(options: unknown, further: readonly string[] = []): ClientOptions {
  checkFields('connect: options', options, [
    'signal',
    'token',
    'capacity',
    'limits',
    'worker',
    'adaptive',
    'latency',
    ...further,
  ]);
  const { signal, token, capacity, limits, worker, adaptive, latency } = options as ClientOptions;
  checkWorker('connect: options.worker', worker);
  checkSignal('connect: options.signal', signal);
  checkToken(token);
  checkLatency('connect: options.latency', latency);
  if (adaptive !== undefined && typeof adaptive !== 'boolean') {
    throw new TypeError(`connect: options.adaptive is ${show(adaptive)}, it must be true or false`);
  }
  checkNumbers('connect: options.capacity', capacity, CLIENT_CAPACITY, ['results']);
  checkNumbers('connect: options.limits', limits, CLIENT_LIMITS, []);
  return options as ClientOptions;
}

const WISHES = ['depth', 'intervalMs', 'trades', 'codec', 'analytics'];

export function checkRequest(request: unknown): SubscriptionRequest {
  const where = 'subscribe';
  checkFields(where, request, ['symbol', ...WISHES, 'signal']);
  const { symbol, signal } = request as SubscriptionRequest;
  if (typeof symbol !== 'string' || symbol === '') {
    throw new TypeError(`${where}: symbol is ${show(symbol)}, it must be a text as in 'binance-spot:BTCUSDT'`);
  }
  checkWishes(where, request as SubscriptionRequest);
  checkSignal(`${where}: signal`, signal);
  return request as SubscriptionRequest;
}

export function checkChange(wishes: unknown): SubscriptionWishes {
  checkFields('change', wishes, WISHES);
  checkWishes('change', wishes as SubscriptionWishes);
  return wishes as SubscriptionWishes;
}

/** Patterns as a list. */
export function checkMatch(request: unknown): MatchRequest & { readonly symbols: readonly string[] } {
  const where = 'match';
  checkFields(where, request, ['symbols', ...WISHES, 'signal']);
  const { symbols, signal } = request as MatchRequest;
  const patterns = typeof symbols === 'string' ? [symbols] : symbols;
  const isList = Array.isArray(patterns) && patterns.length > 0;
  if (!isList || !patterns.every((pattern) => typeof pattern === 'string' && pattern !== '')) {
    throw new TypeError(
      `${where}: symbols is ${show(symbols)}, it must be a pattern as in 'binance-spot:*', or a list`,
    );
  }
  checkWishes(where, request as MatchRequest);
  checkSignal(`${where}: signal`, signal);
  return { ...(request as MatchRequest), symbols: patterns };
}

function checkWishes(where: string, { depth, intervalMs, trades, codec, analytics }: SubscriptionWishes): void {
  checkWhole(`${where}: depth`, depth, 'levels a side, or 0 for all');
  checkWhole(`${where}: intervalMs`, intervalMs, 'milliseconds, or 0 for updates as they come');
  if (trades !== undefined && typeof trades !== 'boolean') {
    throw new TypeError(`${where}: trades is ${show(trades)}, it must be true or false`);
  }
  if (codec !== undefined && !CODEC_NAMES.includes(codec)) {
    throw new TypeError(`${where}: codec is ${show(codec)}, it must be one of ${CODEC_NAMES.join(', ')}`);
  }
  if (analytics !== undefined && !(Array.isArray(analytics) && analytics.every((name) => typeof name === 'string'))) {
    throw new TypeError(`${where}: analytics is ${show(analytics)}, it must be a list of names as in ['touch.mid']`);
  }
}

export function checkIteration(options: unknown): IterationOptions {
  checkFields('messages', options, ['signal']);
  const { signal } = options as IterationOptions;
  checkSignal('messages: signal', signal);
  return options as IterationOptions;
}

function checkFields(where: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${where}: ${show(value)} is not an object with ${known.join(', ')}`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new TypeError(`${where}: ${unknown} is not known, there are ${known.join(', ')}`);
}

/** An object of positive integers under the names of the defaults. */
function checkNumbers(where: string, value: object | undefined, defaults: object, fixed: readonly string[]): void {
  if (value === undefined) return;
  const known = Object.keys(defaults).filter((name) => !fixed.includes(name));
  checkFields(where, value, known);
  for (const [name, number] of Object.entries(value)) {
    if (!Number.isSafeInteger(number) || number < 1) {
      throw new TypeError(`${where}.${name} is ${show(number)}, it must be a whole number above 0`);
    }
  }
}

function checkWhole(where: string, value: unknown, unit: string): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) return;
  throw new TypeError(`${where} is ${show(value)}, it must be a whole number of ${unit}`);
}

function checkWorker(where: string, worker: unknown): void {
  if (worker === undefined || typeof worker === 'boolean') return;
  checkFields(where, worker, ['url', 'share']);
  const { url, share } = worker as WorkerOptions;
  if (url !== undefined && typeof url !== 'string' && !(url instanceof URL)) {
    throw new TypeError(`${where}.url is ${show(url)}, it must be a string or a URL`);
  }
  if (share !== undefined && typeof share !== 'boolean') {
    throw new TypeError(`${where}.share is ${show(share)}, it must be true or false`);
  }
}

function checkLatency(where: string, latency: unknown): void {
  if (latency === undefined || typeof latency === 'boolean') return;
  checkFields(where, latency, ['intervalMs', 'echo']);
  const { intervalMs, echo } = latency as LatencyOptions;
  if (intervalMs !== undefined && !(Number.isSafeInteger(intervalMs) && intervalMs > 0)) {
    throw new TypeError(
      `${where}.intervalMs is ${show(intervalMs)}, it must be a whole number of milliseconds above 0`,
    );
  }
  if (echo !== undefined && typeof echo !== 'boolean') {
    throw new TypeError(`${where}.echo is ${show(echo)}, it must be true or false`);
  }
}

function checkSignal(where: string, signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new TypeError(`${where} is ${show(signal)}, it must be an AbortSignal`);
}

/** Says nothing of the token itself. */
function checkToken(token: unknown): void {
  if (token === undefined || typeof token === 'function' || (typeof token === 'string' && token !== '')) return;
  throw new TypeError('connect: options.token must be a token, or a function that gives one');
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
