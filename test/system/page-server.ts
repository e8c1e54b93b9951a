/** A folder over HTTP on loopback with headers of a test's choice, as any web server in front of a page would give them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StaticFiles } from '../../host/gateway/static-files.js';

export class PageServer {
  readonly #server: Server;
  /** `http://127.0.0.1:port`. */
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(folder: string, headers: Readonly<Record<string, string>> = {}): Promise<PageServer> {
    const files = new StaticFiles(folder);
    const server = createServer(async (request, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      const { pathname } = new URL(request.url ?? '/', 'http://page');
      const path = pathname === '/' ? '/index.html' : pathname;
      if (!(await files.serve(path, request, response))) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageServer(server);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
