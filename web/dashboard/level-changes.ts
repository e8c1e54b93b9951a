/** Which of the levels shown grew, shrank or are new since they were last shown: what the ladder flashes. */
import type { LevelColumns } from '../../host/wire/core.js';

export const UNCHANGED = 0;
export const GREW = 1;
export const SHRANK = 2;

/** Remembers one side of a book as it was last shown. */
export class LevelChanges {
  readonly #ticks: Float64Array;
  readonly #lots: Float64Array;
  readonly #worse: number;
  #count = 0;

  /** @param worse sign of a step away from the touch: -1 for bids, 1 for asks */
  constructor(levels: number, worse: 1 | -1) {
    this.#ticks = new Float64Array(levels);
    this.#lots = new Float64Array(levels);
    this.#worse = worse;
  }

  /** After this nothing counts as changed: another book is shown next. */
  forget(): void {
    this.#count = 0;
  }

  /**
   * Marks each of the first `count` levels in `marks` and remembers them. A level that only came into
   * view at the far end, because others left, is unchanged.
   */
  mark(levels: LevelColumns, count: number, marks: Uint8Array): void {
    let before = 0;
    for (let i = 0; i < count; i++) {
      const ticks = levels.ticks[i]!;
      while (before < this.#count && (this.#ticks[before]! - ticks) * this.#worse < 0) before++;
      if (before >= this.#count) marks[i] = UNCHANGED;
      else if (this.#ticks[before] !== ticks) marks[i] = GREW;
      else marks[i] = direction(levels.lots[i]!, this.#lots[before]!);
    }
    for (let i = 0; i < count; i++) {
      this.#ticks[i] = levels.ticks[i]!;
      this.#lots[i] = levels.lots[i]!;
    }
    this.#count = count;
  }
}

function direction(lots: number, previous: number): number {
  return lots > previous ? GREW : lots < previous ? SHRANK : UNCHANGED;
}
