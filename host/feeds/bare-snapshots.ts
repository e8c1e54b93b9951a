/**
 * Snapshots of a recording that do not say whose they are, as Binance answers them. Each waits for a book
 * whose diffs it meets; those that no book needed are taken for the one whose update ids are nearest.
 */
import type { BookMessage } from './book-message.js';
import type { SymbolBook } from './symbol-book.js';

/** Snapshots that wait; the oldest makes room. */
export const MAX_BARE_SNAPSHOTS = 16;

export class BareSnapshots {
  readonly #books: ReadonlyMap<string, SymbolBook>;
  readonly #waiting: BookMessage[] = [];
  /** Those that made room, by the book that they were taken for. */
  readonly #unused = new Map<SymbolBook | undefined, number>();

  constructor(books: ReadonlyMap<string, SymbolBook>) {
    this.#books = books;
  }

  add(snapshot: BookMessage): void {
    this.#waiting.push(snapshot.copy());
    if (this.#waiting.length <= MAX_BARE_SNAPSHOTS) return;
    const owner = this.#nearest(this.#waiting.shift()!.lastId);
    this.#unused.set(owner, (this.#unused.get(owner) ?? 0) + 1);
  }

  /** Gives each book that is not in sync the newest snapshot that meets its diffs. `tsRecv`: now, µs since the epoch. */
  offer(tsRecv: number): void {
    if (this.#waiting.length === 0) return;
    for (const book of this.#books.values()) {
      if (book.inSync) continue;
      const at = this.#waiting.findLastIndex((snapshot) => book.wouldBridge(snapshot));
      if (at < 0) continue;
      const [snapshot] = this.#waiting.splice(at, 1);
      book.snapshot(snapshot!, tsRecv);
    }
  }

  /** Snapshots that were a book's, as far as ids tell, and not needed by it; undefined: nobody's. */
  unusedBy(book: SymbolBook | undefined): number {
    const waiting = this.#waiting.filter(({ lastId }) => this.#nearest(lastId) === book);
    return (this.#unused.get(book) ?? 0) + waiting.length;
  }

  #nearest(id: number): SymbolBook | undefined {
    let best: SymbolBook | undefined;
    for (const book of this.#books.values()) {
      if (book.newestId < 0) continue;
      if (best === undefined || Math.abs(book.newestId - id) < Math.abs(best.newestId - id)) best = book;
    }
    return best;
  }
}
