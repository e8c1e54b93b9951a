/** A seeded market for properties: entries around a price that drifts and now and then jumps. */
import type { BookLevels, Level } from '../cases/levels.js';
import type { Random } from './random.js';

const MAX = Number.MAX_SAFE_INTEGER;

export interface MarketShape {
  /** Entries a side of one update, at most. */
  readonly entries: number;
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

  #side(sign: number): Level[] {
    const random = this.#random;
    const { entries, reach, removalsPercent } = this.#shape;
    return Array.from({ length: random.below(entries + 1) }, () => {
      const distance = random.chance(0.95) ? random.below(reach + 1) : random.below(50 * reach + 1);
      const lots = random.chance(removalsPercent / 100)
        ? 0
        : random.chance(0.98)
          ? random.between(1, 5_000)
          : random.amount();
      return [clamp(this.#middle + sign * distance), lots];
    });
  }
}

function clamp(ticks: number): number {
  return Math.min(MAX, Math.max(1, ticks));
}
