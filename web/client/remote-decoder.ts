/** A decoder in a worker, seen from the page: a core that reads digests, and sockets that bring them. */
import type { CoreCapacity } from '../../host/wire/core.js';
import { CLOSE_ABNORMAL } from './close-codes.js';
import type { FromWorker, PagePort, PagePortEvents, WorkerWasm } from './decoder-port.js';
import { DIGEST_CONNECTION, DIGEST_HEAD_WORDS, DIGEST_WIRE_BYTES, DIGEST_WORDS } from './digest.js';
import { DigestCore } from './digest-core.js';
import { DigestRing } from './digest-ring.js';
import type { ClientCore, ClientSocket, SocketEvents } from './environment.js';

export interface RemoteOptions {
  readonly wasm: WorkerWasm;
  /** Bytes of the ring that both share; absent: digests are transferred. */
  readonly ringBytes: number | undefined;
  readonly backlogBytes: number;
  /** Starts the worker. What it throws is the reason why there is no core. */
  start(events: PagePortEvents): PagePort;
}

export class RemoteDecoder {
  readonly decoding: 'sharing' | 'transferring';
  readonly #options: RemoteOptions;
  #port: PagePort | undefined;
  #core: DigestCore | undefined;
  #ring: DigestRing | undefined;
  #settle: { resolve(): void; reject(error: Error): void } | undefined;
  #connection = 0;
  #events: SocketEvents | undefined;
  #failure: string | undefined;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.decoding = options.ringBytes === undefined ? 'transferring' : 'sharing';
  }

  /** Starts the worker, which loads its core. */
  async loadCore(capacity: CoreCapacity): Promise<ClientCore> {
    const { wasm, ringBytes, backlogBytes, start } = this.#options;
    if (ringBytes !== undefined) this.#ring = new DigestRing(DigestRing.allocate(ringBytes));
    await new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#port = start({
        onMessage: (message) => this.#onMessage(message),
        onError: (message) => this.#fail(message),
      });
      this.#port.post({ type: 'load', capacity, wasm, ring: this.#ring?.shared, backlogBytes });
    });
    const port = this.#port!;
    this.#core = new DigestCore(capacity, {
      open: (stream) => port.post({ type: 'open', stream }),
      close: (stream) => port.post({ type: 'close', stream }),
      resume: (stream, epoch, sequence) => port.post({ type: 'resume', stream, epoch, sequence }),
    });
    return this.#core;
  }

  openSocket(url: string, events: SocketEvents): ClientSocket {
    const connection = ++this.#connection;
    this.#events = events;
    const failure = this.#failure;
    if (failure !== undefined) queueMicrotask(() => this.#lose(connection, CLOSE_ABNORMAL, failure));
    this.#port?.post({ type: 'connect', connection, url });
    return {
      send: (text) => this.#port?.post({ type: 'send', connection, text }),
      close: () => {
        if (connection === this.#connection) this.#events = undefined;
        this.#port?.post({ type: 'disconnect', connection });
      },
    };
  }

  /** Ends the worker. */
  release(): void {
    this.#events = undefined;
    this.#port?.terminate();
    this.#port = undefined;
  }

  #onMessage(message: FromWorker): void {
    // What is in the ring was there before.
    this.#ring?.drain((digest) => this.#take(digest));
    switch (message.type) {
      case 'loaded':
        this.#settle?.resolve();
        break;
      case 'failed':
        this.#settle?.reject(new Error(message.message));
        break;
      case 'digests':
        this.#takeAll(message.words);
        this.#port?.post({ type: 'go' });
        break;
      case 'opened':
        if (message.connection === this.#connection) this.#events?.onOpen?.();
        break;
      case 'text':
        if (message.connection === this.#connection) this.#events?.onText(message.text);
        this.#port?.post({ type: 'go' });
        break;
      case 'full':
        this.#port?.post({ type: 'go' });
        break;
      case 'closed':
        this.#lose(message.connection, message.code, message.reason);
        break;
    }
  }

  #takeAll(words: Float64Array): void {
    for (let at = 0; at < words.length; ) {
      const end = at + words[at + DIGEST_WORDS]!;
      this.#take(words.subarray(at, end));
      at = end;
    }
  }

  #take(digest: Float64Array): void {
    if (digest[DIGEST_CONNECTION] !== this.#connection || this.#events === undefined) return;
    const records = digest.subarray(DIGEST_HEAD_WORDS);
    const bytes = new Uint8Array(records.buffer, records.byteOffset, records.byteLength);
    this.#core!.reserve(bytes.length);
    this.#events.onBytes(bytes, digest[DIGEST_WIRE_BYTES]);
  }

  #lose(connection: number, code: number, reason: string): void {
    if (connection !== this.#connection) return;
    const events = this.#events;
    this.#events = undefined;
    events?.onClose(code, reason);
  }

  #fail(message: string): void {
    this.#failure = `the worker failed: ${message}`;
    this.#settle?.reject(new Error(this.#failure));
    this.#lose(this.#connection, CLOSE_ABNORMAL, this.#failure);
  }
}
