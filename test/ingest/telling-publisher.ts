/** A publisher that writes down all it is told, canonical frames byte for byte. */
import { CODEC_DENSE, INFO_SEQUENCE, TRADE_FIELDS } from '../../assembly/layout.js';
import type { CanonicalEncoding, MarketDataPublisher, MarketSource } from '../../host/bus/market-data.js';
import type { Core } from '../../host/wire/core.js';
import { REASON_NAMES, STATE_NAMES } from '../../host/wire/state.js';

const FINGERPRINT_US = 50;
const GENERATION_US = 400;

export interface TellingOptions {
  readonly isDense: boolean;
  /** Frames of what is told are encoded. */
  readonly isEncoded: boolean;
}

export class TellingPublisher implements MarketDataPublisher {
  /** What was told since it was last cleared. */
  told: string[] = [];
  readonly #core: Core;
  readonly #options: TellingOptions;
  #fingerprintAt = 0;
  #generationAt = 0;

  constructor(core: Core, options: TellingOptions) {
    this.#core = core;
    this.#options = options;
  }

  add(): void {}
  remove(): void {}

  encoding(): CanonicalEncoding | undefined {
    if (!this.#options.isEncoded) return undefined;
    const at = { fingerprintAt: this.#fingerprintAt, generationAt: this.#generationAt };
    return { ...at, fingerprintUs: FINGERPRINT_US, generationUs: GENERATION_US };
  }

  replaced(source: MarketSource, regridded: boolean): void {
    const { stream, tsRecv, tsEvent } = source;
    if (this.#options.isDense && this.#core.info(stream, INFO_SEQUENCE) === 0) this.#core.setCodec(stream, CODEC_DENSE);
    this.#generationAt = tsRecv + GENERATION_US;
    this.#tell(`replaced ${regridded}`, source, () => this.#core.encodeSnapshot(stream, 0, true, tsRecv, tsEvent));
  }

  book(source: MarketSource): void {
    const { stream, tsRecv, tsEvent, encodedBytes = 0 } = source;
    const isDue = tsRecv >= this.#fingerprintAt;
    if (isDue) this.#fingerprintAt = tsRecv + FINGERPRINT_US;
    if (this.#options.isDense && tsRecv >= this.#generationAt) {
      this.#generationAt = tsRecv + GENERATION_US;
      if (encodedBytes === 0) this.#core.beginGeneration(stream);
    }
    this.#tell('book', source, () => encodedBytes || this.#core.encodeDelta(stream, 0, tsRecv, tsEvent, isDue));
  }

  trades(source: MarketSource, trades: Float64Array, count: number): void {
    const { stream, tsRecv, tsEvent, encodedBytes = 0 } = source;
    const encode = () => encodedBytes || this.#core.encodeTrades(stream, 0, count, 0, tsRecv, tsEvent);
    this.#tell(`trades ${trades.subarray(0, count * TRADE_FIELDS)}`, source, encode);
  }

  analytics(source: MarketSource): void {
    this.told.push(`analytics ${source.analytics!.read()} at ${source.tsRecv}, ${source.tsEvent}`);
  }

  state(source: MarketSource): void {
    const { stream, tsRecv, tsEvent, state, reason } = source;
    const names = [STATE_NAMES.indexOf(state), REASON_NAMES.indexOf(reason)] as const;
    this.#tell(`${state} ${reason}`, source, () => this.#core.encodeStatus(stream, 0, ...names, tsRecv, tsEvent));
  }

  #tell(what: string, { tsRecv, tsEvent }: MarketSource, encode: () => number): void {
    const bytes = this.#options.isEncoded ? encode() : 0;
    const frame = Buffer.from(this.#core.output.subarray(0, Math.max(0, bytes))).toString('hex');
    this.told.push(`${what} at ${tsRecv}, ${tsEvent}: ${bytes} ${frame}`);
  }
}
