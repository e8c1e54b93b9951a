/** What `tickwire top` asks a host: its metrics over HTTP, and its symbols over the protocol, where it lets us. */
import { WebSocket } from 'ws';
import { type HostMessage, STREAM_PATH, SUBPROTOCOL, type SymbolInfo } from '../../wire/control.js';
import { Scrape } from './scrape.js';

/** An answer that takes longer is none. */
const ANSWER_MS = 3_000;

export type Answer =
  | { readonly ok: true; readonly scrape: Scrape }
  /** One line. */
  | { readonly ok: false; readonly reason: string };

export class HostLink {
  /** Of the last list; undefined where the protocol is not to be had. */
  symbols: readonly SymbolInfo[] | undefined;
  /** Of the last list. */
  roundTripMs: number | undefined;
  readonly #url: string;
  #socket: WebSocket | undefined;
  #askedMs = 0;
  #isClosed = false;

  /** @param url `http://host:port`, without a slash behind it */
  constructor(url: string) {
    this.#url = url;
  }

  async scrape(): Promise<Answer> {
    try {
      const answer = await fetch(`${this.#url}/metrics`, { signal: AbortSignal.timeout(ANSWER_MS) });
      const text = await answer.text();
      if (!answer.ok) return { ok: false, reason: `/metrics answers ${answer.status}` };
      if (!text.includes('tickwire_build_info')) return { ok: false, reason: 'what answers there is no tickwire' };
      return { ok: true, scrape: new Scrape(text, performance.now()) };
    } catch (error) {
      return { ok: false, reason: reasonOf(error) };
    }
  }

  /** Asks for the symbols anew, and resolves when they are here, or when it is clear that they will not be. */
  async list(): Promise<void> {
    if (this.#isClosed) return;
    const socket = this.#socket;
    if (socket === undefined) return this.#open();
    if (socket.readyState !== WebSocket.OPEN) return;
    this.#askedMs = performance.now();
    socket.send('{"type":"list","id":1}');
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.terminate();
  }

  #open(): Promise<void> {
    const socket = new WebSocket(`${this.#url.replace(/^http/, 'ws')}${STREAM_PATH}`, SUBPROTOCOL, {
      handshakeTimeout: ANSWER_MS,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#socket = undefined;
        this.symbols = undefined;
        this.roundTripMs = undefined;
        clearTimeout(timer);
        resolve();
      });
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        this.#take(String(data));
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #take(text: string): void {
    let message: HostMessage;
    try {
      message = JSON.parse(text) as HostMessage;
    } catch {
      return;
    }
    if (message.type !== 'welcome' && message.type !== 'symbols') return;
    this.symbols = message.symbols;
    if (message.type === 'symbols') this.roundTripMs = performance.now() - this.#askedMs;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${ANSWER_MS} ms`;
  return cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
}
