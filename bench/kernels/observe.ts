/**
 * A book that moves under analytics: the updates, and after each a record of the book for every kernel that
 * takes one, with its default parameters. What it is slower than `update` is what they cost.
 */
import { SOURCE_MID } from '../../assembly/analytics/layout.js';
import { ANALYTIC_FIELDS, INFO_FINGERPRINT } from '../../assembly/layout.js';
import type { KernelName } from '../../host/wire/analytics.js';
import { asksOf, bidsOf, entryCount, messageCount, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';
import { update } from './update.js';

const OBSERVED: readonly KernelName[] = ['touch', 'imbalance', 'orderFlow', 'twap', 'ewma', 'volatility', 'quantiles'];

export const observe: Kernel = {
  ...update,
  name: 'update + analytics',
  prepare(core, session) {
    let epoch = 1;
    const writer = must(core.openWriter(1, epoch, 0, session.grid));
    for (const name of OBSERVED) must(core.attachKernel(writer, name, {}, SOURCE_MID));
    return {
      items: entryCount(session),
      run() {
        // Makes the kernels fresh: they take no record of the past.
        must(core.restart(writer, ++epoch, session.grid));
        stage(core, session, 0);
        must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
        for (let m = 1; m < messageCount(session); m++) {
          stage(core, session, m);
          must(core.update(writer, bidsOf(session, m), asksOf(session, m)));
          must(core.observeBook(writer, session.recv[m]!, session.event[m]!));
        }
      },
      digest() {
        const values = must(core.readAnalytics(writer));
        return `${core.info(writer, INFO_FINGERPRINT)} ${core.analytics.subarray(0, values * ANALYTIC_FIELDS).join()}`;
      },
    };
  },
};
