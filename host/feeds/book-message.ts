/**
 * One book message of a venue, decoded but not yet judged: a snapshot, a diff, or a best quote (at
 * most one level a side). A decoder reuses it: who keeps one takes a `copy`.
 */
import { DecimalLevels } from './decimal-levels.js';

export class BookMessage {
  /** Update ids as the venue gives them, -1 is absent. A snapshot or a quote has only the last. */
  firstId = -1;
  lastId = -1;
  /** Last id of the message before this one (Binance futures `pu`). */
  previousId = -1;
  /** Venue time, µs since the epoch; -1 is absent. */
  tsEvent = -1;
  /** The venue's checksum of the book after this message; -1 is absent. */
  checksum = -1;
  /** Levels a side that the venue keeps, 0 is all, -1 is not said. */
  depth = -1;
  readonly bids: DecimalLevels;
  readonly asks: DecimalLevels;

  constructor(bids = new DecimalLevels(), asks = new DecimalLevels()) {
    this.bids = bids;
    this.asks = asks;
  }

  /** Level entries on both sides. */
  get levels(): number {
    return this.bids.count + this.asks.count;
  }

  clear(): void {
    this.firstId = -1;
    this.lastId = -1;
    this.previousId = -1;
    this.tsEvent = -1;
    this.checksum = -1;
    this.depth = -1;
    this.bids.clear();
    this.asks.clear();
  }

  copy(): BookMessage {
    const twin = new BookMessage(this.bids.copy(), this.asks.copy());
    twin.firstId = this.firstId;
    twin.lastId = this.lastId;
    twin.previousId = this.previousId;
    twin.tsEvent = this.tsEvent;
    twin.checksum = this.checksum;
    twin.depth = this.depth;
    return twin;
  }
}
