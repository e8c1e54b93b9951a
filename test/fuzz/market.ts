/** A seeded market for properties: entries around a price that drifts and now and then jumps. */
import type { BookLevels, Level } from '../cases/levels.js';
import type { Random } from './random.js';

const MAX = Number.MAX_SAFE_INTEGER;

export interface MarketShape {
  /** Entries a side of one update, at most, and as many removals of old levels. */
  readonly entries: number;
  /** Levels a side, at most: beyond, the oldest go. */
  readonly levels: number;
  /** Ticks from the middle within which most entries lie. */
  readonly reach: number;
  /** Ticks that the middle moves in one update, at most. */
  readonly drift: number;
  /** How many updates in a thousand move the middle anywhere. */
  readonly jumpsPerMille: number;
  /** How many entries in a hundred remove their level. */
  readonly removalsPercent: number;
}

export class Market {
  readonly #random: Random;
  readonly #shape: MarketShape;
  readonly #prices: Record<-1 | 1, number[]> = { [-1]: [], 1: [] };
  #middle = 1_000_000;

  constructor(random: Random, shape: MarketShape) {
    this.#random = random;
    this.#shape = shape;
  }

  /** The next entries to stage. */
  next(): BookLevels {
    const random = this.#random;
    const { drift, jumpsPerMille } = this.#shape;
    this.#middle = clamp(this.#middle + random.between(-drift, drift));
    if (random.chance(jumpsPerMille / 1_000)) this.#middle = clamp(random.amount());
    return { bids: this.#side(-1), asks: this.#side(1) };
  }

  #side(sign: -1 | 1): Level[] {
    const random = this.#random;
    const { entries, levels } = this.#shape;
    const prices = this.#prices[sign];
    const added = Array.from({ length: random.below(entries + 1) }, (): Level => [this.#price(sign), this.#lots()]);
    prices.push(...added.map(([ticks]) => ticks));
    const gone = prices.splice(0, Math.max(0, prices.length - levels));
    return [...gone.map((ticks): Level => [ticks, 0]), ...added];
  }

  #price(sign: number): number {
    const random = this.#random;
    const { reach } = this.#shape;
    return clamp(this.#middle + sign * (random.chance(0.95) ? random.below(reach + 1) : random.below(50 * reach + 1)));
  }

  #lots(): number {
    const random = this.#random;
    if (random.chance(this.#shape.removalsPercent / 100)) return 0;
    return random.chance(0.98) ? random.between(1, 5_000) : random.amount();
  }
}

function clamp(ticks: number): number {
  return Math.min(MAX, Math.max(1, ticks));
}
