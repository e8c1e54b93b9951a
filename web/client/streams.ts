/** The streams of one connection: a reader in the core for each that the host has granted. */

import type { CodeName } from '../../host/wire/codes.js';
import type { ClientCore } from './environment.js';
import type { Resync } from './resync.js';
import { StreamReader } from './stream-reader.js';

export class Streams {
  readonly #core: ClientCore;
  readonly #makeResync: (stream: StreamReader) => Resync;
  readonly #byId = new Map<number, StreamReader>();
  /** Granted, and given back at once: how often. Their frames are nobody's. */
  readonly #unread = new Map<number, number>();

  constructor(core: ClientCore, makeResync: (stream: StreamReader) => Resync) {
    this.#core = core;
    this.#makeResync = makeResync;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): StreamReader | undefined {
    return this.#byId.get(id);
  }

  /** Frames of this stream come, and are not to be read. */
  isUnread(id: number): boolean {
    return this.#unread.has(id);
  }

  /** It is on its way back: until then, what comes of it is passed over. Answers what ends that. */
  passOver(id: number): () => void {
    this.#unread.set(id, (this.#unread.get(id) ?? 0) + 1);
    return () => {
      const left = this.#unread.get(id)! - 1;
      if (left === 0) this.#unread.delete(id);
      else this.#unread.set(id, left);
    };
  }

  /** The reader of a stream, made where there is none yet; undefined where the core has no room. */
  grant(id: number): StreamReader | undefined {
    let stream = this.#byId.get(id);
    if (stream === undefined) {
      const handle = this.#core.openReader(id);
      if (handle < 0) return undefined;
      stream = new StreamReader(id, this.#core, handle, this.#makeResync);
      this.#byId.set(id, stream);
    }
    stream.grants++;
    return stream;
  }

  /** A grant was given back; the last one takes the reader with it. */
  release(stream: StreamReader): void {
    stream.grants--;
    if (stream.grants === 0) this.#close(stream);
  }

  /** Frames were lost, and nobody knows of which streams. */
  refuseAll(code: CodeName): void {
    for (const stream of this.#byId.values()) stream.refuse(code);
  }

  closeAll(): void {
    for (const stream of this.#byId.values()) this.#close(stream);
  }

  #close(stream: StreamReader): void {
    stream.stop();
    this.#core.close(stream.handle);
    this.#byId.delete(stream.id);
  }
}
