/** The gateway's HTTP server, with TLS or without: nobody keeps a socket by being slow, or has them all. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressKey, type ClientAddresses } from './client-address.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayMetrics, RequestFault } from './metrics.js';
import type { GatewaySecurity } from './security.js';

/** Sockets beyond the connections' limits, so that health and metrics are answered when those are reached. */
const SPARE_SOCKETS = 64;
const SPARE_SOCKETS_PER_ADDRESS = 16;

export interface HttpServerOptions {
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly addresses: ClientAddresses;
  readonly tls: GatewaySecurity['tls'];
}

/** Without listeners for requests and upgrades: those are the caller's. */
export function createHttpServer({ limits, metrics, addresses, tls }: HttpServerOptions): Server {
  const timing = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.ceil(limits.headersMs / 4),
  };
  const server: Server =
    tls === undefined
      ? createServer(timing)
      : createTlsServer({ ...timing, ...tls, handshakeTimeout: limits.headersMs });
  server.maxConnections = limits.connections + SPARE_SOCKETS;
  // A WebSocket has a heartbeat of its own instead.
  server.setTimeout(limits.idleMs);
  server.on('drop', () => metrics.refusedRequest('sockets'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket, metrics));
  limitSockets(server, limits, metrics, addresses);
  return server;
}

/** Of one peer, whatever it does with them: trusted proxies excepted, whose clients are counted one by one. */
function limitSockets(server: Server, limits: GatewayLimits, metrics: GatewayMetrics, addresses: ClientAddresses) {
  const most = limits.connectionsPerAddress + SPARE_SOCKETS_PER_ADDRESS;
  const sockets = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    if (addresses.isTrusted(remoteAddress)) return;
    const key = addressKey(remoteAddress);
    const count = (sockets.get(key) ?? 0) + 1;
    sockets.set(key, count);
    socket.on('close', () => {
      const left = sockets.get(key)! - 1;
      if (left === 0) sockets.delete(key);
      else sockets.set(key, left);
    });
    if (count <= most) return;
    metrics.refusedRequest('sockets');
    socket.destroy();
  });
}

function refuse({ code = '' }: NodeJS.ErrnoException, socket: Duplex, metrics: GatewayMetrics): void {
  if (/^ERR_(TLS|SSL)_/.test(code)) {
    // Nothing can be said before the handshake is over.
    metrics.refusedRequest('tls');
    socket.destroy();
    return;
  }
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [fault, status] = FAULTS[code] ?? MALFORMED;
  metrics.refusedRequest(fault);
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

const MALFORMED = ['malformed', '400 Bad Request'] as const;
const FAULTS: { readonly [code: string]: readonly [RequestFault, string] } = {
  ERR_HTTP_REQUEST_TIMEOUT: ['timeout', '408 Request Timeout'],
  HPE_HEADER_OVERFLOW: ['too_large', '431 Request Header Fields Too Large'],
};
