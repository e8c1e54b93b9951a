/**
 * Recordings over and over through the whole way of a replay: bytes, the core's parser where it has one, sync
 * machine, book, encoder, and the decoder of a second core, whose book is compared in full after every frame.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { WasmCore } from '../../host/core/index.js';
import { loadCoreSync } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { Verification } from '../../host/feeds/verification.js';
import type { CodecName } from '../../host/wire/codec.js';
import { capture } from '../captures.js';

export interface Recording {
  readonly venue: BuiltInVenueId;
  /** As test/captures.ts names it. */
  readonly file: string;
  readonly codec: CodecName;
}

/** What a process holds, in bytes, garbage collected. */
export interface Held {
  /** Of the cores' memories. */
  readonly cores: number;
  readonly heap: number;
  /** Of all buffers outside of the heap, the cores' among them. */
  readonly buffers: number;
}

const CAPACITY = { streams: 16, levels: 8_192, totalLevels: 131_072, models: 16 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export class ReplaySoak {
  readonly #recording: Recording;
  readonly #encoder: WasmCore;
  readonly #decoder: WasmCore;
  readonly #verification: Verification;
  readonly #buffers: readonly ArrayBufferLike[];

  constructor(recording: Recording) {
    const venue = venueById(recording.venue)!;
    this.#recording = recording;
    this.#encoder = loadCoreSync({ capacity: CAPACITY });
    this.#decoder = loadCoreSync({ capacity: CAPACITY });
    this.#buffers = [this.#encoder.memory.buffer, this.#decoder.memory.buffer];
    this.#verification = new Verification({
      venue,
      encoder: this.#encoder,
      decoder: this.#decoder,
      parser: this.#encoder,
      instruments: [],
      codec: recording.codec,
    });
  }

  /** The recording once more, from where the last lap ended: the books have a gap there, and heal. Answers its frames. */
  lap(): number {
    const before = this.#verification.frames;
    const reader = new CaptureReader(capture(this.#recording.file));
    while (reader.next()) this.#verification.line(reader.bytes, reader.tsRecv);
    reader.close();
    if (reader.fault !== undefined) throw new Error(reader.fault);
    return this.#verification.frames - before;
  }

  /** Frames after which the decoder had the encoder's book, and others. */
  get roundTrips(): { readonly ok: number; readonly failed: number } {
    const symbols = Object.values(this.#verification.report(1).symbols);
    return {
      ok: symbols.reduce((sum, { roundTrips }) => sum + roundTrips.ok, 0),
      failed: symbols.reduce((sum, { roundTrips }) => sum + roundTrips.failed, 0),
    };
  }

  /** Bytes of the cores' memories, which must be the very same buffers as at first. @throws Error where one was replaced */
  get coreBytes(): number {
    const now = [this.#encoder.memory.buffer, this.#decoder.memory.buffer];
    if (now.some((buffer, i) => buffer !== this.#buffers[i])) throw new Error("a core's memory was replaced");
    return now.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }
}

export function held(soaks: readonly ReplaySoak[]): Held {
  // Twice: what the first run finalises, the second one frees.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    cores: soaks.reduce((sum, soak) => sum + soak.coreBytes, 0),
    heap: heapUsed,
    buffers: arrayBuffers,
  };
}
