/** A whole book into a writer, out as a snapshot frame, and into a reader: what a resync costs. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { asksOf, bidsOf, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';

const STREAM = 3;

export const snapshot: Kernel = {
  name: 'snapshot',
  item: 'level',
  axis: 'book',
  prepare(core, session) {
    const writer = must(core.openWriter(STREAM, 1, 0, session.grid));
    const reader = must(core.openReader(STREAM));
    const bids = bidsOf(session, 0);
    const asks = asksOf(session, 0);
    return {
      items: bids + asks,
      run() {
        stage(core, session, 0);
        must(core.load(writer, bids, asks));
        const bytes = must(core.encodeSnapshot(writer, 0, true, 0, 0));
        core.input.set(core.output.subarray(0, bytes));
        must(core.receive(0, bytes));
      },
      digest: () => core.info(reader, INFO_FINGERPRINT),
    };
  },
};
