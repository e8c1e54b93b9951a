/** A venue's decoder in TypeScript and the core's beside it, which must tell the same of every text. */
import { type Build, loadCoreSync } from '../../host/core/node.js';
import type { FeedDecoder, Venue } from '../../host/feeds/venue.js';
import { type WasmDecoder, withParser } from '../../host/feeds/wasm-decoder.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { RecordingSink, type Told } from './recording-sink.js';

const CAPACITY: CoreCapacity = {
  streams: 1,
  levels: 1024,
  totalLevels: 1,
  trades: 64,
  results: 1,
  bytes: 131_072,
  models: 1,
  history: 1,
  values: 1,
  kernelBytes: 1,
};

export class DecoderPair {
  readonly wasm: WasmDecoder;
  readonly #ts: FeedDecoder;
  readonly #wasmSink = new RecordingSink();
  readonly #tsSink = new RecordingSink();

  constructor(venue: Venue, build: Build, capacity: Partial<CoreCapacity> = {}) {
    const core = loadCoreSync({ build, capacity: { ...CAPACITY, ...capacity } });
    this.wasm = withParser(venue, core).createDecoder() as WasmDecoder;
    this.#ts = venue.createDecoder();
  }

  /** What both tell. @throws Error with the text where they differ */
  tell(text: string): readonly Told[] {
    this.#tsSink.told = [];
    this.#wasmSink.told = [];
    this.#ts.decode(text, this.#tsSink);
    this.wasm.decode(text, this.#wasmSink);
    const [right, told] = [JSON.stringify(this.#tsSink.told), JSON.stringify(this.#wasmSink.told)];
    if (told !== right) throw new Error(`${JSON.stringify(text)}\n  tells ${right}\n  wasm  ${told}`);
    return this.#tsSink.told;
  }

  /** Texts that the core left to the other. */
  get deferred(): number {
    return this.wasm.deferrals.deferred;
  }

  /** Whether the core left the text to the other. */
  defers(text: string): boolean {
    const before = this.deferred;
    this.tell(text);
    return this.deferred > before;
  }
}
