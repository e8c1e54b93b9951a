/** Random calls of both rings against simple models of what they promise, for random pairings of implementations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  END_INDEX,
  RING_EMPTY,
  RING_FULL,
  RING_LAPPED,
  RING_OK,
  RING_ORDER,
  RING_READER,
  RING_WRITER,
} from '../../assembly/ring/layout.js';
import type { BroadcastRingReader, RingReader, RingWriter } from '../../host/wire/ring.js';
import { fillRecord, isRecord } from './record.js';
import { BLOCKS_AT, RING_AT, RingRig } from './ring-rig.js';
import { attached, TWINS } from './ring-twin.js';

const SEED = 11;
const capacities = fc.constantFrom(256, 512, 2_048);
const twins = fc.constantFrom(...TWINS);
const total = (length: number) => (length + 15) & ~7;

/** Where a record of so many bytes begins, given where the one before it ended. */
function placed(end: number, length: number, capacity: number): number {
  const left = capacity - (end % capacity);
  return total(length) <= left ? end : end + left;
}

interface Record {
  readonly number: number;
  readonly length: number;
  readonly end: number;
}

const spscCall = fc.oneof(
  { weight: 6, arbitrary: fc.record({ call: fc.constant('put' as const), length: fc.nat(1_100), less: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.constant({ call: 'publish' as const }) },
  { weight: 6, arbitrary: fc.constant({ call: 'get' as const }) },
  { weight: 3, arbitrary: fc.constant({ call: 'release' as const }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('takeWriter' as const), twin: twins }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('takeReader' as const), twin: twins }) },
);

describe('the spsc ring', () => {
  it('is a queue of bounded room', () => {
    const rigs = new Map<number, RingRig>();
    const property = fc.property(
      capacities,
      fc.nat(2 ** 29),
      fc.array(spscCall, { maxLength: 300, size: 'max' }),
      (capacity, start, calls) => {
        const rig = rigs.get(capacity) ?? new RingRig('private', capacity);
        rigs.set(capacity, rig);
        rig.twin('reference').createSpsc({ address: RING_AT, capacityBytes: capacity, recordBytes: 0 });
        // Anywhere up to 2^32, most often far from 0.
        const begin = (start * 8) % 2 ** 32;
        rig.words[(RING_AT + RING_WRITER + END_INDEX) >> 2] = begin | 0;
        rig.words[(RING_AT + RING_READER + END_INDEX) >> 2] = begin | 0;
        let w: RingWriter = attached(rig.twin('reference').spscWriter(RING_AT));
        let r: RingReader = attached(rig.twin('simd').spscReader(RING_AT));

        let committed: Record[] = [];
        const published: Record[] = [];
        let next = 0;
        let read = 0;
        let released = 0;
        const endOf = (record: Record | undefined) => record?.end ?? begin;
        for (const action of calls) {
          switch (action.call) {
            case 'put': {
              const reserved = action.length % (capacity / 2 - 7);
              const length = Math.max(0, reserved - action.less);
              const end = endOf(committed.at(-1) ?? published.at(-1));
              const at = w.reserve(reserved);
              if (placed(end, reserved, capacity) + total(reserved) - endOf(published[released - 1]) > capacity) {
                expect(at).toBe(-RING_FULL);
                break;
              }
              fillRecord(w.bytes, at, length, SEED, next);
              expect(w.commit(length)).toBe(RING_OK);
              committed.push({ number: next++, length, end: placed(end, reserved, capacity) + total(length) });
              break;
            }
            case 'publish':
              expect(w.publish()).toBe(RING_OK);
              published.push(...committed);
              committed = [];
              break;
            case 'get': {
              const record = published[read];
              const at = r.peek();
              if (record === undefined) {
                expect(at).toBe(-RING_EMPTY);
                expect(r.advance()).toBe(-RING_ORDER);
                break;
              }
              expect(r.length).toBe(record.length);
              expect(isRecord(r.bytes, at, record.length, SEED, record.number)).toBe(true);
              expect(r.advance()).toBe(RING_OK);
              read++;
              break;
            }
            case 'release':
              expect(r.release()).toBe(RING_OK);
              released = read;
              break;
            case 'takeWriter':
              w = attached(rig.twin(action.twin).spscWriter(RING_AT, { takeover: true }));
              committed = [];
              break;
            case 'takeReader':
              r = attached(rig.twin(action.twin).spscReader(RING_AT, { takeover: true }));
              read = released;
              break;
          }
        }
        rig.expectCanaries();
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

const broadcastCall = fc.oneof(
  { weight: 8, arbitrary: fc.record({ call: fc.constant('put' as const), length: fc.nat(300), less: fc.nat(30) }) },
  { weight: 5, arbitrary: fc.constant({ call: 'publish' as const }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constant('peek' as const), reader: fc.nat(2) }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constant('advance' as const), reader: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('takeWriter' as const), twin: twins }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('join' as const), twin: twins, reader: fc.nat(2) }) },
);

interface ReaderModel {
  reader: BroadcastRingReader;
  /** Index in all records. */
  next: number;
  /** Index up to which it knows of records. */
  seen: number;
  peeked: boolean;
  lostTotal: number;
}

describe('the broadcast ring', () => {
  it('shows each reader everything or says exactly what it missed', () => {
    const rigs = new Map<number, RingRig>();
    const property = fc.property(
      capacities,
      fc.array(broadcastCall, { maxLength: 400, size: 'max' }),
      (capacity, calls) => {
        const rig = rigs.get(capacity) ?? new RingRig('private', capacity);
        rigs.set(capacity, rig);
        rig.twin('simd').createBroadcast({ address: RING_AT, capacityBytes: capacity, recordBytes: 0 });
        let w: RingWriter = attached(rig.twin('simd').broadcastWriter(RING_AT));
        const join = (twin: (typeof TWINS)[number], i: number) =>
          attached(rig.twin(twin).join(RING_AT, BLOCKS_AT + i * 128));

        let committed: Record[] = [];
        const all: Record[] = [];
        let written = 0;
        const endAt = (index: number) => all[index - 1]?.end ?? 0;
        const head = () => endAt(all.length);
        const readers: ReaderModel[] = TWINS.map((twin, i) => ({
          reader: join(twin, i),
          next: 0,
          seen: 0,
          peeked: false,
          lostTotal: 0,
        }));
        /** The reader's cursor is where the record before its next one ended. */
        const isLapped = (model: ReaderModel) => head() - endAt(model.next) > (capacity * 3) / 4;
        const expectLapped = (model: ReaderModel, answer: number) => {
          expect(answer).toBe(-RING_LAPPED);
          expect(model.reader.lost).toBe(all.length - model.next);
          model.lostTotal += all.length - model.next;
          expect(model.reader.lostTotal).toBe(model.lostTotal);
          model.next = all.length;
          model.seen = all.length;
          model.peeked = false;
        };

        for (const action of calls) {
          switch (action.call) {
            case 'put': {
              const reserved = action.length % (capacity / 8 - 7);
              const length = Math.max(0, reserved - action.less);
              const end = committed.at(-1)?.end ?? head();
              const at = w.reserve(reserved);
              if (placed(end, reserved, capacity) + total(reserved) + 8 - head() > capacity / 4) {
                expect(at).toBe(-RING_FULL);
                break;
              }
              fillRecord(w.bytes, at, length, SEED, written);
              expect(w.commit(length)).toBe(RING_OK);
              committed.push({ number: written++, length, end: placed(end, reserved, capacity) + total(length) });
              break;
            }
            case 'publish':
              expect(w.publish()).toBe(RING_OK);
              all.push(...committed);
              committed = [];
              break;
            case 'takeWriter':
              w = attached(rig.twin(action.twin).broadcastWriter(RING_AT, { takeover: true }));
              committed = [];
              break;
            case 'join':
              readers[action.reader] = {
                reader: join(action.twin, action.reader),
                next: all.length,
                seen: all.length,
                peeked: false,
                lostTotal: 0,
              };
              break;
            case 'peek': {
              const model = readers[action.reader]!;
              const at = model.reader.peek();
              if (model.next === model.seen) {
                if (model.next === all.length) {
                  expect(at).toBe(-RING_EMPTY);
                  break;
                }
                if (isLapped(model)) {
                  expectLapped(model, at);
                  break;
                }
                model.seen = all.length;
              }
              // What it knew of may have been overwritten since: then this may say so, or only `advance` does.
              if (at === -RING_LAPPED) {
                expect(isLapped(model)).toBe(true);
                expectLapped(model, at);
                break;
              }
              expect(at).toBeGreaterThan(0);
              model.peeked = true;
              if (isLapped(model)) break;
              const record = all[model.next]!;
              expect(model.reader.length).toBe(record.length);
              expect(isRecord(rig.bytes, at, record.length, SEED, record.number)).toBe(true);
              break;
            }
            case 'advance': {
              const model = readers[action.reader]!;
              const code = model.reader.advance();
              if (!model.peeked) {
                expect(code).toBe(-RING_ORDER);
                break;
              }
              if (isLapped(model)) {
                expectLapped(model, code);
                break;
              }
              expect(code).toBe(RING_OK);
              model.next++;
              model.seen = all.length;
              model.peeked = false;
              break;
            }
          }
        }
        rig.expectCanaries();
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
