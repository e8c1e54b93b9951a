/** Both ends of a small spsc ring on one thread, and numbered records to put through it. */
import { expect } from 'vitest';
import { END_INDEX, RING_OK, RING_READER, RING_WRITER } from '../../assembly/ring/layout.js';
import type { RingReader, RingWriter } from '../../host/wire/ring.js';
import { fillRecord, isRecord } from './record.js';
import { RING_AT, RingRig } from './ring-rig.js';
import { attached, type TwinName } from './ring-twin.js';

export const CAPACITY = 256;
export const LONGEST = CAPACITY / 2 - 8;

export function ring(writer: TwinName, reader: TwinName, capacityBytes = CAPACITY, recordBytes = 0, startAt = 0) {
  const rig = new RingRig('private', capacityBytes);
  expect(rig.twin(writer).createSpsc({ address: RING_AT, capacityBytes, recordBytes })).toBe(RING_OK);
  rig.words[(RING_AT + RING_WRITER + END_INDEX) >> 2] = startAt;
  rig.words[(RING_AT + RING_READER + END_INDEX) >> 2] = startAt;
  const w = attached(rig.twin(writer).spscWriter(RING_AT));
  const r = attached(rig.twin(reader).spscReader(RING_AT));
  return { rig, w, r };
}

/** Reserves, fills and commits record `number`; answers the code. */
export function put(w: RingWriter, length: number, number: number): number {
  const at = w.reserve(length);
  if (at < 0) return at;
  fillRecord(w.bytes, at, length, 7, number);
  return w.commit(length);
}

/** Peeks at, checks and advances over record `number`; answers its length or a code. */
export function get(r: RingReader, number: number): number {
  const at = r.peek();
  if (at < 0) return at;
  expect(isRecord(r.bytes, at, r.length, 7, number)).toBe(true);
  expect(r.advance()).toBe(RING_OK);
  return r.length;
}
