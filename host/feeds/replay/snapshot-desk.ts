/**
 * Answers requests for the snapshot of a book (REST), at the place in the recording where it belongs: a
 * request that comes earlier waits for the place, and the replay waits there, for a bounded time, for
 * somebody to ask. Where a snapshot was recorded before any diff, its place is after the first one,
 * because a client asks only when it has one.
 */
import type { Time } from '../live/time.js';
import type { ReplayBook } from './replay-book.js';

/** `recorded`: the text as it was recorded; `book`: to be told from the book; `refused`: one line why not. */
export type SnapshotAnswer =
  | { readonly kind: 'recorded'; readonly text: string }
  | { readonly kind: 'book'; readonly book: ReplayBook }
  | { readonly kind: 'refused'; readonly reason: string };

export interface DeskOptions {
  readonly books: ReadonlyMap<string, ReplayBook>;
  readonly time: Time;
  /** How long a request waits for its place, and the replay at the place for a request. */
  readonly waitMs: number;
  /** How long the replay waits after a recorded snapshot was answered, for the answer to arrive before what follows. */
  readonly arrivalMs: number;
  /** Whether a client has subscribed to the book of a symbol. */
  readonly isWanted: (symbol: string) => boolean;
  /** What held the replay may be over. */
  readonly onMove: () => void;
  readonly onNote: (line: string) => void;
}

/** A snapshot whose place the replay is at. */
interface Placed {
  readonly text: string;
  /** Whether a client can have a diff of this symbol. */
  hasDiff: boolean;
  cancel: (() => void) | undefined;
}

export class SnapshotDesk {
  readonly #options: DeskOptions;
  readonly #waiting = new Map<string, Set<(answer: SnapshotAnswer) => void>>();
  readonly #placed = new Map<string, Placed>();
  /** The last snapshot, until a diff follows it. */
  readonly #latest = new Map<string, string>();
  readonly #hasDiff = new Set<string>();
  readonly #passed = new Map<string, number>();
  /** Ends the wait for answers on their way; undefined where none is. */
  #cancelArrival: (() => void) | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** What a request for the snapshot of a symbol is answered. */
  ask(symbol: string): Promise<SnapshotAnswer> {
    const book = this.#options.books.get(symbol);
    if (book === undefined) return Promise.resolve({ kind: 'refused', reason: 'no such symbol' });
    const placed = this.#placed.get(symbol);
    if (placed !== undefined) {
      this.#awaitArrival();
      this.#leave(symbol);
      return Promise.resolve({ kind: 'recorded', text: placed.text });
    }
    if (book.inSync) return Promise.resolve({ kind: 'book', book });
    const latest = this.#latest.get(symbol);
    if (latest !== undefined) return Promise.resolve({ kind: 'recorded', text: latest });
    if ((this.#passed.get(symbol) ?? 0) < book.recorded.snapshots) return this.#wait(symbol);
    return Promise.resolve({ kind: 'refused', reason: `the recording has no snapshot of ${symbol} from here on` });
  }

  /** The replay is at a snapshot. */
  place(symbol: string, text: string, wasInSync: boolean): void {
    this.#passed.set(symbol, (this.#passed.get(symbol) ?? 0) + 1);
    this.#latest.set(symbol, text);
    const waiting = this.#waiting.get(symbol);
    this.#waiting.delete(symbol);
    for (const answer of waiting ?? []) answer({ kind: 'recorded', text });
    if (waiting !== undefined) this.#awaitArrival();
    // A client that follows the book already has no use for another.
    if (waiting !== undefined || wasInSync) return;
    this.#placed.set(symbol, { text, hasDiff: this.#hasDiff.has(symbol), cancel: undefined });
  }

  /** A diff was sent to those who want it. */
  diff(symbol: string): void {
    this.#hasDiff.add(symbol);
    this.#latest.delete(symbol);
    const placed = this.#placed.get(symbol);
    if (placed === undefined) return;
    if (placed.hasDiff) this.#leave(symbol);
    placed.hasDiff = true;
  }

  /** Whether no answer is on its way, and nobody needs to ask before the replay goes on. */
  mayPass(): boolean {
    let free = this.#cancelArrival === undefined;
    for (const [symbol, placed] of this.#placed) {
      if (!placed.hasDiff || !this.#options.isWanted(symbol)) continue;
      free = false;
      placed.cancel ??= this.#options.time.after(this.#options.waitMs, () => this.#giveUp(symbol));
    }
    return free;
  }

  /** Answers all who wait. */
  close(): void {
    this.#cancelArrival?.();
    for (const symbol of [...this.#placed.keys()]) this.#leave(symbol);
    for (const waiting of this.#waiting.values()) {
      for (const answer of waiting) answer({ kind: 'refused', reason: 'the replay has ended' });
    }
    this.#waiting.clear();
  }

  #awaitArrival(): void {
    this.#cancelArrival?.();
    this.#cancelArrival = this.#options.time.after(this.#options.arrivalMs, () => {
      this.#cancelArrival = undefined;
      this.#options.onMove();
    });
  }

  #leave(symbol: string): void {
    this.#placed.get(symbol)?.cancel?.();
    this.#placed.delete(symbol);
    this.#options.onMove();
  }

  #giveUp(symbol: string): void {
    this.#options.onNote(`nobody asked for the snapshot of ${symbol} within ${this.#options.waitMs} ms: going on`);
    this.#leave(symbol);
  }

  #wait(symbol: string): Promise<SnapshotAnswer> {
    return new Promise((resolve) => {
      const cancel = this.#options.time.after(this.#options.waitMs, () => {
        this.#waiting.get(symbol)?.delete(answer);
        resolve({ kind: 'refused', reason: `the replay has not come to the snapshot of ${symbol} yet` });
      });
      const answer = (given: SnapshotAnswer) => {
        cancel();
        resolve(given);
      };
      const waiting = this.#waiting.get(symbol) ?? new Set();
      waiting.add(answer);
      this.#waiting.set(symbol, waiting);
    });
  }
}
