/** Raw frames into the core's books: bytes, decoder (the core's own where it reads the venue), book. */
import type { BookMessage } from '../../host/feeds/book-message.js';
import { BookWriter } from '../../host/feeds/book-writer.js';
import type { FeedSink } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { withParser } from '../../host/feeds/wasm-decoder.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import type { FrameParser } from '../../host/wire/parser.js';
import type { Contestant } from '../contest.js';
import type { Twin } from '../kernels/twin.js';
import type { VenueFrames } from '../venue-frames.js';
import { bookDigest, COMPARED_LEVELS, type Levels } from './book-digest.js';
import { decodeBytes } from './read-frames.js';

const CAPACITY: Partial<CoreCapacity> = { streams: 64, totalLevels: 1_048_576, models: 1 };

export function rawCore({ venueId, frames }: VenueFrames, twin: Twin): Contestant {
  const core = twin.core(CAPACITY);
  const venue = venueById(venueId)!;
  const decoder = ('parse' in core ? withParser(venue, core as Core & FrameParser) : venue).createDecoder();
  const books = new Books(core, !venueId.startsWith('binance'));
  return {
    name: twin.name,
    run() {
      for (const frame of frames) decodeBytes(decoder, frame, books);
    },
    digest: () => books.digest(),
  };
}

/** A book a symbol; in a session of one symbol whose snapshot names none, '' is its name. */
class Books implements FeedSink {
  readonly #core: Core;
  readonly #named: boolean;
  readonly #books = new Map<string, BookWriter>();
  #epoch = 0;

  constructor(core: Core, named: boolean) {
    this.#core = core;
    this.#named = named;
  }

  snapshot(symbol: string | undefined, message: BookMessage): void {
    const name = this.#named ? (symbol ?? '') : '';
    let book = this.#books.get(name);
    if (book === undefined) {
      book = new BookWriter({ core: this.#core, id: this.#books.size, epoch: () => ++this.#epoch, depth: 0 });
      this.#books.set(name, book);
    }
    expectOk(book.load(message, 0));
  }

  diff(symbol: string, message: BookMessage): void {
    expectOk(this.#books.get(this.#named ? symbol : '')!.apply(message));
  }

  malformed(fault: string, detail: string): void {
    throw new Error(`a frame was refused: ${fault}, ${detail}`);
  }

  quote(): void {}
  trades(): void {}
  instruments(): void {}
  subscribed(): void {}
  rejected(): void {}
  heartbeat(): void {}
  ignored(): void {}

  digest(): string {
    return bookDigest(new Map([...this.#books].map(([name, book]) => [name, this.#levels(book)])));
  }

  #levels(book: BookWriter): { bids: Levels; asks: Levels } {
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

function expectOk(outcome: string): void {
  if (outcome !== 'ok') throw new Error(`a message was refused: ${outcome}`);
}
