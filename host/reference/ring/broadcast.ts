/**
 * The broadcast ring in plain TypeScript: laying it out, its positions (exact integers up to 2^53, in
 * words of 8 bytes, shared as two 32-bit words) and sequences. The ends are broadcast-writer.ts and
 * broadcast-reader.ts.
 */
import {
  BROADCAST_CLAIM_SHIFT,
  BROADCAST_RECORD_SHIFT,
  END_INDEX,
  END_INDEX_HIGH,
  END_SEQUENCE_HIGH,
  POSITION_LOW_BITS,
  RING_HEADER_BYTES,
  RING_MAGIC_BROADCAST,
  RING_NEXT,
  RING_WRITER,
} from '../../../assembly/ring/layout.js';
import type { RingShape } from '../../wire/ring.js';
import { type FoundRing, find, layOut } from './end.js';

const BROADCAST = { magic: RING_MAGIC_BROADCAST, recordShift: BROADCAST_RECORD_SHIFT };
const STEP = 2 ** POSITION_LOW_BITS;
const OVERLAP = 2 ** (32 - POSITION_LOW_BITS) - 1;
const WORD = 2 ** 32;
const TRIES = 16;

/** Positions end here, one largest claim before 2^53. */
export const LAST_POSITION = 2 ** 53 - 2 ** 26;

/** Lays an empty ring out; answers 0 or minus a code. */
export function createBroadcast(buffer: ArrayBufferLike, shape: RingShape): number {
  const code = layOut(buffer, BROADCAST, shape);
  if (code === 0 && shape.recordBytes === 0) {
    new Int32Array(buffer)[(shape.address + RING_HEADER_BYTES) >> 2] = RING_NEXT;
  }
  return code;
}

export function findBroadcast(buffer: ArrayBufferLike, address: number): FoundRing | number {
  return find(buffer, BROADCAST, address);
}

/** Words of 8 bytes that a writer may be ahead of what it published. */
export const claimWords = (ring: FoundRing): number => (ring.capacity >> BROADCAST_CLAIM_SHIFT) / 8;

/** Words of 8 bytes that a reader may be behind. */
export const windowWords = (ring: FoundRing): number => ring.capacity / 8 - claimWords(ring);

/** What the writer published; -1 where the header is damaged. */
export function readPosition(ring: FoundRing): number {
  const line = (ring.address + RING_WRITER) >> 2;
  for (let i = 0; i < TRIES; i++) {
    const high = Atomics.load(ring.words, line + (END_INDEX_HIGH >> 2)) >>> 0;
    const low = Atomics.load(ring.words, line + (END_INDEX >> 2)) >>> 0;
    if (Atomics.load(ring.words, line + (END_INDEX_HIGH >> 2)) >>> 0 !== high) continue;
    // The high word may be ahead of the low one: step back to where the bits that both hold agree.
    const ahead = (high - (low >>> POSITION_LOW_BITS)) & OVERLAP;
    return ahead > high ? -1 : (high - ahead) * STEP + (low % STEP);
  }
  return -1;
}

/** As `readPosition`, and -1 where no record can begin there. */
export function startPosition(ring: FoundRing): number {
  const position = readPosition(ring);
  return position % (Math.max(ring.recordBytes, 8) / 8) === 0 ? position : -1;
}

/** Publishes a position: the high word first, and only where it changed. */
export function storePosition(ring: FoundRing, position: number): void {
  const line = (ring.address + RING_WRITER) >> 2;
  storeHigh(ring.words, line + (END_INDEX_HIGH >> 2), position);
  Atomics.store(ring.words, line + (END_INDEX >> 2), position | 0);
}

/** Publishes what is needed besides its low 32 bits to know a sequence. */
export function storeSequence(ring: FoundRing, sequence: number): void {
  storeHigh(ring.words, (ring.address + RING_WRITER + END_SEQUENCE_HIGH) >> 2, sequence);
}

function storeHigh(words: Int32Array, index: number, value: number): void {
  const high = Math.floor(value / STEP) | 0;
  if (words[index] !== high) Atomics.store(words, index, high);
}

/** Sequence of the record that begins at a published position; -1 where there is none. */
export function sequenceAt(ring: FoundRing, position: number): number {
  if (ring.recordBytes !== 0) return Math.floor(position / (ring.recordBytes / 8));
  const low = ring.words[(ring.address + RING_HEADER_BYTES + placeOf(ring, position) + 4) >> 2]!;
  const high = Atomics.load(ring.words, (ring.address + RING_WRITER + END_SEQUENCE_HIGH) >> 2) >>> 0;
  const near = high * STEP;
  return Math.max(near + ((low - (near % WORD)) | 0), -1);
}

/** Offset in the data of a position. */
export function placeOf(ring: FoundRing, position: number): number {
  return (position % (ring.capacity / 8)) * 8;
}
