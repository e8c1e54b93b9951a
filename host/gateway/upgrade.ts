/** From an HTTP request to a client's WebSocket, or to an answer that says what to mend. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { STREAM_PATH, SUBPROTOCOL } from '../wire/control.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics } from './metrics.js';

export class Upgrader {
  readonly #server: WebSocketServer;
  readonly #metrics: GatewayMetrics;

  constructor(limits: GatewayLimits, metrics: GatewayMetrics) {
    this.#metrics = metrics;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      maxFragments: limits.messageFragments,
      maxBufferedChunks: limits.messageChunks,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#server.on('wsClientError', (_error, socket) => this.#refuse(socket, 400, 'this is no WebSocket handshake'));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, onOpen: (socket: WebSocket) => void): void {
    const path = (request.url ?? '').split(/[?#]/, 1)[0];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (path !== STREAM_PATH) {
      this.#refuse(socket, 404, `the stream is at ${STREAM_PATH}`);
    } else if (!offered.includes(SUBPROTOCOL)) {
      this.#refuse(socket, 400, `offer the subprotocol ${SUBPROTOCOL} in sec-websocket-protocol`);
    } else {
      this.#server.handleUpgrade(request, socket, head, onOpen);
    }
  }

  #refuse(socket: Duplex, status: 400 | 404, text: string): void {
    this.#metrics.refusedUpgrade(status);
    // Whoever breaks off while being refused is refused as well.
    socket.on('error', () => socket.destroy());
    const body = `${text}\n`;
    const head = [
      `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Bad Request'}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
}
