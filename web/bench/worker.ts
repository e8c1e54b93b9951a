/** Runs the kernels off the page's thread, so that drawing does not disturb what is timed. */
import type { Axis } from '../../bench/axis.js';
import { hold } from '../../bench/championship.js';
import { plannedKernel } from '../../bench/kernel-contest.js';
import { KERNELS } from '../../bench/kernels/index.js';
import type { Kernel } from '../../bench/kernels/kernel.js';
import { randomSession } from '../../bench/random-session.js';
import type { Setting } from '../../bench/setting.js';
import { BROWSER_FULL_PACE, BROWSER_QUICK_PACE } from '../../bench/timing.js';
import type { StartMessage, WorkerMessage } from './message.js';
import { browserTwins } from './twins.js';

const SEED = 20_240_808;
const MESSAGES = { quick: 500, full: 2_000 };

const post = (message: WorkerMessage) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<StartMessage>) => {
  run(data).catch((error: unknown) =>
    post({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});

async function run({ scale, wasm }: StartMessage): Promise<void> {
  const session = randomSession(SEED, MESSAGES[scale]);
  const setting: Setting = {
    scale,
    twins: await browserTwins(wasm),
    captures: [],
    session: () => session,
    sessionOf: () => session,
  };
  let done = 0;
  const of = KERNELS.length;
  const outcome = await hold({
    axes: axes(),
    setting,
    runs: 1,
    wants: () => true,
    pace: scale === 'quick' ? BROWSER_QUICK_PACE : BROWSER_FULL_PACE,
    told: (line) => post({ kind: 'working', line, done: done++, of }),
    held: (contest) => post({ kind: 'held', contest }),
  });
  post({ kind: 'ended', outcome });
}

/** The kernels by the axis that shows them; a page has no peers, and so no goals. */
function axes(): Axis[] {
  const names = [...new Set(KERNELS.map(({ axis }) => axis))];
  return names.map((name: Kernel['axis']) => ({
    name,
    title: name,
    method: 'The kernels on a generated session.',
    goals: [],
    plan: (setting) =>
      KERNELS.filter(({ axis }) => axis === name).map((kernel) =>
        plannedKernel(setting, kernel, () => setting.session()),
      ),
  }));
}
