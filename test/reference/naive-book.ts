/** A book so naive that it cannot be wrong: two maps, sorted anew for every question. */
import type { BookLevels, Change, Level } from '../cases/levels.js';

export class NaiveBook {
  readonly depth: number;
  #bids = new Map<number, number>();
  #asks = new Map<number, number>();

  constructor(depth: number) {
    this.depth = depth;
  }

  levels(n = 0): BookLevels {
    return { bids: best(this.#bids, -1, n), asks: best(this.#asks, 1, n) };
  }

  load(levels: BookLevels): void {
    this.#bids = new Map(best(withoutZeros(new Map(levels.bids)), -1, this.depth));
    this.#asks = new Map(best(withoutZeros(new Map(levels.asks)), 1, this.depth));
  }

  /** Applies entries and answers the changes, each side best first. */
  update(entries: BookLevels): { bids: Change[]; asks: Change[] } {
    const [bids, asks] = [this.#bids, this.#asks];
    this.load({ bids: [...bids, ...entries.bids], asks: [...asks, ...entries.asks] });
    return {
      bids: listed(bids, this.#bids, new Set(entries.bids.map(([ticks]) => ticks)), -1, this.depth),
      asks: listed(asks, this.#asks, new Set(entries.asks.map(([ticks]) => ticks)), 1, this.depth),
    };
  }

  /** Becomes the best levels of another book and answers the changes. */
  advance(source: NaiveBook): { bids: Change[]; asks: Change[] } {
    const [bids, asks] = [this.#bids, this.#asks];
    this.load(source.levels());
    return {
      bids: listed(bids, this.#bids, new Set([...bids.keys(), ...this.#bids.keys()]), -1, this.depth),
      asks: listed(asks, this.#asks, new Set([...asks.keys(), ...this.#asks.keys()]), 1, this.depth),
    };
  }
}

function withoutZeros(side: Map<number, number>): Map<number, number> {
  return new Map([...side].filter(([, lots]) => lots > 0));
}

/** @param sign 1 where a lower price is better (asks), else -1 */
function best(side: Map<number, number>, sign: number, n: number): Level[] {
  const sorted = [...side].sort(([a], [b]) => sign * (a - b));
  return n === 0 ? sorted : sorted.slice(0, n);
}

/** The prices among `touched` whose lots differ, but for those beyond a side that is `depth` levels deep. */
function listed(
  before: Map<number, number>,
  after: Map<number, number>,
  touched: Set<number>,
  sign: number,
  depth: number,
): Change[] {
  const last = depth > 0 && after.size === depth ? best(after, sign, 0).at(-1)![0] : sign * Number.POSITIVE_INFINITY;
  return [...touched]
    .filter((ticks) => (before.get(ticks) ?? 0) !== (after.get(ticks) ?? 0) && sign * (ticks - last) <= 0)
    .sort((a, b) => sign * (a - b))
    .map((ticks) => [ticks, after.get(ticks) ?? 0, before.get(ticks) ?? 0]);
}
