/** One process that sends books to a crowd in another, as a contestant; what is timed is the sender's CPU. */
import type { Contestant } from '../contest.js';
import { Child } from '../load/child.js';
import type { CrowdDuties } from '../load/crowd-process.js';
import type { FanOutDuties, FanOutPlan } from '../load/fan-out-host.js';

export interface FanOutSize {
  readonly clients: number;
  /** Each changes in every tick. */
  readonly symbols: number;
  /** In a run, back to back. */
  readonly ticks: number;
}

const DEPTH = 20;
const INTERVAL_MS = 100;
const CHANGES = 10;
const SEED = 20_240_808;

export async function fanOut(kind: FanOutPlan['kind'], { clients, symbols, ticks }: FanOutSize): Promise<Contestant> {
  const host = new Child<FanOutDuties>('fan-out-host');
  const crowd = new Child<CrowdDuties>('crowd-process');
  const close = async () => {
    await Promise.all([host.end(), crowd.end()]);
  };
  let came = '';
  try {
    const shape = { depth: DEPTH, intervalMs: INTERVAL_MS };
    const url = await host.ask('listen', { kind, symbols, changes: CHANGES, seed: SEED, ...shape });
    const wanted = Array.from({ length: symbols }, (_, i) => ({ symbol: `bench:S${i}`, trades: false, ...shape }));
    await crowd.ask('open', { url, wanted, raw: clients, seed: SEED });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: kind,
    isAsync: true,
    async run() {
      await crowd.ask('mark');
      const before = await host.cpuMicros();
      const { updates } = await host.ask('run', ticks, 0);
      const hashes = await crowd.ask('received', updates);
      const spentMs = ((await host.cpuMicros()) - before) / 1000;
      const { standings } = await crowd.ask('standing');
      came = `${hashes.length} kinds of bytes: ${hashes.join(' ')}; ${standings.length} books: ${standings.join('; ')}`;
      return spentMs;
    },
    digest: () => came,
    close,
  };
}
