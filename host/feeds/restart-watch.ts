/**
 * Notices that a venue counts its update ids anew on an open connection. Every diff looks old then, as a
 * repeat does; but a repeat is not of a later time than the book.
 */

/** Diffs in a row that look old and are of a later time than the book: a few seconds of them. */
export const MAX_RESTARTED_DIFFS = 32;

export class RestartWatch {
  #bookEvent = -1;
  #count = 0;

  /** The book took a diff; `tsEvent` is its venue time, -1 where it has none. */
  took(tsEvent: number): void {
    this.#bookEvent = tsEvent;
    this.#count = 0;
  }

  /** A diff looked old: whether it is the last of enough that cannot be repeats. */
  sawOld(tsEvent: number): boolean {
    if (tsEvent <= this.#bookEvent) return false;
    this.#count++;
    return this.#count >= MAX_RESTARTED_DIFFS;
  }
}
