/** What the book of a symbol is made of, and whom it tells and asks. */
import type { MarketDataPublisher } from '../bus/market-data.js';
import type { PlannedKernel } from '../wire/analytics-plan.js';
import type { Core } from '../wire/core.js';
import type { Instrument } from './instrument.js';
import type { SymbolBook } from './symbol-book.js';
import type { Venue } from './venue.js';

export interface SymbolBookOptions {
  readonly venue: Venue;
  /** The venue's own spelling. */
  readonly native: string;
  readonly core: Core;
  /** Id of the canonical stream on the wire. */
  readonly streamId: number;
  /** Draws an epoch, 0 … 2^48 - 1. */
  readonly epoch: () => number;
  readonly publisher: MarketDataPublisher;
  /**
   * Asks the venue for a snapshot, over REST or by resubscribing as the venue's capabilities say;
   * false where that cannot be done now: it is asked again at the next message.
   */
  readonly requestSnapshot: (book: SymbolBook) => boolean;
  /** Levels a side that are subscribed, 0 is all; -1: as the messages tell. */
  readonly depth?: number;
  readonly instrument?: Instrument | undefined;
  /** Computed of it in the core. */
  readonly analytics?: readonly PlannedKernel[] | undefined;
  /**
   * A best quote that differs is counted, and the book goes on: in a recording, which has no snapshot to
   * answer with, so that the rest can be judged too. Absent: sync is lost.
   */
  readonly toleratesQuotes?: boolean;
}
