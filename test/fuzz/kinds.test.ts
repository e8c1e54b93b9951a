/** Damaged frames of every kind and codec, each decoder by itself: the same answer from all that read frames, a code of the list. */
import { describe, expect, it } from 'vitest';
import { OK } from '../../assembly/layout.js';
import { cores } from '../cores.js';
import { run } from './campaign.js';
import { FUZZ_INPUTS } from './inventory.js';
import { damaged, framesByDecoder } from './kinds.js';
import { Random } from './random.js';

const SEED = 20_240_809;

describe(`with seed ${SEED}`, () => {
  it.each([...framesByDecoder])(`${FUZZ_INPUTS} frames: %s`, { timeout: 240_000 }, (_, { frames, streams }) => {
    expect(frames.length).toBeGreaterThan(1);
    const { tried, answers } = run(damaged(frames, new Random(SEED), FUZZ_INPUTS), cores, streams);
    expect(tried).toBe(FUZZ_INPUTS);
    // They are neither all refused nor all taken.
    expect(answers[OK]).toBeGreaterThan(100);
    expect(answers.filter((count) => count > 0).length).toBeGreaterThan(3);
  });
});
