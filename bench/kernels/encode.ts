/** Delta frames out of a book that moves: what a canonical stream costs besides the book itself. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import type { CodecName } from '../codecs.js';
import { entryCount } from '../session.js';
import { StreamWriter } from '../stream-writer.js';
import { type Kernel, must } from './kernel.js';
import { updateAll } from './update.js';

/**
 * A core encodes what the last `update` changed, so the two can only be run together: what counts is the
 * time of both less that of the updates alone, measured one after the other in the same run.
 */
export function encode(codec: CodecName): Kernel {
  return {
    name: `encode ${codec}`,
    item: 'level entry',
    axis: 'codec',
    prepare(core, session) {
      const writer = new StreamWriter(core, session, codec, 1);
      if (writer.handle < 0) return undefined;
      const plain = must(core.openWriter(2, 1, 0, session.grid));
      let bytes = 0;
      let sum = 0;
      return {
        items: entryCount(session),
        run() {
          bytes = 0;
          sum = 0;
          const from = performance.now();
          writer.run((length) => {
            bytes += length;
            sum = (Math.imul(sum, 31) + core.output[length - 1]!) | 0;
          });
          const between = performance.now();
          updateAll(core, plain, session);
          return Math.max(0, between - from - (performance.now() - between));
        },
        digest: () => core.info(writer.handle, INFO_FINGERPRINT),
        exact: () => `${bytes} bytes, ${sum >>> 0}`,
      };
    },
  };
}
