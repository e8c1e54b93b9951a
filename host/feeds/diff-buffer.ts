/**
 * Diffs that wait for a snapshot. Bounded by messages and by levels: a full buffer drops its oldest,
 * so that the snapshot asked for will not bridge and another is asked for.
 */
import type { BookMessage } from './book-message.js';
import type { Continuity } from './continuity.js';

/** Minutes of a busy symbol; a snapshot takes seconds. */
export const MAX_BUFFERED_DIFFS = 2_048;
/** Level entries in all of them: about 12 MB. */
export const MAX_BUFFERED_LEVELS = 262_144;

export class DiffBuffer {
  readonly #diffs: BookMessage[] = [];
  #levels = 0;

  get diffs(): readonly BookMessage[] {
    return this.#diffs;
  }

  /** Keeps a copy; answers how many diffs it had to drop for that. */
  push(diff: BookMessage): number {
    let dropped = 0;
    while (this.#diffs.length >= MAX_BUFFERED_DIFFS || this.#levels + diff.levels > MAX_BUFFERED_LEVELS) {
      if (!this.#dropFirst()) return dropped + 1;
      dropped++;
    }
    this.#diffs.push(diff.copy());
    this.#levels += diff.levels;
    return dropped;
  }

  /** Drops the diffs at the front that were wholly in a snapshot. */
  dropBefore(snapshotId: number, continuity: Continuity): void {
    while (this.#diffs.length > 0 && continuity.isBeforeSnapshot(this.#diffs[0]!, snapshotId)) this.#dropFirst();
  }

  /** Where a diff does not follow those before it, drops all before it and answers true. */
  dropBeforeGap(continuity: Continuity): boolean {
    let last = this.#diffs[0]?.lastId ?? -1;
    let gap = 0;
    for (let i = 1; i < this.#diffs.length; i++) {
      const diff = this.#diffs[i]!;
      if (continuity.isOld(diff, last)) continue;
      if (!continuity.follows(diff, last)) gap = i;
      last = diff.lastId;
    }
    for (let i = 0; i < gap; i++) this.#dropFirst();
    return gap > 0;
  }

  clear(): void {
    this.#diffs.length = 0;
    this.#levels = 0;
  }

  #dropFirst(): boolean {
    const first = this.#diffs.shift();
    if (first !== undefined) this.#levels -= first.levels;
    return first !== undefined;
  }
}
