/** The coarsest step of all numbers of a recording: with the whole of it at hand, no guess needs refining later. */
import { type GridUnit, gridUnit, refine, stepsOf } from '../grid-unit.js';

/** Below so many numbers their common divisor says little: the last digit is the step then. */
const ENOUGH_NUMBERS = 32;

export class UnitSurvey {
  /** Most digits behind the point, as sent. */
  sentDecimals = 0;
  #grid: GridUnit | undefined;
  #finest = 0;
  #seen = 0;
  /** The largest number so far, about, and exactly. */
  #largest = 0;
  #largestMantissa = 0;
  #largestDecimals = 0;

  /** The first `count` numbers of columns as DecimalLevels has them. A number that fits no grid is left out. */
  see(mantissas: Float64Array, decimals: Int16Array, count: number): void {
    for (let row = 0; row < count; row++) {
      if (mantissas[row] !== 0) this.#take(mantissas[row]!, decimals[row]!);
    }
  }

  seeSent(sent: Uint8Array, count: number): void {
    for (let row = 0; row < count; row++) {
      if (sent[row]! > this.sentDecimals) this.sentDecimals = sent[row]!;
    }
  }

  /** Undefined where there were no numbers. */
  get unit(): GridUnit | undefined {
    if (this.#grid === undefined || this.#seen >= ENOUGH_NUMBERS) return this.#grid;
    return { unit: 1, decimals: this.#finest };
  }

  #take(mantissa: number, decimals: number): void {
    const grid = this.#grid;
    if (grid === undefined || stepsOf(mantissa, decimals, grid) < 0) {
      const next = grid === undefined ? gridUnit(mantissa, decimals) : refine(grid, mantissa, decimals);
      // One absurdly fine number must not make all others too large to be counted in its steps.
      if (next === undefined || !this.#holdsLargest(next)) return;
      this.#grid = next;
    }
    const size = mantissa * 10 ** -decimals;
    if (size > this.#largest) {
      this.#largest = size;
      this.#largestMantissa = mantissa;
      this.#largestDecimals = decimals;
    }
    this.#seen++;
    if (decimals > this.#finest) this.#finest = decimals;
  }

  #holdsLargest(grid: GridUnit): boolean {
    return this.#largest === 0 || stepsOf(this.#largestMantissa, this.#largestDecimals, grid) > 0;
  }
}
