/**
 * The way of one connection's messages through the core in one call each: which books are lent to it, and
 * who is told of what it took. A message that it does not take comes to the books as ever; a book is
 * taken back for that, and lent again once it is in sync.
 */

import {
  INGESTED,
  INGESTED_HANDLE,
  INGESTED_QUOTED,
  MAX_SOURCE,
  ORDER_CONNECTION,
  ORDER_FUTURES,
  ORDER_OKX,
  ORDER_SPOT,
  QUOTE_FIELDS,
} from '../../assembly/ingest/layout.js';
import { OK } from '../../assembly/layout.js';
import type { FrameIngestor } from '../wire/ingest.js';
import type { ChecksumRule } from './book-checksum.js';
import { type Continuity, futuresContinuity, okxContinuity, orderedContinuity, spotContinuity } from './continuity.js';
import type { SymbolBook } from './symbol-book.js';
import type { Venue } from './venue.js';

const ORDERS: ReadonlyMap<Continuity, number> = new Map([
  [spotContinuity, ORDER_SPOT],
  [futuresContinuity, ORDER_FUTURES],
  [okxContinuity, ORDER_OKX],
  [orderedContinuity, ORDER_CONNECTION],
]);

/** Numbers of lanes: of one core no two may be the same. */
const sources = new WeakMap<FrameIngestor, number>();

/** A quote handed back: its update id, and ticks and lots of bid and ask. */
export type TakenQuote = (id: number, bid: number, bidLots: number, ask: number, askLots: number) => void;

export class IngestLane {
  readonly ingestor: FrameIngestor;
  /** Messages that the core took. */
  taken = 0;
  readonly #venue: number;
  readonly #order: number;
  readonly #source: number;
  readonly #books: (SymbolBook | undefined)[] = [];
  readonly #encoder = new TextEncoder();

  private constructor(ingestor: FrameIngestor, venue: number, order: number, source: number) {
    this.ingestor = ingestor;
    this.#venue = venue;
    this.#order = order;
    this.#source = source;
  }

  /** A lane for a venue that the core reads (`number`, VENUE_*); undefined where it does not know the venue's order, or for the 2^23rd. */
  static of(ingestor: FrameIngestor, venue: Venue, number: number): IngestLane | undefined {
    const order = ORDERS.get(venue.continuity);
    const source = sources.get(ingestor) ?? 0;
    if (order === undefined || source > MAX_SOURCE) return undefined;
    sources.set(ingestor, source + 1);
    return new IngestLane(ingestor, number, order, source);
  }

  /** Reads the first `bytes` of the input: INGESTED, and the book was told, or as `parse`. */
  ingest(bytes: number, tsRecv: number): number {
    const outcome = this.ingestor.ingest(this.#source, this.#venue, 0, bytes, tsRecv);
    if (outcome !== INGESTED) return outcome;
    this.taken++;
    this.#books[this.ingestor.ingested[INGESTED_HANDLE]!]!.ingested(this.ingestor, tsRecv);
    return outcome;
  }

  /** Lends the stream of a book to the core; false where it does not take it. */
  lend(book: SymbolBook, quotedId: number, heldQuote: number, rule: ChecksumRule): boolean {
    const { stream, lastId } = book;
    if (stream < 0 || book.core !== (this.ingestor as object)) return false;
    const arm = () =>
      this.ingestor.arm(stream, lastId, quotedId, heldQuote, rule.sum, rule.priceSent, rule.sizeSent) === OK;
    // A stream that was opened anew may have the same handle, and has no link.
    if (this.#books[stream] !== book || !arm()) {
      if (!this.#link(book) || !arm()) return false;
    }
    const encoding = book.encoding;
    this.ingestor.encodeIngested(
      stream,
      encoding !== undefined,
      encoding?.fingerprintAt ?? 0,
      encoding?.fingerprintUs ?? 0,
      encoding?.generationAt ?? 0,
      encoding?.generationUs ?? 0,
    );
    return true;
  }

  /** Takes a stream back. Answers the update id at which a quote was compared last. */
  reclaim(stream: number, take: TakenQuote): number {
    const { takenQuotes, ingested } = this.ingestor;
    const quotes = this.ingestor.disarm(stream);
    for (let at = 0; at < quotes * QUOTE_FIELDS; at += QUOTE_FIELDS) {
      take(takenQuotes[at]!, takenQuotes[at + 1]!, takenQuotes[at + 2]!, takenQuotes[at + 3]!, takenQuotes[at + 4]!);
    }
    return ingested[INGESTED_QUOTED]!;
  }

  #link(book: SymbolBook): boolean {
    const { input } = this.ingestor;
    const name = this.#encoder.encode(book.native);
    const from = input.length - name.length;
    if (from < 0) return false;
    // A book whose stream became another one: the handle may be another book's now.
    const before = this.#books.indexOf(book);
    if (before >= 0) this.#books[before] = undefined;
    // The end of the input: its beginning holds the frame that is being told.
    input.set(name, from);
    if (this.ingestor.link(book.stream, this.#source, this.#venue, this.#order, from, input.length) < 0) return false;
    this.#books[book.stream] = book;
    return true;
  }
}
