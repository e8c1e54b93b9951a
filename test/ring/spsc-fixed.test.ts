/** The spsc ring on one thread, with records of a fixed size, for every pairing of implementations. */
import { describe, expect, it } from 'vitest';
import { RING_ARGUMENT, RING_CLOSED, RING_EMPTY, RING_FULL, RING_OK, RING_ORDER } from '../../assembly/ring/layout.js';
import type { RingReader, RingWriter } from '../../host/wire/ring.js';
import { fillRecord, isRecord } from './record.js';
import { PAIRS } from './ring-twin.js';
import { CAPACITY, ring } from './spsc-ends.js';

describe.each(PAIRS)('records of 32 bytes, from %s to %s', (writer, reader) => {
  const records = CAPACITY / 32;
  const fill = (w: RingWriter, count: number, first: number) => {
    for (let i = 0; i < count; i++) fillRecord(w.bytes, w.at + i * 32, 32, 7, first + i);
  };
  const check = (r: RingReader, count: number, first: number) => {
    for (let i = 0; i < count; i++) expect(isRecord(r.bytes, r.at + i * 32, 32, 7, first + i)).toBe(true);
  };

  it('are claimed, published, taken and released in runs', () => {
    const { rig, w, r } = ring(writer, reader, CAPACITY, 32);
    expect(w.maxRecordBytes).toBe(32);
    expect(r.take(0, 4)).toBe(-RING_EMPTY);
    expect(w.submit(0, 100)).toBe(records);
    fill(w, 3, 0);
    expect(w.submit(3, 100)).toBe(records - 3);
    expect(r.take(0, 2)).toBe(2);
    check(r, 2, 0);
    expect(r.take(2, 100)).toBe(1);
    check(r, 1, 2);
    expect(r.take(1, 100)).toBe(-RING_EMPTY);
    fill(w, 5, 3);
    // The end of the ring ends the run; the reader has given three back.
    expect(w.submit(5, 100)).toBe(3);
    fill(w, 3, 8);
    expect(w.submit(3, 1)).toBe(-RING_FULL);
    expect(r.take(0, 100)).toBe(5);
    check(r, 5, 3);
    expect(r.take(5, 100)).toBe(3);
    check(r, 3, 8);
    rig.expectCanaries();
  });

  it('are given back at a quarter of the ring, when it is empty, or when told', () => {
    const { w, r } = ring(writer, reader, CAPACITY, 32);
    expect(w.submit(0, records)).toBe(records);
    expect(w.submit(records, 1)).toBe(-RING_FULL);
    expect(r.take(0, 1)).toBe(1);
    expect(r.take(1, 1)).toBe(1);
    expect(w.submit(0, 1)).toBe(-RING_FULL);
    expect(r.release()).toBe(RING_OK);
    expect(w.submit(0, 9)).toBe(1);
    expect(r.take(1, 1)).toBe(1);
    expect(r.take(1, 1)).toBe(1);
    // One place was known to be free, and did; the next look finds the others.
    expect(w.submit(0, 9)).toBe(1);
    expect(w.submit(1, 9)).toBe(2);
  });

  it('cannot be more than claimed or taken', () => {
    const { w, r } = ring(writer, reader, CAPACITY, 32);
    expect(w.submit(1, 1)).toBe(-RING_ORDER);
    expect(w.submit(0, 2)).toBe(2);
    expect(w.submit(3, 2)).toBe(-RING_ORDER);
    expect(w.submit(2, 0)).toBe(0);
    expect(r.take(1, 1)).toBe(-RING_ORDER);
    expect(r.take(0, 5)).toBe(2);
    expect(r.take(3, 1)).toBe(-RING_ORDER);
    expect(r.take(2, 0)).toBe(0);
    expect(w.submit(0.5, 1)).toBe(-RING_ARGUMENT);
    expect(r.take(0, -1)).toBe(-RING_ARGUMENT);
  });

  it('wrap around thousands of times, across 2^32', () => {
    const { rig, w, r } = ring(writer, reader, CAPACITY, 32, -4_096);
    let written = 0;
    let read = 0;
    let filled = 0;
    let done = 0;
    while (read < 20_000) {
      const claimed = w.submit(filled, 1 + (written % 11));
      filled = Math.max(claimed, 0);
      if (filled > 0) fill(w, filled, written);
      written += filled;
      const taken = r.take(done, 1 + (read % 7));
      done = Math.max(taken, 0);
      if (done > 0) check(r, done, read);
      read += done;
    }
    rig.expectCanaries();
  });

  it('end with CLOSED on either side', () => {
    const { w, r } = ring(writer, reader, CAPACITY, 32);
    expect(w.submit(0, 1)).toBe(1);
    fill(w, 1, 0);
    w.submit(1, 0);
    w.close();
    expect(r.take(0, 9)).toBe(1);
    expect(r.take(1, 9)).toBe(-RING_CLOSED);
    const other = ring(writer, reader, CAPACITY, 32);
    other.r.close();
    expect(other.w.submit(0, 99)).toBe(records);
    expect(other.w.submit(records, 1)).toBe(-RING_CLOSED);
  });
});
