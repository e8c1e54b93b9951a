/** Thousands of symbols in one instance: each book its own, within the memory that docs/CONFIGURATION.md states. */
import { expect, it } from 'vitest';
import { FULL } from '../../assembly/layout.js';
import { memoryBytes } from '../../host/core/index.js';
import { loadCore } from '../../host/core/node.js';
import { type CoreCapacity, DEFAULT_CAPACITY } from '../../host/wire/core.js';
import { NaiveBook } from './naive-book.js';

const SYMBOLS = 4_000;
const LEVELS_A_SYMBOL = 60;
const CAPACITY: CoreCapacity = {
  ...DEFAULT_CAPACITY,
  streams: SYMBOLS,
  levels: 1_000,
  totalLevels: SYMBOLS * LEVELS_A_SYMBOL,
  history: 256,
};
/** As the documentation has it. */
const SYMBOL_BYTES = 77_000;
const LEVEL_BYTES = 32;
const GRID = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };

it('cost what is stated', () => {
  const alone = memoryBytes({ ...CAPACITY, streams: 1, totalLevels: 1 });
  const budget = alone + SYMBOLS * (SYMBOL_BYTES + LEVELS_A_SYMBOL * LEVEL_BYTES);
  expect(memoryBytes(CAPACITY)).toBeLessThanOrEqual(budget);
  expect(memoryBytes(CAPACITY)).toBeGreaterThan(budget * 0.95);
});

it('keep their books apart', async () => {
  const core = await loadCore({ capacity: CAPACITY });
  const books = Array.from({ length: SYMBOLS }, (_, i) => {
    expect(core.openWriter(i, 1, 0, GRID)).toBe(i);
    return new NaiveBook();
  });
  expect(core.openWriter(0, 1, 0, GRID)).toBe(-FULL);
  // Levels at the touch and beyond the window, which go and come at different times in each book.
  for (let round = 0; round < 4; round++) {
    books.forEach((book, i) => {
      const mid = 10_000 + i * 97 + round * (i % 7) * 400;
      const side = (sign: number): [number, number][] =>
        [1, 2, 5, 40, 5_000, 9_000 + (i % 3)].map((d, k) => [
          mid + sign * d,
          (i + k + round) % 3 === 0 ? 0 : i + k + 1,
        ]);
      const entries = [...side(-1), ...side(1)];
      entries.forEach(([ticks, lots], k) => {
        core.staged.ticks[k] = ticks;
        core.staged.lots[k] = lots;
      });
      const changes = [...book.bids.update(side(-1)), ...book.asks.update(side(1))];
      expect(core.update(i, 6, 6)).toBe(changes.length);
    });
  }
  books.forEach((book, i) => {
    const count = core.top(i, 0);
    const levels = Array.from({ length: count }, (_, k) => [core.levels.ticks[k], core.levels.lots[k]]);
    expect(levels).toEqual([...book.bids.levels, ...book.asks.levels]);
  });
});
