/** A reverse proxy between a page and its host that a test can cut, freeze and mend, and that can drop response headers. */
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface LinkOptions {
  /** Of the host behind. */
  readonly port: number;
  /** Response headers that do not pass, in lower case. */
  readonly drop?: readonly string[];
}

export class Link {
  readonly #options: LinkOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #frozen = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Where the page is, with a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Listens: at first on a free port, later on the same again. */
  async open(): Promise<void> {
    const server = createServer((incoming, answer) => this.#forward(incoming, answer));
    server.on('connection', (socket) => this.#keep(socket));
    server.on('upgrade', (incoming, socket, head) => this.#tunnel(incoming, socket as Socket, head));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Breaks every connection and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#frozen = false;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Keeps every connection open, takes new ones, and lets nothing through any more, until it is cut. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    if (this.#frozen) return;
    const { method, url: path, headers } = incoming;
    const onward: ClientRequest = request(
      { host: '127.0.0.1', port: this.#options.port, method, path, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, this.#passed(response.headers));
        response.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }

  #passed(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !this.#options.drop?.includes(name)));
  }

  #tunnel(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    if (this.#frozen) return;
    const host = connect(this.#options.port, '127.0.0.1');
    this.#keep(host);
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
      lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    }
    host.write(`${lines.join('\r\n')}\r\n\r\n`);
    host.write(head);
    host.pipe(client);
    client.pipe(host);
    host.on('close', () => client.destroy());
    client.on('close', () => host.destroy());
  }
}
