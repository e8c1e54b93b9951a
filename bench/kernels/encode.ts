/** Level entries into the book, and a delta frame of each message out: what a canonical stream costs. */
import { asksOf, bidsOf, entryCount, messageCount, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';

export const encode: Kernel = {
  name: 'update + encode',
  item: 'level entry',
  prepare(core, session) {
    const writer = must(core.openWriter(1, 1, 0, session.grid));
    let bytes = 0;
    return {
      items: entryCount(session),
      run() {
        bytes = 0;
        stage(core, session, 0);
        must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
        for (let m = 1; m < messageCount(session); m++) {
          stage(core, session, m);
          const changes = must(core.update(writer, bidsOf(session, m), asksOf(session, m)));
          if (changes > 0) bytes += must(core.encodeDelta(writer, 0, m * 100_000, m * 100_000, false));
        }
      },
      digest: () => bytes,
    };
  },
};
