/**
 * The timed loop, in Node and in browsers. tinybench runs and samples; contestants take turns in slices,
 * each round beginning with another of them, so that a machine that slows down slows them all.
 */
import { Bench } from 'tinybench';
import type { Contestant } from './contest.js';

export interface Pace {
  /** Turns of each contestant. */
  readonly rounds: number;
  /** How long a turn takes at least. */
  readonly sliceMs: number;
  readonly warmupMs: number;
  /** What is timed as one: short runs are repeated until they take this long together. */
  readonly batchMs: number;
}

/** One iteration and no warm-up: shows that a contest works, not how fast. */
export const TINY_PACE: Pace = { rounds: 1, sliceMs: 0, warmupMs: 0, batchMs: 0 };
export const QUICK_PACE: Pace = { rounds: 2, sliceMs: 50, warmupMs: 60, batchMs: 1 };
/** A browser's clock may be as coarse as 0.1 ms. */
const BROWSER_BATCH_MS = 5;
export const BROWSER_QUICK_PACE: Pace = { ...QUICK_PACE, batchMs: BROWSER_BATCH_MS };
export const FULL_PACE: Pace = { rounds: 4, sliceMs: 75, warmupMs: 150, batchMs: 1 };

export const BROWSER_FULL_PACE: Pace = { ...FULL_PACE, batchMs: BROWSER_BATCH_MS };

/** A run's ms: the middle one of the samples, and the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** ms a run of each contestant, in their order. Told how far it is after each turn, 0 … 1. */
export async function timeInTurns(
  contestants: readonly Contestant[],
  pace: Pace,
  told: (done: number) => void | Promise<void> = () => {},
): Promise<Spread[]> {
  const batches: number[] = [];
  for (const contestant of contestants) batches.push(await warmUp(contestant, pace));
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const i = (round + turn) % contestants.length;
      samples[i]!.push(...(await takeTurn(contestants[i]!, batches[i]!, pace)));
      await told((round * contestants.length + turn + 1) / (pace.rounds * contestants.length));
    }
  }
  return samples.map(spreadOf);
}

/** Runs until the engine had its time to compile; answers how many runs make a batch. */
async function warmUp(contestant: Contestant, { warmupMs, batchMs }: Pace): Promise<number> {
  if (batchMs === 0) return 1;
  const until = performance.now() + warmupMs;
  // Doubled until one batch is as long as wanted, since a browser's clock may not see a single run.
  for (let batch = 1; ; ) {
    const from = performance.now();
    if (contestant.isAsync) await asyncBatch(contestant, batch);
    else syncBatch(contestant, batch);
    const now = performance.now();
    if (now - from < batchMs) batch *= 2;
    else if (now >= until) return batch;
  }
}

async function takeTurn(contestant: Contestant, batch: number, pace: Pace): Promise<readonly number[]> {
  const bench = new Bench({ time: pace.sliceMs, iterations: 1, warmup: false, retainSamples: true, throws: true });
  const { isAsync = false } = contestant;
  bench.add(contestant.name, isAsync ? () => asyncBatch(contestant, batch) : () => syncBatch(contestant, batch), {
    async: isAsync,
  });
  await bench.run();
  const { result } = bench.tasks[0]!;
  if (result.state !== 'completed') throw new Error(`${contestant.name} did not complete`);
  return result.latency.samples!;
}

/** What tinybench is told of one iteration: a run's ms, and what the iteration took from the turn. */
interface Iteration {
  overriddenDuration: number;
  overriddenIterationCost: number;
}

function syncBatch(contestant: Contestant, batch: number): Iteration {
  const from = performance.now();
  let counted = -1;
  for (let i = 0; i < batch; i++) {
    const own = contestant.run();
    if (typeof own === 'number') counted = Math.max(0, counted) + own;
  }
  return iteration(performance.now() - from, counted, batch);
}

async function asyncBatch(contestant: Contestant, batch: number): Promise<Iteration> {
  const from = performance.now();
  let counted = -1;
  for (let i = 0; i < batch; i++) {
    const own = await contestant.run();
    if (typeof own === 'number') counted = Math.max(0, counted) + own;
  }
  return iteration(performance.now() - from, counted, batch);
}

function iteration(elapsedMs: number, countedMs: number, batch: number): Iteration {
  return {
    overriddenDuration: (countedMs < 0 ? elapsedMs : countedMs) / batch,
    overriddenIterationCost: elapsedMs,
  };
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)]!;
    return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), samples: sorted.length };
}
