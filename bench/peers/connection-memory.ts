/** What compression costs a connection in the sender's memory: with clients that offer it, less with those that do not. */
import type { Contestant } from '../contest.js';
import { Child } from '../load/child.js';
import type { CrowdDuties } from '../load/crowd-process.js';
import type { FanOutDuties, FanOutPlan } from '../load/fan-out-host.js';

const SYMBOLS = 4;
const TICKS = 5;
const SEED = 20_240_808;
const SHAPE = { depth: 20, intervalMs: 100 };

export function connectionMemory(name: string, kind: FanOutPlan['kind'], clients: number): Contestant {
  let bytes = 0;
  let came = '';
  let facts: Record<string, string> = {};
  return {
    name,
    isAsync: true,
    async run(): Promise<void> {
      const without = await held(kind, clients, false);
      const offered = await held(kind, clients, true);
      came = `${without.books}; ${offered.books}`;
      // A resident set breathes: less than nothing is nothing.
      bytes = Math.max(0, offered.each - without.each);
      const kib = (each: number) => `${(each / 1024).toFixed(1)} KiB`;
      facts = { 'a connection, not offered': kib(without.each), 'a connection, offered': kib(offered.each) };
    },
    digest: () => came,
    bytes: () => bytes,
    facts: () => facts,
  };
}

/** Resident bytes that each connection takes, and the books that clients then have. */
async function held(kind: FanOutPlan['kind'], clients: number, deflate: boolean) {
  const host = new Child<FanOutDuties>('fan-out-host');
  const crowd = new Child<CrowdDuties>('crowd-process');
  try {
    const url = await host.ask('listen', { kind, symbols: SYMBOLS, changes: 10, seed: SEED, ...SHAPE });
    const wanted = Array.from({ length: SYMBOLS }, (_, i) => ({ symbol: `bench:S${i}`, trades: false, ...SHAPE }));
    const before = await host.ask('memory');
    await crowd.ask('open', { url, wanted, raw: clients, seed: SEED, deflate });
    await crowd.ask('mark');
    const { updates } = await host.ask('run', TICKS, 0);
    await crowd.ask('received', updates);
    const each = ((await host.ask('memory')) - before) / clients;
    const { standings } = await crowd.ask('standing');
    return { each, books: standings.join(', ') };
  } finally {
    await Promise.all([host.end(), crowd.end()]);
  }
}
