/** Fuzz in short: about 100,000 inputs from a fixed seed. The long run is in test/long. */
import { afterAll, describe, expect, it } from 'vitest';
import { ARGUMENT, OK } from '../../assembly/layout.js';
import type { Arena } from './arena.js';
import { campaigns, run } from './campaign.js';
import { Random } from './random.js';

const SEED = 20_240_808;

describe(`fuzz with seed ${SEED}`, () => {
  const arenas: Arena[] = [];
  const fuzz = (attempts: Parameters<typeof run>[0]): Arena => {
    const arena = run(attempts);
    arenas.push(arena);
    return arena;
  };

  it('answers every truncation of golden frames and messages', () => {
    expect(fuzz(campaigns.truncation()).tried).toBeGreaterThan(5_000);
  });

  it('answers single-byte changes of them', () => {
    fuzz(campaigns.singleByteChange(new Random(SEED), 25_000));
  });

  it('answers mutations of them', () => {
    fuzz(campaigns.mutation(new Random(SEED + 1), 20_000));
  });

  it('answers noise', () => {
    fuzz(campaigns.noise(new Random(SEED + 2), 10_000));
  });

  it('answers random frames of the right structure', () => {
    const arena = fuzz(campaigns.structure(new Random(SEED + 3), 40_000));
    expect(arena.answers[OK]).toBeGreaterThan(5_000);
  });

  afterAll(() => {
    const tried = arenas.reduce((sum, arena) => sum + arena.tried, 0);
    const answers = arenas[0]!.answers.map((_, code) => arenas.reduce((sum, arena) => sum + arena.answers[code]!, 0));
    expect(tried).toBeGreaterThan(100_000);
    expect(answers.flatMap((count, code) => (count === 0 && code !== ARGUMENT ? [code] : []))).toEqual([]);
  });
});
