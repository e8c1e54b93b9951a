/** The spsc ring in plain TypeScript: laying it out, and finding it. The ends are spsc-writer.ts and spsc-reader.ts. */
import {
  END_INDEX,
  RING_CORRUPT,
  RING_MAGIC_SPSC,
  RING_MIN_RECORD_BYTES,
  RING_READER,
  RING_WRITER,
  SPSC_RECORD_SHIFT,
} from '../../../assembly/ring/layout.js';
import type { RingShape } from '../../wire/ring.js';
import { type FoundRing, find, layOut, occupy } from './end.js';

const SPSC = { magic: RING_MAGIC_SPSC, recordShift: SPSC_RECORD_SHIFT };

/** Lays an empty ring out; answers 0 or minus a code. */
export function createSpsc(buffer: ArrayBufferLike, shape: RingShape): number {
  return layOut(buffer, SPSC, shape);
}

/** Finds a ring and takes one end of it. */
export function takeEnd(
  buffer: ArrayBufferLike,
  address: number,
  side: 'writer' | 'reader',
  takeover: boolean,
): (FoundRing & { head: number; tail: number }) | number {
  const ring = find(buffer, SPSC, address);
  if (typeof ring === 'number') return ring;
  const head = Atomics.load(ring.words, (address + RING_WRITER + END_INDEX) >> 2) >>> 0;
  const tail = Atomics.load(ring.words, (address + RING_READER + END_INDEX) >> 2) >>> 0;
  const unit = Math.max(ring.recordBytes, RING_MIN_RECORD_BYTES);
  if (head % unit !== 0 || tail % unit !== 0 || (head - tail) >>> 0 > ring.capacity) return -RING_CORRUPT;
  const code = occupy(ring.words, address + (side === 'writer' ? RING_WRITER : RING_READER), takeover);
  return code === 0 ? { ...ring, head, tail } : code;
}
