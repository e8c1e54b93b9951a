/** The page's side of a core that works in a worker: reads digests where a core reads frames, and answers the same. */
import {
  ANALYTIC_FIELDS,
  ARGUMENT,
  FINGERPRINT,
  FULL,
  INFO_EPOCH,
  INFO_FIELDS,
  INFO_SEQUENCE,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_TRADES,
  OK,
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_CODE,
  RESULT_FIELDS,
  RESULT_FIRST,
  RESULT_HANDLE,
  RESULT_KIND,
  RESULT_OFFSET,
  RESULT_STREAM,
  RESULT_TRADES,
  RESULT_VALUES,
  TRADE_FIELDS,
} from '../../assembly/layout.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { BookMirror } from './book-mirror.js';
import {
  RECORD_ANSWER,
  RECORD_FLAGS,
  RECORD_HEAD_WORDS,
  RECORD_INFO,
  RECORD_RESULT,
  RECORD_WHOLE,
  RECORD_WORDS,
} from './digest.js';
import type { ClientCore } from './environment.js';

/** Readers in the worker, which follow those of the page. */
export interface WorkerReaders {
  open(stream: number): void;
  close(stream: number): void;
  /** Its reader goes on where the page's is, if it is there; else it wants a snapshot. */
  resume(stream: number, epoch: number, sequence: number): void;
}

const WORD_BYTES = 8;

/** `receive` takes one record a call: what is told of a book is told of it as it was at its frame. */
export class DigestCore implements ClientCore {
  readonly capacity: CoreCapacity;
  readonly levels = { ticks: new Float64Array(0), lots: new Float64Array(0) };
  readonly changes = { ticks: new Float64Array(64), lots: new Float64Array(64), previous: new Float64Array(64) };
  readonly results = new Float64Array(RESULT_FIELDS);
  trades = new Float64Array(64);
  analytics = new Float64Array(64);
  input = new Uint8Array(0);
  #words = new Float64Array(0);
  readonly #readers: WorkerReaders;
  readonly #books: (BookMirror | undefined)[];
  #levelBids = 0;
  #received = 0;

  constructor(capacity: CoreCapacity, readers: WorkerReaders) {
    this.capacity = capacity;
    this.#readers = readers;
    this.#books = Array.from({ length: capacity.streams });
  }

  /** Before a digest of so many bytes is put into `input`. */
  reserve(bytes: number): void {
    if (bytes <= this.input.length) return;
    this.#words = new Float64Array(Math.max(1_024, (2 * bytes) / WORD_BYTES));
    this.input = new Uint8Array(this.#words.buffer);
  }

  openReader(id: number): number {
    if (this.#books.some((book) => book?.stream === id)) return -ARGUMENT;
    const handle = this.#books.indexOf(undefined);
    if (handle < 0) return -FULL;
    this.#books[handle] = new BookMirror(id);
    this.#readers.open(id);
    return handle;
  }

  close(handle: number): number {
    const book = this.#books[handle];
    if (book === undefined) return -ARGUMENT;
    this.#books[handle] = undefined;
    this.#readers.close(book.stream);
    return OK;
  }

  resume(handle: number): void {
    const book = this.#books[handle];
    if (book !== undefined) this.#readers.resume(book.stream, book.info[INFO_EPOCH]!, book.info[INFO_SEQUENCE]!);
  }

  info(handle: number, field: number): number {
    return this.#books[handle]?.info[field] ?? -ARGUMENT;
  }

  /** `levels` are the mirror's own columns then, bids and asks behind one another. */
  top(handle: number, n: number): number {
    const book = this.#books[handle];
    if (book === undefined) return -ARGUMENT;
    const { bids, asks } = book;
    const nBids = n === 0 ? bids.length : Math.min(n, bids.length);
    const nAsks = n === 0 ? asks.length : Math.min(n, asks.length);
    if (this.levels.ticks.length < nBids + nAsks) {
      this.levels.ticks = new Float64Array(2 * (nBids + nAsks));
      this.levels.lots = new Float64Array(2 * (nBids + nAsks));
    }
    this.levels.ticks.set(bids.ticks.subarray(0, nBids));
    this.levels.lots.set(bids.lots.subarray(0, nBids));
    this.levels.ticks.set(asks.ticks.subarray(0, nAsks), nBids);
    this.levels.lots.set(asks.lots.subarray(0, nAsks), nBids);
    this.#levelBids = nBids;
    return nBids + nAsks;
  }

  levelBids(): number {
    return this.#levelBids;
  }

  receive(from: number, to: number): number {
    const words = this.#words;
    const at = from / WORD_BYTES;
    const answer = words[at + RECORD_ANSWER]!;
    this.#received = Math.min(from + words[at + RECORD_WORDS]! * WORD_BYTES, to);
    if (answer !== 1) return answer;
    for (let field = 0; field < RESULT_FIELDS; field++) this.results[field] = words[at + RECORD_RESULT + field]!;
    this.results[RESULT_OFFSET] = (at + RECORD_FLAGS) * WORD_BYTES;
    this.results[RESULT_FIRST] = 0;
    const handle = this.#books.findIndex((book) => book?.stream === this.results[RESULT_STREAM]);
    this.results[RESULT_HANDLE] = handle;
    const book = this.#books[handle];
    if (book !== undefined) this.#take(book, at);
    return answer;
  }

  received(): number {
    return this.#received;
  }

  #take(book: BookMirror, at: number): void {
    const words = this.#words;
    const { results } = this;
    for (let field = 0; field < INFO_FIELDS; field++) book.info[field] = words[at + RECORD_INFO + field]!;
    const payload = at + RECORD_HEAD_WORDS;
    if (words[at + RECORD_WHOLE] === 1) book.replace(words, payload);
    if (results[RESULT_CODE] !== OK) return;
    switch (results[RESULT_KIND]) {
      case KIND_DELTA: {
        const nBids = results[RESULT_BIDS]!;
        const nAsks = results[RESULT_ASKS]!;
        this.#takeChanges(payload, nBids + nAsks);
        // Cannot be while both sides are of one version; then it is a wrong book as any other.
        if (!book.apply(this.changes, nBids, nAsks)) results[RESULT_CODE] = -FINGERPRINT;
        break;
      }
      case KIND_TRADES:
        this.trades = taken(this.trades, words, payload, results[RESULT_TRADES]! * TRADE_FIELDS);
        break;
      case KIND_ANALYTICS:
        this.analytics = taken(this.analytics, words, payload, results[RESULT_VALUES]! * ANALYTIC_FIELDS);
        break;
    }
  }

  #takeChanges(at: number, count: number): void {
    const { changes } = this;
    changes.ticks = taken(changes.ticks, this.#words, at, count);
    changes.lots = taken(changes.lots, this.#words, at + count, count);
    changes.previous = taken(changes.previous, this.#words, at + 2 * count, count);
  }
}

/** The column with these words in it, a larger one where they did not fit. */
function taken(column: Float64Array<ArrayBuffer>, words: Float64Array, at: number, count: number) {
  const room = count <= column.length ? column : new Float64Array(2 * count);
  for (let i = 0; i < count; i++) room[i] = words[at + i]!;
  return room;
}
