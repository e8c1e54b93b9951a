/**
 * A session as a canonical stream: one frame a venue message, sequence and both times in each, a
 * fingerprint at most once a second, a generation of the dense codec at most every ten.
 */
import type { Core } from '../host/wire/core.js';
import { type CodecName, chooseCodec } from './codecs.js';
import { must } from './kernels/kernel.js';
import { asksOf, bidsOf, messageCount, type Session, stage } from './session.js';

const FINGERPRINT_INTERVAL_US = 1_000_000;
const GENERATION_INTERVAL_US = 10_000_000;

export class StreamWriter {
  readonly #core: Core;
  readonly #session: Session;
  readonly #codec: CodecName;
  readonly #id: number;
  /** -1 where the core has no such codec. */
  readonly handle: number;
  #epoch = 1;

  constructor(core: Core, session: Session, codec: CodecName, id: number) {
    this.#core = core;
    this.#session = session;
    this.#codec = codec;
    this.#id = id;
    const handle = must(core.openWriter(id, this.#epoch, 0, session.grid));
    this.handle = chooseCodec(core, handle, codec) ? handle : -1;
    if (this.handle < 0) core.close(handle);
  }

  /** Encodes the session from its start; `frame` is told the length of each, which lies in `core.output`. */
  run(frame: (bytes: number) => void): void {
    const core = this.#core;
    const session = this.#session;
    must(core.restart(this.handle, ++this.#epoch, session.grid));
    stage(core, session, 0);
    must(core.load(this.handle, bidsOf(session, 0), asksOf(session, 0)));
    frame(must(core.encodeSnapshot(this.handle, 0, true, session.recv[0]!, session.event[0]!)));
    let fingerprintAt = session.recv[0]!;
    let generationAt = session.recv[0]!;
    for (let m = 1; m < messageCount(session); m++) {
      stage(core, session, m);
      if (must(core.update(this.handle, bidsOf(session, m), asksOf(session, m))) === 0) continue;
      const recv = session.recv[m]!;
      if (this.#codec === 'dense' && recv - generationAt >= GENERATION_INTERVAL_US) {
        must(core.beginGeneration(this.handle));
        generationAt = recv;
      }
      const isDue = recv - fingerprintAt >= FINGERPRINT_INTERVAL_US;
      if (isDue) fingerprintAt = recv;
      frame(must(core.encodeDelta(this.handle, 0, recv, session.event[m]!, isDue)));
    }
  }

  /** All frames, the snapshot first. */
  frames(): Uint8Array[] {
    const frames: Uint8Array[] = [];
    this.run((bytes) => frames.push(this.#core.output.slice(0, bytes)));
    return frames;
  }

  /** The stream's id on the wire. */
  get id(): number {
    return this.#id;
  }
}
