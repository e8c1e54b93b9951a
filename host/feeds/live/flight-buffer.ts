/**
 * The last frames of one connection, bounded in time and bytes. They are kept in stretches, each with a
 * copy of the books at its beginning, so that what is left after the oldest stretch went can still be
 * rebuilt from its first frame.
 */
import type { SymbolBook } from '../symbol-book.js';
import type { FlightLimits } from './flight-limits.js';
import { type KeptBook, keepBook, keptBytes } from './kept-book.js';

export interface KeptFrame {
  readonly bytes: Uint8Array;
  /** µs since the epoch. */
  readonly tsRecv: number;
  /** Whose REST snapshot it is; absent for what came on the stream. */
  readonly snapshotOf?: string | undefined;
}

export interface Stretch {
  /** Of the first frame, µs since the epoch. */
  readonly tsRecv: number;
  readonly books: readonly KeptBook[];
  readonly frames: KeptFrame[];
  bytes: number;
}

/** Stretches in the time, and in the bytes, that are kept. */
const STRETCHES_IN_TIME = 2;
const STRETCHES_IN_BYTES = 4;
/** Of a frame beside its bytes: the entry itself. */
const FRAME_BYTES = 64;

export class FlightBuffer {
  readonly #limits: FlightLimits;
  #stretches: Stretch[] = [];
  #bytes = 0;

  constructor(limits: FlightLimits) {
    this.#limits = limits;
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param books on the connection, as they are before the frame */
  add(frame: KeptFrame, books: Iterable<SymbolBook>): void {
    const { keepMs, keepBytes } = this.#limits;
    const size = frame.bytes.length + FRAME_BYTES;
    const last = this.#stretches.at(-1);
    const isLong = last !== undefined && frame.tsRecv - last.tsRecv >= (keepMs * 1000) / STRETCHES_IN_TIME;
    const isLarge = last !== undefined && last.bytes + size > keepBytes / STRETCHES_IN_BYTES && last.frames.length > 0;
    const stretch = last === undefined || isLong || isLarge ? this.#begin(frame.tsRecv, books) : last;
    stretch.frames.push(frame);
    stretch.bytes += size;
    this.#bytes += size;
    this.#trim(frame.tsRecv);
  }

  /** What is kept now, oldest first; later frames do not change it. */
  take(): Stretch[] {
    return this.#stretches.map((stretch) => ({ ...stretch, frames: [...stretch.frames] }));
  }

  #begin(tsRecv: number, books: Iterable<SymbolBook>): Stretch {
    const kept: KeptBook[] = [];
    let bytes = 0;
    for (const book of books) {
      const copy = keepBook(book);
      if (copy === undefined) continue;
      // A stretch has room for its books, or for some of them: memory is bounded before all.
      if (bytes + keptBytes(copy) > this.#limits.keepBytes / STRETCHES_IN_BYTES) break;
      bytes += keptBytes(copy);
      kept.push(copy);
    }
    const stretch: Stretch = { tsRecv, books: kept, frames: [], bytes: 0 };
    this.#stretches.push(stretch);
    this.#bytes += bytes;
    return stretch;
  }

  /** Lets the oldest stretches go: those that the time kept does not reach, then those there is no room for. */
  #trim(now: number): void {
    const { keepMs, keepBytes } = this.#limits;
    while (this.#stretches.length > 1) {
      const isOld = now - this.#stretches[1]!.tsRecv >= keepMs * 1000;
      if (!isOld && this.#bytes <= keepBytes) return;
      const gone = this.#stretches.shift()!;
      this.#bytes -= gone.bytes + gone.books.reduce((sum, book) => sum + keptBytes(book), 0);
    }
  }
}
