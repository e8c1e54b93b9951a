/** The middle of the page: the chosen symbol, its mid, whether it is live, its ladder. */
import { BOOK_DEPTH, type ChosenBook } from './chosen-book.js';
import { LiveText, part, setData } from './element.js';
import { Ladder } from './ladder.js';
import type { Liveness } from './liveness.js';
import { splitSymbol } from './location-symbol.js';
import { MID_SAMPLES, MidHistory } from './mid-history.js';
import { formatAge } from './quantity.js';
import { Sparkline } from './sparkline.js';
import { formatBps, touch } from './touch.js';

/** Fewest rows a side; more where the window is tall and wide, up to all that the page asks for. */
const FEWEST_LEVELS = 10;
/** Below this width the cards are one above the other, and the height of the window says nothing. */
const NARROW = matchMedia('(max-width: 760px)');

/** Page below the card, px. */
const BELOW_PX = 22;

const TEXTS = [
  'symbol',
  'venue',
  'mid',
  'mid-note',
  'liveness-headline',
  'liveness-detail',
  'liveness-age',
  'spread-price',
  'spread-ticks',
  'spread-bps',
  'book-empty',
] as const;

export class BookPanel {
  readonly #root = part('book');
  readonly #liveness = part('liveness');
  readonly #mid = part('mid');
  readonly #spread = part('spread');
  readonly #texts: Record<(typeof TEXTS)[number], LiveText>;
  readonly #ladder = new Ladder(part('ladder'), part('asks'), part('bids'), BOOK_DEPTH);
  readonly #history = new MidHistory();
  readonly #chart = new Sparkline(part<HTMLCanvasElement>('mid-chart'));
  #symbol: string | undefined;
  #headline = '';
  #headlineMs = 0;
  /** The mid as text, empty while there is none. */
  midText = '';

  constructor() {
    const texts = TEXTS.map((name) => [name, LiveText.in(part(name))]);
    this.#texts = Object.fromEntries(texts) as Record<(typeof TEXTS)[number], LiveText>;
    this.#begin(undefined);
  }

  /** Fits the ladder into the height of the window. */
  fit(): void {
    const row = this.#rowPx();
    const { top, height } = part('ladder').getBoundingClientRect();
    const around = height - 2 * row * this.#ladder.shown;
    const room = innerHeight - BELOW_PX - (top + scrollY) - around;
    const levels = NARROW.matches ? FEWEST_LEVELS : Math.floor(room / (2 * row));
    this.#ladder.fit(Math.min(Math.max(levels, FEWEST_LEVELS), BOOK_DEPTH));
  }

  #rowPx(): number {
    return part('bids').firstElementChild?.getBoundingClientRect().height || 22;
  }

  /** @param wanted the symbol of the address, shown before the host has said anything of it */
  show(wanted: string | undefined, book: ChosenBook | undefined, said: Liveness, nowMs: number): void {
    if (wanted !== this.#symbol) this.#begin(wanted);
    this.#say(said, book, nowMs);
    const levels = book?.format === undefined ? undefined : book.book;
    const shown = levels && touch(levels.bids, levels.asks);
    if (levels === undefined || book?.format === undefined) this.#ladder.clear();
    else this.#ladder.show(levels, book.format);
    this.#showTouch(book, shown);
    const mid = said.live && shown !== undefined ? shown.midTicksTwice / 2 : Number.NaN;
    if (this.#history.sample(mid, nowMs)) this.#draw();
  }

  #begin(symbol: string | undefined): void {
    this.#symbol = symbol;
    this.#history.clear();
    this.#ladder.clear();
    const { venue, native } = splitSymbol(symbol ?? '');
    this.#texts.symbol.set(native || '–');
    this.#texts.venue.set(venue);
  }

  #say(said: Liveness, book: ChosenBook | undefined, nowMs: number): void {
    const words = `${this.#symbol} ${said.headline} ${said.detail}`;
    if (words !== this.#headline) {
      this.#headline = words;
      this.#headlineMs = nowMs;
    }
    setData(this.#root, 'live', String(said.live));
    setData(this.#root, 'filled', String(book?.format !== undefined));
    setData(this.#liveness, 'tone', said.tone);
    this.#texts['liveness-headline'].set(said.headline);
    this.#texts['liveness-detail'].set(said.detail);
    const updated = book?.updatedMs;
    if (said.live)
      this.#texts['liveness-age'].set(updated === undefined ? '' : `updated ${formatAge(nowMs - updated)} ago`);
    else this.#texts['liveness-age'].set(`for ${formatAge(nowMs - this.#headlineMs)}`);
    this.#texts['book-empty'].set(book?.format === undefined ? 'The ladder fills with the first snapshot.' : '');
    this.#texts['mid-note'].set(said.live ? 'mid' : book?.format === undefined ? '' : 'last mid, not live');
  }

  #showTouch(book: ChosenBook | undefined, shown: ReturnType<typeof touch>): void {
    const texts = this.#texts;
    if (book?.format === undefined || shown === undefined) {
      this.midText = '';
      texts.mid.set('–');
      texts['spread-price'].set('–');
      texts['spread-ticks'].set('');
      texts['spread-bps'].set('');
      delete this.#mid.dataset['mid'];
      return;
    }
    this.midText = book.format.mid(shown.midTicksTwice);
    texts.mid.set(this.midText);
    setData(this.#mid, 'mid', this.midText.replaceAll(',', ''));
    texts['spread-price'].set(book.format.price(shown.spreadTicks));
    texts['spread-ticks'].set(shown.spreadTicks === 1 ? '1 tick' : `${shown.spreadTicks} ticks`);
    texts['spread-bps'].set(formatBps(shown.spreadBps));
    setData(this.#spread, 'ticks', String(shown.spreadTicks));
  }

  #draw(): void {
    const { values, count } = this.#history;
    this.#chart.draw([{ values, count, colour: '--text', filled: true }], MID_SAMPLES);
  }
}
