/** Two changes of a side made into one say the same as both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeChanges } from '../../web/client/level-changes.js';
import { LevelChanges } from '../../web/client/levels.js';
import { GRID } from '../gateway/market.js';

type Book = ReadonlyMap<number, number>;

const book = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(3)), { selector: ([ticks]) => ticks })
  .map((levels): Book => new Map(levels.filter(([, lots]) => lots > 0)));

/** What changed from one book to another, best first. */
function between(from: Book, to: Book, worse: 1 | -1): LevelChanges {
  const prices = [...new Set([...from.keys(), ...to.keys()])]
    .filter((ticks) => from.get(ticks) !== to.get(ticks))
    .sort((a, b) => (a - b) * worse);
  const column = (of: (ticks: number) => number) => Float64Array.from(prices, of);
  return new LevelChanges(
    column((ticks) => ticks),
    column((ticks) => to.get(ticks) ?? 0),
    column((ticks) => from.get(ticks) ?? 0),
    GRID,
  );
}

describe('merged level changes', () => {
  for (const worse of [1, -1] as const) {
    it(`are those from the first book to the last, ${worse === 1 ? 'asks' : 'bids'}`, () => {
      fc.assert(
        fc.property(book, book, book, (first, second, third) => {
          const merged = mergeChanges(between(first, second, worse), between(second, third, worse), worse, GRID);
          const direct = between(first, third, worse);
          expect([merged.ticks, merged.lots, merged.previousLots]).toEqual([
            direct.ticks,
            direct.lots,
            direct.previousLots,
          ]);
        }),
        { numRuns: 500 },
      );
    });
  }
});
