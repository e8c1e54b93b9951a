/** Fuzz in short: about 100,000 inputs from a fixed seed. The long run is in test/long. */
import { afterAll, describe, expect, it } from 'vitest';
import { ARGUMENT, KIND_EXTENDED, OK } from '../../assembly/layout.js';
import type { Arena, Attempt } from './arena.js';
import { campaigns, run } from './campaign.js';
import { goldenFrames } from './corpus.js';
import { singleByteChanges, truncations } from './mutation.js';
import { Random } from './random.js';

const SEED = 20_240_808;

function* first<T>(all: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const one of all) {
    if (taken++ === count) return;
    yield one;
  }
}

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

  it('answers damaged analytics frames, every byte and every truncation of them', () => {
    const only = (attempt: Attempt) => attempt.input[0]! % 8 === KIND_EXTENDED;
    const frames = goldenFrames.filter(only);
    expect(frames.length).toBeGreaterThan(12);
    const inputs = function* (): Generator<Attempt> {
      for (const frame of frames) {
        yield* truncations(frame);
        yield* singleByteChanges(frame);
      }
    };
    expect(fuzz(first(inputs(), 50_000)).tried).toBe(50_000);
  });

  afterAll(() => {
    const tried = arenas.reduce((sum, arena) => sum + arena.tried, 0);
    const answers = arenas[0]!.answers.map((_, code) => arenas.reduce((sum, arena) => sum + arena.answers[code]!, 0));
    expect(tried).toBeGreaterThan(100_000);
    expect(answers.flatMap((count, code) => (count === 0 && code !== ARGUMENT ? [code] : []))).toEqual([]);
  });
});
