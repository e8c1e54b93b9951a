/** A symbol whose book is changed by hand, a seeded change after the other: what a feed would have published. */
import type { MarketSource } from '../../host/bus/market-data.js';
import type { Core, Grid } from '../../host/wire/core.js';

const GRID: Grid = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
const LEVELS = 100;
const MID = 6_000_000;
const MAX_LOTS = 100_000;

export class HandSource implements MarketSource {
  readonly symbol: string;
  readonly venue: string;
  readonly core: Core;
  readonly stream: number;
  readonly state = 'live';
  readonly reason = 'none';
  readonly grid = GRID;
  readonly tsEvent = -1;
  tsRecv = 0;
  readonly #random: () => number;
  #changed = 0;

  /** @param random uniform in [0, 1) */
  constructor(core: Core, symbol: string, random: () => number) {
    this.symbol = symbol;
    this.venue = symbol.split(':', 1)[0]!;
    this.core = core;
    this.#random = random;
    this.stream = core.openWriter(0, 1, 0, GRID);
    for (let i = 0; i < LEVELS; i++) {
      this.#stage(i, MID - 1 - i);
      this.#stage(LEVELS + i, MID + i);
    }
    core.load(this.stream, LEVELS, LEVELS);
  }

  /** So many levels a side get other sizes, most of them near the touch, and the touch itself always. */
  change(aSide: number, tsRecv: number): void {
    this.tsRecv = tsRecv;
    for (let i = 0; i < aSide; i++) {
      this.#stage(i, MID - 1 - this.#distance(i));
      this.#stage(aSide + i, MID + this.#distance(i));
    }
    this.core.staged.lots[0] = MAX_LOTS + 1 + (++this.#changed % MAX_LOTS);
    this.core.update(this.stream, aSide, aSide);
  }

  #distance(i: number): number {
    return i === 0 ? 0 : 1 + Math.floor((LEVELS - 1) * this.#random() ** 3);
  }

  #stage(index: number, ticks: number): void {
    const { staged } = this.core;
    staged.ticks[index] = ticks;
    staged.lots[index] = 1 + Math.floor(this.#random() * MAX_LOTS);
  }
}
