/**
 * Raw frames into the core's books, the way a host does it: the core takes whole messages where it can
 * (`ingest`), the sync machine the rest; plain TypeScript decodes and stages.
 */
import { BareSnapshots } from '../../host/feeds/bare-snapshots.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { Venue } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import type { FrameParser } from '../../host/wire/parser.js';
import type { Contestant } from '../contest.js';
import type { Twin } from '../kernels/twin.js';
import type { VenueFrames } from '../venue-frames.js';
import { bookDigest, COMPARED_LEVELS, type Levels } from './book-digest.js';

const CAPACITY: Partial<CoreCapacity> = { streams: 64, totalLevels: 1_048_576, models: 1 };
const UNHEARD = { add() {}, remove() {}, book() {}, replaced() {}, trades() {}, state() {} };

export function rawCore({ venueId, frames }: VenueFrames, twin: Twin): Contestant {
  const books = new Books(twin.core(CAPACITY), venueById(venueId)!);
  return {
    name: twin.name,
    run() {
      books.begin();
      for (const frame of frames) books.frame(frame);
    },
    digest: () => books.digest(),
  };
}

/** A book a symbol; in a session of one symbol whose snapshot names none, '' is its name. */
class Books {
  readonly #core: Core;
  readonly #venue: Venue;
  readonly #router: FrameRouter;
  readonly #books = new Map<string, SymbolBook>();
  readonly #bare = new BareSnapshots(this.#books);
  #epoch = 0;
  #now = 0;

  constructor(core: Core, venue: Venue) {
    this.#core = core;
    this.#venue = venue;
    this.#router = new FrameRouter({
      venue,
      ...('parse' in core && { parser: core as Core & FrameParser }),
      book: (native) => this.#books.get(native) ?? this.#open(native),
      unnamedSnapshot: (message) => this.#bare.add(message),
    });
  }

  /** A session from its beginning: books of an earlier one wait for their snapshots. */
  begin(): void {
    for (const book of this.#books.values()) {
      book.disconnected(this.#now);
      book.connected(this.#now);
    }
  }

  frame(bytes: Uint8Array): void {
    this.#router.frame(bytes, ++this.#now);
    this.#bare.offer(this.#now);
  }

  /** @throws Error where a book is not in sync: then not all frames were taken */
  digest(): string {
    const isNamed = this.#venue.capabilities.snapshot === 'stream';
    return bookDigest(new Map([...this.#books].map(([native, book]) => [isNamed ? native : '', this.#levels(book)])));
  }

  #open(native: string): SymbolBook {
    const book = new SymbolBook({
      venue: this.#venue,
      native,
      core: this.#core,
      streamId: this.#books.size,
      epoch: () => ++this.#epoch,
      publisher: UNHEARD,
      requestSnapshot: () => false,
    });
    this.#books.set(native, book);
    book.connected(this.#now);
    return book;
  }

  #levels(book: SymbolBook): { bids: Levels; asks: Levels } {
    if (book.state !== 'live') throw new Error(`${book.symbol} ended ${book.state}: ${book.reason}`);
    const core = this.#core;
    const { priceDecimals, tick, sizeDecimals, lot } = book.grid!;
    const count = core.top(book.stream, COMPARED_LEVELS);
    const bids = core.levelBids();
    const level = (_: unknown, i: number) =>
      [
        Number(formatDecimal(core.levels.ticks[i]!, tick, priceDecimals)),
        Number(formatDecimal(core.levels.lots[i]!, lot, sizeDecimals)),
      ] as const;
    const all = Array.from({ length: count }, level);
    return { bids: all.slice(0, bids), asks: all.slice(bids) };
  }
}
