/** Both ends of a small broadcast ring on one thread, numbered records, and rings as they are after years. */
import { expect } from 'vitest';
import {
  END_INDEX,
  END_INDEX_HIGH,
  END_SEQUENCE_HIGH,
  RING_HEADER_BYTES,
  RING_NEXT,
  RING_OK,
  RING_WRITER,
} from '../../assembly/ring/layout.js';
import type { BroadcastRingReader, RingWriter } from '../../host/wire/ring.js';
import { fillRecord, isRecord } from './record.js';
import { BLOCKS_AT, RING_AT, RingRig } from './ring-rig.js';
import { attached, type TwinName } from './ring-twin.js';

export const CAPACITY = 256;
export const LONGEST = CAPACITY / 8 - 8;
/** Records of 8 bytes and their header: a reader may be 3/4 of the ring behind. */
export const WINDOW = (CAPACITY * 3) / 4 / 16;
export const FIXED_WINDOW = (CAPACITY * 3) / 4 / 32;

export interface Start {
  /** In words of 8 bytes. */
  position: number;
  sequence: number;
}

/** Moves a ring that was just laid out to where it might be after some years. */
export function startAt(rig: RingRig, { position, sequence }: Start, capacityBytes = CAPACITY): void {
  const line = (RING_AT + RING_WRITER) >> 2;
  rig.words[line + (END_INDEX >> 2)] = position | 0;
  rig.words[line + (END_INDEX_HIGH >> 2)] = Math.floor(position / 2 ** 21);
  rig.words[line + (END_SEQUENCE_HIGH >> 2)] = Math.floor(sequence / 2 ** 21);
  const header = (RING_AT + RING_HEADER_BYTES + (position % (capacityBytes / 8)) * 8) >> 2;
  rig.words[header] = RING_NEXT;
  rig.words[header + 1] = sequence | 0;
}

export function ring(writer: TwinName, reader: TwinName, recordBytes = 0, start?: Start, capacityBytes = CAPACITY) {
  const rig = new RingRig('private', capacityBytes);
  expect(rig.twin(writer).createBroadcast({ address: RING_AT, capacityBytes, recordBytes })).toBe(RING_OK);
  if (start !== undefined) startAt(rig, start, capacityBytes);
  const w = attached(rig.twin(writer).broadcastWriter(RING_AT));
  const r = attached(rig.twin(reader).join(RING_AT, BLOCKS_AT));
  return { rig, w, r };
}

export function put(w: RingWriter, length: number, number: number): number {
  const at = w.reserve(length);
  if (at < 0) return at;
  fillRecord(w.bytes, at, length, 7, number);
  return w.commit(length);
}

export function publish(w: RingWriter, length: number, first: number, count = 1): void {
  for (let number = first; number < first + count; number++) {
    expect(put(w, length, number)).toBe(RING_OK);
    expect(w.publish()).toBe(RING_OK);
  }
}

export function get(r: BroadcastRingReader, number: number): number {
  const at = r.peek();
  if (at < 0) return at;
  const { length } = r;
  const whole = isRecord(r.bytes, at, length, 7, number);
  const code = r.advance();
  if (code !== RING_OK) return code;
  expect(whole).toBe(true);
  return length;
}

export function submit(w: RingWriter, first: number, count: number): void {
  for (let number = first; number < first + count; number++) {
    expect(w.submit(0, 1)).toBe(1);
    fillRecord(w.bytes, w.at, 32, 7, number);
    expect(w.submit(1, 0)).toBe(0);
  }
}

export const STARTS: Start[] = [
  { position: 2 ** 21 - 16, sequence: 2 ** 21 - 8 },
  { position: 2 ** 32 - 64, sequence: 2 ** 31 - 20 },
  { position: 2 ** 32 + 2 ** 21 - 8, sequence: 2 ** 32 - 20 },
  { position: 2 ** 40 - 4, sequence: 2 ** 39 + 5 },
  { position: 2 ** 52 + 12, sequence: 2 ** 51 - 1 },
];
