/** The spsc ring on one thread, with records of any length: what each call answers, at every edge, for every pairing. */
import { describe, expect, it } from 'vitest';
import { MEMORY_BASE } from '../../assembly/layout.js';
import {
  RING_ARGUMENT,
  RING_BUSY,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_FOREIGN,
  RING_FULL,
  RING_HEADER_BYTES,
  RING_MAX_CAPACITY_BYTES,
  RING_OK,
  RING_ORDER,
  RING_READER,
  RING_TOO_LONG,
  RING_WRITER,
} from '../../assembly/ring/layout.js';
import { fillRecord, isRecord, mix, recordLength } from './record.js';
import { RING_AT, RingRig, SCRATCH_AT } from './ring-rig.js';
import { attached, PAIRS, TWINS } from './ring-twin.js';
import { CAPACITY, get, LONGEST, put, ring } from './spsc-ends.js';

describe.each(TWINS)('laying out and attaching, %s', (name) => {
  it.each([
    [RING_AT + 8, 256, 0],
    [0, 256, 0],
    [MEMORY_BASE - 128, 256, 0],
    [RING_AT, 255, 0],
    [RING_AT, 128, 0],
    [RING_AT, 384, 0],
    [RING_AT, RING_MAX_CAPACITY_BYTES, 0],
    [RING_AT, RING_MAX_CAPACITY_BYTES * 2, 0],
    [RING_AT, 65_536, 0],
    [2 ** 32 - 128, 256, 0],
    [-128, 256, 0],
    [2 ** 32 + RING_AT, 256, 0],
    [RING_AT, 256, 4],
    [RING_AT, 256, 24],
    [RING_AT, 256, 256],
    [RING_AT + 0.5, 256, 0],
  ])('refuses %d, %d bytes, records of %d', (address, capacityBytes, recordBytes) => {
    const rig = new RingRig('private', CAPACITY);
    expect(rig.twin(name).createSpsc({ address, capacityBytes, recordBytes })).toBe(-RING_ARGUMENT);
    rig.expectCanaries();
  });

  it('takes the largest fixed record', () => {
    const rig = new RingRig('private', CAPACITY);
    expect(rig.twin(name).createSpsc({ address: RING_AT, capacityBytes: 256, recordBytes: 128 })).toBe(RING_OK);
  });

  it('finds no ring where none is, or another kind', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    expect(twin.spscWriter(RING_AT)).toBe(-RING_FOREIGN);
    expect(twin.spscReader(RING_AT + 4)).toBe(-RING_ARGUMENT);
    expect(twin.spscReader(rig.bytes.length)).toBe(-RING_ARGUMENT);
    expect(twin.createBroadcast({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 })).toBe(RING_OK);
    expect(twin.spscWriter(RING_AT)).toBe(-RING_FOREIGN);
    expect(twin.createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 })).toBe(RING_OK);
    expect(twin.broadcastWriter(RING_AT)).toBe(-RING_FOREIGN);
  });

  it('gives each end away once, and again to who takes it over', () => {
    const { rig, w } = ring(name, name);
    expect(rig.twin(name).spscWriter(RING_AT)).toBe(-RING_BUSY);
    expect(rig.twin(name).spscReader(RING_AT)).toBe(-RING_BUSY);
    expect(put(w, 5, 0)).toBe(RING_OK);
    expect(w.publish()).toBe(RING_OK);
    expect(put(w, 6, 99)).toBe(RING_OK);
    const w2 = attached(rig.twin(name).spscWriter(RING_AT, { takeover: true }));
    expect(put(w2, 7, 1)).toBe(RING_OK);
    expect(w2.publish()).toBe(RING_OK);
    const r2 = attached(rig.twin(name).spscReader(RING_AT, { takeover: true }));
    expect(get(r2, 0)).toBe(5);
    expect(get(r2, 1)).toBe(7);
    expect(get(r2, 2)).toBe(-RING_EMPTY);
    const r3 = attached(rig.twin(name).spscReader(RING_AT, { takeover: true }));
    expect(get(r3, 0)).toBe(5);
  });
});

describe.each(PAIRS)('records of any length, from %s to %s', (writer, reader) => {
  it('are empty at first', () => {
    const { r } = ring(writer, reader);
    expect(r.peek()).toBe(-RING_EMPTY);
    expect(r.advance()).toBe(-RING_ORDER);
    expect(r.release()).toBe(RING_OK);
  });

  it.each([0, 1, 7, 8, 9, LONGEST - 1, LONGEST])('of %d bytes go through', (length) => {
    const { rig, w, r } = ring(writer, reader);
    for (let number = 0; number < 100; number++) {
      expect(put(w, length, number)).toBe(RING_OK);
      expect(r.peek()).toBe(-RING_EMPTY);
      expect(w.publish()).toBe(RING_OK);
      expect(get(r, number)).toBe(length);
      expect(r.release()).toBe(RING_OK);
    }
    rig.expectCanaries();
  });

  it.each([LONGEST + 1, 2 ** 31, 2 ** 32 - 1])('of %d bytes are too long', (length) => {
    const { w } = ring(writer, reader);
    expect(w.maxRecordBytes).toBe(LONGEST);
    expect(w.reserve(length)).toBe(-RING_TOO_LONG);
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('of %d bytes cannot be', (length) => {
    const { w } = ring(writer, reader);
    expect(w.reserve(length)).toBe(-RING_ARGUMENT);
    expect(w.reserve(8)).toBeGreaterThan(0);
    expect(w.commit(length)).toBe(-RING_ARGUMENT);
  });

  it('are shown a batch at a time, and come back from peeking as often as asked', () => {
    const { w, r } = ring(writer, reader);
    for (let number = 0; number < 3; number++) expect(put(w, 10, number)).toBe(RING_OK);
    expect(r.peek()).toBe(-RING_EMPTY);
    w.publish();
    const at = r.peek();
    expect(r.peek()).toBe(at);
    expect(at).toBe(r.at);
    for (let number = 0; number < 3; number++) expect(get(r, number)).toBe(10);
    expect(r.peek()).toBe(-RING_EMPTY);
  });

  it('may be reserved again, or longer than they become', () => {
    const { w, r } = ring(writer, reader);
    expect(w.commit(0)).toBe(-RING_ORDER);
    expect(w.reserve(LONGEST)).toBeGreaterThan(0);
    const at = w.reserve(20);
    expect(w.at).toBe(at);
    expect(w.commit(21)).toBe(-RING_TOO_LONG);
    fillRecord(w.bytes, at, 3, 7, 0);
    expect(w.commit(3)).toBe(RING_OK);
    expect(w.commit(3)).toBe(-RING_ORDER);
    w.publish();
    expect(get(r, 0)).toBe(3);
    expect(r.peek()).toBe(-RING_EMPTY);
  });

  it('fill the ring to the last byte, and no further', () => {
    const { rig, w, r } = ring(writer, reader);
    for (let number = 0; number < 8; number++) expect(put(w, 24, number)).toBe(RING_OK);
    expect(put(w, 0, 8)).toBe(-RING_FULL);
    w.publish();
    expect(get(r, 0)).toBe(24);
    expect(put(w, 0, 8)).toBe(-RING_FULL);
    r.release();
    expect(put(w, 25, 8)).toBe(-RING_FULL);
    expect(put(w, 24, 8)).toBe(RING_OK);
    expect(put(w, 0, 9)).toBe(-RING_FULL);
    w.publish();
    for (let number = 1; number < 9; number++) expect(get(r, number)).toBe(24);
    expect(r.peek()).toBe(-RING_EMPTY);
    rig.expectCanaries();
  });

  it('end exactly at the end of the ring, or skip what they do not fit', () => {
    // From an offset of 192: 56 bytes and their header end at 256; 57 do not fit and go to the start.
    for (const length of [56, 57]) {
      const { rig, w, r } = ring(writer, reader, CAPACITY, 0, 192);
      expect(put(w, length, 0)).toBe(RING_OK);
      w.publish();
      const at = r.peek();
      expect(at).toBe(RING_AT + RING_HEADER_BYTES + (length === 56 ? 192 : 0) + 8);
      expect(get(r, 0)).toBe(length);
      r.release();
      expect(put(w, LONGEST, 1)).toBe(RING_OK);
      w.publish();
      expect(get(r, 1)).toBe(LONGEST);
      rig.expectCanaries();
    }
  });

  it('that need the skipped end as well find an empty ring always large enough', () => {
    for (let offset = 0; offset < CAPACITY; offset += 8) {
      const { w, r } = ring(writer, reader, CAPACITY, 0, offset);
      expect(put(w, LONGEST, offset)).toBe(RING_OK);
      w.publish();
      expect(get(r, offset)).toBe(LONGEST);
    }
  });

  it.each([2 ** 32 - 512, 2 ** 31 - 512])('wrap around thousands of times, positions from %d on', (startAt) => {
    const { rig, w, r } = ring(writer, reader, CAPACITY, 0, startAt | 0);
    let written = 0;
    let read = 0;
    for (let turn = 0; read < 20_000; turn++) {
      for (let burst = mix(1, turn) % 6; burst > 0; burst--) {
        if (put(w, recordLength(3, written, LONGEST), written) !== RING_OK) break;
        written++;
      }
      w.publish();
      for (let burst = mix(2, turn) % 6; burst > 0 && get(r, read) >= 0; burst--) read++;
      r.release();
    }
    rig.expectCanaries();
  });

  it('are copied in and out of the same memory and of other memory', () => {
    const { rig, w, r } = ring(writer, reader, 4_096);
    for (const length of [0, 1, 15, 16, 17, 100, 600, 2_040]) {
      fillRecord(rig.bytes, SCRATCH_AT, length, 7, length);
      expect(w.write(SCRATCH_AT, length)).toBe(RING_OK);
      w.publish();
      rig.bytes.fill(0, SCRATCH_AT, SCRATCH_AT + length);
      if (length > 0) expect(r.read(SCRATCH_AT, length - 1)).toBe(-RING_TOO_LONG);
      expect(r.read(rig.bytes.length - length + 1, length)).toBe(-RING_ARGUMENT);
      expect(r.read(SCRATCH_AT, length)).toBe(length);
      expect(isRecord(rig.bytes, SCRATCH_AT, length, 7, length)).toBe(true);
      r.release();

      const own = rig.bytes.slice(SCRATCH_AT, SCRATCH_AT + length);
      expect(w.writeBytes(own)).toBe(RING_OK);
      w.publish();
      const target = new Uint8Array(length);
      if (length > 0) expect(r.readBytes(new Uint8Array(length - 1))).toBe(-RING_TOO_LONG);
      expect(r.readBytes(target)).toBe(length);
      expect(target).toEqual(own);
      r.release();
    }
    expect(w.write(rig.bytes.length - 8, 9)).toBe(-RING_ARGUMENT);
    expect(w.write(-1, 9)).toBe(-RING_ARGUMENT);
    expect(w.write(SCRATCH_AT, 2_041)).toBe(-RING_TOO_LONG);
    rig.expectCanaries();
  });

  it('are not what a ring of fixed records takes, nor the other way round', () => {
    const any = ring(writer, reader);
    expect(any.w.submit(0, 1)).toBe(-RING_ARGUMENT);
    expect(any.r.take(0, 1)).toBe(-RING_ARGUMENT);
    const fixed = ring(writer, reader, CAPACITY, 32);
    expect(fixed.w.reserve(32)).toBe(-RING_ARGUMENT);
    expect(fixed.r.peek()).toBe(-RING_ARGUMENT);
  });
});

describe.each(PAIRS)('closing, from %s to %s', (writer, reader) => {
  it('the writer leaves what it published', () => {
    const { w, r } = ring(writer, reader);
    put(w, 4, 0);
    w.publish();
    put(w, 4, 1);
    expect(w.close()).toBe(RING_OK);
    expect(get(r, 0)).toBe(4);
    expect(r.peek()).toBe(-RING_CLOSED);
    expect(r.peek()).toBe(-RING_CLOSED);
  });

  it('the reader is missed when the ring is full', () => {
    const { w, r } = ring(writer, reader);
    expect(r.close()).toBe(RING_OK);
    for (let number = 0; number < 8; number++) expect(put(w, 24, number)).toBe(RING_OK);
    expect(put(w, 24, 8)).toBe(-RING_CLOSED);
  });

  it('a closed end is not free', () => {
    const { rig, w } = ring(writer, reader);
    w.close();
    expect(rig.twin(writer).spscWriter(RING_AT)).toBe(-RING_BUSY);
    attached(rig.twin(writer).spscWriter(RING_AT, { takeover: true }));
  });
});

describe.each(TWINS)('indexes that cannot be, %s', (name) => {
  it.each([
    [256 + 8, 0],
    [4, 0],
    [0, 8],
  ])('head %d, tail %d are refused on attaching', (head, tail) => {
    const { rig } = ring(name, name);
    rig.words[(RING_AT + RING_WRITER) >> 2] = head;
    rig.words[(RING_AT + RING_READER) >> 2] = tail;
    expect(rig.twin(name).spscWriter(RING_AT, { takeover: true })).toBe(-RING_CORRUPT);
    expect(rig.twin(name).spscReader(RING_AT, { takeover: true })).toBe(-RING_CORRUPT);
  });
});
