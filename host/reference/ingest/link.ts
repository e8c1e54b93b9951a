/** What the reference knows of a linked writer. */

/** Ticks and lots of bid and ask. */
export type Quote = readonly [bid: number, bidLots: number, ask: number, askLots: number];

export interface Encoding {
  fingerprintAt: number;
  readonly fingerprintUs: number;
  generationAt: number;
  readonly generationUs: number;
}

export interface Link {
  readonly source: number;
  readonly venue: number;
  readonly order: number;
  readonly name: string;
  isArmed: boolean;
  lastId: number;
  quotedId: number;
  heldQuote: number;
  sum: number;
  sent: readonly [price: number, size: number];
  /** Quotes that wait, by id, in the order in which they came. */
  readonly quotes: Map<number, Quote>;
  encoding: Encoding | undefined;
}
