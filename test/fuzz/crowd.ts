/**
 * The property of books that share a limit: several writers fill, thin out and shift up to the very
 * last level that all books together may hold, and every core answers the same, FULL included.
 */
import { expect } from 'vitest';
import { INFO_ASKS, INFO_BIDS, INFO_FINGERPRINT } from '../../assembly/layout.js';
import type { BookLevels, Level } from '../cases/levels.js';
import { Rig } from '../cases/rig.js';
import { cores } from '../cores.js';
import { observeStream } from './observation.js';
import { Random } from './random.js';

const MAX = Number.MAX_SAFE_INTEGER;
const WRITERS = 4;
const LIMITS = { streams: WRITERS, levels: 700, totalLevels: 1_500, trades: 1, results: 1, bytes: 40_000 };

interface Crowd {
  readonly rig: Rig;
  readonly writers: readonly number[];
}

/** Runs `rounds` random calls; answers how many were refused for a limit. */
export function runCrowd(seed: number, rounds: number): number {
  const random = new Random(seed);
  const crowds = cores.map(({ make }): Crowd => {
    const rig = new Rig(make(LIMITS));
    return { rig, writers: Array.from({ length: WRITERS }, (_, id) => rig.writer(0, id)) };
  });
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const writer = random.below(WRITERS);
    const source = (writer + random.between(1, WRITERS - 1)) % WRITERS;
    const kind = random.below(20);
    const staged = entries(random, crowds[0]!.rig, writer);
    const rows = crowds.map(({ rig, writers }) => {
      const call = kind === 0 ? rig.load(writers[writer]!, staged) : rig.update(writers[writer]!, staged);
      const answer = kind === 1 ? rig.core.advance(writers[writer]!, writers[source]!) : call;
      const row = [answer, ...writers.flatMap((handle) => rig.info(handle, INFO_BIDS, INFO_ASKS, INFO_FINGERPRINT))];
      if (round % 20 === 0) observeStream(rig.core, writers[writer]!, row);
      return row;
    });
    for (const row of rows) expect(row).toEqual(rows[0]);
    if (rows[0]![0]! < 0) refused++;
  }
  return refused;
}

/** A run of prices in a row, strided or scattered; or removals of what is there: all, every other, at random. */
function entries(random: Random, rig: Rig, writer: number): BookLevels {
  const count = random.pick([1, 5, 40, 150, 400]);
  const first = random.pick([1, 1_000, 5_000, 5_000, 9_000, 2 ** 40, MAX - 400 * 70]);
  const stride = random.pick([1, 1, 2, 63, 64, 70]);
  const added: Level[] = Array.from({ length: count }, (_, i) => [first + i * stride, random.between(1, 9)]);
  const { bids, asks } = rig.levels(writer);
  const present = random.chance(0.5) ? bids : asks;
  const every = random.pick([1, 2, 3, 64]);
  const removed = present.filter((_, i) => i % every === 0).map(([ticks]): Level => [ticks, 0]);
  const scattered = present.filter(() => random.chance(0.3)).map(([ticks]): Level => [ticks, 0]);
  const side = random.pick([added, added, removed, scattered, [...scattered, ...added].slice(0, LIMITS.levels)]);
  return present === bids ? { bids: side, asks: [] } : { bids: [], asks: side };
}
