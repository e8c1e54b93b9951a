/** The gateway: one HTTP server with the WebSocket stream, health, metrics and the dashboard. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import type { Registry } from 'prom-client';
import type { MarketDataBus } from '../bus/market-data.js';
import { CLOSE_SHUTDOWN } from '../wire/control.js';
import { Admission, type Admitted } from './admission.js';
import { ClientAddresses } from './client-address.js';
import { ClientMessageReader } from './client-message.js';
import { ClientRequests } from './client-requests.js';
import { ClientSocket } from './client-socket.js';
import { HttpHandler } from './http-handler.js';
import { createHttpServer } from './http-server.js';
import { Hub, type HubContext } from './hub.js';
import { GATEWAY_LIMITS, type GatewayLimits, type LimitName } from './limits.js';
import { GatewayMetrics } from './metrics.js';
import { Origins } from './origins.js';
import type { GatewaySocket } from './outlet.js';
import type { GatewaySecurity } from './security.js';
import type { GatewayTime } from './time.js';
import { Upgrader } from './upgrade.js';

export interface GatewayOptions {
  readonly bus: MarketDataBus;
  readonly registry: Registry;
  readonly time: GatewayTime;
  /** A random number of 48 bits, for the epochs of views. */
  drawEpoch(): number;
  /** Tickwire's version, as the welcome says it. */
  readonly software: string;
  /** Symbols without which `/readyz` is not ready. */
  readonly symbols?: readonly string[];
  /** The built dashboard; absent: there is none at `/`. */
  readonly dashboardFolder?: string;
  readonly limits?: Partial<GatewayLimits>;
  /** Who may connect. Absent: everybody who reaches the address, and pages of this machine and this host. */
  readonly security?: GatewaySecurity;
}

export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
}

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #context: HubContext;
  readonly #hub: Hub;
  readonly #reader: ClientMessageReader;
  readonly #upgrader: Upgrader;
  readonly #addresses: ClientAddresses;
  readonly #admission: Admission;
  readonly #server: Server;
  /** Every socket that is not closed, a client's or one that is being sent away. */
  readonly #sockets = new Set<ClientSocket>();

  constructor(options: GatewayOptions) {
    const { bus, registry, time, symbols = [], dashboardFolder, security = {} } = options;
    const limits = { ...GATEWAY_LIMITS, ...options.limits };
    const metrics = new GatewayMetrics(registry);
    this.#options = options;
    this.#context = { bus, limits, time, metrics, drawEpoch: () => options.drawEpoch() };
    this.#hub = new Hub(this.#context);
    this.#reader = new ClientMessageReader(limits);
    this.#addresses = new ClientAddresses(security.trustedProxies ?? []);
    this.#admission = new Admission(limits);
    const origins = new Origins(security.origins ?? []);
    this.#upgrader = new Upgrader({ limits, metrics, origins, addresses: this.#addresses });
    metrics.watch(this.#hub);
    metrics.watchUnauthenticated(() => this.#admission.unauthenticated);
    const handler = new HttpHandler({ bus, registry, configured: symbols, dashboardFolder, security });
    this.#server = createHttpServer({ limits, metrics, tls: security.tls, addresses: this.#addresses });
    this.#server.on('request', (request, response) => void handler.handle(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      const address = this.#addresses.of(request);
      this.#upgrader.upgrade(request, socket, head, (opened) => this.#open(opened, socket, address));
    });
  }

  /** Clients that are connected. */
  get clients(): number {
    return this.#hub.clients;
  }

  /** The certificate that connections get from now on; those there are go on. Only where there was one from the start. */
  renewCertificate(tls: NonNullable<GatewaySecurity['tls']>): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext({ ...tls });
  }

  /** Begins to serve. @param port 0: any. Rejects with Node's own error where the address cannot be had. */
  async listen(host: string, port: number): Promise<GatewayAddress> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#hub.start();
    const { address, port: given } = this.#server.address() as AddressInfo;
    return { host: address, port: given };
  }

  /** Says goodbye to the clients and stops; connections that do not close within `closeMs` are cut. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of [...this.#hub.sessions]) session.close(CLOSE_SHUTDOWN, 'the host stops');
    this.#hub.stop();
    this.#server.closeIdleConnections();
    const cancel = this.#context.time.after(this.#context.limits.closeMs, () => {
      for (const socket of this.#sockets) socket.terminate();
      this.#server.closeAllConnections();
    });
    await closed;
    cancel();
  }

  #open(socket: ClientSocket, carrier: Duplex, address: string): void {
    const { limits, metrics } = this.#context;
    this.#sockets.add(socket);
    // What ws refuses it closes by itself, with the code that says why.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const limit = limitOf(error);
      if (limit !== undefined) metrics.limited(limit);
    });
    socket.on('close', () => this.#sockets.delete(socket));
    const admitted = this.#admission.enter(address, this.#options.security?.verifier !== undefined);
    if (!('code' in admitted)) {
      this.#serve(socket, carrier, admitted);
      return;
    }
    metrics.limited(admitted.limit);
    metrics.close(admitted.code);
    socket.close(admitted.code, admitted.reason);
    const cancelCut = this.#context.time.after(limits.closeMs, () => socket.terminate());
    socket.on('close', cancelCut);
  }

  #serve(socket: ClientSocket, carrier: Duplex, admitted: Admitted): void {
    const session = this.#hub.open(gatewaySocket(socket, carrier));
    const requests = new ClientRequests({
      context: this.#context,
      hub: this.#hub,
      session,
      reader: this.#reader,
      software: this.#options.software,
      verifier: this.#options.security?.verifier,
      onAuthenticated: () => admitted.authenticated(),
      onChecking: (isChecking) => {
        if (isChecking) socket.pause();
        else socket.resume();
      },
    });
    socket.on('message', (data, isBinary) => {
      session.heard();
      if (isBinary) requests.onBinary();
      else requests.onText(String(data));
    });
    socket.on('pong', () => {
      if (!session.heardPong()) requests.onPing();
    });
    socket.on('ping', () => {
      session.heard();
      requests.onPing();
    });
    socket.on('close', (code) => {
      requests.end();
      session.ended();
      admitted.leave();
      // A client that does not answer our goodbye is still one that we sent away.
      this.#context.metrics.close(session.closedWith ?? socket.refusedWith ?? code);
    });
    requests.begin();
  }
}

/** By which limit `ws` refuses; of fragments and of pieces its code is the same, its text is not. */
function limitOf({ code, message }: NodeJS.ErrnoException): LimitName | undefined {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'messageBytes';
  if (code !== 'WS_ERR_TOO_MANY_BUFFERED_PARTS') return undefined;
  return message.includes('chunks') ? 'messageChunks' : 'messageFragments';
}

/** @param carrier the connection under the WebSocket */
function gatewaySocket(socket: ClientSocket, carrier: Duplex): GatewaySocket {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(data, onWritten) {
      socket.send(data, { binary: typeof data !== 'string' }, onWritten);
    },
    // Past `ws`, which would write a header for each client. It queues nothing itself without compression.
    sendFramed(frame, onWritten) {
      if (socket.readyState === ClientSocket.OPEN) carrier.write(frame.bytes, onWritten);
      else onWritten();
    },
    ping: () => socket.ping(),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}
