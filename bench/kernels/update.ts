/** Level entries, already in ticks and lots, into the book. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import type { Core } from '../../host/wire/core.js';
import { asksOf, bidsOf, entryCount, messageCount, type Session, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';

export const update: Kernel = {
  name: 'update',
  item: 'level entry',
  axis: 'book',
  prepare(core, session) {
    const writer = must(core.openWriter(1, 1, 0, session.grid));
    return {
      items: entryCount(session),
      run: () => updateAll(core, writer, session),
      digest: () => core.info(writer, INFO_FINGERPRINT),
    };
  },
};

/** The session's starting book and all its messages into a writer's book. */
export function updateAll(core: Core, writer: number, session: Session): void {
  stage(core, session, 0);
  must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
  for (let m = 1; m < messageCount(session); m++) {
    stage(core, session, m);
    must(core.update(writer, bidsOf(session, m), asksOf(session, m)));
  }
}
