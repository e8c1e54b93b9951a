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
      const take = (frame: Uint8Array): void => {
        core.input.set(frame);
        must(core.receive(0, frame.length));
      };
      return {
        items: entryCount(session),
        run() {
          // The snapshot is no level entry.
          take(frames[0]!);
          const from = performance.now();
          for (let i = 1; i < frames.length; i++) take(frames[i]!);
          return performance.now() - from;
        },
        digest: () => (core.info(reader, INFO_SYNCED) === 1 ? core.info(reader, INFO_FINGERPRINT) : 'not synced'),
      };
    },
  };
}
