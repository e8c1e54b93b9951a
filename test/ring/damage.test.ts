/** Damaged headers, records, notes and arguments: every call answers a code of the list, and nothing outside of the ring changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NOTE_MAGIC,
  RING_CHECK,
  RING_CODES,
  RING_CORRUPT,
  RING_FOREIGN,
  RING_HEADER_BYTES,
  RING_MASK,
  RING_PAD,
  RING_RECORD_BYTES,
} from '../../assembly/ring/layout.js';
import type { RingExports } from '../../host/core/ring/index.js';
import { type RingEnd, type RingReader, type RingWriter, ringCodeName } from '../../host/wire/ring.js';
import { artefact, BLOCKS_AT, RING_AT, RingRig, SCRATCH_AT } from './ring-rig.js';
import { attached, TWINS } from './ring-twin.js';

const CAPACITY = 256;
const sizes = fc.constantFrom(0, 8, 32);
/** Words that are wrong in interesting ways, besides any word. */
const words = fc.oneof(
  fc.constantFrom(0, 1, -1, -2, 7, 8, 255, 256, 257, 2 ** 20, 2 ** 31 - 8, -(2 ** 31), -8, 2 ** 29 - 1),
  fc.integer(),
);
/** Byte offset in the ring, and the word that is written there. */
const damage = fc.array(fc.tuple(fc.nat((RING_HEADER_BYTES + CAPACITY) / 4 - 1), words), { maxLength: 12 });

function expectCode(answer: number): void {
  if (answer < 0) expect(ringCodeName(answer), `answer ${answer}`).toBeDefined();
}

function expectWithin(end: RingEnd, answer: number): void {
  expectCode(answer);
  if (answer < 0) return;
  expect(end.at).toBeGreaterThanOrEqual(RING_AT + RING_HEADER_BYTES);
  expect(end.at).toBeLessThanOrEqual(RING_AT + RING_HEADER_BYTES + CAPACITY);
}

function useWriter(w: RingWriter | number): void {
  if (typeof w === 'number') {
    expectCode(w);
    return;
  }
  for (const bytes of [0, 8, 24, 100]) {
    expectWithin(w, w.reserve(bytes));
    expectCode(w.commit(bytes));
    expectCode(w.write(SCRATCH_AT, bytes));
    expectCode(w.publish());
  }
  for (const want of [1, 3, 100]) {
    const claimed = w.submit(0, want);
    expectWithin(w, claimed);
    expectCode(w.submit(Math.max(claimed, 0), want));
  }
  w.beat();
  expectCode(w.close());
}

function useReader(r: RingReader | number): void {
  if (typeof r === 'number') {
    expectCode(r);
    return;
  }
  for (let i = 0; i < 6; i++) {
    const at = r.peek();
    expectWithin(r, at);
    if (at >= 0) expect(at + r.length).toBeLessThanOrEqual(RING_AT + RING_HEADER_BYTES + CAPACITY);
    if (i % 2 === 0) expectCode(r.read(SCRATCH_AT, 200));
    expectCode(r.advance());
    expectCode(r.release());
  }
  for (const want of [1, 3, 100]) {
    const taken = r.take(0, want);
    expectWithin(r, taken);
    expectCode(r.take(Math.max(taken, 0), want));
  }
  r.beat();
  expectCode(r.close());
}

/** Writes damage into the ring; the first words, which say what it is, stay consistent so that calls get past them. */
function spoil(rig: RingRig, spots: [number, number][], keepShape: boolean): void {
  for (const [spot, word] of spots) if (!keepShape || spot > 3) rig.words[(RING_AT >> 2) + spot] = word;
}

it('every code has a name, and nothing else has', () => {
  for (let code = 0; code < RING_CODES; code++) expect(ringCodeName(-code)).toBeDefined();
  expect(ringCodeName(-RING_CODES)).toBeUndefined();
});

describe.each(TWINS)('damage before and after attaching, %s', (name) => {
  it('of spsc rings', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    const property = fc.property(sizes, damage, damage, fc.boolean(), (recordBytes, before, after, keepShape) => {
      twin.createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes });
      spoil(rig, before, keepShape);
      const w = twin.spscWriter(RING_AT, { takeover: true });
      const r = twin.spscReader(RING_AT, { takeover: true });
      spoil(rig, after, keepShape);
      useWriter(w);
      useReader(r);
      rig.expectCanaries();
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it('of broadcast rings', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    const property = fc.property(sizes, damage, damage, fc.boolean(), (recordBytes, before, after, keepShape) => {
      twin.createBroadcast({ address: RING_AT, capacityBytes: CAPACITY, recordBytes });
      spoil(rig, before, keepShape);
      const w = twin.broadcastWriter(RING_AT, { takeover: true });
      const r = twin.join(RING_AT, BLOCKS_AT);
      spoil(rig, after, keepShape);
      useWriter(w);
      useReader(r);
      rig.expectCanaries();
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it('of the capacity, as far as memory goes and further', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    const setCapacity = (capacity: number) => {
      rig.words[(RING_AT + RING_MASK) >> 2] = capacity - 1;
      rig.words[(RING_AT + RING_CHECK) >> 2] = ~(capacity - 1);
    };
    const room = rig.bytes.length - RING_AT - RING_HEADER_BYTES;
    const capacities = [128, 384, 2 ** 16, 2 ** 29, 2 ** 30, 2 ** 31].filter(
      (capacity) => capacity > room || capacity < 2 ** 16,
    );
    for (const capacity of capacities) {
      twin.createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 });
      const w = attached(twin.spscWriter(RING_AT));
      setCapacity(capacity);
      expect(twin.spscReader(RING_AT)).toBe(-RING_CORRUPT);
      // An end in TypeScript has noted the capacity; one in the core asks the memory each time.
      const at = w.reserve(8);
      if (name === 'reference') expect(at).toBeGreaterThan(0);
      else expect(at).toBe(-RING_CORRUPT);
      rig.expectCanaries();
    }
  });

  it('of records: lengths and skipped ends that lead out of what is published', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    const data = (RING_AT + RING_HEADER_BYTES) >> 2;
    for (const kind of ['spsc', 'broadcast'] as const) {
      const shape = { address: RING_AT, capacityBytes: CAPACITY, recordBytes: 0 };
      expect(kind === 'spsc' ? twin.createSpsc(shape) : twin.createBroadcast(shape)).toBe(0);
      const w = attached(kind === 'spsc' ? twin.spscWriter(RING_AT) : twin.broadcastWriter(RING_AT));
      const r = attached(kind === 'spsc' ? twin.spscReader(RING_AT) : twin.join(RING_AT, BLOCKS_AT));
      const write = () => {
        expect(w.reserve(8)).toBeGreaterThan(0);
        w.commit(8);
        w.publish();
      };
      write();
      for (const length of [9, 16, 17, 248, 256, 2 ** 31 - 1, -8, -1]) {
        rig.words[data] = length;
        expect(r.peek(), `${kind}, ${length}`).toBe(-RING_CORRUPT);
      }
      rig.words[data] = 8;
      for (let i = 0; i < 15; i++) {
        expect(r.peek()).toBeGreaterThan(0);
        r.advance();
        r.release();
        write();
      }
      // The last 16 bytes say that the record is at the start, and there is one that looks right.
      rig.words[data + 60] = RING_PAD;
      rig.words[data] = 0;
      rig.words[data + 1] = kind === 'spsc' ? CAPACITY : 15;
      expect(r.peek()).toBe(-RING_CORRUPT);
      rig.expectCanaries();
    }
  });

  it('one damaged word of what a ring is, is noticed by who attaches', () => {
    const rig = new RingRig('private', CAPACITY);
    const twin = rig.twin(name);
    for (const offset of [0, RING_MASK, RING_RECORD_BYTES, RING_CHECK]) {
      for (let bit = 0; bit < 32; bit++) {
        twin.createSpsc({ address: RING_AT, capacityBytes: CAPACITY, recordBytes: 32 });
        rig.words[(RING_AT + offset) >> 2]! ^= 1 << bit;
        expect(twin.spscWriter(RING_AT)).toBe(offset === 0 ? -RING_FOREIGN : -RING_CORRUPT);
      }
    }
  });
});

describe.each(['scalar', 'simd'] as const)('the functions of the core, %s', (name) => {
  const addresses = fc.oneof(
    fc.constantFrom(RING_AT, RING_AT, RING_AT, BLOCKS_AT, 0, 128, 64, RING_AT + 128, -128, 2 ** 31 - 128, 262_144),
    fc.integer(),
  );
  const counts = fc.oneof(fc.constantFrom(0, 1, 2, 8, 32, 100, 256, 2 ** 20), fc.integer());

  it('trap on no arguments and no notes', () => {
    const rig = new RingRig('private', CAPACITY);
    const instance = new WebAssembly.Instance(artefact(name, 'private')!, { env: { memory: rig.memory } });
    const exports = instance.exports as unknown as RingExports;
    const names = Object.keys(exports).filter((key) =>
      /^(spsc|broadcast|ringBytes)/.test(key),
    ) as (keyof RingExports)[];
    expect(names.length).toBe(27);
    // Laying out and copying out write where they are told to, so they are left out here.
    const safe = names.filter((key) => !/Create$|Read$|Join$/.test(key));
    const calls = fc.array(
      fc.tuple(fc.constantFrom(...safe), addresses, fc.array(counts, { minLength: 3, maxLength: 3 })),
      {
        maxLength: 30,
      },
    );
    const property = fc.property(
      fc.boolean(),
      sizes,
      damage,
      damage,
      calls,
      (spsc, recordBytes, spots, notes, list) => {
        const shape = { address: RING_AT, capacityBytes: CAPACITY, recordBytes };
        if (spsc) rig.twin(name).createSpsc(shape);
        else rig.twin(name).createBroadcast(shape);
        rig.twin(name).join(RING_AT, BLOCKS_AT);
        spoil(rig, spots, true);
        for (const [spot, word] of notes) {
          if (spot % 32 !== NOTE_MAGIC >> 2) rig.words[(BLOCKS_AT >> 2) + (spot % 32)] = word;
        }
        for (const [key, address, args] of list) {
          const reader = key.startsWith('broadcast') && /Peek|Advance|Take/.test(key);
          const given = reader ? [address, BLOCKS_AT, ...args] : [address, ...args];
          const answer = (exports[key] as (...values: number[]) => number)(...given);
          expect(answer).toBeGreaterThan(-RING_CODES);
        }
        rig.expectCanaries();
      },
    );
    fc.assert(property, { numRuns: 3_000 });
  });
});
