/** The broadcast ring on one thread, with records of a fixed size, for every pairing of implementations. */
import { describe, expect, it } from 'vitest';
import { RING_EMPTY, RING_LAPPED, RING_ORDER } from '../../assembly/ring/layout.js';
import { FIXED_WINDOW, ring, STARTS, submit } from './broadcast-ends.js';
import { isRecord, mix } from './record.js';
import { PAIRS } from './ring-twin.js';

describe.each(PAIRS)('records of 32 bytes, from %s to %s', (writer, reader) => {
  it('are claimed, published and taken in runs', () => {
    const { rig, w, r } = ring(writer, reader, 32);
    expect(r.take(0, 1)).toBe(-RING_EMPTY);
    // A quarter of the ring is 64 bytes, 8 of which stay free.
    expect(w.submit(0, 100)).toBe(1);
    expect(w.submit(2, 0)).toBe(-RING_ORDER);
    submit(w, 0, 5);
    expect(r.take(0, 100)).toBe(5);
    for (let i = 0; i < 5; i++) expect(isRecord(r.bytes, r.at + i * 32, 32, 7, i)).toBe(true);
    expect(r.take(6, 1)).toBe(-RING_ORDER);
    expect(r.take(2, 100)).toBe(3);
    expect(r.take(3, 100)).toBe(-RING_EMPTY);
    submit(w, 5, 5);
    expect(r.take(0, 100)).toBe(3);
    expect(r.take(3, 100)).toBe(2);
    expect(r.take(2, 0)).toBe(0);
    rig.expectCanaries();
  });

  it('are lost beyond the window, also while they are used', () => {
    const { w, r } = ring(writer, reader, 32);
    submit(w, 0, FIXED_WINDOW + 1);
    expect(r.take(0, 1)).toBe(-RING_LAPPED);
    expect(r.lost).toBe(FIXED_WINDOW + 1);
    submit(w, 0, FIXED_WINDOW);
    expect(r.take(0, 2)).toBe(1);
    expect(r.take(1, 2)).toBe(2);
    submit(w, 0, 2);
    expect(r.take(2, 1)).toBe(-RING_LAPPED);
    expect([r.lost, r.lostTotal]).toEqual([FIXED_WINDOW + 1, FIXED_WINDOW * 2 + 2]);
  });

  it.each(STARTS)('add up, from position $position on', ({ position }) => {
    const first = Math.floor(position / 4);
    const { rig, w, r } = ring(writer, reader, 32, { position: first * 4, sequence: 0 });
    let read = 0;
    let written = 0;
    let done = 0;
    for (let turn = 0; written < 600; turn++) {
      const burst = mix(3, turn) % 9;
      submit(w, written, burst);
      written += burst;
      const taken = r.take(done, 1 + (mix(4, turn) % 9));
      if (taken === -RING_LAPPED) read += r.lost;
      else read += done;
      done = Math.max(taken, 0);
      for (let i = 0; i < done; i++) expect(isRecord(r.bytes, r.at + i * 32, 32, 7, read + i)).toBe(true);
      if (taken === -RING_EMPTY || taken === -RING_LAPPED) expect(read).toBe(written);
    }
    rig.expectCanaries();
  });
});
