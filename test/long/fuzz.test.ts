/** Fuzz at length: millions of random inputs. TICKWIRE_FUZZ_SEED repeats a run whose seed was printed. */
import { describe, it } from 'vitest';
import { campaigns, run } from '../fuzz/campaign.js';
import { Random } from '../fuzz/random.js';

const seed = Number(process.env['TICKWIRE_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
console.log(`fuzz: seed ${seed}, repeat with TICKWIRE_FUZZ_SEED=${seed}`);

describe(`long fuzz with seed ${seed}`, () => {
  it('answers mutations', () => {
    run(campaigns.mutation(new Random(seed), 500_000));
  });

  it('answers noise', () => {
    run(campaigns.noise(new Random(seed + 1), 300_000));
  });

  it('answers random frames of the right structure', () => {
    run(campaigns.structure(new Random(seed + 2), 1_000_000));
  });
});
