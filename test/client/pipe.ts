/** A client joined to a gateway's hub without a network: what passes between them passes by a test's leave. */

import type { Verifier } from '../../host/gateway/access.js';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import { createReferenceCore } from '../../host/reference/core.js';
import type { ClientMessage, HostMessage } from '../../host/wire/control.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { type ClientOptions, checkOptions } from '../../web/client/arguments.js';
import type { ClientSocket, Environment, SocketEvents } from '../../web/client/environment.js';
import { LiveClient } from '../../web/client/live-client.js';
import { Desk, type DeskClient } from '../gateway/desk.js';
import { FakeTime } from '../gateway/fake-time.js';
import type { Market } from '../gateway/market.js';
import { withDecoding } from './decoding.js';

/** Takes a message on its way to the client; undefined: it is lost. */
export type Tamper = (message: Uint8Array) => Uint8Array | undefined;

const SMALL: Partial<CoreCapacity> = { levels: 1_024, totalLevels: 32_768, trades: 256, bytes: 65_536 };

export class Pipe implements Environment {
  desk: Desk;
  readonly time: FakeTime;
  readonly client: LiveClient;
  /** All control messages of the client, and of the host. */
  readonly asked: ClientMessage[] = [];
  readonly told: HostMessage[] = [];
  tamper: Tamper = (message) => message;
  /** Connections that the client began. */
  attempts = 0;
  /** The host takes no connections. */
  isDown = false;
  /** The host takes no matches. */
  refuseMatches = false;
  #events: SocketEvents | undefined;
  #host: DeskClient | undefined;
  #lives = 1;
  readonly #makeDesk: () => Desk;

  constructor(market: Market, options: ClientOptions = {}, limits: Partial<GatewayLimits> = {}, verifier?: Verifier) {
    this.time = new FakeTime();
    const all = { heartbeatMs: 1e9, ...limits };
    this.#makeDesk = () => new Desk(market, all, verifier, this.time, 10_000 * this.#lives++);
    this.desk = this.#makeDesk();
    const checked = checkOptions({ ...options, capacity: { ...SMALL, ...options.capacity } });
    this.client = new LiveClient('ws://host/v1/stream', checked, withDecoding(this));
  }

  /** A client that has been welcomed. */
  static async open(market: Market, options: ClientOptions = {}, limits: Partial<GatewayLimits> = {}): Promise<Pipe> {
    const pipe = new Pipe(market, options, limits);
    await pipe.settled();
    pipe.flow();
    return pipe;
  }

  openSocket(_url: string, events: SocketEvents): ClientSocket {
    this.attempts++;
    if (this.isDown) {
      queueMicrotask(() => events.onClose(1006, 'refused'));
      return { send() {}, close() {} };
    }
    const host = this.desk.connect();
    this.#host = host;
    this.#events = events;
    queueMicrotask(() => {
      if (this.#events === events) events.onOpen?.();
    });
    return {
      send: (text) => {
        const message = JSON.parse(text) as ClientMessage;
        this.asked.push(message);
        if (this.refuseMatches && message.type === 'match') {
          const error = { type: 'error', code: 'too_many_subscriptions', message: 'not now' } as const;
          host.session.send({ ...error, id: message.id });
        } else host.requests.onText(text);
      },
      close: () => {
        if (this.#events === events) this.#events = undefined;
        host.session.ended();
      },
    };
  }
  loadCore(capacity: CoreCapacity) {
    return Promise.resolve(createReferenceCore(capacity));
  }
  /** Pauses are the longest. */
  random(): number {
    return 1;
  }

  /** Lets promises settle. */
  async settled(): Promise<void> {
    await new Promise(setImmediate);
  }

  /** Everything that the host sent reaches the client, and what comes of it, too. */
  flow(): void {
    for (;;) {
      this.time.turn();
      const messages = this.#host?.socket.read(1) ?? [];
      if (messages.length === 0) return;
      for (const message of messages) this.#deliver(message);
    }
  }

  /** The next message that the host sent reaches the client, if there is one. */
  step(): void {
    this.time.turn();
    for (const message of this.#host?.socket.read(1) ?? []) this.#deliver(message);
  }

  /** A message of frames that reaches the client now. */
  bytes(message: Uint8Array): void {
    this.#events?.onBytes(message);
  }

  /** Time passes, and everything flows. */
  pass(ms: number): void {
    this.time.pass(ms);
    this.flow();
  }

  /** A control message that no host sent. */
  say(text: string): void {
    this.#events?.onText(text);
  }

  /** The connection breaks, or is closed by the host. */
  cut(code = 1006, reason = ''): void {
    const events = this.#events;
    this.#events = undefined;
    this.#host?.session.ended();
    this.#host = undefined;
    events?.onClose(code, reason);
  }

  /** Another host is there, which knows nothing of the one before. */
  restart(): void {
    this.desk.hub.stop();
    this.desk = this.#makeDesk();
    this.cut();
  }

  /** At most so many messages reach the client. */
  trickle(count: number): void {
    this.time.turn();
    for (const message of this.#host?.socket.read(count) ?? []) this.#deliver(message);
  }

  /** Where the host closed the connection, the client learns of it. */
  carryClose(): void {
    const closed = this.#host?.socket.closed;
    if (closed !== undefined) this.cut(closed.code, closed.reason);
  }

  #deliver(message: HostMessage | Uint8Array): void {
    if (message instanceof Uint8Array) {
      const arrived = this.tamper(message);
      if (arrived !== undefined) this.#events?.onBytes(arrived);
    } else {
      this.told.push(message);
      this.#events?.onText(JSON.stringify(message));
    }
  }
}
