/** The broadcast ring after years: positions and sequences beyond 32 bits, at their steps, and at their end. */
import { describe, expect, it } from 'vitest';
import {
  END_INDEX_HIGH,
  END_SEQUENCE_HIGH,
  RING_EMPTY,
  RING_EXHAUSTED,
  RING_LAPPED,
  RING_WRITER,
} from '../../assembly/ring/layout.js';
import { get, LONGEST, publish, put, ring, STARTS, startAt, submit } from './broadcast-ends.js';
import { mix, recordLength } from './record.js';
import { BLOCKS_AT, RING_AT } from './ring-rig.js';
import { attached, PAIRS } from './ring-twin.js';

describe.each(PAIRS)('after years, from %s to %s', (writer, reader) => {
  it.each(STARTS)('from position $position on nothing changes', (start) => {
    const { rig, w, r } = ring(writer, reader, 0, start);
    let read = 0;
    let written = 0;
    for (let turn = 0; written < 600; turn++) {
      for (let burst = mix(1, turn) % 20; burst > 0; burst--) {
        publish(w, recordLength(5, written, LONGEST), written);
        written++;
      }
      for (let burst = mix(2, turn) % 20; burst > 0; burst--) {
        const answer = get(r, read);
        if (answer === -RING_LAPPED) read += r.lost;
        else if (answer === -RING_EMPTY) expect(read).toBe(written);
        else {
          expect(answer).toBe(recordLength(5, read, LONGEST));
          read++;
        }
        expect(read).toBeLessThanOrEqual(written);
      }
    }
    const line = (RING_AT + RING_WRITER) >> 2;
    const sequence = start.sequence + written;
    expect(rig.words[line + (END_SEQUENCE_HIGH >> 2)]! >>> 0).toBe(Math.floor(sequence / 2 ** 21));
    expect(rig.words[line + (END_INDEX_HIGH >> 2)]! & 0x7ff).toBe(rig.words[line]! >>> 21);
    rig.expectCanaries();
  });

  it('a reader that slept through 2^40 records knows how many they were', () => {
    for (const recordBytes of [0, 32]) {
      const { rig, r } = ring(writer, reader, recordBytes);
      const sequence = 2 ** 40 + 12_345;
      startAt(rig, { position: recordBytes === 0 ? sequence * 3 : sequence * 4, sequence });
      expect(recordBytes === 0 ? r.peek() : r.take(0, 1)).toBe(-RING_LAPPED);
      expect(r.lost).toBe(sequence);
    }
  });

  it('a writer that died between the two words of its position did not publish', () => {
    const start = { position: 2 ** 33 - 2, sequence: 77 };
    const { rig, w, r } = ring(writer, reader, 0, start);
    const high = (RING_AT + RING_WRITER + END_INDEX_HIGH) >> 2;
    put(w, 8, 0);
    rig.words[high]!++;
    expect(r.peek()).toBe(-RING_EMPTY);
    const late = attached(rig.twin(reader).join(RING_AT, BLOCKS_AT + 128));
    const next = attached(rig.twin(writer).broadcastWriter(RING_AT, { takeover: true }));
    publish(next, 8, 1);
    expect(get(r, 1)).toBe(8);
    expect(get(late, 1)).toBe(8);
    expect(r.lostTotal).toBe(0);
  });

  it('positions end before 2^53', () => {
    const last = 2 ** 53 - 2 ** 26;
    for (const recordBytes of [0, 32]) {
      const { w, r } = ring(writer, reader, recordBytes, { position: last - 12, sequence: 3 });
      if (recordBytes === 0) {
        publish(w, 8, 0, 7);
        for (let number = 0; number < 7; number++) expect(get(r, number)).toBe(8);
        expect(w.reserve(8)).toBe(-RING_EXHAUSTED);
      } else {
        submit(w, 0, 4);
        expect(r.take(0, 9)).toBe(3);
        expect(r.take(3, 9)).toBe(1);
        expect(w.submit(0, 1)).toBe(-RING_EXHAUSTED);
      }
    }
  });
});
