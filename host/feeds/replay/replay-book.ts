/**
 * The replayed book of one symbol: follows the recorded frames as any reader of the venue would, so
 * that what a recording does not hold (a later snapshot, a smaller depth) can be told from it.
 */
import { crc32 } from 'node:zlib';
import type { MarketDataPublisher } from '../../bus/market-data.js';
import type { Core, Grid } from '../../wire/core.js';
import type { BookMessage } from '../book-message.js';
import { CHECKSUM_LEVELS } from '../kraken-checksum.js';
import { paddedDecimal } from '../padded-decimal.js';
import { SymbolBook } from '../symbol-book.js';
import type { Venue } from '../venue.js';
import type { SurveyedSymbol } from './survey.js';

/** Price and size as the venue writes them. */
export type TextLevel = readonly [price: string, size: string];

export interface TextLevels {
  readonly bids: readonly TextLevel[];
  readonly asks: readonly TextLevel[];
}

/** A book cut to fewer levels than were recorded. */
interface View {
  handle: number;
  readonly depth: number;
}

const silent: MarketDataPublisher = { add() {}, remove() {}, book() {}, replaced() {}, trades() {}, state() {} };

export class ReplayBook {
  readonly recorded: SurveyedSymbol;
  readonly #core: Core;
  readonly #book: SymbolBook;
  readonly #epoch: () => number;
  readonly #views = new Map<number, View>();
  #regridded = false;

  /** @param id of its stream in the core; ids are told apart by the caller */
  constructor(venue: Venue, recorded: SurveyedSymbol, core: Core, id: number, epoch: () => number) {
    this.recorded = recorded;
    this.#core = core;
    this.#epoch = epoch;
    this.#book = new SymbolBook({
      venue,
      native: recorded.symbol,
      core,
      streamId: id,
      epoch,
      publisher: { ...silent, replaced: (_source, regridded) => this.#replaced(regridded) },
      // The recording brings its own snapshots, or none.
      requestSnapshot: () => true,
      depth: recorded.depth,
      instrument: recorded.instrument,
    });
    this.#book.connected(0);
  }

  /** Whether the levels are those of the venue. */
  get inSync(): boolean {
    return this.#book.inSync;
  }

  /** Update id, -1 where the venue has none. */
  get lastId(): number {
    return this.#book.lastId;
  }

  /** Of the last message, µs since the epoch. */
  get tsEvent(): number {
    return this.#book.tsEvent;
  }

  snapshot(message: BookMessage, tsRecv: number): void {
    this.#book.snapshot(message, tsRecv);
  }

  diff(message: BookMessage, tsRecv: number): void {
    this.#book.diff(message, tsRecv);
  }

  /** The best `depth` levels a side (0: all). Only of a book in sync. */
  top(depth: number): TextLevels {
    const count = Math.max(0, this.#core.top(this.#book.stream, depth));
    return this.#split(this.#core.levels.ticks, this.#core.levels.lots, this.#core.levelBids(), count);
  }

  /**
   * What changed within the best `depth` levels since the last call for that depth (0 lots: gone);
   * undefined where it must be told anew: the first time, and after the price grid changed.
   */
  changes(depth: number): TextLevels | undefined {
    const view = this.#views.get(depth);
    if (view === undefined) {
      this.#open(depth);
      return undefined;
    }
    const count = this.#core.advance(view.handle, this.#book.stream);
    if (count < 0) return undefined;
    return this.#split(this.#core.changes.ticks, this.#core.changes.lots, this.#core.changedBids(), count);
  }

  /** Kraken's checksum: CRC32 over the digits of the best ten asks, then bids. */
  checksum(): number {
    const { bids, asks } = this.top(CHECKSUM_LEVELS);
    const digits = ([price, size]: TextLevel) =>
      `${price.replace('.', '').replace(/^0+/, '')}${size.replace('.', '').replace(/^0+/, '')}`;
    return crc32([...asks, ...bids].map(digits).join(''));
  }

  #replaced(regridded: boolean): void {
    this.#regridded ||= regridded;
    if (!this.#regridded) return;
    for (const { handle } of this.#views.values()) this.#core.close(handle);
    this.#views.clear();
    this.#regridded = false;
  }

  #open(depth: number): void {
    const handle = this.#core.openWriter(VIEW_ID, this.#epoch(), depth, this.#grid());
    if (handle < 0) return;
    this.#views.set(depth, { handle, depth });
    this.#core.advance(handle, this.#book.stream);
  }

  #grid(): Grid {
    return this.#book.grid ?? { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };
  }

  #split(ticks: Float64Array, lots: Float64Array, bids: number, count: number): TextLevels {
    const { priceDecimals, tick, sizeDecimals, lot } = this.#grid();
    const { wirePriceDecimals = 0, wireSizeDecimals = 0 } = this.recorded.instrument ?? {};
    const levels = Array.from({ length: count }, (_, row): TextLevel => {
      const price = paddedDecimal(ticks[row]!, tick, priceDecimals, wirePriceDecimals);
      return [price, paddedDecimal(lots[row]!, lot, sizeDecimals, wireSizeDecimals)];
    });
    return { bids: levels.slice(0, bids), asks: levels.slice(bids) };
  }
}

/** Views are never encoded: they need no id of their own. */
const VIEW_ID = 0;
