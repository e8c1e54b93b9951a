/**
 * What a recording holds, found by reading it once before it is served: its symbols, their streams,
 * price grids and digits, and whose each snapshot is where its text does not say.
 */
import type { BookMessage } from '../book-message.js';
import type { DecimalLevels } from '../decimal-levels.js';
import type { Instrument } from '../instrument.js';
import type { FeedSink, Venue } from '../venue.js';
import type { AddressReader } from './frame-address.js';
import type { MergedCapture } from './merged-capture.js';
import { UnitSurvey } from './unit-survey.js';

export interface SurveyedSymbol {
  readonly symbol: string;
  /** Kinds of its frames, as FrameAddress has them. */
  readonly kinds: ReadonlySet<string>;
  /** Levels a side that its book was recorded with; 0 is all. */
  readonly depth: number;
  /** Recorded snapshots. */
  readonly snapshots: number;
  /** Kraken v1: its channels' numbers by name, as in `book-10`. */
  readonly channelIds: ReadonlyMap<string, number>;
  /** What the numbers say, or the recording itself where it has the venue's instruments. */
  readonly instrument: Instrument | undefined;
}

export interface Survey {
  readonly lines: number;
  /** Lines that the venue's decoder refuses. */
  readonly malformed: number;
  /** Receive times, µs since the epoch; -1 where there is none. */
  readonly firstRecv: number;
  readonly lastRecv: number;
  readonly symbols: ReadonlyMap<string, SurveyedSymbol>;
  /** Of each snapshot that stands bare in the recording, in order: its symbol, where that can be known. */
  readonly bareSnapshots: readonly (string | undefined)[];
}

interface Findings {
  readonly kinds: Set<string>;
  readonly channelIds: Map<string, number>;
  readonly prices: UnitSurvey;
  readonly sizes: UnitSurvey;
  depth: number;
  mostLevels: number;
  snapshots: number;
  /** Update ids of the first diff, and of the last so far. */
  firstId: number;
  lastId: number;
  stated: Instrument | undefined;
}

/** A bare snapshot, and how far its id is from each symbol's ids where it stands. */
interface Bare {
  readonly file: number;
  readonly lastId: number;
  readonly message: BookMessage;
  /** Each symbol's newest id at that place. */
  readonly newest: ReadonlyMap<string, number>;
}

const CHANNEL_ID = /^\[\s*(\d{1,12})/;

export class SurveyBuilder implements FeedSink {
  readonly #venue: Venue;
  readonly #address: AddressReader;
  readonly #symbols = new Map<string, Findings>();
  readonly #files: Set<string>[] = [];
  readonly #bare: Bare[] = [];
  /** Instruments of symbols that nothing came of yet. */
  readonly #stated = new Map<string, Instrument>();
  #file = 0;
  #malformed = 0;

  constructor(venue: Venue, address: AddressReader) {
    this.#venue = venue;
    this.#address = address;
  }

  /** Reads it all. What could not be read is in the capture's `fault`. */
  read(capture: MergedCapture): Survey {
    const decoder = this.#venue.createDecoder();
    let firstRecv = -1;
    let lastRecv = -1;
    while (capture.next()) {
      this.#file = capture.file;
      if (capture.text === '') {
        this.#malformed++;
        continue;
      }
      if (firstRecv < 0) firstRecv = capture.tsRecv;
      lastRecv = capture.tsRecv;
      this.#place(capture.text);
      decoder.decode(capture.text, this);
    }
    const bareSnapshots = this.#bare.map((bare) => this.#ownerOf(bare));
    const symbols = new Map([...this.#symbols].map(([symbol, found]) => [symbol, this.#conclude(symbol, found)]));
    return { lines: capture.lines, malformed: this.#malformed, firstRecv, lastRecv, symbols, bareSnapshots };
  }

  /* What the decoder tells. */

  snapshot(symbol: string | undefined, message: BookMessage): void {
    if (this.#venue.capabilities.snapshot === 'rest') {
      this.#bareSnapshot(symbol, message);
      return;
    }
    if (symbol === undefined) return;
    const found = this.#of(symbol);
    found.snapshots++;
    found.mostLevels = Math.max(found.mostLevels, message.bids.count, message.asks.count);
    this.#book(found, message);
  }

  diff(symbol: string, message: BookMessage): void {
    const found = this.#of(symbol);
    if (found.firstId < 0) found.firstId = message.firstId;
    found.lastId = message.lastId;
    this.#book(found, message);
  }

  quote(symbol: string, message: BookMessage): void {
    this.#book(this.#of(symbol), message);
  }

  trades(symbol: string, trades: { readonly levels: DecimalLevels }): void {
    this.#numbers(this.#of(symbol), trades.levels);
  }

  instruments(instruments: readonly Instrument[]): void {
    for (const instrument of instruments) {
      const found = this.#symbols.get(instrument.symbol);
      if (found !== undefined) found.stated = instrument;
      else this.#stated.set(instrument.symbol, instrument);
    }
  }

  subscribed(symbol: string, depth: number): void {
    if (depth >= 0) this.#of(symbol).depth = depth;
  }

  rejected(): void {}
  heartbeat(): void {}
  ignored(): void {}

  malformed(): void {
    this.#malformed++;
  }

  #place(text: string): void {
    const address = this.#address(text);
    if (address === undefined) return;
    const found = this.#of(address.symbol);
    found.kinds.add(address.kind);
    const channel = CHANNEL_ID.exec(text)?.[1];
    if (channel !== undefined && !found.channelIds.has(address.kind))
      found.channelIds.set(address.kind, Number(channel));
  }

  #of(symbol: string): Findings {
    this.#files[this.#file] ??= new Set();
    this.#files[this.#file]!.add(symbol);
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    const found: Findings = {
      kinds: new Set(),
      channelIds: new Map(),
      prices: new UnitSurvey(),
      sizes: new UnitSurvey(),
      depth: -1,
      mostLevels: 0,
      snapshots: 0,
      firstId: -1,
      lastId: -1,
      stated: this.#stated.get(symbol),
    };
    this.#symbols.set(symbol, found);
    return found;
  }

  #book(found: Findings, message: BookMessage): void {
    if (message.depth >= 0) found.depth = message.depth;
    for (const levels of [message.bids, message.asks]) {
      this.#numbers(found, levels);
      // Of books alone: their digits are what snapshots and checksums are told with.
      found.prices.seeSent(levels.priceSent, levels.count);
      found.sizes.seeSent(levels.sizeSent, levels.count);
    }
  }

  #numbers({ prices, sizes }: Findings, levels: DecimalLevels): void {
    prices.see(levels.priceMantissa, levels.priceDecimals, levels.count);
    sizes.see(levels.sizeMantissa, levels.sizeDecimals, levels.count);
  }

  #bareSnapshot(symbol: string | undefined, message: BookMessage): void {
    if (symbol !== undefined) this.#of(symbol);
    const known = symbol === undefined ? this.#symbols : [[symbol, { lastId: message.lastId }] as const];
    const newest = new Map([...known].map(([name, { lastId }]) => [name, lastId]));
    this.#bare.push({ file: this.#file, lastId: message.lastId, message: message.copy(), newest });
  }

  /** The symbol of the same file whose update ids are nearest to the snapshot's; counts it there. */
  #ownerOf(bare: Bare): string | undefined {
    const diffed = [...(this.#files[bare.file] ?? [])].filter((symbol) =>
      this.#symbols.get(symbol)!.kinds.has('depth'),
    );
    const distance = (symbol: string) => {
      const before = bare.newest.get(symbol) ?? -1;
      const id = before >= 0 ? before : this.#symbols.get(symbol)!.firstId;
      return id < 0 ? Number.POSITIVE_INFINITY : Math.abs(id - bare.lastId);
    };
    const owner = diffed.sort((a, b) => distance(a) - distance(b))[0];
    if (owner === undefined) return undefined;
    const found = this.#symbols.get(owner)!;
    found.snapshots++;
    this.#book(found, bare.message);
    return owner;
  }

  #conclude(symbol: string, found: Findings): SurveyedSymbol {
    return {
      symbol,
      kinds: found.kinds,
      depth: this.#depthOf(found),
      snapshots: found.snapshots,
      channelIds: found.channelIds,
      instrument: found.stated ?? inferred(symbol, found),
    };
  }

  /** Where nobody said it, the smallest depth on offer that holds the largest snapshot. */
  #depthOf(found: Findings): number {
    if (found.depth >= 0) return found.depth;
    return this.#venue.depths.find((depth) => depth >= found.mostLevels) ?? 0;
  }
}

function inferred(symbol: string, { prices, sizes }: Findings): Instrument | undefined {
  const price = prices.unit;
  const size = sizes.unit;
  if (price === undefined || size === undefined) return undefined;
  return {
    symbol,
    grid: { priceDecimals: price.decimals, tick: price.unit, sizeDecimals: size.decimals, lot: size.unit },
    wirePriceDecimals: prices.sentDecimals,
    wireSizeDecimals: sizes.sentDecimals,
  };
}
