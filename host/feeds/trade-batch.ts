/** The trades of one venue message, decoded but not yet on a price grid. A decoder reuses it. */
import { DecimalLevels } from './decimal-levels.js';

export class TradeBatch {
  /** Price and size of each trade; its count is the batch's. */
  readonly levels: DecimalLevels;
  /** µs since the epoch, -1 is absent. */
  readonly tsEvent: number[] = [];
  /** The venue's trade id, -1 is absent. */
  readonly id: number[] = [];
  /** TRADE_BUY, TRADE_SELL or TRADE_UNKNOWN: the aggressor's. */
  readonly side: number[] = [];

  constructor(levels = new DecimalLevels()) {
    this.levels = levels;
  }

  get count(): number {
    return this.levels.count;
  }

  clear(): void {
    this.levels.clear();
  }

  /** Adds a trade; false, and nothing added, where price or size is no positive decimal. */
  add(price: string, size: string, tsEvent: number, id: number, side: number): boolean {
    const row = this.levels.count;
    if (!this.levels.add(price, size)) return false;
    if (this.levels.sizeMantissa[row] === 0) {
      this.levels.count = row;
      return false;
    }
    this.tsEvent[row] = tsEvent;
    this.id[row] = id;
    this.side[row] = side;
    return true;
  }
}
