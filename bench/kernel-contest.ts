/** A kernel's contest in Node: the three twins, and who else does the same work. */
import type { PlannedContest, Skipped } from './axis.js';
import type { Contest, Contestant } from './contest.js';
import { KERNELS } from './kernels/index.js';
import { type Kernel, prepareKernel } from './kernels/kernel.js';
import { entryCount, messageCount, type Session } from './session.js';
import type { Setting } from './setting.js';

export type Peers = (session: Session) => Promise<readonly Contestant[]> | readonly Contestant[];

export function kernelsOf(axis: Kernel['axis']): readonly Kernel[] {
  return KERNELS.filter((kernel) => kernel.axis === axis);
}

/** @param suffix told in the name where a kernel has several sessions */
export function plannedKernel(
  setting: Setting,
  kernel: Kernel,
  session: () => Session,
  peers: Peers = () => [],
  suffix = '',
): PlannedContest {
  const name = `${kernel.name}${suffix}`;
  return {
    name,
    async make(): Promise<Contest | Skipped> {
      const input = kernel.session?.() ?? session();
      const prepared = prepareKernel(kernel, input, setting.twins);
      if (prepared === undefined) return { skipped: `the core has no ${kernel.name}` };
      const { items, contestants } = prepared;
      return {
        name,
        input: describe(input),
        item: kernel.item,
        items,
        unit: 'ns',
        contestants: [...contestants, ...(await peers(input))],
      };
    },
  };
}

export function describe(session: Session): string {
  return `${session.name}: ${messageCount(session) - 1} messages, ${entryCount(session)} level entries`;
}
