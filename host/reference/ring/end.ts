/** What the ends of both kinds of ring in plain TypeScript have in common: the header, views, wakes. */
import { MEMORY_BASE } from '../../../assembly/layout.js';
import {
  END_ABSENT,
  END_BEAT,
  END_CLOSED,
  END_OPEN,
  END_STATE,
  RING_ALIGN_BYTES,
  RING_ARGUMENT,
  RING_BUSY,
  RING_CHECK,
  RING_CORRUPT,
  RING_FOREIGN,
  RING_HEADER_BYTES,
  RING_MAGIC,
  RING_MASK,
  RING_MAX_CAPACITY_BYTES,
  RING_MIN_CAPACITY_BYTES,
  RING_MIN_RECORD_BYTES,
  RING_OK,
  RING_READER,
  RING_READER_WAITS,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_WRITER,
  RING_WRITER_WAITS,
  WAIT_MESSAGE,
  WAIT_NOTIFY,
} from '../../../assembly/ring/layout.js';
import type { RingEnd, RingShape, RingSide } from '../../wire/ring.js';

export interface AttachOptions {
  /** Whoever had the end is known to be gone: take it, and go on from what was published or released. */
  readonly takeover?: boolean;
  /** Sends a message to the other end's thread, which waits for one: it cannot be woken by `Atomics`. */
  readonly wake?: () => void;
}

/** What is fixed about a kind of ring. */
export interface RingKind {
  readonly magic: number;
  /** A record takes up to capacity >> this. */
  readonly recordShift: number;
}

/** A ring found at an address. */
export interface FoundRing {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly address: number;
  readonly capacity: number;
  readonly recordBytes: number;
  readonly maxRecordBytes: number;
}

const isCount = (value: number) => value >>> 0 === value;
const isPowerOfTwo = (value: number) => value > 0 && (value & (value - 1)) === 0;
const isCapacity = (value: number) =>
  isPowerOfTwo(value) && value >= RING_MIN_CAPACITY_BYTES && value <= RING_MAX_CAPACITY_BYTES;
const isRecordBytes = (value: number, most: number) =>
  value === 0 || (isPowerOfTwo(value) && value >= RING_MIN_RECORD_BYTES && value <= most);

/** Lays an empty ring out. */
export function layOut(buffer: ArrayBufferLike, kind: RingKind, shape: RingShape): number {
  const { address, capacityBytes, recordBytes } = shape;
  if (!isCount(address) || address < MEMORY_BASE || address % RING_ALIGN_BYTES !== 0) return -RING_ARGUMENT;
  if (!isCapacity(capacityBytes)) return -RING_ARGUMENT;
  if (address + RING_HEADER_BYTES + capacityBytes > buffer.byteLength) return -RING_ARGUMENT;
  if (!isCount(recordBytes) || !isRecordBytes(recordBytes, capacityBytes >> kind.recordShift)) return -RING_ARGUMENT;
  const header = new Int32Array(buffer, address, RING_HEADER_BYTES >> 2);
  Atomics.store(header, RING_MAGIC >> 2, 0);
  header.fill(0);
  header[RING_MASK >> 2] = capacityBytes - 1;
  header[RING_RECORD_BYTES >> 2] = recordBytes;
  header[RING_CHECK >> 2] = ~(capacityBytes - 1 + recordBytes);
  Atomics.store(header, RING_MAGIC >> 2, kind.magic);
  return RING_OK;
}

/** The ring at an address, or minus a code. */
export function find(buffer: ArrayBufferLike, kind: RingKind, address: number): FoundRing | number {
  if (!isCount(address) || address % RING_ALIGN_BYTES !== 0) return -RING_ARGUMENT;
  if (address + RING_HEADER_BYTES > buffer.byteLength) return -RING_ARGUMENT;
  const header = new Int32Array(buffer, address, RING_HEADER_BYTES >> 2);
  if (Atomics.load(header, RING_MAGIC >> 2) !== kind.magic) return -RING_FOREIGN;
  const capacity = (header[RING_MASK >> 2]! >>> 0) + 1;
  const recordBytes = header[RING_RECORD_BYTES >> 2]! >>> 0;
  if (header[RING_CHECK >> 2] !== ~(capacity - 1 + recordBytes)) return -RING_CORRUPT;
  if (!isCapacity(capacity) || address + RING_HEADER_BYTES + capacity > buffer.byteLength) return -RING_CORRUPT;
  const most = capacity >> kind.recordShift;
  if (!isRecordBytes(recordBytes, most)) return -RING_CORRUPT;
  return {
    words: new Int32Array(buffer),
    bytes: new Uint8Array(buffer),
    address,
    capacity,
    recordBytes,
    maxRecordBytes: recordBytes === 0 ? most - RING_RECORD_HEADER_BYTES : recordBytes,
  };
}

/** Marks an end as taken; `line` is its line's address. */
export function occupy(words: Int32Array, line: number, takeover: boolean): number {
  const index = (line + END_STATE) >> 2;
  if (takeover) {
    Atomics.store(words, index, END_OPEN);
    return RING_OK;
  }
  const before = Atomics.compareExchange(words, index, END_ABSENT, END_OPEN);
  if (before === END_ABSENT) return RING_OK;
  return before === END_OPEN || before === END_CLOSED ? -RING_BUSY : -RING_CORRUPT;
}

export abstract class End implements RingEnd {
  readonly address: number;
  readonly side: RingSide;
  readonly broadcast: boolean;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly maxRecordBytes: number;
  at = 0;
  protected readonly capacity: number;
  protected readonly mask: number;
  protected readonly recordBytes: number;
  /** Address of the first data byte. */
  protected readonly data: number;
  /** Indexes in `words` of the two lines. */
  protected readonly mine: number;
  protected readonly other: number;
  readonly #otherWaits: number;
  readonly #wake: (() => void) | undefined;

  constructor(ring: FoundRing, side: RingSide, broadcast: boolean, options: AttachOptions) {
    this.address = ring.address;
    this.side = side;
    this.broadcast = broadcast;
    this.words = ring.words;
    this.bytes = ring.bytes;
    this.maxRecordBytes = ring.maxRecordBytes;
    this.capacity = ring.capacity;
    this.mask = ring.capacity - 1;
    this.recordBytes = ring.recordBytes;
    this.data = ring.address + RING_HEADER_BYTES;
    const writes = side === 'writer';
    this.mine = (ring.address + (writes ? RING_WRITER : RING_READER)) >> 2;
    this.other = (ring.address + (writes ? RING_READER : RING_WRITER)) >> 2;
    this.#otherWaits = (ring.address + (writes ? RING_READER_WAITS : RING_WRITER_WAITS)) >> 2;
    this.#wake = options.wake;
  }

  beat(): void {
    Atomics.add(this.words, this.mine + (END_BEAT >> 2), 1);
  }

  close(): number {
    Atomics.store(this.words, this.mine + (END_STATE >> 2), END_CLOSED);
    this.wake();
    return RING_OK;
  }

  protected otherEnded(): boolean {
    return Atomics.load(this.words, this.other + (END_STATE >> 2)) >>> 0 > END_OPEN;
  }

  /** Wakes the other end if it waits. */
  protected wake(): void {
    if (Atomics.load(this.words, this.#otherWaits) === 0) return;
    const how = Atomics.exchange(this.words, this.#otherWaits, 0);
    if ((how & WAIT_NOTIFY) !== 0) Atomics.notify(this.words, this.#otherWaits);
    if ((how & WAIT_MESSAGE) !== 0) this.#wake?.();
  }

  /** Whether [address, address + bytes) is memory. */
  protected holds(address: number, bytes: number): boolean {
    return isCount(address) && isCount(bytes) && address + bytes <= this.bytes.length;
  }
}

/** Header, bytes and padding of a record of any length. */
export function totalBytes(length: number): number {
  return (length + RING_RECORD_HEADER_BYTES + 7) & ~7;
}
