/** The difference of two books, as the changes that make one the best levels of the other. */
import { FULL, OK } from '../../assembly/layout.js';
import type { ChangeList } from './change-list.js';
import type { Book } from './l2.js';
import type { BookSide } from './side.js';

/**
 * Lists what makes `book` the best `book.depth` levels of `source`, without the removals that keeping
 * `depth` does by itself. FULL where that is more than `sideLimit` changes of a side.
 */
export function difference(book: Book, source: Book, sideLimit: number, list: ChangeList): number {
  list.clear();
  if (!sideDifference(book.bids, source.bids, book.depth, sideLimit, list)) return FULL;
  list.endBids();
  return sideDifference(book.asks, source.asks, book.depth, sideLimit, list) ? OK : FULL;
}

/** Walks both sides from the best; answers whether the list had room. */
function sideDifference(mine: BookSide, source: BookSide, depth: number, limit: number, list: ChangeList): boolean {
  const isCut = depth > 0 && source.count >= depth;
  const last = isCut ? source.count - depth : 0;
  let i = mine.count - 1;
  let j = source.count - 1;
  let room = limit;
  while (j >= last || (i >= 0 && !isCut)) {
    const wanted = j >= last ? source.ticks[j]! : 0;
    const present = i >= 0 ? mine.ticks[i]! : 0;
    const isMineBetter = j < last || (i >= 0 && mine.isBetter(present, wanted));
    const ticks = isMineBetter ? present : wanted;
    const lots = isMineBetter ? 0 : source.lots[j]!;
    const previous = i >= 0 && present === ticks ? mine.lots[i]! : 0;
    if (!isMineBetter) j--;
    if (present === ticks) i--;
    if (lots === previous) continue;
    if (room-- === 0) return false;
    list.add(ticks, lots, previous);
  }
  return true;
}
