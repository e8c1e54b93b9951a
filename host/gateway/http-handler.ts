/** The gateway's plain HTTP: health, readiness, metrics, the dashboard. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { MarketDataBus } from '../bus/market-data.js';
import { STREAM_PATH, SUBPROTOCOL } from '../wire/control.js';
import { type Grant, OPEN_GRANT } from './grant.js';
import { readiness } from './readiness.js';
import type { GatewaySecurity } from './security.js';
import { StaticFiles } from './static-files.js';
import type { TokenFault } from './token-verifier.js';

/** The benchmark's page, a folder among the dashboard's files. */
const BENCH_PATH = '/bench';

export interface HttpContext {
  readonly bus: MarketDataBus;
  readonly registry: Registry;
  /** Symbols without which the gateway is not ready. */
  readonly configured: readonly string[];
  /** Undefined: there is no dashboard. */
  readonly dashboardFolder: string | undefined;
  readonly security: GatewaySecurity;
}

/**
 * For every answer. The first three isolate the page from other origins, so that it may share memory
 * with its workers; the policy allows it its own files, its own socket and WebAssembly, and no more.
 */
const HEADERS: { readonly [name: string]: string } = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export class HttpHandler {
  readonly #context: HttpContext;
  readonly #files: StaticFiles | undefined;

  constructor(context: HttpContext) {
    this.#context = context;
    const { dashboardFolder } = context;
    this.#files = dashboardFolder === undefined ? undefined : new StaticFiles(dashboardFolder);
  }

  /** Never rejects: a fault is a 500, or a connection cut where the answer had begun. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    try {
      await this.#route(request, response);
    } catch {
      if (response.headersSent) response.destroy();
      else answer(response, 500, 'text/plain', 'something went wrong here\n');
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      answer(response, 405, 'text/plain', 'only GET and HEAD are answered here\n');
      return;
    }
    const path = (request.url ?? '/').split(/[?#]/, 1)[0]!;
    switch (path) {
      case '/healthz':
        answer(response, 200, 'application/json', this.#health());
        return;
      case '/readyz':
        this.#ready(response, await this.#grantOf(request));
        return;
      case '/metrics':
        if (await this.#isKeptFrom(request, response, 'metrics')) return;
        answer(response, 200, this.#context.registry.contentType, await this.#context.registry.metrics());
        return;
      case STREAM_PATH:
        response.setHeader('upgrade', 'websocket');
        answer(response, 426, 'text/plain', `connect here with a WebSocket of subprotocol ${SUBPROTOCOL}\n`);
        return;
      case BENCH_PATH:
        // Its files are named from the folder on, which a browser sees only behind the slash.
        response.setHeader('location', 'bench/');
        answer(response, 302, 'text/plain', 'see bench/\n');
        return;
      default:
        if (await this.#isKeptFrom(request, response, 'pages')) return;
        if (await this.#files?.serve(path, request, response)) return;
        answer(response, 404, 'text/plain', this.#notFound(path));
    }
  }

  /** Whether tokens are asked for a page has to know before it connects. */
  #health(): string {
    const { verifier } = this.#context.security;
    return `${JSON.stringify({ status: 'ok', ...(verifier !== undefined && { tokens: 'required' }) })}\n`;
  }

  /** Names of symbols are for those who may know them. */
  #ready(response: ServerResponse, grant: Grant | undefined): void {
    const found = readiness(this.#context.bus, this.#context.configured);
    const { ready, live } = found;
    const allowed = grant?.symbols;
    const shown = {
      ready,
      live,
      ...(allowed !== undefined && {
        notLive: found.notLive.filter(({ symbol }) => allowed.allows(symbol)),
        unknown: found.unknown.filter((symbol) => allowed.allows(symbol)),
      }),
    };
    answer(response, ready ? 200 : 503, 'application/json', `${JSON.stringify(shown)}\n`);
  }

  /** Whether who asks may not have it; then that is answered. */
  async #isKeptFrom(request: IncomingMessage, response: ServerResponse, what: 'metrics' | 'pages'): Promise<boolean> {
    const { security } = this.#context;
    if (security.verifier === undefined || (security[what] ?? 'open') === 'open') return false;
    const found = await this.#tokenOf(request);
    const isGranted = found !== undefined && !('fault' in found);
    if (isGranted && (what === 'pages' || found.metrics)) return false;
    // RFC 6750, 3: nothing more where no token was shown.
    const error = found === undefined ? '' : ` error="${isGranted ? 'insufficient_scope' : 'invalid_token'}"`;
    response.setHeader('www-authenticate', `Bearer${error}`);
    const text = isGranted
      ? 'your token does not allow the metrics'
      : (found?.reason ?? 'show a token: authorization: Bearer …');
    answer(response, isGranted ? 403 : 401, 'text/plain', `${text}\n`);
    return true;
  }

  /** Of the request's token; undefined where it has none that is taken. */
  async #grantOf(request: IncomingMessage): Promise<Grant | undefined> {
    const found = await this.#tokenOf(request);
    return found === undefined || 'fault' in found ? undefined : found;
  }

  /** What becomes of the request's token; undefined where it shows none. */
  async #tokenOf({ headers }: IncomingMessage): Promise<Grant | TokenFault | undefined> {
    const { verifier } = this.#context.security;
    if (verifier === undefined) return OPEN_GRANT;
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    return token === undefined ? undefined : verifier.verify(token);
  }

  #notFound(path: string): string {
    const dashboard = path === '/' ? ': the dashboard is not built, run npm run build' : '';
    return `not found${dashboard}; there are /healthz, /readyz, /metrics, ${BENCH_PATH} and ${STREAM_PATH}\n`;
  }
}

/** A whole answer, which is not to be kept. Node leaves the body out of the answer to a HEAD. */
function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', type.includes('charset') ? type : `${type}; charset=utf-8`);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}
