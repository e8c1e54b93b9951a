/** Price levels of one side as columns, best first, with their exact decimals on demand. */
import type { Grid } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';

/** A price and a size in exact decimals, shortest form. */
export type DecimalLevel = readonly [price: string, size: string];

/** Columns of equal length. Whoever hands them out says how long they are valid. */
export class Levels {
  /** Prices in ticks, best first. */
  readonly ticks: Float64Array;
  /** Sizes in lots; in changes, 0 is a level that went. */
  readonly lots: Float64Array;
  readonly #grid: Grid;

  constructor(ticks: Float64Array, lots: Float64Array, grid: Grid) {
    this.ticks = ticks;
    this.lots = lots;
    this.#grid = grid;
  }

  get length(): number {
    return this.ticks.length;
  }

  /** The exact price of a level, as in `61837.63`. An index outside 0 … length - 1 is a RangeError. */
  price(index: number): string {
    return formatDecimal(at(this.ticks, index), this.#grid.tick, this.#grid.priceDecimals);
  }

  /** The exact size of a level. An index outside 0 … length - 1 is a RangeError. */
  size(index: number): string {
    return formatDecimal(at(this.lots, index), this.#grid.lot, this.#grid.sizeDecimals);
  }

  /** The best `count` levels (absent: all) as decimals. */
  toDecimals(count: number = this.length): DecimalLevel[] {
    return Array.from({ length: Math.min(count, this.length) }, (_, index) => [this.price(index), this.size(index)]);
  }

  toJSON(): DecimalLevel[] {
    return this.toDecimals();
  }
}

/** Levels that changed, with what they were. */
export class LevelChanges extends Levels {
  /** Lots before the change; 0 where the level is new. */
  readonly previousLots: Float64Array;

  constructor(ticks: Float64Array, lots: Float64Array, previousLots: Float64Array, grid: Grid) {
    super(ticks, lots, grid);
    this.previousLots = previousLots;
  }
}

function at(column: Float64Array, index: number): number {
  const value = column[index];
  if (value === undefined) throw new RangeError(`no level ${index}: there are ${column.length}`);
  return value;
}
