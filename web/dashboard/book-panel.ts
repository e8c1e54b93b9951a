/** The middle of the page: the chosen symbol, its quote, whether it is live, its ladder. */
import type { ChosenBook } from './chosen-book.js';
import { LiveText, part, setData } from './element.js';
import { Ladder } from './ladder.js';
import type { Liveness } from './liveness.js';
import { LivenessLine } from './liveness-line.js';
import { splitSymbol } from './location-symbol.js';
import { Quote } from './quote.js';
import { touch } from './touch.js';

/** Fewest rows a side; more where the window is tall and wide, up to the most. */
const FEWEST_LEVELS = 10;
const MOST_LEVELS = 20;
/** Below this width the cards are one above the other, and the height of the window says nothing. */
const NARROW = matchMedia('(max-width: 760px)');
/** Page below the card, px. */
const BELOW_PX = 22;

export class BookPanel {
  readonly #root = part('book');
  readonly #table = part('ladder');
  readonly #bids = part('bids');
  readonly #symbolText = LiveText.in(part('symbol'));
  readonly #venueText = LiveText.in(part('venue'));
  readonly #emptyText = LiveText.in(part('book-empty'));
  readonly #line = new LivenessLine();
  readonly #quote = new Quote();
  readonly #ladder = new Ladder(this.#table, part('asks'), this.#bids, MOST_LEVELS);
  #symbol: string | undefined;

  constructor() {
    this.#begin(undefined);
  }

  /** The mid as it is shown; empty while there is none. */
  get midText(): string {
    return this.#quote.text;
  }

  /** Fits the ladder into the height of the window. */
  fit(): void {
    const rowPx = this.#bids.firstElementChild?.getBoundingClientRect().height ?? 0;
    const { top, height } = this.#table.getBoundingClientRect();
    const aroundPx = height - 2 * rowPx * this.#ladder.shown;
    const roomPx = innerHeight - BELOW_PX - (top + scrollY) - aroundPx;
    const levels = NARROW.matches || rowPx === 0 ? FEWEST_LEVELS : Math.floor(roomPx / (2 * rowPx));
    this.#ladder.fit(Math.min(Math.max(levels, FEWEST_LEVELS), MOST_LEVELS));
  }

  /** @param wanted the symbol of the address, shown before the host has said anything of it */
  show(wanted: string | undefined, book: ChosenBook | undefined, said: Liveness, nowMs: number): void {
    if (wanted !== this.#symbol) this.#begin(wanted);
    const filled = book?.filled === true && book.format !== undefined;
    setData(this.#root, 'live', String(said.live));
    setData(this.#root, 'filled', String(filled));
    this.#line.show(wanted, said, book?.updatedMs, nowMs);
    this.#emptyText.set(filled ? '' : emptyWords(said.live));
    const mid = filled ? this.#fill(book, said.live) : this.#empty();
    this.#quote.sample(said.live ? mid : Number.NaN, nowMs);
  }

  /** Answers the mid in ticks; NaN where a side is empty. */
  #fill({ book, format }: ChosenBook, live: boolean): number {
    if (format === undefined) return Number.NaN;
    this.#ladder.show(book, format);
    const best = touch(book.bids, book.asks);
    if (best === undefined) this.#quote.clear();
    else this.#quote.show(format, best, live);
    return best === undefined ? Number.NaN : best.midTicksTwice / 2;
  }

  #empty(): number {
    this.#ladder.clear();
    this.#quote.clear();
    return Number.NaN;
  }

  #begin(symbol: string | undefined): void {
    this.#symbol = symbol;
    this.#quote.forget();
    this.#ladder.clear();
    const { venue, native } = splitSymbol(symbol ?? '');
    this.#symbolText.set(native || '–');
    this.#venueText.set(venue);
  }
}

function emptyWords(live: boolean): string {
  return live ? 'Nobody buys or sells: the book is empty.' : 'The ladder fills with the first snapshot.';
}
