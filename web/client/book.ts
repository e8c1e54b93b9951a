/** A book as a reader of the library sees it, and one that is kept: a copy that nothing changes any more. */
import type { Grid } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import { type DecimalLevel, Levels } from './levels.js';

export interface BestLevel {
  readonly ticks: number;
  readonly lots: number;
  /** Exact decimals, shortest form. */
  readonly price: string;
  readonly size: string;
}

/**
 * Before the first snapshot a book has no levels, no grid and sequence 0. A book that is not in sync
 * keeps its last levels and says `live: false`.
 */
export interface Book {
  readonly symbol: string;
  /** Whether these levels are the venue's now (in a copy: were, when it was made). */
  readonly live: boolean;
  /** Levels a side that the host keeps in this stream; 0 is all. */
  readonly depth: number;
  readonly epoch: number;
  readonly sequence: number;
  /** Sum over all levels, equal to the host's at this sequence: docs/PROTOCOL.md, "Fingerprint". */
  readonly fingerprint: number;
  readonly grid: Grid | undefined;
  /** The venue's time of the last message, µs since the epoch; absent where the venue gave none. */
  readonly tsEvent: number | undefined;
  /** When the host got it, µs since the epoch of the host's clock. */
  readonly tsRecv: number;
  /** Best first. The arrays are valid until the next message of this book; `copy()` keeps them. */
  readonly bids: Levels;
  readonly asks: Levels;
  readonly bidCount: number;
  readonly askCount: number;
  readonly bestBid: BestLevel | undefined;
  readonly bestAsk: BestLevel | undefined;
  copy(): Book;
  toJSON(): BookJson;
}

export interface BookJson {
  readonly symbol: string;
  readonly live: boolean;
  readonly epoch: number;
  readonly sequence: number;
  readonly tsEvent?: number;
  readonly tsRecv: number;
  readonly bids: readonly DecimalLevel[];
  readonly asks: readonly DecimalLevel[];
}

/** What `BookCopy` is made from. */
export type BookFields = Pick<
  Book,
  'symbol' | 'live' | 'depth' | 'epoch' | 'sequence' | 'fingerprint' | 'grid' | 'tsEvent' | 'tsRecv' | 'bids' | 'asks'
>;

/** A book with levels of its own, which stay as they are. */
export class BookCopy implements Book {
  readonly symbol: string;
  readonly live: boolean;
  readonly depth: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly fingerprint: number;
  readonly grid: Grid | undefined;
  readonly tsEvent: number | undefined;
  readonly tsRecv: number;
  readonly bids: Levels;
  readonly asks: Levels;

  /** Copies the levels. */
  constructor(book: BookFields) {
    this.symbol = book.symbol;
    this.live = book.live;
    this.depth = book.depth;
    this.epoch = book.epoch;
    this.sequence = book.sequence;
    this.fingerprint = book.fingerprint;
    this.grid = book.grid;
    this.tsEvent = book.tsEvent;
    this.tsRecv = book.tsRecv;
    const grid = book.grid ?? NO_GRID;
    this.bids = new Levels(book.bids.ticks.slice(), book.bids.lots.slice(), grid);
    this.asks = new Levels(book.asks.ticks.slice(), book.asks.lots.slice(), grid);
  }

  get bidCount(): number {
    return this.bids.length;
  }
  get askCount(): number {
    return this.asks.length;
  }
  get bestBid(): BestLevel | undefined {
    return bestLevel(this.bids.ticks[0] ?? 0, this.bids.lots[0] ?? 0, this.grid ?? NO_GRID);
  }
  get bestAsk(): BestLevel | undefined {
    return bestLevel(this.asks.ticks[0] ?? 0, this.asks.lots[0] ?? 0, this.grid ?? NO_GRID);
  }
  copy(): Book {
    return new BookCopy(this);
  }
  toJSON(): BookJson {
    return bookJson(this);
  }
}

/** The grid of a book that has none yet; it has no levels either. */
export const NO_GRID: Grid = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };

const NO_LEVELS = new Levels(new Float64Array(0), new Float64Array(0), NO_GRID);

/** The book of a symbol before its first snapshot. */
export function emptyBook(symbol: string): BookCopy {
  return new BookCopy({
    symbol,
    live: false,
    depth: 0,
    epoch: 0,
    sequence: 0,
    fingerprint: 0,
    grid: undefined,
    tsEvent: undefined,
    tsRecv: 0,
    bids: NO_LEVELS,
    asks: NO_LEVELS,
  });
}

/** A best level; undefined where the side is empty (0 ticks). */
export function bestLevel(ticks: number, lots: number, grid: Grid): BestLevel | undefined {
  if (ticks === 0) return undefined;
  return {
    ticks,
    lots,
    get price() {
      return formatDecimal(ticks, grid.tick, grid.priceDecimals);
    },
    get size() {
      return formatDecimal(lots, grid.lot, grid.sizeDecimals);
    },
  };
}

export function bookJson(book: Book): BookJson {
  return {
    symbol: book.symbol,
    live: book.live,
    epoch: book.epoch,
    sequence: book.sequence,
    ...(book.tsEvent === undefined ? {} : { tsEvent: book.tsEvent }),
    tsRecv: book.tsRecv,
    bids: book.bids.toDecimals(),
    asks: book.asks.toDecimals(),
  };
}
