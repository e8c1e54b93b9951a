/** The pool of leaves suffices for the levels that the limits allow, however they came and went. */
import { describe, expect, it } from 'vitest';
import { FULL } from '../../assembly/layout.js';
import { type Build, loadCore } from '../../host/core/node.js';
import { BookBench } from './book-bench.js';
import { deadCanaries, setCanaries } from './canaries.js';
import type { Entry } from './naive-book.js';

const LEVELS = 8_192;
const CAPACITY = { streams: 1, levels: LEVELS, totalLevels: LEVELS, trades: 1, results: 1, bytes: 64 };
const MID = 10_000_000;
/** Beyond the window of a side whose best level is at the mid. */
const FAR = 10_000;

/** Far levels [from, to) of a ladder of `step` ticks, as asks. */
function ladder(from: number, to: number, step: number, lots: number): Entry[] {
  return Array.from({ length: to - from }, (_, i): Entry => [MID + FAR + (from + i) * step, lots]);
}

/** Orders in which leaves are filled: each leaves them as empty as it can. */
const orders: Record<string, (levels: Entry[]) => Entry[]> = {
  'in order': (levels) => levels,
  backwards: (levels) => levels.toReversed(),
  'from both ends': (levels) => levels.map((_, i) => levels.at(i % 2 === 0 ? i / 2 : -(i + 1) / 2)!),
  'from the middle': (levels) =>
    levels.toSorted((a, b) => Math.abs(a[0] - MID - 60_000) - Math.abs(b[0] - MID - 60_000)),
  'in strides': (levels) => Array.from({ length: 64 }, (_, k) => levels.filter((_, i) => i % 64 === k)).flat(),
};

describe.each<Build>(['simd', 'scalar'])('leaves, %s', (build) => {
  it.each(Object.keys(orders))('suffice when filled %s, one message a level', async (name) => {
    const core = await loadCore({ build, capacity: CAPACITY });
    setCanaries(core);
    const writer = core.openWriter(1, 1, 0, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 });
    const put = ([ticks, lots]: Entry) => {
      core.staged.ticks[0] = ticks;
      core.staged.lots[0] = lots;
      return core.update(writer, 0, 1);
    };
    expect(put([MID, 1])).toBe(1);
    const levels = orders[name]!(ladder(0, LEVELS - 1, 13, 2));
    for (const level of levels) expect(put(level)).toBe(1);
    expect(put([MID - 1, 1])).toBe(-FULL);
    // All but every 40th go, others come between: leaves shrink, merge and split again.
    for (const [i, [ticks]] of levels.entries()) if (i % 40 !== 0) expect(put([ticks, 0])).toBe(1);
    let held = 1 + Math.ceil(levels.length / 40);
    for (const [ticks] of levels) if (held++ < LEVELS) expect(put([ticks + 1, 3])).toBe(1);
    expect(put([MID - 1, 1])).toBe(-FULL);
    expect(core.top(writer, 0)).toBe(LEVELS);
    expect(deadCanaries(core)).toEqual([]);
  });

  it('suffice when a few levels are left behind everywhere, round after round', async () => {
    const core = await loadCore({ build, capacity: CAPACITY });
    setCanaries(core);
    const bench = new BookBench(core);
    bench.update([], [[MID, 1]]);
    for (let round = 0; round < 12; round++) {
      const room = LEVELS - bench.naive.asks.size;
      const levels = ladder(round * LEVELS, round * LEVELS + room, 3, 1 + round);
      bench.update([], levels);
      bench.update(
        [],
        levels.filter((_, i) => i % 64 !== 0).map(([ticks]): Entry => [ticks, 0]),
      );
      bench.compareBooks();
    }
    expect(deadCanaries(core)).toEqual([]);
  });

  it('come back when a book is replaced, restarted or closed', async () => {
    const core = await loadCore({ build, capacity: { ...CAPACITY, streams: 3 } });
    setCanaries(core);
    for (let round = 0; round < 20; round++) {
      const bench = new BookBench(core);
      const asks = ladder(0, LEVELS / 2, 7 + round, 1);
      bench.update([], [[MID, 1], ...asks.slice(1)]);
      bench.compareBooks();
      [...asks].forEach(([ticks, lots], i) => {
        core.staged.ticks[i] = ticks + 1;
        core.staged.lots[i] = lots;
      });
      expect(core.load(bench.writer, 0, asks.length)).toBe(asks.length);
      if (round % 2 === 0) core.restart(bench.writer, 2, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 });
      expect(core.close(bench.writer)).toBe(0);
    }
    expect(deadCanaries(core)).toEqual([]);
  });
});
