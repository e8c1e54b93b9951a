/**
 * A client of the protocol without the library around it, cheap enough for a thousand in a machine: it shows its
 * token, subscribes, reads every frame with a core of its own, asks for a snapshot where one is refused, and
 * comes back when its connection is lost.
 */

import { WebSocket } from 'ws';
import {
  FLAG_FINGERPRINT,
  INFO_EPOCH,
  INFO_SEQUENCE,
  INFO_SYNCED,
  KIND_DELTA,
  KIND_STATUS,
  OK,
  RESULT_CODE,
  RESULT_KIND,
  RESULT_OFFSET,
  RESULT_RECV,
  RESULT_STATE,
  RESULT_STREAM,
  SIDE_ASK,
  SIDE_BID,
} from '../../assembly/layout.js';
import { loadReaderCoreSync, type WasmReaderCore } from '../../host/core/node.js';
import { levelHash } from '../../host/reference/fingerprint.js';
import { codeName } from '../../host/wire/codes.js';
import { type HostMessage, STREAM_PATH, SUBPROTOCOL, type SubscribeRequest } from '../../host/wire/control.js';
import { STATE_NAMES, type StateName } from '../../host/wire/state.js';
import type { CrowdTally } from './crowd-tally.js';

export type Wanted = Omit<SubscribeRequest, 'type' | 'id'>;

export interface RawClientOptions {
  /** `ws://host:port`. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly wanted: readonly Wanted[];
  readonly tally: CrowdTally;
  /** Offers permessage-deflate. Default: no. */
  readonly deflate?: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Gets the bytes of each data message. */
  readonly onBytes?: (bytes: Uint8Array) => void;
}

interface Stream {
  readonly symbol: string;
  readonly handle: number;
  state: StateName;
}

const CAPACITY = {
  streams: 64,
  levels: 4_096,
  totalLevels: 16_384,
  trades: 1_024,
  results: 1,
  bytes: 262_144,
  models: 1,
  history: 1,
  values: 64,
  kernelBytes: 1_024,
};
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
const ASKING_MS = 5;

export class RawClient {
  /** Frames that it read. */
  frames = 0;
  readonly #options: RawClientOptions;
  readonly #core: WasmReaderCore = loadReaderCoreSync({ capacity: CAPACITY });
  readonly #streams = new Map<number, Stream>();
  #socket!: WebSocket;
  #pauseMs = FIRST_PAUSE_MS;
  #retry: NodeJS.Timeout | undefined;
  #asking: NodeJS.Timeout | undefined;
  #isClosed = false;
  #id = 0;

  constructor(options: RawClientOptions) {
    this.#options = options;
    this.#connect();
  }

  /** All that it wanted is there, in sync and live. */
  get isLive(): boolean {
    if (this.#streams.size < this.#options.wanted.length) return false;
    for (const { handle, state } of this.#streams.values()) {
      if (state !== 'live' || this.#core.info(handle, INFO_SYNCED) !== 1) return false;
    }
    return true;
  }

  /** Of each book: symbol, epoch, sequence and the sum over its levels, taken anew by the reference's hash. */
  *standings(): Iterable<string> {
    for (const { symbol, handle } of this.#streams.values()) {
      const [epoch, sequence] = [this.#core.info(handle, INFO_EPOCH), this.#core.info(handle, INFO_SEQUENCE)];
      yield `${symbol} epoch ${epoch} sequence ${sequence} fingerprint ${this.#fingerprint(handle)}`;
    }
  }

  /** Stops reading, and goes on asking for its last book's snapshot: so the operating system's buffers fill soon. */
  pause(asksPerSecond: number): void {
    this.#socket.pause();
    const stream = [...this.#streams.keys()].at(-1);
    const atOnce = Math.ceil((asksPerSecond * ASKING_MS) / 1000);
    this.#asking = setInterval(() => {
      for (let i = 0; i < atOnce; i++) this.#send({ type: 'resync', stream, code: 'sequence' });
    }, ASKING_MS);
  }
  resume(): void {
    clearInterval(this.#asking);
    this.#socket.resume();
  }

  /** Cuts its connection without a word, and comes back; it has nothing until then. */
  cut(): void {
    this.#forget();
    this.#socket.terminate();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#asking);
    this.#socket.terminate();
  }

  #connect(): void {
    const { url, tally, deflate = false } = this.#options;
    const socket = new WebSocket(`${url}${STREAM_PATH}`, SUBPROTOCOL, { perMessageDeflate: deflate });
    this.#socket = socket;
    socket.on('open', () => {
      const { token } = this.#options;
      if (token !== undefined) this.#send({ type: 'auth', token });
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (isBinary) this.#onBytes(data);
      else this.#onText(JSON.parse(data.toString()) as HostMessage);
    });
    // `close` follows.
    socket.on('error', () => {});
    socket.on('close', (code) => {
      this.#forget();
      if (this.#isClosed) return;
      tally.closed(code);
      this.#retry = setTimeout(() => this.#connect(), this.#pauseMs * (0.5 + this.#options.random() / 2));
      this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
    });
  }

  #forget(): void {
    for (const { handle } of this.#streams.values()) this.#core.close(handle);
    this.#streams.clear();
  }

  #send(message: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ id: ++this.#id, ...message }));
  }

  #onText(message: HostMessage): void {
    const { wanted, tally } = this.#options;
    if (message.type === 'welcome') {
      for (const each of wanted) this.#send({ type: 'subscribe', ...each });
    } else if (message.type === 'subscribed') {
      const { stream, symbol, state } = message;
      const handle = this.#core.openReader(stream);
      if (handle < 0) throw new Error(`a client has no room for ${symbol}: ${codeName(handle)}`);
      this.#streams.set(stream, { symbol, state, handle });
      this.#pauseMs = FIRST_PAUSE_MS;
    } else if (message.type === 'behind' || message.type === 'resynced') {
      const stream = this.#streams.get(message.stream);
      if (stream !== undefined) stream.state = message.state;
      if (message.type === 'behind') tally.behind(message.recovery);
    } else if (message.type === 'error') {
      tally.refused(message.code);
    }
  }

  #onBytes(bytes: Buffer): void {
    const core = this.#core;
    const { tally, onBytes } = this.#options;
    onBytes?.(bytes);
    tally.messages++;
    tally.bytes += bytes.length;
    core.input.set(bytes);
    for (let from = 0; from < bytes.length; from = core.received()) {
      if (core.receive(from, bytes.length) <= 0) {
        this.cut();
        return;
      }
      this.#onFrame();
    }
  }

  #onFrame(): void {
    const { results, input } = this.#core;
    const { tally } = this.#options;
    const code = Math.abs(results[RESULT_CODE]!);
    const kind = results[RESULT_KIND]!;
    const id = results[RESULT_STREAM]!;
    const stream = this.#streams.get(id);
    tally.frames++;
    this.frames++;
    if (stream === undefined || code !== OK) {
      tally.fault(codeName(code) ?? 'other');
      if (stream === undefined) this.cut();
      else this.#send({ type: 'resync', stream: id, code: codeName(code) });
      return;
    }
    if ((input[results[RESULT_OFFSET]!]! & FLAG_FINGERPRINT) !== 0) tally.checks++;
    if (kind === KIND_STATUS) stream.state = STATE_NAMES[results[RESULT_STATE]!]!;
    if (kind === KIND_DELTA) tally.applied(results[RESULT_RECV]!);
  }

  #fingerprint(handle: number): number {
    const core = this.#core;
    const count = core.top(handle, 0);
    const bids = core.levelBids();
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const side = i < bids ? SIDE_BID : SIDE_ASK;
      sum = (sum + levelHash(core.levels.ticks[i]!, core.levels.lots[i]!, side)) >>> 0;
    }
    return sum;
  }
}
