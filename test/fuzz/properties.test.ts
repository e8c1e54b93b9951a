/** Properties of the three cores together; fast-check prints the seed of one that fails. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CODEC_DENSE, CODEC_FAST, CODEC_PLAIN } from '../../assembly/layout.js';
import { agreement } from './agreement.js';
import { runCatchUps } from './catch-up.js';
import { runCrowd } from './crowd.js';
import { runViews } from './views.js';

it('any sequence of calls gives the same on every core', () => {
  fc.assert(agreement, { numRuns: 300 });
});

it('readers hold what writers hold, and views the top of their source, after every frame', () => {
  const shape = fc.record({
    entries: fc.constantFrom(1, 8, 60),
    levels: fc.constantFrom(3, 100, 5_000),
    reach: fc.constantFrom(5, 60, 3_000, 200_000),
    drift: fc.constantFrom(0, 3, 500, 20_000),
    jumpsPerMille: fc.constantFrom(0, 20),
    removalsPercent: fc.integer({ min: 5, max: 90 }),
  });
  const run = fc.record({
    seed: fc.nat(),
    shape,
    depths: fc.array(fc.constantFrom(0, 1, 2, 5, 10, 100), { minLength: 1, maxLength: 3 }),
    rounds: fc.constant(60),
    codec: fc.constantFrom(CODEC_PLAIN, CODEC_FAST, CODEC_DENSE),
  });
  fc.assert(
    fc.property(run, (viewRun) => runViews(viewRun)),
    { numRuns: 40 },
  );
});

it('a reader that stopped anywhere is caught up with, or needs a snapshot', () => {
  const shape = fc.record({
    entries: fc.constantFrom(1, 8, 40),
    levels: fc.constantFrom(3, 100, 1_500),
    reach: fc.constantFrom(5, 60, 3_000, 200_000),
    drift: fc.constantFrom(0, 3, 500, 20_000),
    jumpsPerMille: fc.constantFrom(0, 20),
    removalsPercent: fc.integer({ min: 5, max: 90 }),
  });
  const run = fc.record({
    seed: fc.nat(),
    shape,
    depth: fc.constantFrom(0, 1, 2, 5, 20),
    history: fc.constantFrom(1, 20, 300, 5_000),
    rounds: fc.constant(40),
  });
  fc.assert(
    fc.property(run, (catchUpRun) => {
      const made = runCatchUps(catchUpRun);
      // A history that holds all changes always reaches back.
      if (catchUpRun.history === 5_000) expect(made).toBeGreaterThan(20);
    }),
    { numRuns: 40 },
  );
});

it('a deep book drifts through its price range', () => {
  const shape = { entries: 150, levels: 6_000, reach: 2_000, drift: 400, jumpsPerMille: 3, removalsPercent: 40 };
  for (const codec of [CODEC_PLAIN, CODEC_FAST, CODEC_DENSE])
    runViews({ seed: 7, shape, depths: [20, 1_000], rounds: 250, codec });
});

it('books that share a limit fill it to the last level', () => {
  const run = fc.property(fc.nat(), (seed) => {
    expect(runCrowd(seed, 200)).toBeGreaterThan(0);
  });
  fc.assert(run, { numRuns: 10 });
});
