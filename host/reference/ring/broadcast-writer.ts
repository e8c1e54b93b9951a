/** The writer's end of the broadcast ring in plain TypeScript. */
import {
  RING_ARGUMENT,
  RING_CORRUPT,
  RING_EXHAUSTED,
  RING_FULL,
  RING_NEXT,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
  RING_WRITER,
} from '../../../assembly/ring/layout.js';
import type { RingWriter } from '../../wire/ring.js';
import {
  claimWords,
  findBroadcast,
  LAST_POSITION,
  placeOf,
  sequenceAt,
  startPosition,
  storePosition,
  storeSequence,
} from './broadcast.js';
import { type AttachOptions, End, type FoundRing, occupy, totalBytes } from './end.js';

export class BroadcastWriter extends End implements RingWriter {
  declare readonly side: 'writer';
  readonly #ring: FoundRing;
  readonly #claimWords: number;
  /** Words written so far, and published. */
  #position: number;
  #published: number;
  /** Of the next record. */
  #sequence: number;
  /** Bytes reserved, or -1; and bytes left unused before them. */
  #reserved = -1;
  #skipped = 0;
  #claimed = 0;

  private constructor(ring: FoundRing, position: number, sequence: number, options: AttachOptions) {
    super(ring, 'writer', true, options);
    this.#ring = ring;
    this.#claimWords = claimWords(ring);
    this.#position = position;
    this.#published = position;
    this.#sequence = sequence;
    storePosition(ring, position);
  }

  static attach(buffer: ArrayBufferLike, address: number, options: AttachOptions = {}): BroadcastWriter | number {
    const ring = findBroadcast(buffer, address);
    if (typeof ring === 'number') return ring;
    const position = startPosition(ring);
    const sequence = position < 0 ? -1 : sequenceAt(ring, position);
    if (sequence < 0) return -RING_CORRUPT;
    const code = occupy(ring.words, address + RING_WRITER, options.takeover === true);
    return code === RING_OK ? new BroadcastWriter(ring, position, sequence, options) : code;
  }

  reserve(bytes: number): number {
    if (this.recordBytes !== 0 || bytes >>> 0 !== bytes) return -RING_ARGUMENT;
    if (bytes > this.maxRecordBytes) return -RING_TOO_LONG;
    const place = placeOf(this.#ring, this.#position);
    const total = totalBytes(bytes);
    const skipped = total > this.capacity - place ? this.capacity - place : 0;
    const code = this.#ensureClaim((skipped + total) / 8);
    if (code !== RING_OK) return code;
    if (skipped > 0) this.#storeHeader(place, RING_PAD);
    this.#reserved = bytes;
    this.#skipped = skipped;
    this.at = this.data + ((place + skipped) & this.mask) + RING_RECORD_HEADER_BYTES;
    return this.at;
  }

  commit(bytes: number): number {
    if (bytes >>> 0 !== bytes) return -RING_ARGUMENT;
    if (this.#reserved < 0) return -RING_ORDER;
    if (bytes > this.#reserved) return -RING_TOO_LONG;
    this.#position += this.#skipped / 8;
    this.#storeHeader(placeOf(this.#ring, this.#position), bytes);
    this.#position += totalBytes(bytes) / 8;
    this.#sequence++;
    this.#reserved = -1;
    return RING_OK;
  }

  publish(): number {
    if (this.#position === this.#published) return RING_OK;
    if (this.recordBytes === 0) {
      this.#storeHeader(placeOf(this.#ring, this.#position), RING_NEXT);
      storeSequence(this.#ring, this.#sequence);
    }
    storePosition(this.#ring, this.#position);
    this.#published = this.#position;
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
      this.#position += (filled * this.recordBytes) / 8;
      this.#claimed = 0;
      this.publish();
    }
    if (want === 0) return 0;
    const code = this.#ensureClaim(this.recordBytes / 8);
    if (code !== RING_OK) return code;
    const place = placeOf(this.#ring, this.#position);
    const piece = Math.min((this.#claimWords - 1) * 8, this.capacity - place);
    this.#claimed = Math.min(want, Math.floor(piece / this.recordBytes));
    this.at = this.data + place;
    return this.#claimed;
  }

  #storeHeader(place: number, length: number): void {
    const index = (this.data + place) >> 2;
    this.words[index] = length;
    this.words[index + 1] = this.#sequence | 0;
  }

  /** Whether so many words more, and the header behind them, stay within one claim. */
  #ensureClaim(words: number): number {
    if (this.#position > LAST_POSITION) return -RING_EXHAUSTED;
    return this.#position - this.#published + words + 1 <= this.#claimWords ? RING_OK : -RING_FULL;
  }
}
