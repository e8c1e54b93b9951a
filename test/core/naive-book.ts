/** A book as two maps: what the window and its overflow must come to, found the plain way. */

export type Entry = readonly [ticks: number, lots: number];
export type ChangeRow = readonly [ticks: number, lots: number, previous: number];

class NaiveSide {
  readonly #levels = new Map<number, number>();
  readonly #better: (a: number, b: number) => number;

  /** `sign` is -1 for bids and 1 for asks. */
  constructor(sign: -1 | 1) {
    this.#better = (a, b) => (a - b) * sign;
  }

  get levels(): Entry[] {
    return [...this.#levels].sort(([a], [b]) => this.#better(a, b));
  }

  get size(): number {
    return this.#levels.size;
  }

  /** Applies entries, the last of a price wins; answers those that changed something, best first. */
  update(entries: readonly Entry[]): ChangeRow[] {
    return [...new Map(entries)]
      .map(([ticks, lots]): ChangeRow => [ticks, lots, this.#levels.get(ticks) ?? 0])
      .filter(([, lots, previous]) => lots !== previous)
      .sort(([a], [b]) => this.#better(a, b))
      .map((row) => {
        if (row[1] === 0) this.#levels.delete(row[0]);
        else this.#levels.set(row[0], row[1]);
        return row;
      });
  }

  /** Keeps the best `depth`. */
  trim(depth: number): void {
    for (const [ticks] of this.levels.slice(depth)) this.#levels.delete(ticks);
  }
}

export class NaiveBook {
  readonly bids = new NaiveSide(-1);
  readonly asks = new NaiveSide(1);
}
