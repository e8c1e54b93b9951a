/** A reader's end of the broadcast ring in plain TypeScript. */
import {
  RING_ARGUMENT,
  RING_BUSY,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_LAPPED,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
} from '../../../assembly/ring/layout.js';
import type { BroadcastRingReader } from '../../wire/ring.js';
import { findBroadcast, placeOf, readPosition, sequenceAt, startPosition, windowWords } from './broadcast.js';
import { End, type FoundRing, totalBytes } from './end.js';

const TRIES = 64;

export class BroadcastReader extends End implements BroadcastRingReader {
  declare readonly side: 'reader';
  length = 0;
  lost = 0;
  lostTotal = 0;
  readonly #ring: FoundRing;
  readonly #window: number;
  /** Stored to before the head is loaded again: keeps the loads of records before that. */
  readonly #fence = new Int32Array(1);
  /** Words read so far, and published as last seen. */
  #position = 0;
  #seen = 0;
  /** Of the next record. */
  #sequence = 0;
  #held = 0;
  #taken = 0;

  private constructor(ring: FoundRing) {
    super(ring, 'reader', true, {});
    this.#ring = ring;
    this.#window = windowWords(ring);
  }

  /** A reader that starts behind the newest record, or minus a code. */
  static join(buffer: ArrayBufferLike, address: number): BroadcastReader | number {
    const ring = findBroadcast(buffer, address);
    if (typeof ring === 'number') return ring;
    const reader = new BroadcastReader(ring);
    const code = reader.#startAtNewest();
    return code === RING_OK ? reader : code;
  }

  peek(): number {
    if (this.recordBytes !== 0) return -RING_ARGUMENT;
    const readable = this.#ensureRecords();
    if (readable < 0) return readable;
    let place = placeOf(this.#ring, this.#position);
    let left = readable * 8;
    let skipped = 0;
    let length = this.#lengthAt(place);
    if (length === RING_PAD) {
      skipped = this.capacity - place;
      left -= skipped;
      place = 0;
      length = left > 0 ? this.#lengthAt(place) : -1;
    }
    const most = Math.min(left, this.capacity - place) - RING_RECORD_HEADER_BYTES;
    // What looks damaged is so only if it was not being overwritten.
    if (length < 0 || length > most) return this.#check() || -RING_CORRUPT;
    this.#held = (skipped + totalBytes(length)) / 8;
    this.length = length;
    this.at = this.data + place + RING_RECORD_HEADER_BYTES;
    return this.at;
  }

  advance(): number {
    if (this.#held === 0) return -RING_ORDER;
    const code = this.#check();
    if (code !== RING_OK) return code;
    this.#position += this.#held;
    this.#sequence++;
    this.#held = 0;
    return RING_OK;
  }

  release(): number {
    return RING_OK;
  }

  read(target: number, room: number): number {
    if (target >>> 0 !== target || room >>> 0 !== room) return -RING_ARGUMENT;
    const at = this.peek();
    if (at < 0) return at;
    const length = this.length;
    if (length > room) return this.#check() || -RING_TOO_LONG;
    if (!this.holds(target, length)) return this.#check() || -RING_ARGUMENT;
    this.bytes.copyWithin(target, at, at + length);
    return this.advance() || length;
  }

  readBytes(target: Uint8Array): number {
    const at = this.peek();
    if (at < 0) return at;
    const length = this.length;
    if (length > target.length) return this.#check() || -RING_TOO_LONG;
    target.set(this.bytes.subarray(at, at + length));
    return this.advance() || length;
  }

  take(done: number, want: number): number {
    if (this.recordBytes === 0 || done >>> 0 !== done || want >>> 0 !== want) return -RING_ARGUMENT;
    if (done > 0) {
      if (done > this.#taken) return -RING_ORDER;
      const code = this.#check();
      if (code !== RING_OK) return code;
      this.#position += (done * this.recordBytes) / 8;
      this.#sequence += done;
      this.#taken = 0;
    }
    if (want === 0) return 0;
    const readable = this.#ensureRecords();
    if (readable < 0) return readable;
    const place = placeOf(this.#ring, this.#position);
    const piece = Math.min(readable * 8, this.capacity - place);
    const count = Math.min(want, Math.floor(piece / this.recordBytes));
    if (count === 0) return -RING_CORRUPT;
    this.#taken = count;
    this.at = this.data + place;
    return count;
  }

  /** Readers leave without a trace: nobody waits for them. */
  override close(): number {
    return RING_OK;
  }

  override beat(): void {}

  /** The length in a header, RING_PAD, or -1 where it is not the header of the next record. */
  #lengthAt(place: number): number {
    const index = (this.data + place) >> 2;
    return this.words[index + 1] === (this.#sequence | 0) ? this.words[index]! >>> 0 : -1;
  }

  #ensureRecords(): number {
    if (this.#seen > this.#position) return this.#seen - this.#position;
    const ended = this.otherEnded();
    const position = readPosition(this.#ring);
    const readable = position - this.#position;
    if (position < 0 || readable < 0) return -RING_CORRUPT;
    if (readable === 0) return ended ? -RING_CLOSED : -RING_EMPTY;
    if (readable > this.#window) return this.#lapped();
    this.#seen = position;
    return readable;
  }

  /** Whether everything from the cursor on was whole until now. */
  #check(): number {
    Atomics.store(this.#fence, 0, 0);
    const position = readPosition(this.#ring);
    const behind = position - this.#position;
    if (position < 0 || behind < 0) return -RING_CORRUPT;
    if (behind > this.#window) return this.#lapped();
    this.#seen = position;
    return RING_OK;
  }

  #lapped(): number {
    const before = this.#sequence;
    const code = this.#startAtNewest();
    if (code !== RING_OK) return code;
    this.lost = this.#sequence - before;
    this.lostTotal += this.lost;
    return -RING_LAPPED;
  }

  #startAtNewest(): number {
    for (let i = 0; i < TRIES; i++) {
      const position = startPosition(this.#ring);
      if (position < 0) return -RING_CORRUPT;
      const sequence = sequenceAt(this.#ring, position);
      Atomics.store(this.#fence, 0, 0);
      const after = readPosition(this.#ring) - position;
      if (after < 0 || after > this.#window) continue;
      if (sequence < 0) return -RING_CORRUPT;
      this.#position = position;
      this.#seen = position;
      this.#sequence = sequence;
      this.#held = 0;
      this.#taken = 0;
      return RING_OK;
    }
    return -RING_BUSY;
  }
}
