/**
 * A connection and a core in a worker: takes the messages, decodes those that hold frames, and tells the
 * page. A control message, digests that were transferred and a full ring each stop it until the page is
 * done with them; what comes meanwhile is kept as it came. So the page opens a stream's reader before
 * its first frame is decoded, and there is never more than one transfer on its way.
 */
import { INFO_EPOCH, INFO_SEQUENCE } from '../../assembly/layout.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { CLOSE_ABNORMAL } from './close-codes.js';
import type { ToWorker, WorkerPort, WorkerWasm } from './decoder-port.js';
import { DigestWriter } from './digest.js';
import { DigestRing } from './digest-ring.js';
import type { ClientCore, ClientSocket, SocketEvents } from './environment.js';

export interface WorkerEnvironment {
  openSocket(url: string, events: SocketEvents): ClientSocket;
  loadCore(capacity: CoreCapacity, wasm: WorkerWasm): Promise<ClientCore>;
}

/** What came and waits: a message, or the connection's end. */
type Kept = Uint8Array | string | { readonly code: number; readonly reason: string };

export class DecoderWorker {
  readonly #port: WorkerPort;
  readonly #environment: WorkerEnvironment;
  readonly #handles = new Map<number, number>();
  #core: ClientCore | undefined;
  #writer: DigestWriter | undefined;
  #ring: DigestRing | undefined;
  #backlogBytes = 0;
  #socket: ClientSocket | undefined;
  #connection = 0;
  /** From `#next` on. */
  #kept: Kept[] = [];
  #next = 0;
  #keptBytes = 0;
  #unwritten: Float64Array | undefined;
  #isWaiting = false;

  constructor(port: WorkerPort, environment: WorkerEnvironment) {
    this.#port = port;
    this.#environment = environment;
  }

  onMessage(message: ToWorker): void {
    switch (message.type) {
      case 'load':
        this.#load(message);
        break;
      case 'connect':
        this.#connect(message.connection, message.url);
        break;
      case 'send':
        if (message.connection === this.#connection) this.#socket?.send(message.text);
        break;
      case 'disconnect':
        if (message.connection === this.#connection) this.#disconnect();
        break;
      case 'open':
        this.#handles.set(message.stream, this.#core!.openReader(message.stream));
        break;
      case 'close':
        this.#core!.close(this.#handles.get(message.stream) ?? -1);
        this.#handles.delete(message.stream);
        break;
      case 'resume':
        this.#resume(message);
        break;
      case 'go':
        this.#isWaiting = false;
        this.#work();
        break;
    }
  }

  #load({ capacity, wasm, ring, backlogBytes }: Extract<ToWorker, { type: 'load' }>): void {
    this.#backlogBytes = backlogBytes;
    if (ring !== undefined) this.#ring = new DigestRing(ring);
    this.#environment.loadCore(capacity, wasm).then(
      (core) => {
        this.#core = core;
        this.#writer = new DigestWriter(core, (stream) => this.#handles.get(stream));
        this.#port.post({ type: 'loaded' });
      },
      (error: unknown) => {
        this.#port.post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
  }

  #connect(connection: number, url: string): void {
    this.#disconnect();
    this.#connection = connection;
    const isOurs = (): boolean => connection === this.#connection;
    this.#socket = this.#environment.openSocket(url, {
      onOpen: () => isOurs() && this.#port.post({ type: 'opened', connection }),
      onText: (text) => isOurs() && this.#keep(text, text.length),
      onBytes: (bytes) => isOurs() && this.#keep(bytes, bytes.length),
      onClose: (code, reason) => isOurs() && this.#keep({ code, reason }, 0),
    });
  }

  /** What was decoded and never reached the page, since that closed the connection meanwhile, would be missing in its book. */
  #resume({ stream, epoch, sequence }: Extract<ToWorker, { type: 'resume' }>): void {
    const core = this.#core!;
    const handle = this.#handles.get(stream) ?? -1;
    if (core.info(handle, INFO_EPOCH) === epoch && core.info(handle, INFO_SEQUENCE) === sequence) return;
    core.close(handle);
    this.#handles.set(stream, core.openReader(stream));
  }

  #disconnect(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#connection = 0;
    this.#forget();
    this.#unwritten = undefined;
  }

  #forget(): void {
    this.#kept = [];
    this.#next = 0;
    this.#keptBytes = 0;
  }

  #keep(kept: Kept, bytes: number): void {
    this.#keptBytes += bytes;
    this.#kept.push(kept);
    if (this.#keptBytes > this.#backlogBytes) this.#giveUp();
    if (!this.#isWaiting) this.#work();
  }

  /** The page has not listened for too long: what is kept is too old to be of use, and too much. */
  #giveUp(): void {
    const reason = `the page did not take what came: more than ${this.#backlogBytes} bytes wait`;
    this.#socket?.close();
    this.#socket = undefined;
    this.#forget();
    this.#kept.push({ code: CLOSE_ABNORMAL, reason });
  }

  /** Until nothing waits, or the page has to be waited for. */
  #work(): void {
    if (!this.#flush()) return;
    while (!this.#isWaiting && this.#next < this.#kept.length) {
      const first = this.#kept[this.#next]!;
      if (!(first instanceof Uint8Array)) this.#tell(first);
      else if (this.#ring === undefined) this.#transfer();
      else this.#share(this.#ring);
    }
    if (this.#next < this.#kept.length) return;
    this.#kept = [];
    this.#next = 0;
  }

  /** A control message, or the end. */
  #tell(kept: string | { readonly code: number; readonly reason: string }): void {
    this.#next++;
    const connection = this.#connection;
    if (typeof kept === 'string') {
      this.#keptBytes -= kept.length;
      this.#stopFor(() => this.#port.post({ type: 'text', connection, text: kept }));
    } else {
      this.#connection = 0;
      this.#socket = undefined;
      this.#port.post({ type: 'closed', connection, ...kept });
    }
  }

  #digestNext(): Float64Array {
    const message = this.#kept[this.#next++] as Uint8Array;
    this.#keptBytes -= message.length;
    return this.#writer!.digest(this.#connection, message);
  }

  #share(ring: DigestRing): void {
    const digest = this.#digestNext();
    if (ring.fits(digest.length)) {
      this.#unwritten = digest;
      this.#flush();
    } else {
      this.#post(digest.slice());
    }
  }

  /** False where the ring has no room for what is to be written; the page is asked to empty it. */
  #flush(): boolean {
    if (this.#unwritten === undefined) return true;
    const ring = this.#ring!;
    if (!ring.write(this.#unwritten)) {
      this.#stopFor(() => this.#port.post({ type: 'full' }));
      return false;
    }
    this.#unwritten = undefined;
    if (ring.mustNotice()) this.#port.post({ type: 'noticed' });
    return true;
  }

  /** All messages up to the next control message, in one transfer. */
  #transfer(): void {
    const digests: Float64Array[] = [];
    let words = 0;
    while (this.#kept[this.#next] instanceof Uint8Array) {
      const digest = this.#digestNext().slice();
      digests.push(digest);
      words += digest.length;
    }
    const all = new Float64Array(words);
    let at = 0;
    for (const digest of digests) {
      all.set(digest, at);
      at += digest.length;
    }
    this.#post(all);
  }

  #post(words: Float64Array<ArrayBuffer>): void {
    this.#stopFor(() => this.#port.post({ type: 'digests', words }, [words.buffer]));
  }

  /** Not after: where the page is in this very thread, it answers before `tell` is over. */
  #stopFor(tell: () => void): void {
    this.#isWaiting = true;
    tell();
  }
}
