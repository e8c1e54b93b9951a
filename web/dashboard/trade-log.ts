/** The last trades of one symbol and, between them, where some were missed. A ring: nothing is made per trade. */
import { TRADE_SELL } from '../../assembly/layout.js';

/** Entries beside the trade sides of `assembly/layout`. */
export const MISSED = -1;
/** The book was not live for a while: what was traded then is not known. */
export const BROKEN = -2;

/** Entries that the page keeps and its tape can show. */
export const TRADES_KEPT = 40;

export class TradeLog {
  readonly size: number;
  /** Grows with every entry: says whether there is something new to draw. */
  version = 0;
  /** Trades missed since the symbol was chosen. */
  missed = 0;
  readonly #sides: Int8Array;
  readonly #ticks: Float64Array;
  readonly #lots: Float64Array;
  readonly #times: Float64Array;
  #count = 0;

  /** @param size entries kept */
  constructor(size: number) {
    this.size = size;
    this.#sides = new Int8Array(size);
    this.#ticks = new Float64Array(size);
    this.#lots = new Float64Array(size);
    this.#times = new Float64Array(size);
  }

  get count(): number {
    return Math.min(this.#count, this.size);
  }

  /** @param time µs since the epoch; -1 is unknown */
  add(side: number, ticks: number, lots: number, time: number): void {
    const slot = this.#count % this.size;
    this.#sides[slot] = side;
    this.#ticks[slot] = ticks;
    this.#lots[slot] = lots;
    this.#times[slot] = time;
    this.#count++;
    this.version++;
  }

  addMissed(count: number, time: number): void {
    this.missed += count;
    this.add(MISSED, 0, count, time);
  }

  /** Once, however often it is said before the next trade. */
  addBreak(): void {
    if (this.#count > 0 && this.side(0) !== BROKEN) this.add(BROKEN, 0, 0, -1);
  }

  clear(): void {
    this.#count = 0;
    this.missed = 0;
    this.version++;
  }

  /** Entries by age: 0 is the newest. */
  side(age: number): number {
    return this.#sides[this.#slot(age)]!;
  }

  ticks(age: number): number {
    return this.#ticks[this.#slot(age)]!;
  }

  /** Of a trade its lots; of a gap how many trades were missed. */
  lots(age: number): number {
    return this.#lots[this.#slot(age)]!;
  }

  time(age: number): number {
    return this.#times[this.#slot(age)]!;
  }

  #slot(age: number): number {
    return (this.#count - 1 - age) % this.size;
  }
}

/** How the tape names a side: the aggressor's. */
export function sideWord(side: number): 'Buy' | 'Sell' | '–' {
  return side === 0 ? 'Buy' : side === TRADE_SELL ? 'Sell' : '–';
}
