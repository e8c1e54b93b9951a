/** The broadcast ring on one thread, with records of any length: answers and exact counts of what was lost, for every pairing. */
import { describe, expect, it } from 'vitest';
import { MEMORY_BASE } from '../../assembly/layout.js';
import {
  RING_ARGUMENT,
  RING_BUSY,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_FULL,
  RING_HEADER_BYTES,
  RING_LAPPED,
  RING_OK,
  RING_ORDER,
  RING_TOO_LONG,
  RING_WRITER,
} from '../../assembly/ring/layout.js';
import { CAPACITY, get, LONGEST, publish, put, ring, WINDOW } from './broadcast-ends.js';
import { fillRecord } from './record.js';
import { BLOCKS_AT, RING_AT, RingRig, SCRATCH_AT } from './ring-rig.js';
import { attached, PAIRS, TWINS } from './ring-twin.js';

describe.each(TWINS)('laying out and attaching, %s', (name) => {
  it.each([
    [RING_AT + 64, 256, 0],
    [MEMORY_BASE - 128, 256, 0],
    [RING_AT, 300, 0],
    [RING_AT, 128, 0],
    [RING_AT, 256, 64],
    [RING_AT, 256, 12],
  ])('refuses %d, %d bytes, records of %d', (address, capacityBytes, recordBytes) => {
    const rig = new RingRig('private', CAPACITY);
    expect(rig.twin(name).createBroadcast({ address, capacityBytes, recordBytes })).toBe(-RING_ARGUMENT);
    rig.expectCanaries();
  });

  it('has one writer', () => {
    const { rig, w } = ring(name, name);
    expect(rig.twin(name).broadcastWriter(RING_AT)).toBe(-RING_BUSY);
    publish(w, 8, 0, 3);
    put(w, 8, 99);
    const next = attached(rig.twin(name).broadcastWriter(RING_AT, { takeover: true }));
    publish(next, 8, 3);
  });

  it('readers need a block that is memory', () => {
    if (name === 'reference') return;
    const { rig } = ring(name, name);
    expect(rig.twin(name).join(RING_AT, BLOCKS_AT + 64)).toBe(-RING_ARGUMENT);
    expect(rig.twin(name).join(RING_AT, MEMORY_BASE - 128)).toBe(-RING_ARGUMENT);
    expect(rig.twin(name).join(RING_AT, rig.bytes.length)).toBe(-RING_ARGUMENT);
    expect(rig.twin(name).join(RING_AT, -128)).toBe(-RING_ARGUMENT);
  });

  it('a position that no record begins at is damage', () => {
    const { rig } = ring(name, name, 32);
    rig.words[(RING_AT + RING_WRITER) >> 2] = 3;
    expect(rig.twin(name).broadcastWriter(RING_AT, { takeover: true })).toBe(-RING_CORRUPT);
    expect(rig.twin(name).join(RING_AT, BLOCKS_AT)).toBe(-RING_CORRUPT);
  });
});

describe.each(PAIRS)('records of any length, from %s to %s', (writer, reader) => {
  it('reach every reader, from when it joined', () => {
    const { rig, w, r } = ring(writer, reader);
    expect(r.peek()).toBe(-RING_EMPTY);
    expect(r.advance()).toBe(-RING_ORDER);
    publish(w, 5, 0);
    const late = attached(rig.twin(reader).join(RING_AT, BLOCKS_AT + 128));
    expect(get(late, 1)).toBe(-RING_EMPTY);
    publish(w, 6, 1);
    expect(get(r, 0)).toBe(5);
    expect(get(r, 1)).toBe(6);
    expect(get(late, 1)).toBe(6);
    expect(get(r, 2)).toBe(-RING_EMPTY);
    expect(r.lostTotal + late.lostTotal).toBe(0);
  });

  it.each([0, 1, 7, 8, 9, LONGEST - 1, LONGEST])('of %d bytes go through', (length) => {
    const { rig, w, r } = ring(writer, reader);
    for (let number = 0; number < 200; number++) {
      publish(w, length, number);
      expect(get(r, number)).toBe(length);
    }
    rig.expectCanaries();
  });

  it('have a longest length', () => {
    const { w } = ring(writer, reader);
    expect(w.maxRecordBytes).toBe(LONGEST);
    expect(w.reserve(LONGEST + 1)).toBe(-RING_TOO_LONG);
    expect(w.reserve(-1)).toBe(-RING_ARGUMENT);
    expect(w.commit(0)).toBe(-RING_ORDER);
  });

  it('are claimed up to a quarter of the ring, with the header behind them', () => {
    const { w, r } = ring(writer, reader);
    for (let number = 0; number < 3; number++) expect(put(w, 8, number)).toBe(RING_OK);
    expect(put(w, 8, 3)).toBe(-RING_FULL);
    expect(put(w, 0, 3)).toBe(RING_OK);
    expect(put(w, 0, 4)).toBe(-RING_FULL);
    expect(r.peek()).toBe(-RING_EMPTY);
    w.publish();
    for (let number = 0; number < 4; number++) expect(get(r, number)).toBe(number < 3 ? 8 : 0);
    expect(put(w, 8, 4)).toBe(RING_OK);
  });

  it('with the end that they skip always fit an empty claim', () => {
    for (let offset = 0; offset < CAPACITY / 8; offset++) {
      const { rig, w, r } = ring(writer, reader, 0, { position: offset, sequence: 0 });
      publish(w, LONGEST, 0);
      expect(get(r, 0)).toBe(LONGEST);
      rig.expectCanaries();
    }
  });

  it('may become shorter than was reserved, also behind a skipped end', () => {
    for (const position of [0, 30, 31]) {
      const { w, r } = ring(writer, reader, 0, { position, sequence: 0 });
      const at = w.reserve(LONGEST);
      fillRecord(w.bytes, at, 2, 7, 0);
      expect(w.commit(LONGEST + 1)).toBe(-RING_TOO_LONG);
      expect(w.commit(2)).toBe(RING_OK);
      w.publish();
      publish(w, 4, 1);
      expect(get(r, 0)).toBe(2);
      expect(get(r, 1)).toBe(4);
    }
  });

  it('are read up to three quarters of the ring behind, and lost one further', () => {
    const { w, r } = ring(writer, reader);
    publish(w, 8, 0, WINDOW);
    expect(get(r, 0)).toBe(8);
    publish(w, 8, WINDOW, 2);
    expect(get(r, 1)).toBe(-RING_LAPPED);
    expect([r.lost, r.lostTotal]).toEqual([WINDOW + 1, WINDOW + 1]);
    expect(get(r, 0)).toBe(-RING_EMPTY);
    publish(w, 8, WINDOW + 2);
    expect(get(r, WINDOW + 2)).toBe(8);
  });

  it('that are overwritten while they are used are not to be believed', () => {
    const { w, r } = ring(writer, reader);
    publish(w, 8, 0, WINDOW);
    expect(r.peek()).toBeGreaterThan(0);
    publish(w, 8, WINDOW, 100);
    expect(r.advance()).toBe(-RING_LAPPED);
    expect(r.lost).toBe(WINDOW + 100);
    publish(w, 8, 0);
    expect(r.peek()).toBeGreaterThan(0);
    expect(r.advance()).toBe(RING_OK);
    publish(w, 8, 0, WINDOW + 5);
    expect(r.peek()).toBe(-RING_LAPPED);
    expect([r.lost, r.lostTotal]).toEqual([WINDOW + 5, WINDOW * 2 + 105]);
  });

  it('that look damaged because they were overwritten count as lost, not as damage', () => {
    const { w, r } = ring(writer, reader);
    publish(w, 8, 0, WINDOW);
    expect(get(r, 0)).toBe(8);
    // The reader knows of WINDOW records and looks at no index for the next; sizes now differ.
    for (let number = WINDOW; number < WINDOW + 60; number++) publish(w, number % (LONGEST + 1), number);
    expect(get(r, 1)).toBe(-RING_LAPPED);
    expect(r.lost).toBe(WINDOW + 59);
  });

  it('are damage where nobody overwrote them', () => {
    const { rig, w, r } = ring(writer, reader);
    publish(w, 8, 0, 2);
    const header = (RING_AT + RING_HEADER_BYTES) >> 2;
    rig.words[header] = 9 * 8 + 1;
    expect(r.peek()).toBe(-RING_CORRUPT);
    rig.words[header] = -1;
    rig.words[header + 1] = 0;
    expect(r.peek()).toBe(-RING_CORRUPT);
    rig.words[header] = 8;
    rig.words[header + 1] = 1;
    expect(r.peek()).toBe(-RING_CORRUPT);
    rig.words[header + 1] = 0;
    expect(get(r, 0)).toBe(8);
  });

  it('are copied in and out of the same memory and of other memory', () => {
    const { rig, w, r } = ring(writer, reader, 0, undefined, 16_384);
    for (const length of [0, 1, 15, 16, 17, 64, 65, 600, 2_040]) {
      fillRecord(rig.bytes, SCRATCH_AT, length, 7, length);
      expect(w.write(SCRATCH_AT, length)).toBe(RING_OK);
      w.publish();
      const own = rig.bytes.slice(SCRATCH_AT, SCRATCH_AT + length);
      rig.bytes.fill(0, SCRATCH_AT, SCRATCH_AT + length);
      if (length > 0) expect(r.read(SCRATCH_AT, length - 1)).toBe(-RING_TOO_LONG);
      expect(r.read(rig.bytes.length - length + 1, length)).toBe(-RING_ARGUMENT);
      expect(r.read(SCRATCH_AT, length)).toBe(length);
      expect(rig.bytes.slice(SCRATCH_AT, SCRATCH_AT + length)).toEqual(own);
      expect(w.writeBytes(own)).toBe(RING_OK);
      w.publish();
      const target = new Uint8Array(length);
      if (length > 0) expect(r.readBytes(new Uint8Array(length - 1))).toBe(-RING_TOO_LONG);
      expect(r.readBytes(target)).toBe(length);
      expect(target).toEqual(own);
    }
    expect(w.write(rig.bytes.length - 8, 9)).toBe(-RING_ARGUMENT);
    rig.expectCanaries();
  });

  it('too long for their target can be passed over, and be lost', () => {
    const { w, r } = ring(writer, reader);
    publish(w, 9, 0);
    publish(w, 8, 1);
    expect(r.readBytes(new Uint8Array(8))).toBe(-RING_TOO_LONG);
    expect(r.advance()).toBe(RING_OK);
    expect(r.readBytes(new Uint8Array(8))).toBe(8);
    publish(w, 9, 2, WINDOW);
    expect(r.readBytes(new Uint8Array(8))).toBe(-RING_LAPPED);
    publish(w, 9, 2);
    expect(r.peek()).toBeGreaterThan(0);
    publish(w, 9, 3, WINDOW);
    expect(r.read(SCRATCH_AT, 8)).toBe(-RING_LAPPED);
  });
});

describe.each(PAIRS)('closing, from %s to %s', (writer, reader) => {
  it('readers are told once they read all', () => {
    const { w, r } = ring(writer, reader);
    publish(w, 4, 0);
    put(w, 4, 1);
    expect(w.close()).toBe(RING_OK);
    expect(get(r, 0)).toBe(4);
    expect(r.peek()).toBe(-RING_CLOSED);
  });

  it('a reader leaves without a trace', () => {
    const { w, r } = ring(writer, reader);
    expect(r.close()).toBe(RING_OK);
    expect(r.release()).toBe(RING_OK);
    publish(w, 8, 0, 100);
  });
});
