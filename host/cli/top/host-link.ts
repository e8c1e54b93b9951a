/** What `tickwire top` asks a host: its metrics over HTTP, and its symbols over the protocol, where it lets us. */
import { WebSocket } from 'ws';
import { ConfigError } from '../../config/config-error.js';
import {
  CLOSE_AUTH_LATE,
  CLOSE_BAD_TOKEN,
  CLOSE_UNAUTHENTICATED,
  type HostMessage,
  STREAM_PATH,
  SUBPROTOCOL,
  type SymbolInfo,
} from '../../wire/control.js';
import type { HostToken } from './host-token.js';
import { Scrape } from './scrape.js';

/** An answer that takes longer is none. */
const ANSWER_MS = 3_000;
/** What OpenSSL calls certificates that are their own, or of an authority that is not known. */
const UNKNOWN_CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/;
/** Characters of an answer's text that are shown. */
const SHOWN_CHARACTERS = 160;
/** After these there is nothing to be had with the same token. */
const REFUSALS: readonly number[] = [CLOSE_AUTH_LATE, CLOSE_UNAUTHENTICATED, CLOSE_BAD_TOKEN];

export type Answer =
  | { readonly ok: true; readonly scrape: Scrape }
  /** One line; `isRefused`: the host is there, and wants a token, or another one. */
  | { readonly ok: false; readonly reason: string; readonly isRefused: boolean };

export class HostLink {
  /** Of the last list; undefined where the protocol is not to be had. */
  symbols: readonly SymbolInfo[] | undefined;
  /** Of the last list. */
  roundTripMs: number | undefined;
  readonly #url: string;
  readonly #token: Pick<HostToken, 'read'>;
  #socket: WebSocket | undefined;
  #askedMs = 0;
  #isClosed = false;
  /** Whether the protocol was refused, and with which token. */
  #refused: { readonly token: string | undefined } | undefined;

  /** @param url `http://host:port`, without a slash behind it */
  constructor(url: string, token: Pick<HostToken, 'read'>) {
    this.#url = url;
    this.#token = token;
  }

  async scrape(): Promise<Answer> {
    try {
      const token = this.#token.read();
      const answer = await fetch(`${this.#url}/metrics`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await answer.text();
      if (answer.status === 401 || answer.status === 403) return refusal(answer.status, text, token !== undefined);
      if (!answer.ok) return failure(`/metrics answers ${answer.status}`);
      if (!text.includes('tickwire_build_info')) return failure('what answers there is no tickwire');
      return { ok: true, scrape: new Scrape(text, performance.now()) };
    } catch (error) {
      return failure(reasonOf(error));
    }
  }

  /** Asks for the symbols anew, and resolves when they are here, or when it is clear that they will not be. */
  async list(): Promise<void> {
    if (this.#isClosed) return;
    const socket = this.#socket;
    if (socket === undefined) {
      const token = this.#readToken();
      if (this.#refused === undefined || this.#refused.token !== token) await this.#open(token);
      return;
    }
    // Before the welcome a host that asks for tokens takes nothing else.
    if (socket.readyState !== WebSocket.OPEN || this.symbols === undefined) return;
    this.#askedMs = performance.now();
    socket.send('{"type":"list","id":1}');
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.terminate();
  }

  /** What is wrong with it, `scrape` says. */
  #readToken(): string | undefined {
    try {
      return this.#token.read();
    } catch {
      return undefined;
    }
  }

  #open(token: string | undefined): Promise<void> {
    const socket = new WebSocket(`${this.#url.replace(/^http/, 'ws')}${STREAM_PATH}`, SUBPROTOCOL, {
      handshakeTimeout: ANSWER_MS,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS);
      socket.on('error', () => {});
      socket.on('open', () => {
        if (token !== undefined) socket.send(JSON.stringify({ type: 'auth', id: 1, token }));
      });
      socket.on('close', (code) => {
        this.#refused = REFUSALS.includes(code) ? { token } : undefined;
        this.#socket = undefined;
        this.symbols = undefined;
        this.roundTripMs = undefined;
        clearTimeout(timer);
        resolve();
      });
      socket.on('message', (data, isBinary) => {
        if (isBinary || !this.#take(String(data))) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Whether it was the symbols. */
  #take(text: string): boolean {
    let message: HostMessage;
    try {
      message = JSON.parse(text) as HostMessage;
    } catch {
      return false;
    }
    if (message.type !== 'welcome' && message.type !== 'symbols') return false;
    this.symbols = message.symbols;
    if (message.type === 'symbols') this.roundTripMs = performance.now() - this.#askedMs;
    return true;
  }
}

function failure(reason: string): Answer {
  return { ok: false, reason, isRefused: false };
}

/** @param text the host's, which may be anyone's */
function refusal(status: 401 | 403, text: string, isShown: boolean): Answer {
  const told = (text.split('\n')[0] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, SHOWN_CHARACTERS);
  const why = status === 401 && !isShown ? 'it asks for a token' : told || `/metrics answers ${status}`;
  return { ok: false, reason: why, isRefused: true };
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join('; ');
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (typeof code === 'string' && UNKNOWN_CERTIFICATE.test(code)) {
    return 'its certificate is signed by nobody known here; NODE_EXTRA_CA_CERTS names the file of one that is trusted';
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${ANSWER_MS} ms`;
  return cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
}
