/** HTTP and WebSocket on one port, as an exchange offers them: hands requests and connections to whoever speaks for the exchange. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Time } from '../live/time.js';
import { type ClientLimits, ClientSocket } from './client-socket.js';

export interface ServerLimits extends ClientLimits {
  /** Connections open at once; more are answered 503. */
  readonly connections: number;
  /** Bytes of a client's message; beyond it the connection is closed with 1009. */
  readonly payloadBytes: number;
  /** Bytes of a request's first line and headers; beyond it the answer is 431. */
  readonly headerBytes: number;
}

export interface Reply {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Exchange {
  /** Answers a REST request. */
  reply(method: string, url: URL): Reply | Promise<Reply>;
  /** Whether there are streams at an address. */
  accepts(url: URL): boolean;
  connected(client: ClientSocket, url: URL): void;
}

export interface Listening {
  readonly port: number;
  /** Without a path, as in `ws://127.0.0.1:9443`. */
  readonly wsUrl: string;
  readonly restUrl: string;
}

export class SocketServer {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #exchange: Exchange;
  readonly #time: Time;
  readonly #limits: ServerLimits;

  constructor(exchange: Exchange, time: Time, limits: ServerLimits) {
    this.#exchange = exchange;
    this.#time = time;
    this.#limits = limits;
    this.#http = createServer({ maxHeaderSize: limits.headerBytes }, (request, response) => {
      void this.#answer(request, response);
    });
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: limits.payloadBytes,
      maxFragments: 16,
      maxBufferedChunks: 256,
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Rejects with the system's error (its `code` says why, as in EADDRINUSE) where the port cannot be had. */
  async listen(port: number, host: string): Promise<Listening> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    const taken = (this.#http.address() as AddressInfo).port;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${taken}`;
    return { port: taken, wsUrl: `ws://${authority}`, restUrl: `http://${authority}` };
  }

  /**
   * Stops listening and ends every connection: at once, or, with `graceMs`, with a goodbye and that
   * much time for what was sent to arrive.
   */
  async close(graceMs = 0): Promise<void> {
    if (graceMs > 0) await this.#sayGoodbye(graceMs);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    if (!this.#http.listening) return;
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  async #sayGoodbye(graceMs: number): Promise<void> {
    const all = [...this.#sockets.clients].map((socket) => {
      socket.close(1001, 'going away');
      return new Promise((resolve) => socket.once('close', resolve));
    });
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#time.after(graceMs, resolve);
    });
    await Promise.race([Promise.all(all), late]);
    cancel();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const url = urlOf(request);
    let reply = notFound;
    try {
      if (url !== undefined) reply = await this.#exchange.reply(request.method ?? 'GET', url);
    } catch {
      // A fault of this program costs one answer, not the exchange.
      reply = { status: 500, body: '{"code":-1000,"msg":"An unknown error occurred while processing the request."}' };
    }
    response.writeHead(reply.status, { 'content-type': 'application/json;charset=UTF-8', ...reply.headers });
    response.end(reply.body);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = urlOf(request);
    const refusal = this.#refusal(url);
    socket.on('error', () => {});
    if (url === undefined || refusal !== undefined) {
      socket.once('finish', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
      this.#exchange.connected(new ClientSocket(accepted, this.#time, this.#limits), url);
    });
  }

  #refusal(url: URL | undefined): string | undefined {
    if (url === undefined || !this.#exchange.accepts(url)) return '404 Not Found';
    return this.#sockets.clients.size >= this.#limits.connections ? '503 Service Unavailable' : undefined;
  }
}

const notFound: Reply = { status: 404, body: '{"code":-1,"msg":"Not found."}' };

function urlOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '/';
  return URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
}
