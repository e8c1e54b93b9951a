/** The reader's end of the spsc ring in plain TypeScript. */
import {
  END_INDEX,
  RING_ARGUMENT,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
} from '../../../assembly/ring/layout.js';
import type { RingReader } from '../../wire/ring.js';
import { type AttachOptions, End, type FoundRing, totalBytes } from './end.js';
import { takeEnd } from './spsc.js';

export class SpscReader extends End implements RingReader {
  declare readonly side: 'reader';
  length = 0;
  /** Bytes read so far, and bytes published as last seen; modulo 2^32. */
  #cursor: number;
  #head: number;
  /** Bytes that `advance` goes on by, or 0. */
  #held = 0;
  /** Fixed records taken. */
  #taken = 0;

  private constructor(ring: FoundRing, head: number, tail: number, options: AttachOptions) {
    super(ring, 'reader', false, options);
    this.#cursor = tail;
    this.#head = head;
  }

  static attach(buffer: ArrayBufferLike, address: number, options: AttachOptions = {}): SpscReader | number {
    const ring = takeEnd(buffer, address, 'reader', options.takeover === true);
    return typeof ring === 'number' ? ring : new SpscReader(ring, ring.head, ring.tail, options);
  }

  peek(): number {
    if (this.recordBytes !== 0) return -RING_ARGUMENT;
    const readable = this.#ensureRecords();
    if (readable < 0) return readable;
    let offset = this.#cursor & this.mask;
    let skipped = 0;
    if (this.#lengthAt(offset, this.#cursor) === RING_PAD) {
      skipped = this.capacity - offset;
      offset = 0;
      if (skipped >= readable) return -RING_CORRUPT;
    }
    const length = this.#lengthAt(offset, (this.#cursor + skipped) >>> 0);
    const most = Math.min(readable - skipped, this.capacity - offset) - RING_RECORD_HEADER_BYTES;
    if (length < 0 || length > most) return -RING_CORRUPT;
    this.#held = skipped + totalBytes(length);
    this.length = length;
    this.at = this.data + offset + RING_RECORD_HEADER_BYTES;
    return this.at;
  }

  advance(): number {
    if (this.#held === 0) return -RING_ORDER;
    this.#cursor = (this.#cursor + this.#held) >>> 0;
    this.#held = 0;
    return RING_OK;
  }

  release(): number {
    const index = this.mine + (END_INDEX >> 2);
    if (this.words[index] === (this.#cursor | 0)) return RING_OK;
    Atomics.store(this.words, index, this.#cursor);
    this.wake();
    return RING_OK;
  }

  read(target: number, room: number): number {
    if (target >>> 0 !== target || room >>> 0 !== room) return -RING_ARGUMENT;
    const at = this.peek();
    if (at < 0) return at;
    if (this.length > room) return -RING_TOO_LONG;
    if (!this.holds(target, this.length)) return -RING_ARGUMENT;
    this.bytes.copyWithin(target, at, at + this.length);
    this.advance();
    return this.length;
  }

  readBytes(target: Uint8Array): number {
    const at = this.peek();
    if (at < 0) return at;
    if (this.length > target.length) return -RING_TOO_LONG;
    target.set(this.bytes.subarray(at, at + this.length));
    this.advance();
    return this.length;
  }

  take(done: number, want: number): number {
    if (this.recordBytes === 0 || done >>> 0 !== done || want >>> 0 !== want) return -RING_ARGUMENT;
    if (done > 0) {
      if (done > this.#taken) return -RING_ORDER;
      this.#cursor = (this.#cursor + done * this.recordBytes) >>> 0;
      this.#taken = 0;
      const kept = (this.#cursor - this.words[this.mine + (END_INDEX >> 2)]!) >>> 0;
      if (kept >= this.capacity / 4) this.release();
    }
    if (want === 0) return 0;
    const readable = this.#ensureRecords();
    if (readable < 0) {
      if (readable !== -RING_CORRUPT) this.release();
      return readable;
    }
    const offset = this.#cursor & this.mask;
    this.#taken = Math.min(want, Math.floor(Math.min(readable, this.capacity - offset) / this.recordBytes));
    this.at = this.data + offset;
    return this.#taken;
  }

  /** The length in the header at an offset, RING_PAD, or -1 where the header is not of that position. */
  #lengthAt(offset: number, position: number): number {
    const index = (this.data + offset) >> 2;
    return this.words[index + 1]! >>> 0 === position ? this.words[index]! >>> 0 : -1;
  }

  #ensureRecords(): number {
    const known = (this.#head - this.#cursor) >>> 0;
    if (known > 0) return known;
    const ended = this.otherEnded();
    const head = Atomics.load(this.words, this.other + (END_INDEX >> 2)) >>> 0;
    const readable = (head - this.#cursor) >>> 0;
    if (readable > this.capacity || readable % Math.max(this.recordBytes, 8) !== 0) return -RING_CORRUPT;
    this.#head = head;
    if (readable > 0) return readable;
    return ended ? -RING_CLOSED : -RING_EMPTY;
  }
}
