/**
 * Where books ask for snapshots: at most one is on its way a symbol, a symbol that asks again and again
 * waits longer each time, and REST pays from the venue's budget. It answers whether a request was taken;
 * a book that was turned away asks again with its next message.
 */
import type { SymbolBook } from '../symbol-book.js';
import type { Venue, VenueUrls } from '../venue.js';
import { backoffMs } from './backoff.js';
import type { FeedLimits } from './feed-limits.js';
import type { FeedLog } from './feed-log.js';
import type { RestClient } from './rest.js';
import type { Time } from './time.js';

export interface SnapshotDeskOptions {
  readonly venue: Venue;
  readonly urls: VenueUrls;
  /** Levels a side that books are subscribed with. */
  readonly depth: number;
  readonly rest: RestClient;
  readonly time: Time;
  readonly random: () => number;
  readonly limits: FeedLimits;
  readonly log: FeedLog;
  /** Sends on the symbol's connection; false where that cannot be done now. */
  readonly send: (book: SymbolBook, messages: readonly string[]) => boolean;
  /** Hands a REST answer to the book; false where it was no snapshot. */
  readonly deliver: (book: SymbolBook, bytes: Uint8Array, tsRecv: number) => boolean;
  /** The venue does not have the symbol. */
  readonly refused: (book: SymbolBook, reason: string) => void;
}

/** A symbol at the desk. Times are monotonic ms. */
interface Case {
  /** Requests since it was last in sync for long. */
  requests: number;
  notBefore: number;
  /** When it came in sync; Infinity while it is not. */
  syncedAt: number;
  /** Ends the request on its way. */
  cancel: (() => void) | undefined;
}

export class SnapshotDesk {
  readonly #options: SnapshotDeskOptions;
  readonly #cases = new Map<SymbolBook, Case>();

  constructor(options: SnapshotDeskOptions) {
    this.#options = options;
  }

  request(book: SymbolBook): boolean {
    const { time, random, limits } = this.#options;
    const now = time.monotonicMs();
    const entry = this.#case(book);
    if (entry.cancel !== undefined) return true;
    if (now - entry.syncedAt >= limits.resyncStableMs) entry.requests = 0;
    entry.syncedAt = Number.POSITIVE_INFINITY;
    if (now < entry.notBefore && entry.requests > 0) return false;
    if (!this.#send(book, entry)) return false;
    entry.notBefore = now + backoffMs(entry.requests, random, limits.resync);
    entry.requests += 1;
    return true;
  }

  /** Asks for a snapshot that no loss calls for: it does not count as one of a row. */
  refresh(book: SymbolBook): void {
    const entry = this.#case(book);
    if (entry.cancel === undefined) this.#send(book, entry);
  }

  /** The book came in sync: what was asked for is there. */
  settle(book: SymbolBook): void {
    const entry = this.#case(book);
    entry.syncedAt = this.#options.time.monotonicMs();
    this.#end(entry);
  }

  /** The book lost its connection: what is on its way is of no use. */
  drop(book: SymbolBook): void {
    this.#end(this.#case(book));
  }

  forget(book: SymbolBook): void {
    this.#end(this.#case(book));
    this.#cases.delete(book);
  }

  #case(book: SymbolBook): Case {
    let entry = this.#cases.get(book);
    if (entry === undefined) {
      entry = { requests: 0, notBefore: 0, syncedAt: Number.POSITIVE_INFINITY, cancel: undefined };
      this.#cases.set(book, entry);
    }
    return entry;
  }

  #end(entry: Case): void {
    entry.cancel?.();
    entry.cancel = undefined;
  }

  #send(book: SymbolBook, entry: Case): boolean {
    const isRest = this.#options.venue.capabilities.snapshot === 'rest';
    return isRest ? this.#fetch(book, entry) : this.#resubscribe(book, entry);
  }

  #resubscribe(book: SymbolBook, entry: Case): boolean {
    const { venue, depth, send, time, limits, log } = this.#options;
    if (!send(book, venue.resubscribe(book.native, depth))) return false;
    entry.cancel = time.after(limits.snapshotTimeoutMs, () => {
      entry.cancel = undefined;
      log.warn({ symbol: book.symbol }, `${book.symbol}: no snapshot within ${limits.snapshotTimeoutMs} ms`);
      book.snapshotFailed();
    });
    return true;
  }

  #fetch(book: SymbolBook, entry: Case): boolean {
    const { venue, urls, rest, log } = this.#options;
    const request = venue.snapshotRequest(book.native, urls);
    if (request === undefined) return false;
    const stop = new AbortController();
    entry.cancel = () => stop.abort();
    void rest.get(request, stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      entry.cancel = undefined;
      if (answer.ok) return this.#arrived(book, answer.bytes);
      // 400 is how venues refuse a parameter; a symbol that was live before is not refused for good.
      if (answer.status === 400 && book.grid === undefined) return this.#options.refused(book, answer.reason);
      log.warn({ symbol: book.symbol, reason: answer.reason }, `${book.symbol}: no snapshot: ${answer.reason}`);
      book.snapshotFailed();
    });
    return true;
  }

  #arrived(book: SymbolBook, bytes: Uint8Array): void {
    if (this.#options.deliver(book, bytes, this.#options.time.wallMicros())) return;
    this.#options.log.warn({ symbol: book.symbol }, `${book.symbol}: the answer to a snapshot request is none`);
    book.snapshotFailed();
  }
}
