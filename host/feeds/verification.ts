/**
 * A recorded session through feed → core → encode → decode, and what came of it. Symbols are found in
 * the frames themselves. It reads no files and prints nothing.
 */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { type CodecName, DEFAULT_CODEC } from '../wire/codec.js';
import type { Core, CoreName } from '../wire/core.js';
import { formatDecimal } from '../wire/decimal.js';
import type { FrameParser } from '../wire/parser.js';
import type { StateName } from '../wire/state.js';
import { BareSnapshots } from './bare-snapshots.js';
import { CanonicalCheck } from './canonical-check.js';
import { FrameRouter } from './frame-router.js';
import type { Instrument } from './instrument.js';
import { SymbolBook } from './symbol-book.js';
import type { Venue } from './venue.js';
import { isParsed } from './wasm-decoder.js';

export interface Tally {
  readonly ok: number;
  readonly failed: number;
}

/** Price and size, exact decimals in shortest form. */
export type LevelText = readonly [price: string, size: string];

export interface SymbolReport {
  readonly state: StateName;
  readonly updates: number;
  readonly levelChanges: number;
  readonly trades: number;
  readonly snapshots: number;
  readonly gaps: number;
  readonly resyncs: number;
  readonly crossed: number;
  readonly checksums: Tally;
  readonly bestQuotes: Tally;
  /** Of a venue whose quotes have no update id, against the book at receipt: not a proof. */
  readonly advisoryQuotes?: Tally;
  readonly roundTrips: Tally;
  readonly encodedBytes: number;
  /** Null where there was no level change to divide by. */
  readonly bytesPerLevelChange: number | null;
  /** Snapshots and deltas alone, without trades and states. */
  readonly bookBytes: number;
  readonly bookBytesPerLevelChange: number | null;
  readonly fingerprint: number;
  readonly bids: readonly LevelText[];
  readonly asks: readonly LevelText[];
}

export interface VerificationReport {
  readonly venue: string;
  readonly core: CoreName;
  /** How books were coded. */
  readonly codec: CodecName;
  /** What took the frames: the core, the host with the core as its reader, or the host alone. */
  readonly decoder: 'wasm' | 'parse' | 'ts';
  /** Frames that the core left to the decoder in TypeScript. */
  readonly deferred: number;
  readonly frames: number;
  readonly ignored: number;
  readonly malformed: number;
  readonly symbols: Readonly<Record<string, SymbolReport>>;
}

export interface VerificationOptions {
  readonly venue: Venue;
  /** Two cores of one build and capacity. */
  readonly encoder: Core;
  readonly decoder: Core;
  readonly instruments: readonly Instrument[];
  /** Reads the frames, where it knows the venue. Absent: the venue's decoder does. */
  readonly parser?: FrameParser;
  /** The parser, where it is the encoder too, takes whole messages. Default: true. */
  readonly ingests?: boolean;
  /** How books are coded. */
  readonly codec?: CodecName;
}

export class Verification {
  readonly #options: VerificationOptions;
  readonly #check: CanonicalCheck;
  readonly #router: FrameRouter;
  readonly #books = new Map<string, SymbolBook>();
  readonly #instruments: Map<string, Instrument>;
  readonly #bare = new BareSnapshots(this.#books);
  #untimed = 0;
  #lastRecv = 0;

  constructor(options: VerificationOptions) {
    this.#options = options;
    this.#check = new CanonicalCheck(options.encoder, options.decoder, options.codec);
    this.#instruments = new Map(options.instruments.map((instrument) => [instrument.symbol, instrument]));
    this.#router = new FrameRouter({
      venue: options.venue,
      parser: options.parser,
      ingests: options.ingests,
      book: (native) => this.#books.get(native) ?? this.#open(native),
      unnamedSnapshot: (message) => this.#bare.add(message),
      instruments: (instruments) => {
        for (const instrument of instruments) {
          this.#instruments.set(instrument.symbol, instrument);
          this.#books.get(instrument.symbol)?.instrument(instrument);
        }
      },
    });
  }

  /**
   * One line of the session, as bytes or text; `tsRecv` in µs since the epoch, -1 where the line has no
   * time: it is malformed then.
   */
  line(frame: string | Uint8Array, tsRecv: number): void {
    if (tsRecv < 0) {
      this.#untimed++;
      return;
    }
    this.#lastRecv = tsRecv;
    this.#router.frame(frame, tsRecv);
    this.#bare.offer(tsRecv);
  }

  get frames(): number {
    return this.#router.counters.frames + this.#untimed;
  }

  /** Messages of symbols that the core had no stream for: nothing was proven of those. */
  get unopened(): number {
    return this.#router.counters.unknownSymbols;
  }

  /** What came of it so far; `depth` levels a side, 0 is all. */
  report(depth: number): VerificationReport {
    const { counters } = this.#router;
    return {
      venue: this.#options.venue.id,
      core: this.#options.encoder.name,
      codec: this.#options.codec ?? DEFAULT_CODEC,
      decoder: this.#decoderName(),
      deferred: counters.deferred,
      frames: this.frames,
      ignored: counters.ignored + counters.unknownSymbols + this.#bare.unusedBy(undefined),
      malformed: this.#untimed + Object.values(counters.malformed).reduce((sum, count) => sum + count, 0),
      symbols: Object.fromEntries([...this.#books].map(([native, book]) => [native, this.#reportOf(book, depth)])),
    };
  }

  #decoderName(): VerificationReport['decoder'] {
    const { parser, venue, ingests = true } = this.#options;
    if (parser === undefined || !isParsed(venue.id)) return 'ts';
    return ingests ? 'wasm' : 'parse';
  }

  #open(native: string): SymbolBook | undefined {
    const { venue, encoder } = this.#options;
    if (this.#books.size >= encoder.capacity.streams) return undefined;
    let epoch = 0;
    const book = new SymbolBook({
      venue,
      native,
      core: encoder,
      streamId: this.#books.size,
      // Counted, not drawn: two runs over a session give the same bytes.
      epoch: () => ++epoch,
      publisher: this.#check,
      requestSnapshot: () => false,
      toleratesQuotes: true,
      instrument: this.#instruments.get(native),
    });
    book.connected(this.#lastRecv);
    this.#books.set(native, book);
    return book;
  }

  #reportOf(book: SymbolBook, depth: number): SymbolReport {
    const { encoder, venue } = this.#options;
    const { counters } = book;
    const { ok, failed, encodedBytes, bookBytes } = this.#check.counters(book);
    const levels = book.grid === undefined ? 0 : Math.max(0, encoder.top(book.stream, depth));
    const bids = levels === 0 ? 0 : encoder.levelBids();
    const text = (row: number): LevelText => {
      const { priceDecimals, tick, sizeDecimals, lot } = book.grid!;
      const price = formatDecimal(encoder.levels.ticks[row]!, tick, priceDecimals);
      return [price, formatDecimal(encoder.levels.lots[row]!, lot, sizeDecimals)];
    };
    return {
      state: book.state,
      updates: counters.updates,
      levelChanges: counters.levelChanges,
      trades: counters.trades,
      snapshots: counters.snapshots + this.#bare.unusedBy(book),
      gaps: counters.gaps,
      resyncs: counters.resyncs,
      crossed: counters.crossed,
      checksums: { ok: counters.checksumsOk, failed: counters.checksumsFailed },
      bestQuotes: { ok: counters.quotesOk, failed: counters.quotesFailed },
      ...(venue.capabilities.quotes === 'advisory' && {
        advisoryQuotes: { ok: counters.advisoryQuotesOk, failed: counters.advisoryQuotesFailed },
      }),
      roundTrips: { ok, failed },
      encodedBytes,
      bytesPerLevelChange: counters.levelChanges === 0 ? null : encodedBytes / counters.levelChanges,
      bookBytes,
      bookBytesPerLevelChange: counters.levelChanges === 0 ? null : bookBytes / counters.levelChanges,
      fingerprint: book.grid === undefined ? 0 : encoder.info(book.stream, INFO_FINGERPRINT),
      bids: Array.from({ length: bids }, (_, row) => text(row)),
      asks: Array.from({ length: levels - bids }, (_, row) => text(bids + row)),
    };
  }
}
