/** What staged entries come to: sorted best first, the last entry of a price alone. */
import { OK, RANGE, SIDE_ASK, SIDE_BID } from '../../assembly/layout.js';
import type { LevelColumns } from '../wire/core.js';
import type { ChangeList } from './change-list.js';
import { isAmount, isPositive } from './integer.js';
import type { Book } from './l2.js';
import { BookSide } from './side.js';

export class Staging {
  readonly #levels: LevelColumns;
  readonly #order: Uint32Array;
  readonly #empty = [new BookSide(SIDE_BID), new BookSide(SIDE_ASK)] as const;

  /** @param levels the entries; at most `room` a side are used */
  constructor(levels: LevelColumns, room: number) {
    this.#levels = levels;
    this.#order = new Uint32Array(room);
  }

  /** OK, or RANGE where an entry's ticks or lots are not what a level may have. */
  judge(count: number): number {
    for (let i = 0; i < count; i++) {
      if (!isPositive(this.#levels.ticks[i]!) || !isAmount(this.#levels.lots[i]!)) return RANGE;
    }
    return OK;
  }

  /** Lists the entries that differ from a book. */
  changes(book: Book, nBids: number, nAsks: number, list: ChangeList): void {
    list.clear();
    this.#collect(0, nBids, book.bids, list);
    list.endBids();
    this.#collect(nBids, nAsks, book.asks, list);
  }

  /** Lists the book that the entries are, the best `depth` a side (0: all). */
  levels(depth: number, nBids: number, nAsks: number, list: ChangeList): void {
    list.clear();
    this.#collect(0, nBids, this.#empty[SIDE_BID], list);
    if (depth > 0 && list.count > depth) list.cut(depth, list.count);
    list.endBids();
    this.#collect(nBids, nAsks, this.#empty[SIDE_ASK], list);
    if (depth > 0 && list.asks > depth) list.cut(list.bids + depth, list.count);
  }

  #collect(first: number, count: number, side: BookSide, list: ChangeList): void {
    const { ticks, lots } = this.#levels;
    const order = this.#order;
    this.#sort(first, count, side);
    for (let i = 0; i < count; i++) {
      const price = ticks[order[i]!]!;
      if (i + 1 < count && ticks[order[i + 1]!] === price) continue;
      const size = lots[order[i]!]!;
      const previous = side.lotsAt(price);
      if (size !== previous) list.add(price, size, previous);
    }
  }

  /** Puts the indexes of entries in order, best first; those of one price stay as they came, the last one counts. */
  #sort(first: number, count: number, side: BookSide): void {
    const { ticks } = this.#levels;
    const order = this.#order;
    let isSorted = true;
    for (let i = 0; i < count; i++) {
      order[i] = first + i;
      if (i > 0 && side.isBetter(ticks[first + i]!, ticks[first + i - 1]!)) isSorted = false;
    }
    // Venues mostly send sorted sides; the sort of typed arrays is stable.
    if (!isSorted) order.subarray(0, count).sort((a, b) => (ticks[b]! - ticks[a]!) * side.sign);
  }
}
