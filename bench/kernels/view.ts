/** A view of the best 20 levels a side that follows a book of the session, message by message; the updates are in the time. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { asksOf, bidsOf, entryCount, messageCount, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';
import { update } from './update.js';

const DEPTH = 20;

export const view: Kernel = {
  ...update,
  name: 'update + view',
  prepare(core, session) {
    const writer = must(core.openWriter(1, 1, 0, session.grid));
    const top = must(core.openWriter(2, 1, DEPTH, session.grid));
    return {
      items: entryCount(session),
      run() {
        stage(core, session, 0);
        must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
        for (let m = 1; m < messageCount(session); m++) {
          stage(core, session, m);
          must(core.update(writer, bidsOf(session, m), asksOf(session, m)));
          must(core.advance(top, writer));
        }
      },
      digest: () => core.info(top, INFO_FINGERPRINT),
    };
  },
};
