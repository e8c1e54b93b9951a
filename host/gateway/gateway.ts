/** The gateway: one HTTP server with the WebSocket stream, health, metrics and the dashboard. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { WebSocket } from 'ws';
import type { MarketDataBus } from '../bus/market-data.js';
import { CLOSE_OVERLOADED, CLOSE_SHUTDOWN } from '../wire/control.js';
import { ClientMessageReader } from './client-message.js';
import { ClientRequests } from './client-requests.js';
import { HttpHandler } from './http-handler.js';
import { Hub, type HubContext } from './hub.js';
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.js';
import { GatewayMetrics } from './metrics.js';
import type { GatewaySocket } from './outlet.js';
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
}

export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
}

/** Sockets beyond the connections' limit, so that health and metrics are answered when it is reached. */
const SPARE_SOCKETS = 64;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #context: HubContext;
  readonly #hub: Hub;
  readonly #reader: ClientMessageReader;
  readonly #upgrader: Upgrader;
  readonly #server: Server;
  /** Every socket that is not closed, a client's or one that is being sent away. */
  readonly #sockets = new Set<WebSocket>();

  constructor(options: GatewayOptions) {
    const { bus, registry, time, symbols = [], dashboardFolder } = options;
    const limits = { ...GATEWAY_LIMITS, ...options.limits };
    const metrics = new GatewayMetrics(registry);
    this.#options = options;
    this.#context = { bus, limits, time, metrics, drawEpoch: () => options.drawEpoch() };
    this.#hub = new Hub(this.#context);
    this.#reader = new ClientMessageReader(limits);
    this.#upgrader = new Upgrader(limits, metrics);
    metrics.watch(this.#hub);
    const handler = new HttpHandler({ bus, registry, configured: symbols, dashboardFolder });
    const timing = { headersTimeout: limits.headersMs, connectionsCheckingInterval: Math.ceil(limits.headersMs / 4) };
    this.#server = createServer(timing, (request, response) => {
      handler.handle(request, response);
    });
    this.#server.maxConnections = limits.connections + SPARE_SOCKETS;
    this.#server.on('upgrade', (request, socket, head) => {
      this.#upgrader.upgrade(request, socket, head, (opened) => this.#open(opened));
    });
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

  #open(socket: WebSocket): void {
    const { limits, metrics } = this.#context;
    this.#sockets.add(socket);
    // What ws refuses it closes by itself, with the code that says why.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#hub.clients < limits.connections) {
      this.#serve(socket);
      return;
    }
    metrics.close(CLOSE_OVERLOADED);
    socket.close(CLOSE_OVERLOADED, `this host has ${limits.connections} connections, as many as it takes`);
    const cancelCut = this.#context.time.after(limits.closeMs, () => socket.terminate());
    socket.on('close', cancelCut);
  }

  #serve(socket: WebSocket): void {
    const session = this.#hub.open(gatewaySocket(socket));
    const requests = new ClientRequests(this.#context, this.#hub, session, this.#reader);
    socket.on('message', (data, isBinary) => {
      session.heard();
      if (isBinary) requests.onBinary();
      else requests.onText(String(data));
    });
    socket.on('pong', () => session.heard());
    socket.on('close', (code) => {
      session.ended();
      // A client that does not answer our goodbye is still one that we sent away.
      this.#context.metrics.close(session.closedWith ?? code);
    });
    requests.welcome(this.#options.software);
  }
}

function gatewaySocket(socket: WebSocket): GatewaySocket {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(data, onWritten) {
      socket.send(data, { binary: typeof data !== 'string' }, onWritten);
    },
    ping: () => socket.ping(),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}
