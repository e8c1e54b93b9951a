/** The fuzz campaigns: which inputs, and how many. The short and the long run differ in the numbers alone. */
import { readers } from '../cores.js';
import { Arena, type Attempt } from './arena.js';
import { FUZZ_CAPACITY, type GoldenFile, goldenFrames, goldenMessages, goldenStreams } from './corpus.js';
import { mutated, singleByteChange, singleByteChanges, tellingByteChanges, truncations } from './mutation.js';
import type { Random } from './random.js';
import { randomAttempt } from './random-frame.js';

/** Inputs between two proofs that snapshots heal every reader. */
const HEAL_EVERY = 500;

const golden = [...goldenFrames, ...goldenMessages];

function* repeat(count: number, make: () => Attempt): Generator<Attempt> {
  for (let i = 0; i < count; i++) yield make();
}

/** Campaigns by name; `count` is the number of inputs where it is a choice. */
export const campaigns = {
  *truncation(): Generator<Attempt> {
    for (const attempt of golden) yield* truncations(attempt);
  },
  /** Of each frame every byte to every other; of messages, which hold the same frames, to some others. */
  *everySingleByteChange({ frames, messages }: GoldenFile): Generator<Attempt> {
    for (const frame of frames) yield* singleByteChanges(frame);
    for (const message of messages) yield* tellingByteChanges(message);
  },
  singleByteChange(random: Random, count: number): Generator<Attempt> {
    return repeat(count, () => singleByteChange(random.pick(golden), random));
  },
  mutation(random: Random, count: number): Generator<Attempt> {
    return repeat(count, () => mutated(random.pick(golden), golden, random));
  },
  noise(random: Random, count: number): Generator<Attempt> {
    return repeat(count, () => ({ before: random.pick(golden).before, input: random.bytes(random.below(80)) }));
  },
  structure(random: Random, count: number): Generator<Attempt> {
    return repeat(count, () => randomAttempt(random, random.pick(goldenStreams)));
  },
} as const;

/**
 * Runs inputs on all that read frames, or some of them, with readers of all golden streams, or of some;
 * throws at the first that is not answered as it must be.
 */
export function run(attempts: Iterable<Attempt>, on = readers, streams = goldenStreams): Arena {
  const arena = new Arena(on, FUZZ_CAPACITY, streams);
  for (const attempt of attempts) {
    arena.try(attempt);
    if (arena.tried % HEAL_EVERY === 0) arena.heal();
  }
  arena.heal();
  return arena;
}
