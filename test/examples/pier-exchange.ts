/** The exchange of the worked example, small: it follows its own description in `examples/pier-venue.ts`. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

type Levels = readonly (readonly [price: string, size: string])[];

export class PierExchange {
  /** Snapshots sent. */
  snapshots = 0;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #bids = new Map([['100.0', '1.5']]);
  readonly #asks = new Map([['100.5', '2']]);
  #n = 7;

  constructor() {
    this.#http = createServer((request, response) => {
      const isKnown = request.url === '/markets';
      response.writeHead(isKnown ? 200 : 404).end(isKnown ? '[{"m":"BTC-EUR","tick":"0.5","lot":"0.001"}]' : '');
    });
    this.#sockets = new WebSocketServer({ server: this.#http });
    this.#sockets.on('connection', (socket) => {
      socket.on('message', (data) => this.#follow(socket, JSON.parse(data.toString()).m));
    });
  }

  async listen() {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    const at = `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    return { ws: `ws://${at}`, rest: `http://${at}` };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.close();
    await once(this.#http, 'close');
  }

  /** Changes the book; where nobody is told, a message is lost. */
  change(bids: Levels, asks: Levels, isTold = true): string {
    for (const [price, size] of bids) set(this.#bids, price, size);
    for (const [price, size] of asks) set(this.#asks, price, size);
    this.#n++;
    const text = JSON.stringify({ t: 'diff', m: 'BTC-EUR', n: this.#n, at: 1_700_000_000_050, b: bids, a: asks });
    if (isTold) this.say(text);
    return text;
  }

  trade(p: string, q: string): void {
    this.say(JSON.stringify({ t: 'trade', m: 'BTC-EUR', id: 41, at: 1_700_000_000_060, p, q, taker: 'b' }));
  }

  say(text: string): void {
    for (const socket of this.#sockets.clients) socket.send(text);
  }

  full(): string {
    const [b, a] = [[...this.#bids], [...this.#asks]];
    return JSON.stringify({ t: 'full', m: 'BTC-EUR', n: this.#n, at: 1_700_000_000_000, b, a });
  }

  #follow(socket: WebSocket, markets: readonly string[]): void {
    for (const m of markets) {
      if (m !== 'BTC-EUR') {
        socket.send(JSON.stringify({ t: 'no', m, why: 'no such market' }));
        continue;
      }
      this.snapshots++;
      socket.send(JSON.stringify({ t: 'ok', m }));
      socket.send(this.full());
    }
  }
}

function set(side: Map<string, string>, price: string, size: string): void {
  if (Number(size) === 0) side.delete(price);
  else side.set(price, size);
}
