/**
 * The binary range coder of the dense codec. A `BitCoder` codes what it is given and answers what it
 * coded; a decoder ignores what it is given. So the fields of a payload are listed once for both.
 */
import { OK, RANGE, TRUNCATED } from '../../assembly/layout.js';

const WHOLE = 2 ** 32;
const LEAST_RANGE = 2 ** 24;
const FILL_BYTES = 4;
/** Odds of a state; the rest is how often it was seen. */
const ODDS = 0xfff0;
const MOST_SEEN = 15;
/** What odds go to, by the bit. */
const GOALS = [0x100, 0xfff0] as const;
const MAX_LENGTH = 53;
/** Lengths of numbers with states of their own. */
const LENGTHS = 24;
/** What a length coded as a tree of four bits says: all four are ones where it is this or more. */
const LONG = 15;
const TREE = 25;
const TREE_LAST = 8;

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

  /** A bit with the odds of a state. */
  bit(index: number, value: number): number {
    const state = this.states[index]!;
    const bound = Math.floor(this.range / 65_536) * (state & ODDS);
    const bit = this.choose(bound, value);
    this.range = bit === 1 ? bound : this.range - bound;
    this.states[index] = learnt(state, bit);
    this.#normalise();
    return bit;
  }

  /** A number of `count` bits, high first, each with the state that the bits before it name. */
  tree(base: number, count: number, value: number): number {
    let node = 1;
    for (let rest = count - 1; rest >= 0; rest--) {
      node = node * 2 + this.bit(base + node, Math.floor(value / 2 ** rest) % 2);
    }
    return node - 2 ** count;
  }

  /** Ones from `from` to `value` and a zero, or none after `most`; states from `base` on, the last for all further ones. */
  ones(base: number, from: number, last: number, most: number, value: number): number {
    let length = from;
    while (length < most && this.bit(base + Math.min(length - from, last), length < value ? 1 : 0) === 1) length++;
    return length;
  }

  raw(bits: number, value: number): number {
    this.range = Math.floor(this.range / 2 ** bits);
    const chosen = this.chooseEqual(2 ** bits, value);
    this.#normalise();
    return chosen;
  }

  /** A number from 0 to 2^53 - 1 that is mostly small. */
  small(base: number, value: number): number {
    const length = this.ones(base, 0, LENGTHS - 1, MAX_LENGTH, lengthOf(value));
    return this.#rest(base + LENGTHS, 1, length, value);
  }

  /** A number from 0 to 2^53 - 1 with `m` bits after the first. */
  number(base: number, m: number, value: number): number {
    const given = lengthOf(value);
    let length = this.tree(base, 4, Math.min(given, LONG));
    if (length === LONG) length = this.ones(base + 16, LONG, TREE_LAST, MAX_LENGTH, given);
    return this.#rest(base + TREE, m, length, value);
  }

  /** What follows the first bit of a number + 1. */
  #rest(base: number, m: number, length: number, value: number): number {
    const count = Math.min(m, length);
    // 2^53 is exact, and the only number of its length.
    const wanted = this.isReading ? 0 : value + 1 - 2 ** length;
    let rest = length - count;
    const own = base + Math.min(length, LENGTHS - 1) * 2 ** m;
    let found = this.tree(own, count, Math.floor(wanted / 2 ** rest));
    while (rest > 0) {
      const bits = Math.min(8, rest);
      rest -= bits;
      found = found * 2 ** bits + this.raw(bits, Math.floor(wanted / 2 ** rest) % 2 ** bits);
    }
    if (length === MAX_LENGTH && found !== 0) this.fail(RANGE);
    return this.code === OK ? 2 ** length + found - 1 : 0;
  }

  #normalise(): void {
    while (this.range < LEAST_RANGE) {
      this.range *= 256;
      this.shift();
    }
  }
}

/** Bits of a number + 1 after the first. */
function lengthOf(value: number): number {
  let length = 0;
  while (2 ** (length + 1) <= value + 1) length++;
  return length;
}

/** A state after one more bit. */
function learnt(state: number, bit: number): number {
  const seen = state & MOST_SEEN;
  const odds = state & ODDS;
  const shift = 1 + Math.floor(Math.log2(seen + 1));
  const way = GOALS[bit]! - odds;
  return odds + Math.floor(way / 2 ** (shift + 4)) * 16 + Math.min(seen + 1, MOST_SEEN);
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
