/** Properties of the three cores at length. fast-check prints the seed of one that fails; TICKWIRE_FUZZ_SEED repeats the rest. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { agreement } from '../fuzz/agreement.js';
import { runCrowd } from '../fuzz/crowd.js';
import { runViews } from '../fuzz/views.js';

const seed = Number(process.env['TICKWIRE_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
console.log(`properties: seed ${seed}, repeat with TICKWIRE_FUZZ_SEED=${seed}`);

describe(`long properties with seed ${seed}`, () => {
  it('any sequence of calls gives the same on every core', () => {
    fc.assert(agreement, { seed, numRuns: 15_000 });
  });

  it('deep books drift through their price range', () => {
    for (const [i, reach] of [300, 2_000, 100_000].entries()) {
      const shape = { entries: 150, levels: 20_000, reach, drift: reach / 4, jumpsPerMille: 2, removalsPercent: 45 };
      runViews(
        { seed: seed + i, shape, depths: [1, 20, 1_000], rounds: 2_000 },
        { levels: 65_536, totalLevels: 524_288, bytes: 4_194_304 },
      );
    }
  });

  it('books that share a limit fill it to the last level', () => {
    for (let i = 0; i < 100; i++) runCrowd(seed + i, 500);
  });
});
