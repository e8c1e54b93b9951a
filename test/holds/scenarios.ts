/** What happens to a host with a thousand clients, one after the other. */
import { expect } from 'vitest';
import { HOSTILE } from './hostile.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

const poll = { interval: 100, timeout: 90_000 };
const GATEWAY = 'tickwire_gateway_';

export const SCENARIOS: readonly Scenario[] = [
  {
    promise: 'In calm every client has every book',
    others: ({ crowds }) => crowds,
    async run({ sizes, clients }) {
      await pass(sizes.calmSeconds);
      return `${clients} clients`;
    },
  },
  {
    promise: 'Who stops reading is behind, then brought up or sent away; the others go on',
    others: ({ others }) => others,
    async run(stage) {
      const { crowds, sizes } = stage;
      const [before, closedBefore] = [await stage.metric(`${GATEWAY}behind_total`), await closes(stage, 4002)];
      await crowds[0]!.ask('pause', sizes.stalled, sizes.asksPerSecond);
      const isBehind = async () => (await stage.metric(`${GATEWAY}behind_total`)) - before;
      await expect.poll(isBehind, poll).toBeGreaterThanOrEqual(sizes.stalled);
      // Half of them read again, the others are slow for too long.
      await crowds[0]!.ask('resume', Math.ceil(sizes.stalled / 2));
      await expect.poll(() => closes(stage, 4002), poll).toBeGreaterThan(closedBefore);
      await crowds[0]!.ask('resume', sizes.stalled);
      await crowds[0]!.ask('live');
      const [behind, sent] = [(await stage.metric(`${GATEWAY}behind_total`)) - before, await closes(stage, 4002)];
      return `${sizes.stalled} stopped, ${behind} views behind, ${sent - closedBefore} sent away`;
    },
  },
  {
    promise: 'Storms of reconnections end with everybody in sync',
    others: ({ others }) => others.slice(-1),
    async run({ crowds, sizes }) {
      // The last process is left alone.
      const stormy = crowds.slice(0, Math.max(1, crowds.length - 1));
      const each = Math.min(sizes.raw, Math.ceil(sizes.stormClients / stormy.length));
      for (let storm = 0; storm < sizes.storms; storm++) {
        await Promise.all(stormy.map((crowd) => crowd.ask('cut', each)));
        await Promise.all(stormy.map((crowd) => crowd.ask('live')));
      }
      return `${sizes.storms} storms of ${each * stormy.length}`;
    },
  },
  {
    promise: 'A hostile peer loses its own connection, with the code that says why',
    others: ({ crowds }) => crowds,
    async run(stage) {
      await Promise.all(
        HOSTILE.map(async ({ name, ends, run }) => {
          const codes = await Promise.all(Array.from({ length: stage.sizes.hostile }, () => run(stage)));
          expect(
            codes.filter((code) => !ends.includes(code)),
            name,
          ).toEqual([]);
        }),
      );
      return `${HOSTILE.length} kinds, ${stage.sizes.hostile} of each`;
    },
  },
  {
    promise: 'Clients that stand still (SIGSTOP) and go on (SIGCONT) are brought up',
    others: ({ others }) => others,
    async run({ crowds, sizes }) {
      crowds[0]!.process.kill('SIGSTOP');
      await pass(sizes.stopSeconds);
      crowds[0]!.process.kill('SIGCONT');
      await crowds[0]!.ask('live');
      return `${sizes.raw + sizes.library} clients for ${sizes.stopSeconds} s`;
    },
  },
  {
    promise: 'A host that stood still (SIGSTOP, SIGCONT) shows true books again',
    async run(stage) {
      stage.signalHost('SIGSTOP');
      await pass(stage.sizes.stopSeconds);
      stage.signalHost('SIGCONT');
      return `for ${stage.sizes.stopSeconds} s`;
    },
  },
  {
    promise: 'A host that is killed and started again has all its clients back, with its new books',
    async run(stage) {
      await stage.killHost();
      await stage.startHost();
      const from = performance.now();
      await Promise.all(stage.crowds.map((crowd) => crowd.ask('live')));
      return `${stage.clients} clients back ${((performance.now() - from) / 1000).toFixed(1)} s after it was ready`;
    },
  },
];

function closes(stage: Stage, code: number): Promise<number> {
  return stage.metric(`${GATEWAY}closes_total`, `code="${code}"`);
}

/** A length of what is done, not a wait for something. */
function pass(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
