/** A WebSocket proxy on loopback that may damage what it passes to the client. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export class DamagingProxy {
  readonly #server: WebSocketServer;
  /** Applied to data messages on their way to the client. */
  tamper: (message: Buffer) => Buffer = (message) => message;

  /** It takes no connections. */
  isShut = false;

  private constructor(server: WebSocketServer, upstream: string) {
    this.#server = server;
    server.on('connection', (client) => {
      if (this.isShut) {
        client.terminate();
        return;
      }
      const host = new WebSocket(`${upstream}/v1/stream`, 'tickwire.v1');
      const opened = once(host, 'open');
      client.on('message', (data, isBinary) => {
        opened.then(() => host.send(data, { binary: isBinary }));
      });
      host.on('message', (data: Buffer, isBinary) => {
        client.send(isBinary ? this.tamper(Buffer.from(data)) : data, { binary: isBinary });
      });
      client.on('close', () => host.terminate());
      host.on('close', () => client.terminate());
      host.on('error', () => client.terminate());
    });
  }

  /** @param upstream without a path: `ws://127.0.0.1:port` */
  static async open(upstream: string): Promise<DamagingProxy> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new DamagingProxy(server, upstream);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every connection breaks. */
  cut(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
