/** From an HTTP request to a client's WebSocket, or to an answer that says what to mend. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { STREAM_PATH, SUBPROTOCOL } from '../wire/control.js';
import type { ClientAddresses } from './client-address.js';
import { ClientSocket } from './client-socket.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics } from './metrics.js';
import { isLoopback, type Origins } from './origins.js';

const STATUS_TEXTS = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found' } as const;
/** Names under which people put secrets into an address, which others log. */
const SECRET_PARAMETER = /^(access_?token|token|jwt|auth|authorization|secret|key|api_?key|password)$/i;

export interface UpgraderContext {
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly addresses: ClientAddresses;
  readonly origins: Origins;
}

export class Upgrader {
  readonly #server: WebSocketServer;
  readonly #context: UpgraderContext;

  constructor(context: UpgraderContext) {
    const { limits } = context;
    this.#context = context;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      maxFragments: limits.messageFragments,
      maxBufferedChunks: limits.messageChunks,
      handleProtocols: () => SUBPROTOCOL,
      WebSocket: ClientSocket,
    });
    this.#server.on('wsClientError', (_error, socket) => this.#refuse(socket, 400, 'this is no WebSocket handshake'));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, onOpen: (socket: ClientSocket) => void): void {
    const { origins } = this.#context;
    const [path, query = ''] = (request.url ?? '').split('#', 1)[0]!.split('?', 2) as [string, string?];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (path !== STREAM_PATH) {
      this.#refuse(socket, 404, `the stream is at ${STREAM_PATH}`);
    } else if (!origins.allows(request, this.#isLocal(request))) {
      this.#refuse(socket, 403, 'pages of this origin may not connect: gateway.origins names those that may');
    } else if ([...new URLSearchParams(query).keys()].some((name) => SECRET_PARAMETER.test(name))) {
      this.#refuse(socket, 400, 'no secret belongs in an address, which is logged: send {"type":"auth", …} first');
    } else if (!offered.includes(SUBPROTOCOL)) {
      this.#refuse(socket, 400, `offer the subprotocol ${SUBPROTOCOL} in sec-websocket-protocol`);
    } else {
      this.#server.handleUpgrade(request, socket, head, (opened) => onOpen(opened as ClientSocket));
    }
  }

  #isLocal(request: IncomingMessage): boolean {
    const { remoteAddress = '' } = request.socket;
    return isLoopback(remoteAddress.replace(/^::ffff:/i, '')) && !this.#context.addresses.isTrusted(remoteAddress);
  }

  #refuse(socket: Duplex, status: keyof typeof STATUS_TEXTS, text: string): void {
    this.#context.metrics.refusedUpgrade(status);
    // Whoever breaks off while being refused is refused as well.
    socket.on('error', () => socket.destroy());
    const body = `${text}\n`;
    const head = [
      `HTTP/1.1 ${status} ${STATUS_TEXTS[status]}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
}
