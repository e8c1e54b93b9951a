/** What proves a book after a message: the venue's checksum, prices that do not cross, the best quote at its update id. */
import { SUM_NONE } from '../../assembly/ingest/layout.js';
import type { Core } from '../wire/core.js';
import type { BookChecksum, ChecksumRule } from './book-checksum.js';
import type { BookMessage } from './book-message.js';
import type { BookWriter } from './book-writer.js';
import type { SymbolCounters } from './counters.js';
import type { TakenQuote } from './ingest-lane.js';
import type { Instrument } from './instrument.js';
import { QUOTE_FIELDS, QuoteStore, writeQuote } from './quote-store.js';

const NO_CHECKSUM: ChecksumRule = { sum: SUM_NONE, priceSent: 0, sizeSent: 0 };

/** Which proof failed. */
export type Disproof = 'checksum' | 'crossed' | 'quote';

export class BookProofs {
  readonly #core: Core;
  readonly #writer: BookWriter;
  readonly #counters: SymbolCounters;
  readonly #checksum: BookChecksum | undefined;
  readonly #quotes = new QuoteStore();
  readonly #quote = new Float64Array(QUOTE_FIELDS);
  /** Update id at which a quote was last compared: each is compared once. */
  #quotedId = -1;

  /** @param checksum how the venue's checksums are compared; undefined where it sends none */
  constructor(core: Core, writer: BookWriter, counters: SymbolCounters, checksum: BookChecksum | undefined) {
    this.#core = core;
    this.#writer = writer;
    this.#counters = counters;
    this.#checksum = checksum;
  }

  /** What an instrument states of the digits on the wire. */
  setInstrument(instrument: Instrument): void {
    this.#checksum?.setWireDecimals(instrument.wirePriceDecimals, instrument.wireSizeDecimals);
  }

  /** A snapshot replaces all levels. */
  restart(): void {
    this.#checksum?.restart();
  }

  /** Judges the book as it is after the message was applied; undefined where nothing speaks against it. */
  judge(message: BookMessage): Disproof | undefined {
    this.#checksum?.see(message);
    if (message.checksum >= 0 && !this.#hasChecksum(message.checksum)) return 'checksum';
    if (this.#writer.isCrossed()) {
      this.#counters.crossed++;
      return 'crossed';
    }
    const quote = this.#quotes.get(message.lastId);
    return quote === undefined || this.#hasBest(quote, message.lastId) ? undefined : 'quote';
  }

  /** Keeps a quote until the book comes to its update id. */
  keepQuote(quote: BookMessage): void {
    this.#quotes.add(quote);
  }

  /** Whether a quote at the update id that the book is at agrees with it, or one was compared already. */
  hasQuote(quote: BookMessage): boolean {
    writeQuote(quote, this.#quote, 0);
    return this.#hasBest(this.#quote, quote.lastId);
  }

  /** Compares a quote without an update id with the book as it is now: it counts, and proves nothing. */
  adviseQuote(quote: BookMessage): void {
    writeQuote(quote, this.#quote, 0);
    if (this.#writer.hasQuoted(this.#quote)) this.#counters.advisoryQuotesOk++;
    else this.#counters.advisoryQuotesFailed++;
  }

  /** Drops the quotes kept: the connection they came on is gone. */
  forget(): void {
    this.#quotes.clear();
  }

  /** What a core must know to prove the book by itself; undefined where it cannot. */
  get rule(): ChecksumRule | undefined {
    return this.#checksum === undefined ? NO_CHECKSUM : this.#checksum.rule?.();
  }

  /** Update id at which a quote was compared last, and the newest of those that wait; -1 for none. */
  get quotedId(): number {
    return this.#quotedId;
  }
  get newestQuote(): number {
    return this.#quotes.newestId;
  }

  /** Takes over from a core that proved the book: a quote that waits there, in ticks and lots. */
  readonly takeQuote: TakenQuote = (id, bid, bidLots, ask, askLots) => {
    const { tick, priceDecimals, lot, sizeDecimals } = this.#writer.grid!;
    const best = (ticks: number, lots: number) => [ticks * tick, priceDecimals, lots * lot, sizeDecimals];
    this.#quote.set([...best(bid, bidLots), ...best(ask, askLots)]);
    this.#quotes.put(id, this.#quote);
  };

  /** Likewise: where it compared a quote last. */
  takeQuotedId(id: number): void {
    this.#quotedId = id;
  }

  #hasChecksum(checksum: number): boolean {
    const { stream, grid } = this.#writer;
    const isRight = this.#checksum?.matches(checksum, this.#core, stream, grid!) ?? true;
    if (isRight) this.#counters.checksumsOk++;
    else this.#counters.checksumsFailed++;
    return isRight;
  }

  #hasBest(quote: Float64Array, id: number): boolean {
    if (id === this.#quotedId) return true;
    this.#quotedId = id;
    const isRight = this.#writer.hasBest(quote);
    if (isRight) this.#counters.quotesOk++;
    else this.#counters.quotesFailed++;
    return isRight;
  }
}
