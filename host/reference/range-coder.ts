/**
 * The binary range coder of the dense codec. A `BitCoder` codes what it is given and answers what it
 * coded; a decoder ignores what it is given. So the fields of a payload are listed once for both.
 */
import { OK, RANGE, TRUNCATED } from '../../assembly/layout.js';

const WHOLE = 2 ** 32;
const LEAST_RANGE = 2 ** 24;
const FILL_BYTES = 4;
/** Odds of a state, and what they move by after so many bits: 2^-shift. */
const ODDS = 0xfff8;
const SHIFTS = [1, 2, 2, 3, 3, 3, 3, 4] as const;
/** Lengths of numbers with states of their own. */
const LENGTHS = 24;
const MAX_LENGTH = 53;

export abstract class BitCoder {
  states = new Uint16Array(0);
  /** The first fault, OK for none; then everything is 0. */
  code = OK;
  abstract readonly isReading: boolean;
  protected range = WHOLE - 1;

  /** Chooses and takes a part of the range, `bound` of it for 1. */
  protected abstract choose(bound: number, value: number): number;
  /** Chooses and takes one of `count` equal parts. */
  protected abstract chooseEqual(count: number, value: number): number;
  protected abstract shift(): void;

  fail(code: number): void {
    if (this.code === OK) this.code = code;
  }

  /** A bit, with the mean of two states' odds. */
  bit(a: number, b: number, value: number): number {
    const odds = Math.floor(((this.states[a]! & ODDS) + (this.states[b]! & ODDS)) / 2);
    const bound = Math.floor(this.range / 65_536) * odds;
    const bit = this.choose(bound, value);
    this.range = bit === 1 ? bound : this.range - bound;
    this.states[a] = learnt(this.states[a]!, bit);
    this.states[b] = learnt(this.states[b]!, bit);
    this.#normalise();
    return bit;
  }

  raw(bits: number, value: number): number {
    this.range = Math.floor(this.range / 2 ** bits);
    const chosen = this.chooseEqual(2 ** bits, value);
    this.#normalise();
    return chosen;
  }

  /** A number from 0 to 2^53 - 1 with states from a and b on and `m` bits after the first. */
  number(a: number, b: number, m: number, value: number): number {
    // 2^53 is exact, and what it is compared with is never above it.
    const wanted = this.isReading ? 1 : value + 1;
    const length = this.#length(a, b, wanted);
    const own = LENGTHS + Math.min(length, LENGTHS - 1) * 2 ** m;
    let number = 1;
    let isPower = true;
    let rest = length;
    while (rest > Math.max(0, length - m)) {
      rest--;
      const bit = this.bit(a + own + number, b + own + number, Math.floor(wanted / 2 ** rest) % 2);
      isPower &&= bit === 0;
      number = number * 2 + bit;
    }
    while (rest > 0) {
      const bits = Math.min(8, rest);
      rest -= bits;
      const part = this.raw(bits, Math.floor(wanted / 2 ** rest) % 2 ** bits);
      isPower &&= part === 0;
      number = number * 2 ** bits + part;
    }
    if (length === MAX_LENGTH && !isPower) this.fail(RANGE);
    return this.code === OK ? number - 1 : 0;
  }

  #length(a: number, b: number, wanted: number): number {
    let target = 0;
    while (2 ** (target + 1) <= wanted) target++;
    let length = 0;
    while (length < MAX_LENGTH) {
      const at = Math.min(length, LENGTHS - 1);
      if (this.bit(a + at, b + at, length < target ? 1 : 0) === 0) break;
      length++;
    }
    return length;
  }

  #normalise(): void {
    while (this.range < LEAST_RANGE) {
      this.range *= 256;
      this.shift();
    }
  }
}

/** A state after one more bit. */
function learnt(state: number, bit: number): number {
  const seen = state & 7;
  const odds = state & ODDS;
  const shift = SHIFTS[seen]!;
  const next = bit === 1 ? odds + (((ODDS - odds) >> shift) & ODDS) : odds - ((odds >> shift) & ODDS);
  return next | Math.min(seen + 1, 7);
}

export class RangeWriter extends BitCoder {
  readonly isReading = false;
  readonly #bytes: number[] = [];
  #low = 0;

  protected choose(bound: number, value: number): number {
    if (value === 0) this.#low += bound;
    return value;
  }

  protected chooseEqual(_count: number, value: number): number {
    this.#low += value * this.range;
    return value;
  }

  protected shift(): void {
    this.#carry();
    this.#bytes.push(Math.floor(this.#low / LEAST_RANGE));
    this.#low = (this.#low % LEAST_RANGE) * 256;
  }

  #carry(): void {
    if (this.#low < WHOLE) return;
    this.#low -= WHOLE;
    let at = this.#bytes.length - 1;
    while (at >= 0 && this.#bytes[at] === 255) this.#bytes[at--] = 0;
    if (at >= 0) this.#bytes[at]!++;
  }

  /** The fewest bytes that, with zeros behind them, are within the range. */
  finish(): readonly number[] {
    const top = this.#low + this.range;
    let bytes = 0;
    let end = Math.ceil(this.#low / WHOLE) * WHOLE;
    while (end >= top) {
      bytes++;
      const unit = 256 ** (4 - bytes);
      end = Math.ceil(this.#low / unit) * unit;
    }
    this.#low = end;
    this.#carry();
    for (let i = 0; i < bytes; i++) this.shift();
    return this.#bytes;
  }
}

export class RangeReader extends BitCoder {
  readonly isReading = true;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #code = 0;

  /** Reads bytes [from, to). */
  constructor(bytes: Uint8Array, from: number, to: number) {
    super();
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    for (let i = 0; i < FILL_BYTES; i++) this.#code = this.#code * 256 + this.#next();
  }

  /** Whether all bytes have been read. */
  get isWhole(): boolean {
    return this.#at >= this.#end;
  }

  #next(): number {
    const at = this.#at++;
    if (at < this.#end) return this.#bytes[at]!;
    if (at - this.#end >= FILL_BYTES) this.fail(TRUNCATED);
    return 0;
  }

  protected choose(bound: number, _value: number): number {
    if (this.code === OK && this.#code < bound) return 1;
    this.#code -= bound;
    return 0;
  }

  protected chooseEqual(count: number, _value: number): number {
    const value = this.code === OK ? Math.floor(this.#code / this.range) : 0;
    if (value >= count) this.fail(RANGE);
    const chosen = value >= count ? 0 : value;
    this.#code -= chosen * this.range;
    return chosen;
  }

  protected shift(): void {
    this.#code = this.#code * 256 + this.#next();
  }
}
