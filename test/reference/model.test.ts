/** The reference against a naive book: updates, loads, views, queries. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { fingerprintOf } from '../cases/fingerprint.js';
import { type BookLevels, show, showChanges } from '../cases/levels.js';
import { Rig, SMALL_CAPACITY, TEST_GRID } from '../cases/rig.js';
import { NaiveBook } from './naive-book.js';

const level = fc.tuple(
  fc.oneof(fc.integer({ min: 90, max: 115 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
);
const side = fc.array(level, { maxLength: 12 });
const entries: fc.Arbitrary<BookLevels> = fc.record({ bids: side, asks: side });
const call = fc.record({
  kind: fc.constantFrom('update', 'update', 'update', 'load', 'advance'),
  on: fc.nat(2),
  entries,
});
const depths = fc.tuple(fc.constantFrom(0, 3), fc.constantFrom(0, 1, 4), fc.constantFrom(2, 8));

it('the reference does what a naive book does', () => {
  const capacity = { ...SMALL_CAPACITY, levels: 10_000, totalLevels: 100_000, bytes: 1_000 };
  const property = fc.property(depths, fc.array(call, { maxLength: 40 }), (deep, calls) => {
    const rig = new Rig(createReferenceCore(capacity));
    const writers = deep.map((depth, id) => rig.core.openWriter(id, 0, depth, TEST_GRID));
    const naive = deep.map((depth) => new NaiveBook(depth));
    for (const { kind, on, entries: staged } of calls) {
      const [writer, book, source] = [writers[on]!, naive[on]!, (on + 1) % 3];
      if (kind === 'load') {
        book.load(staged);
        expect(rig.load(writer, staged)).toBe(Object.values(book.levels()).flat().length);
      } else {
        const { bids, asks } = kind === 'update' ? book.update(staged) : book.advance(naive[source]!);
        const count = kind === 'update' ? rig.update(writer, staged) : rig.core.advance(writer, writers[source]!);
        expect(rig.changes(count)).toBe(showChanges([...bids, ...asks], bids.length));
      }
      expect(rig.book(writer)).toBe(show(book.levels()));
      expect(rig.book(writer, 2)).toBe(show(book.levels(2)));
      expect(rig.info(writer, INFO_FINGERPRINT)).toEqual([fingerprintOf(book.levels())]);
      const prices = staged.bids.map(([ticks]) => ticks);
      const lots = new Map(book.levels().bids);
      expect(rig.lotsAt(writer, 'bid', ...prices)).toEqual(prices.map((ticks) => lots.get(ticks) ?? 0));
    }
  });
  fc.assert(property, { numRuns: 300 });
});
