/**
 * Best quotes that wait for the book to reach their update id, each id once. Bounded: the oldest make
 * room, which costs a check and nothing else.
 */
import type { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';

/** Seconds of a busy symbol; diffs come at least every 100 ms. */
export const MAX_STORED_QUOTES = 4_096;

/** Price and size of the bid, then of the ask, each as mantissa and decimals; 0 where a side is empty. */
export const QUOTE_FIELDS = 8;

export class QuoteStore {
  readonly #rows = new Float64Array(MAX_STORED_QUOTES * QUOTE_FIELDS);
  readonly #row = new Float64Array(QUOTE_FIELDS);
  readonly #ids = new Float64Array(MAX_STORED_QUOTES).fill(-1);
  readonly #slotOf = new Map<number, number>();
  #next = 0;
  /** Newest update id of a quote kept, -1 for none. */
  newestId = -1;

  /** Keeps a quote, unless one with its id is kept already. */
  add(quote: BookMessage): void {
    writeQuote(quote, this.#row, 0);
    this.put(quote.lastId, this.#row);
  }

  /** Likewise, of QUOTE_FIELDS. */
  put(id: number, row: Float64Array): void {
    if (this.#slotOf.has(id)) return;
    const slot = this.#next;
    this.#next = (slot + 1) % MAX_STORED_QUOTES;
    this.#slotOf.delete(this.#ids[slot]!);
    this.#ids[slot] = id;
    this.#slotOf.set(id, slot);
    this.#rows.set(row, slot * QUOTE_FIELDS);
    this.newestId = Math.max(this.newestId, id);
  }

  /** The fields of the quote with this id, valid until the next `add`; undefined where none is kept. */
  get(id: number): Float64Array | undefined {
    const slot = this.#slotOf.get(id);
    return slot === undefined ? undefined : this.#rows.subarray(slot * QUOTE_FIELDS, (slot + 1) * QUOTE_FIELDS);
  }

  clear(): void {
    this.newestId = -1;
    this.#slotOf.clear();
    this.#ids.fill(-1);
  }
}

/** Writes the QUOTE_FIELDS of a quote. */
export function writeQuote(quote: BookMessage, into: Float64Array, at: number): void {
  writeBest(quote.bids, into, at);
  writeBest(quote.asks, into, at + QUOTE_FIELDS / 2);
}

function writeBest(side: DecimalLevels, into: Float64Array, at: number): void {
  const has = side.count > 0;
  into[at] = has ? side.priceMantissa[0]! : 0;
  into[at + 1] = has ? side.priceDecimals[0]! : 0;
  into[at + 2] = has ? side.sizeMantissa[0]! : 0;
  into[at + 3] = has ? side.sizeDecimals[0]! : 0;
}
