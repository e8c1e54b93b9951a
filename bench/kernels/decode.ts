/** Delta frames into a reader's book: what a client pays. */
import { INFO_FINGERPRINT, INFO_SYNCED } from '../../assembly/layout.js';
import type { Core } from '../../host/wire/core.js';
import { asksOf, bidsOf, entryCount, messageCount, type Session, stage } from '../session.js';
import { type Kernel, must } from './kernel.js';

const STREAM = 2;

export const decode: Kernel = {
  name: 'decode',
  item: 'level entry',
  prepare(core, session) {
    const frames = encoded(core, session);
    const reader = must(core.openReader(STREAM));
    return {
      items: entryCount(session),
      run() {
        for (const frame of frames) {
          core.input.set(frame);
          must(core.receive(0, frame.length));
        }
      },
      digest: () => core.info(reader, INFO_FINGERPRINT) * 2 + core.info(reader, INFO_SYNCED),
    };
  },
};

/** The session as frames, the snapshot first; encoded by the contestant itself, as all encode the same bytes. */
function encoded(core: Core, session: Session): Uint8Array[] {
  const writer = must(core.openWriter(STREAM, 1, 0, session.grid));
  const frames: Uint8Array[] = [];
  const keep = (length: number) => frames.push(core.output.slice(0, must(length)));
  stage(core, session, 0);
  must(core.load(writer, bidsOf(session, 0), asksOf(session, 0)));
  keep(core.encodeSnapshot(writer, 0, true, 0, 0));
  for (let m = 1; m < messageCount(session); m++) {
    stage(core, session, m);
    if (must(core.update(writer, bidsOf(session, m), asksOf(session, m))) > 0) {
      keep(core.encodeDelta(writer, 0, m * 100_000, m * 100_000, m % 10 === 0));
    }
  }
  must(core.close(writer));
  return frames;
}
