/**
 * The streams of a client: a reader in the core for each that the host has granted on this connection, and those of
 * the connection before for whoever keeps them, to go on where they are or to show their last levels.
 */

import type { CodeName } from '../../host/wire/codes.js';
import type { ClientCore } from './environment.js';
import type { Resync } from './resync.js';
import { StreamReader } from './stream-reader.js';

export class Streams {
  readonly core: ClientCore;
  readonly #makeResync: (stream: StreamReader) => Resync;
  readonly #byId = new Map<number, StreamReader>();
  /** Granted, and given back at once: how often. Their frames are nobody's. */
  readonly #unread = new Map<number, number>();

  constructor(core: ClientCore, makeResync: (stream: StreamReader) => Resync) {
    this.core = core;
    this.#makeResync = makeResync;
  }

  /** Streams that are granted. */
  get granted(): number {
    let granted = 0;
    for (const { grants } of this.#byId.values()) if (grants > 0) granted++;
    return granted;
  }

  /** Dense ones that are on their way back: they have their models still. */
  get denseLeaving(): number {
    let count = 0;
    for (const { isDense, leaving, grants } of this.#byId.values())
      if (isDense && grants > 0 && leaving === grants) count++;
    return count;
  }

  /** Where it is granted. */
  get(id: number): StreamReader | undefined {
    const stream = this.#byId.get(id);
    return stream === undefined || stream.grants === 0 ? undefined : stream;
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

  /** The reader of a stream, kept or made where there is none; undefined where the core has no room. */
  grant(id: number): StreamReader | undefined {
    const stream = this.#byId.get(id) ?? this.#open(id);
    if (stream !== undefined) stream.grants++;
    return stream;
  }

  /** A grant is on its way back. Answers what is to be done when it is. */
  leave(stream: StreamReader): () => void {
    stream.leaving++;
    return () => {
      stream.leaving--;
      this.release(stream);
    };
  }

  /** A grant was given back; the last one takes the reader with it. */
  release(stream: StreamReader): void {
    stream.grants--;
    this.prune(stream);
  }

  /** Closes a reader that nobody has any more. */
  prune(stream: StreamReader): void {
    if (stream.grants === 0 && stream.keepers.size === 0) this.#close(stream);
  }

  /** Frames were lost, and nobody knows of which streams. */
  refuseAll(code: CodeName): void {
    for (const stream of this.#byId.values()) if (stream.grants > 0) stream.refuse(code);
  }

  /** The connection is over: what is not kept is closed. */
  disconnect(): void {
    this.#unread.clear();
    for (const stream of [...this.#byId.values()]) {
      stream.suspend();
      this.prune(stream);
    }
  }

  #open(id: number): StreamReader | undefined {
    let handle = this.core.openReader(id);
    // Those that are kept make room.
    for (const kept of handle < 0 ? [...this.#byId.values()] : []) {
      if (kept.grants > 0) continue;
      kept.letGo();
      handle = this.core.openReader(id);
      if (handle >= 0) break;
    }
    if (handle < 0) return undefined;
    const stream = new StreamReader(id, this.core, handle, this.#makeResync);
    this.#byId.set(id, stream);
    return stream;
  }

  #close(stream: StreamReader): void {
    if (this.#byId.get(stream.id) !== stream) return;
    stream.stop();
    this.core.close(stream.handle);
    this.#byId.delete(stream.id);
  }
}
