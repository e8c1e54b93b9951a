/** The writer's end of the spsc ring in plain TypeScript. */
import {
  END_INDEX,
  RING_ARGUMENT,
  RING_CLOSED,
  RING_CORRUPT,
  RING_FULL,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
} from '../../../assembly/ring/layout.js';
import type { RingWriter } from '../../wire/ring.js';
import { type AttachOptions, End, type FoundRing, totalBytes } from './end.js';
import { takeEnd } from './spsc.js';

export class SpscWriter extends End implements RingWriter {
  declare readonly side: 'writer';
  /** Bytes written so far, and bytes the reader released as last seen; modulo 2^32. */
  #cursor: number;
  #tail: number;
  /** Bytes reserved from #start on, or -1. */
  #reserved = -1;
  #start = 0;
  /** Fixed records claimed. */
  #claimed = 0;

  private constructor(ring: FoundRing, head: number, tail: number, options: AttachOptions) {
    super(ring, 'writer', false, options);
    this.#cursor = head;
    this.#tail = tail;
  }

  static attach(buffer: ArrayBufferLike, address: number, options: AttachOptions = {}): SpscWriter | number {
    const ring = takeEnd(buffer, address, 'writer', options.takeover === true);
    return typeof ring === 'number' ? ring : new SpscWriter(ring, ring.head, ring.tail, options);
  }

  reserve(bytes: number): number {
    if (this.recordBytes !== 0 || bytes >>> 0 !== bytes) return -RING_ARGUMENT;
    if (bytes > this.maxRecordBytes) return -RING_TOO_LONG;
    const offset = this.#cursor & this.mask;
    const total = totalBytes(bytes);
    const skipped = total > this.capacity - offset ? this.capacity - offset : 0;
    const code = this.#ensureRoom(skipped + total);
    if (code !== RING_OK) return code;
    if (skipped > 0) this.#storeHeader(offset, RING_PAD, this.#cursor);
    this.#start = (this.#cursor + skipped) >>> 0;
    this.#reserved = bytes;
    this.at = this.data + (this.#start & this.mask) + RING_RECORD_HEADER_BYTES;
    return this.at;
  }

  commit(bytes: number): number {
    if (bytes >>> 0 !== bytes) return -RING_ARGUMENT;
    if (this.#reserved < 0) return -RING_ORDER;
    if (bytes > this.#reserved) return -RING_TOO_LONG;
    this.#storeHeader(this.#start & this.mask, bytes, this.#start);
    this.#cursor = (this.#start + totalBytes(bytes)) >>> 0;
    this.#reserved = -1;
    return RING_OK;
  }

  publish(): number {
    const index = this.mine + (END_INDEX >> 2);
    if (this.words[index] === (this.#cursor | 0)) return RING_OK;
    Atomics.store(this.words, index, this.#cursor);
    this.wake();
    return RING_OK;
  }

  write(source: number, bytes: number): number {
    const at = this.reserve(bytes);
    if (at < 0) return at;
    if (!this.holds(source, bytes)) return -RING_ARGUMENT;
    this.bytes.copyWithin(at, source, source + bytes);
    return this.commit(bytes);
  }

  writeBytes(source: Uint8Array): number {
    const at = this.reserve(source.length);
    if (at < 0) return at;
    this.bytes.set(source, at);
    return this.commit(source.length);
  }

  submit(filled: number, want: number): number {
    if (this.recordBytes === 0 || filled >>> 0 !== filled || want >>> 0 !== want) return -RING_ARGUMENT;
    if (filled > 0) {
      if (filled > this.#claimed) return -RING_ORDER;
      this.#cursor = (this.#cursor + filled * this.recordBytes) >>> 0;
      this.#claimed = 0;
      this.publish();
    }
    if (want === 0) return 0;
    const code = this.#ensureRoom(this.recordBytes);
    if (code !== RING_OK) return code;
    const offset = this.#cursor & this.mask;
    const room = this.capacity - ((this.#cursor - this.#tail) >>> 0);
    this.#claimed = Math.min(want, Math.floor(Math.min(room, this.capacity - offset) / this.recordBytes));
    this.at = this.data + offset;
    return this.#claimed;
  }

  #storeHeader(offset: number, length: number, position: number): void {
    const index = (this.data + offset) >> 2;
    this.words[index] = length;
    this.words[index + 1] = position;
  }

  #ensureRoom(bytes: number): number {
    if (bytes <= this.capacity - ((this.#cursor - this.#tail) >>> 0)) return RING_OK;
    const ended = this.otherEnded();
    const tail = Atomics.load(this.words, this.other + (END_INDEX >> 2)) >>> 0;
    const used = (this.#cursor - tail) >>> 0;
    if (used > this.capacity || used % Math.max(this.recordBytes, 8) !== 0) return -RING_CORRUPT;
    this.#tail = tail;
    if (bytes <= this.capacity - used) return RING_OK;
    return ended ? -RING_CLOSED : -RING_FULL;
  }
}
