/** Delta frames into a reader's book: what a client pays, the book included. */
import { INFO_FINGERPRINT, INFO_SYNCED } from '../../assembly/layout.js';
import type { CodecName } from '../codecs.js';
import { entryCount } from '../session.js';
import { StreamWriter } from '../stream-writer.js';
import { type Kernel, must } from './kernel.js';

const STREAM = 2;

export function decode(codec: CodecName): Kernel {
  return {
    name: `decode ${codec}`,
    item: 'level entry',
    axis: 'codec',
    prepare(core, session) {
      const writer = new StreamWriter(core, session, codec, STREAM);
      if (writer.handle < 0) return undefined;
      const frames = writer.frames();
      must(core.close(writer.handle));
      const reader = must(core.openReader(STREAM));
      return {
        items: entryCount(session),
        run() {
          for (const frame of frames) {
            core.input.set(frame);
            must(core.receive(0, frame.length));
          }
        },
        digest: () => (core.info(reader, INFO_SYNCED) === 1 ? core.info(reader, INFO_FINGERPRINT) : 'not synced'),
      };
    },
  };
}
