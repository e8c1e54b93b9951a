/** A session as our own stream, all its frames counted, and decoded again by another stream of the core. */
import { INFO_FINGERPRINT, INFO_SYNCED } from '../../assembly/layout.js';
import type { CodecName } from '../codecs.js';
import type { Contestant } from '../contest.js';
import { KERNEL_CAPACITY, must } from '../kernels/kernel.js';
import type { Twin } from '../kernels/twin.js';
import type { Session } from '../session.js';
import { StreamWriter } from '../stream-writer.js';

/** Undefined where the core has no such codec. */
export function streamBytes(session: Session, twin: Twin, codec: CodecName): Contestant | undefined {
  const core = twin.core(KERNEL_CAPACITY);
  const writer = new StreamWriter(core, session, codec, 1);
  if (writer.handle < 0) return undefined;
  const reader = twin.core(KERNEL_CAPACITY);
  const handle = must(reader.openReader(1));
  let bytes = 0;
  return {
    name: codec,
    run() {
      bytes = 0;
      writer.run((length) => {
        bytes += length;
        reader.input.set(core.output.subarray(0, length));
        must(reader.receive(0, length));
      });
    },
    digest: () => (reader.info(handle, INFO_SYNCED) === 1 ? reader.info(handle, INFO_FINGERPRINT) : 'not synced'),
    bytes: () => bytes,
  };
}
