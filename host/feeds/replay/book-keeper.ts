/** The replayed books of all symbols: takes each recorded frame of a book, and says what it did. */
import { randomInt } from 'node:crypto';
import type { Core } from '../../wire/core.js';
import type { BookMessage } from '../book-message.js';
import type { FeedDecoder, FeedSink, Venue } from '../venue.js';
import { ReplayBook } from './replay-book.js';
import type { Survey } from './survey.js';

/** Valid until the next frame. */
export interface Taken {
  effect: 'none' | 'snapshot' | 'diff';
  /** Of the book; undefined for a snapshot that nobody can tell the owner of. */
  symbol: string | undefined;
  /** The venue's, -1 is none. */
  checksum: number;
  /** Before a snapshot: whether the book needed none. */
  wasInSync: boolean;
}

const EPOCHS = 2 ** 48 - 1;

export class BookKeeper {
  readonly books: ReadonlyMap<string, ReplayBook>;
  readonly #venue: Venue;
  readonly #survey: Survey;
  readonly #decoder: FeedDecoder;
  readonly #sink: FeedSink;
  readonly #taken: Taken = { effect: 'none', symbol: undefined, checksum: -1, wasInSync: false };
  #tsRecv = 0;
  #bareSnapshots = 0;

  /** @param core has room for a stream a symbol, and one for each smaller depth that clients ask for */
  constructor(venue: Venue, survey: Survey, core: Core) {
    this.#venue = venue;
    this.#survey = survey;
    this.#decoder = venue.createDecoder();
    this.#sink = this.#createSink();
    const books = [...survey.symbols.values()].map(
      (recorded, index) => [recorded.symbol, new ReplayBook(venue, recorded, core, index + 1, drawEpoch)] as const,
    );
    this.books = new Map(books);
  }

  /** Takes a frame; anything but a book's does nothing. */
  take(text: string, tsRecv: number): Readonly<Taken> {
    const taken = this.#taken;
    taken.effect = 'none';
    taken.symbol = undefined;
    taken.checksum = -1;
    this.#tsRecv = tsRecv;
    this.#decoder.decode(text, this.#sink);
    return taken;
  }

  #snapshot(named: string | undefined, message: BookMessage): void {
    const isBare = this.#venue.capabilities.snapshot === 'rest';
    const symbol = isBare ? this.#survey.bareSnapshots[this.#bareSnapshots++] : named;
    const book = symbol === undefined ? undefined : this.books.get(symbol);
    this.#note('snapshot', symbol, message);
    this.#taken.wasInSync = book?.inSync ?? false;
    book?.snapshot(message, this.#tsRecv);
  }

  #diff(symbol: string, message: BookMessage): void {
    this.#note('diff', symbol, message);
    this.books.get(symbol)?.diff(message, this.#tsRecv);
  }

  #note(effect: Taken['effect'], symbol: string | undefined, message: BookMessage): void {
    this.#taken.effect = effect;
    this.#taken.symbol = symbol;
    this.#taken.checksum = message.checksum;
  }

  #createSink(): FeedSink {
    const nothing = () => {};
    return {
      snapshot: (symbol, message) => this.#snapshot(symbol, message),
      diff: (symbol, message) => this.#diff(symbol, message),
      quote: nothing,
      trades: nothing,
      instruments: nothing,
      subscribed: nothing,
      rejected: nothing,
      heartbeat: nothing,
      ignored: nothing,
      malformed: nothing,
    };
  }
}

function drawEpoch(): number {
  return randomInt(EPOCHS);
}
