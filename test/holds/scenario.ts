/** Something that happens to the system, and what holds after it. */
import { expect } from 'vitest';
import type { Child } from '../../bench/load/child.js';
import type { CrowdDuties } from '../../bench/load/crowd-process.js';
import type { Stage } from './stage.js';

export interface Scenario {
  /** As in the document: what Tickwire promises where this happens. */
  readonly promise: string;
  /** Does it, and answers what is worth telling beside the figures, in a few words. */
  run(stage: Stage): Promise<string>;
  /** Whose latency must not suffer. Default: nobody's, as where the host itself stands still. */
  readonly others?: (stage: Stage) => readonly Child<CrowdDuties>[];
}

/** What came of one. */
export interface Outcome {
  readonly promise: string;
  readonly what: string;
  readonly seconds: number;
  /** Books that were compared with the host's after it. */
  readonly books: number;
  /** Fingerprints of the host that clients compared as they came, and frames that they refused. */
  readonly checks: number;
  readonly faults: number;
  /** Of the others, the worst of their processes, µs; undefined where nobody's was to hold. */
  readonly p99: number | undefined;
  /** The host's resident memory after it, less that before all, bytes. */
  readonly grown: number;
}

/** The others' p99 is at most so many times what it was in calm; or this, where that is less than a clock tells. */
export const P99_FACTOR = 3;
export const P99_LEAST_MICROS = 250_000;

const poll = { interval: 500, timeout: 60_000 };

export async function play(scenario: Scenario, stage: Stage, calm: Outcome | undefined): Promise<Outcome> {
  await take(stage.crowds);
  const from = performance.now();
  const what = await scenario.run(stage);
  const seconds = (performance.now() - from) / 1000;
  const others = scenario.others?.(stage) ?? [];
  const [those, rest] = [await take(others), await take(stage.crowds.filter((crowd) => !others.includes(crowd)))];
  const books = await stage.agree();
  const all = [...those, ...rest, ...(await take(stage.crowds))];
  const checks = all.reduce((sum, counts) => sum + counts.checks + counts.library.checks, 0);
  const faults = all.reduce((sum, counts) => sum + total(counts.faults) + counts.library.failed, 0);
  const p99 = those.length === 0 ? undefined : Math.max(...those.map(({ latency }) => latency.p99));
  expect(faults).toBe(0);
  if (p99 !== undefined && calm?.p99 !== undefined && stage.sizes.judgesLatency) {
    expect(p99).toBeLessThanOrEqual(Math.max(P99_FACTOR * calm.p99, P99_LEAST_MICROS));
  }
  const grown = await settledGrowth(stage);
  return { promise: scenario.promise, what, seconds, books, checks, faults, p99, grown };
}

/** Waits for the host's memory to be back within its bound; answers how much is left. */
async function settledGrowth(stage: Stage): Promise<number> {
  const base = stage.baseMemory ?? (await stage.memory());
  stage.baseMemory = base;
  let grown = 0;
  await expect
    .poll(async () => {
      grown = (await stage.memory()) - base;
      return grown;
    }, poll)
    .toBeLessThanOrEqual(stage.sizes.memoryBytes);
  return grown;
}

function take(crowds: readonly Child<CrowdDuties>[]) {
  return Promise.all(crowds.map((crowd) => crowd.ask('take')));
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
