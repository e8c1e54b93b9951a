/** Brings a snapshot and the diffs around it together: keeps both until they meet, and says why they do not. */
import type { BookMessage } from './book-message.js';
import type { Continuity } from './continuity.js';
import { DiffBuffer } from './diff-buffer.js';

/**
 * `ahead`: no diff reaches beyond the snapshot yet; `old`: diffs between the snapshot and those kept
 * are missing; `gap`: diffs are missing after the snapshot; `met`: all that follows the snapshot is here.
 */
export type Meeting = 'ahead' | 'old' | 'gap' | 'met';

export class SnapshotBridge {
  readonly #continuity: Continuity;
  readonly #buffer = new DiffBuffer();
  #snapshot: BookMessage | undefined;

  constructor(continuity: Continuity) {
    this.#continuity = continuity;
  }

  /** The snapshot that waits for diffs. */
  get snapshot(): BookMessage | undefined {
    return this.#snapshot;
  }

  /** The diffs that wait for a snapshot. */
  get diffs(): readonly BookMessage[] {
    return this.#buffer.diffs;
  }

  /** Keeps a copy; answers how many diffs were dropped for it. */
  keepDiff(diff: BookMessage): number {
    return this.#buffer.push(diff);
  }

  /** Keeps a copy, in place of an earlier one. */
  keepSnapshot(snapshot: BookMessage): void {
    this.#snapshot = snapshot.copy();
  }

  /** Whether a snapshot would meet the diffs kept, as far as its end of them goes. */
  wouldMeet(snapshot: BookMessage): boolean {
    const first = this.diffs.find((diff) => !this.#continuity.isBeforeSnapshot(diff, snapshot.lastId));
    return first !== undefined && this.#continuity.bridges(first, snapshot.lastId);
  }

  /** Drops what the snapshot makes needless; after `old` and `gap` the snapshot is dropped as well. */
  meet(): Meeting {
    const { lastId } = this.#snapshot!;
    this.#buffer.dropBefore(lastId, this.#continuity);
    const first = this.diffs[0];
    if (first === undefined) return 'ahead';
    const isOld = !this.#continuity.bridges(first, lastId);
    if (!isOld && !this.#buffer.dropBeforeGap(this.#continuity)) return 'met';
    this.#snapshot = undefined;
    return isOld ? 'old' : 'gap';
  }

  dropSnapshot(): void {
    this.#snapshot = undefined;
  }

  /** Drops a snapshot that is not newer than a book at this update id. */
  dropSnapshotUpTo(bookId: number): void {
    if (this.#snapshot !== undefined && this.#snapshot.lastId <= bookId) this.#snapshot = undefined;
  }

  clear(): void {
    this.#snapshot = undefined;
    this.#buffer.clear();
  }
}
