/** The window and its overflow against a naive book, while the price drifts, jumps and levels come from afar. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Build, loadCore } from '../../host/core/node.js';
import { BookBench } from './book-bench.js';
import { deadCanaries, setCanaries } from './canaries.js';
import type { Entry } from './naive-book.js';
import { brokenRules } from './structure.js';

/** Shrinking stops before the test times out, so that a failure shows its seed. */
const PATIENCE = { interruptAfterTimeLimit: 40_000 };
const CAPACITY = { streams: 2, levels: 4096, totalLevels: 8192, trades: 4, results: 4, bytes: 4096 };

/** Ticks from the mid: at the touch, about the window's borders, and far away; crossed prices too. */
const distance = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 60 }) },
  { weight: 3, arbitrary: fc.integer({ min: 900, max: 1_200 }) },
  { weight: 3, arbitrary: fc.integer({ min: 2_900, max: 4_300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_000_000 }) },
);
const lots = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }) },
);
const entries = fc.array(fc.tuple(distance, lots), { maxLength: 120, size: 'max' });
const shift = fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 40 }), fc.integer({ min: -9_000, max: 9_000 }));
const messages = fc.array(fc.record({ shift, bids: entries, asks: entries }), {
  minLength: 1,
  maxLength: 30,
  size: 'max',
});

describe.each<Build>(['simd', 'scalar'])('window and overflow, %s', (build) => {
  it.each([0, 5, 200])('are a book, whatever the price does; depth %i', async (depth) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10_000, max: 10_000_000 }), messages, async (start, steps) => {
        const core = await loadCore({ build, capacity: CAPACITY });
        setCanaries(core);
        const bench = new BookBench(core, depth);
        let mid = start;
        const price = (ticks: number) => Math.max(1, ticks);
        for (const step of steps) {
          mid += step.shift;
          const bids = step.bids.map(([d, n]): Entry => [price(mid - d), n]);
          const asks = step.asks.map(([d, n]): Entry => [price(mid + d), n]);
          bench.update(bids, asks);
          expect(brokenRules(core, bench.writer)).toEqual([]);
        }
        bench.compareBooks();
        expect(deadCanaries(core)).toEqual([]);
      }),
      { numRuns: 60, ...PATIENCE },
    );
  });

  it('moves to and fro with a best price that swings further than the window is wide', async () => {
    const core = await loadCore({ build, capacity: CAPACITY });
    const bench = new BookBench(core);
    const mid = 1_000_000;
    const ladder = Array.from({ length: 1_500 }, (_, i) => i * 5);
    bench.update(
      ladder.map((d): Entry => [mid - d, 1 + d]),
      ladder.map((d): Entry => [mid + d, 2 + d]),
    );
    for (const swing of [900, 1_100, 2_100, 3_500, 5_000, 80_000, 1]) {
      bench.update([[mid + swing, 7]], [[mid - swing, 8]]);
      bench.compareBooks();
      bench.update([[mid + swing, 0]], [[mid - swing, 0]]);
      bench.compareBooks();
      expect(brokenRules(core, bench.writer)).toEqual([]);
    }
    // Away from the touch, until nothing is left.
    for (let from = 0; from < ladder.length; from += 50) {
      const gone = ladder.slice(from, from + 50);
      bench.update(
        gone.map((d): Entry => [mid - d, 0]),
        gone.map((d): Entry => [mid + d, 0]),
      );
      if (from % 250 === 0) bench.compareBooks();
      expect(brokenRules(core, bench.writer)).toEqual([]);
    }
    bench.compareBooks();
  });

  it('keeps its rules while a ladder of far levels is taken down and built up in any order', async () => {
    const order = fc.array(fc.integer({ min: 0, max: 799 }), { minLength: 50, maxLength: 800, size: 'max' });
    await fc.assert(
      fc.asyncProperty(order, order, fc.integer({ min: 1, max: 40 }), async (come, go, batch) => {
        const core = await loadCore({ build, capacity: CAPACITY });
        const bench = new BookBench(core);
        bench.update([[1_000_000, 1]], []);
        const far = (i: number) => 900_000 - i * 9;
        for (const [indexes, size] of [
          [come, 2],
          [go, 0],
          [come, 3],
          [go.toReversed(), 0],
        ] as const) {
          for (let from = 0; from < indexes.length; from += batch) {
            const part = indexes.slice(from, from + batch);
            bench.update(
              part.map((i): Entry => [far(i), size]),
              [],
            );
            if (from % (batch * 8) === 0) expect(brokenRules(core, bench.writer)).toEqual([]);
          }
          // The best level goes and comes back: the window moves out to the ladder and home again.
          for (const best of [0, 1]) {
            bench.update([[1_000_000, best]], []);
            expect(brokenRules(core, bench.writer)).toEqual([]);
          }
        }
        bench.compareBooks();
      }),
      { numRuns: 30, ...PATIENCE },
    );
  });

  it('reaches to both ends of the price range', async () => {
    const bench = new BookBench(await loadCore({ build, capacity: CAPACITY }));
    const last = Number.MAX_SAFE_INTEGER;
    for (const best of [1, 4_096, 2 ** 32, 2 ** 52 + 1, last, 5, last - 4_095]) {
      bench.update([[best, last]], [[best, last]]);
      bench.compareBooks();
    }
  });
});
