/** A hub with clients whose sockets are fakes: the gateway without a network. */
import { Registry } from 'prom-client';
import type { Verifier } from '../../host/gateway/access.js';
import { ClientMessageReader } from '../../host/gateway/client-message.js';
import { ClientRequests } from '../../host/gateway/client-requests.js';
import { Hub, type HubContext } from '../../host/gateway/hub.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../../host/gateway/limits.js';
import { GatewayMetrics } from '../../host/gateway/metrics.js';
import type { Session } from '../../host/gateway/session.js';
import type { CodecName } from '../../host/wire/codec.js';
import type { ClientMessage, HostMessage, ReaderPosition } from '../../host/wire/control.js';
import { FakeSocket } from './fake-socket.js';
import { FakeTime } from './fake-time.js';
import { type Frame, FrameReader } from './frame-reader.js';
import type { Market } from './market.js';

/** A message without its id. */
type Unnumbered<M> = M extends ClientMessage ? Omit<M, 'id'> : never;

export class DeskClient {
  readonly socket: FakeSocket;
  readonly session: Session;
  readonly requests: ClientRequests;
  readonly reader: FrameReader;
  /** All that was read so far. */
  readonly control: HostMessage[] = [];
  readonly data: Uint8Array[] = [];
  readonly frames: Frame[] = [];
  #id = 0;

  constructor(socket: FakeSocket, session: Session, requests: ClientRequests, reader: FrameReader) {
    this.reader = reader;
    this.socket = socket;
    this.session = session;
    this.requests = requests;
  }

  /** Sends a request; answers its id. */
  ask(message: Unnumbered<ClientMessage>): number {
    const id = ++this.#id;
    this.requests.onText(JSON.stringify({ ...message, id }));
    return id;
  }

  /** Reads messages as a client does; answers the frames in them. */
  read(count?: number): Frame[] {
    const frames: Frame[] = [];
    for (const message of this.socket.read(count)) {
      if (message instanceof Uint8Array) {
        this.data.push(message);
        frames.push(...this.reader.read(message));
      } else {
        this.control.push(message);
        if (message.type === 'subscribed' || message.type === 'changed') this.reader.open(message.stream);
      }
    }
    this.frames.push(...frames);
    return frames;
  }

  /** Subscribes, reads all there is, and answers the answer. */
  subscribe(
    symbol: string,
    options: { depth?: number; intervalMs?: number; trades?: boolean; codec?: CodecName; from?: ReaderPosition } = {},
  ) {
    const id = this.ask({ type: 'subscribe', symbol, ...options });
    this.read();
    return this.answer(id, 'subscribed');
  }

  /** Asks, reads all there is, and answers the answer of a type. */
  get<T extends HostMessage['type']>(message: Unnumbered<ClientMessage>, type: T): Extract<HostMessage, { type: T }> {
    const id = this.ask(message);
    this.read();
    const found = this.control.filter((each) => 'id' in each && each.id === id).at(-1);
    if (found?.type !== type) throw new Error(`the answer is ${JSON.stringify(found)}, not ${type}`);
    return found as Extract<HostMessage, { type: T }>;
  }

  answer<T extends HostMessage['type']>(id: number, type: T): Extract<HostMessage, { type: T }> {
    const found = this.control.find((message) => 'id' in message && message.id === id);
    if (found?.type !== type) throw new Error(`the answer is ${JSON.stringify(found)}, not ${type}`);
    return found as Extract<HostMessage, { type: T }>;
  }

  of<T extends HostMessage['type']>(type: T): Extract<HostMessage, { type: T }>[] {
    return this.control.filter((message) => message.type === type) as Extract<HostMessage, { type: T }>[];
  }
}

export class Desk {
  readonly time: FakeTime;
  readonly registry = new Registry();
  readonly context: HubContext;
  readonly hub: Hub;
  readonly #reader: ClientMessageReader;
  #epoch: number;

  readonly #verifier: Verifier | undefined;

  /**
   * @param verifier absent: no token is asked for
   * @param epoch of the first stream; those of another life of the host are others
   */
  constructor(
    market: Market,
    limits: Partial<GatewayLimits> = {},
    verifier?: Verifier,
    time = new FakeTime(),
    epoch = 100,
  ) {
    this.#verifier = verifier;
    this.time = time;
    this.#epoch = epoch;
    const whole = { ...GATEWAY_LIMITS, depth: 200, tradesPerFrame: 32, lingerMs: 0, ...limits };
    const metrics = new GatewayMetrics(this.registry);
    this.context = { bus: market.bus, limits: whole, time: this.time, metrics, drawEpoch: () => this.#epoch++ };
    this.hub = new Hub(this.context);
    metrics.watch(this.hub);
    this.#reader = new ClientMessageReader(whole);
    this.hub.start();
  }

  /**
   * @param isEager it reads at once, as the gateway sees it
   * @param reader of a connection before
   */
  connect(isEager = false, reader = new FrameReader()): DeskClient {
    const socket = new FakeSocket(isEager);
    const session = this.hub.open(socket);
    const { context, hub } = this;
    const requests = new ClientRequests({
      context,
      hub,
      session,
      reader: this.#reader,
      software: '0.0.0',
      verifier: this.#verifier,
    });
    requests.begin();
    return new DeskClient(socket, session, requests, reader);
  }

  /** The value of a metric whose line begins like this; undefined where there is none. */
  async metric(line: string): Promise<number | undefined> {
    const text = await this.registry.metrics();
    const found = text.split('\n').find((each) => each.startsWith(`tickwire_gateway_${line} `));
    return found === undefined ? undefined : Number(found.split(' ').at(-1));
  }
}
