/** Delta frames out of a book that moves: what a canonical stream costs besides the book itself. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import type { CodecName } from '../codecs.js';
import { entryCount } from '../session.js';
import { StreamWriter } from '../stream-writer.js';
import { type Kernel, must } from './kernel.js';
import { updateAll } from './update.js';

/** Level entries in a run where the clock is coarse: many milliseconds. Else one session, since short samples suffer least from a busy machine. */
const RUN_ENTRIES = 200_000;

/**
 * A core encodes what the last `update` changed, so the two can only be run together: what counts is the
 * time of both less that of the updates alone, measured one after the other in the same run, a few
 * sessions long.
 */
export function encode(codec: CodecName): Kernel {
  return {
    name: `encode ${codec}`,
    item: 'level entry',
    axis: 'codec',
    prepare(core, session, { name, hasCoarseClock }) {
      const writer = new StreamWriter(core, session, codec, 1);
      if (writer.handle < 0) return undefined;
      const plain = must(core.openWriter(2, 1, 0, session.grid));
      // Plain TypeScript is slow enough.
      const passes = hasCoarseClock && name !== 'ts' ? Math.ceil(RUN_ENTRIES / entryCount(session)) : 1;
      let bytes = 0;
      let sum = 0;
      return {
        items: entryCount(session),
        run() {
          const from = performance.now();
          for (let pass = 0; pass < passes; pass++) {
            bytes = 0;
            sum = 0;
            writer.run((length) => {
              bytes += length;
              sum = (Math.imul(sum, 31) + core.output[length - 1]!) | 0;
            });
          }
          const between = performance.now();
          for (let pass = 0; pass < passes; pass++) updateAll(core, plain, session);
          return Math.max(0, between - from - (performance.now() - between)) / passes;
        },
        digest: () => core.info(writer.handle, INFO_FINGERPRINT),
        exact: () => `${bytes} bytes, ${sum >>> 0}`,
      };
    },
  };
}
