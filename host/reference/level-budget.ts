/** How many levels there may be: on a side of one book, and in all books of a core together. */
import { FULL, OK } from '../../assembly/layout.js';
import type { ChangeList } from './change-list.js';
import type { Book } from './l2.js';

export class LevelBudget {
  readonly sideLimit: number;
  readonly totalLimit: number;
  /** Levels of all books now. */
  used = 0;

  constructor(sideLimit: number, totalLimit: number) {
    this.sideLimit = sideLimit;
    this.totalLimit = totalLimit;
  }

  /** Whether a book may be replaced by one of so many levels: OK or FULL. */
  judgeReplacement(book: Book, bids: number, asks: number): number {
    if (bids > this.sideLimit || asks > this.sideLimit) return FULL;
    return this.used - book.count + bids + asks > this.totalLimit ? FULL : OK;
  }

  /** Whether changes fit a book at each step, in their order: OK or FULL. */
  judgeChanges(book: Book, changes: ChangeList): number {
    let total = this.used;
    let count = book.bids.count;
    for (let i = 0; i < changes.count; i++) {
      if (i === changes.bids) count = book.asks.count;
      const added = (changes.lots[i]! > 0 ? 1 : 0) - (changes.previous[i]! > 0 ? 1 : 0);
      count += added;
      total += added;
      if (added > 0 && (count > this.sideLimit || total > this.totalLimit)) return FULL;
    }
    return OK;
  }
}
