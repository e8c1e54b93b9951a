/** Capacities of a reference core. */
import { expect, it } from 'vitest';
import { createReferenceCore } from '../../host/reference/core.js';
import { DEFAULT_CAPACITY } from '../../host/wire/core.js';

it('has the default capacity but for what is given, and columns of its size', () => {
  const core = createReferenceCore({ levels: 10, trades: 3 });
  expect(core.capacity).toEqual({ ...DEFAULT_CAPACITY, levels: 10, trades: 3 });
  expect([core.staged.ticks.length, core.levels.lots.length, core.changes.previous.length]).toEqual([20, 20, 20]);
  expect([core.trades.length, core.input.length]).toEqual([15, DEFAULT_CAPACITY.bytes]);
});

it('refuses a capacity that cannot be, in one line', () => {
  for (const levels of [0, -1, 1.5, Number.NaN]) {
    expect(() => createReferenceCore({ levels })).toThrow(
      new RangeError(`capacity.levels is ${levels}: it must be an integer above 0`),
    );
  }
});
