/** One side's changes in the dense codec: where each is among the levels before the frame, and its lots. */
import { DICTIONARY, FULL, OK, RANGE } from '../../assembly/layout.js';
import type { ChangeList } from './change-list.js';
import { type DenseModel, placeOfAmount, placeOfPrice } from './dense-model.js';
import { isPositive } from './integer.js';
import type { BitCoder } from './range-coder.js';
import type { BookSide } from './side.js';

/* Where the states of each field begin. */
const ADDED_FLAG = 1939;
const GAP = 2035;
const OFFSET = 7795;
const DELETE = 9109;
const RETURN = 9349;
const SHRINK = 9365;
const RECENT = 9393;
const PLACE = 9417;
const ZEROS = 11465;
const SIZE = 11481;
/** States of a small number, and of numbers with one bit and with three after the first. */
const SMALL = 72;
const SHORT = 73;
const LONG = 217;

const DELETED = 0;
const RESIZED = 1;
const ADDED = 2;
const SHRANK = 2;
const MAX_ZEROS = 7;
/* Contexts: of what is near where nothing is, and of an offset where it is not the free ticks. */
const NOTHING_NEAR = 7;
const FREE_BITS = 15;
const BETTER = 16;
const ALONE = 17;

/** Length of a number in bits, but at most `most`. */
function bits(value: number, most: number): number {
  let length = 0;
  for (let rest = value; rest >= 1 && length < most; rest = Math.floor(rest / 2)) length++;
  return length;
}

/** Levels of all books as they stand after each change, and the limits. */
export interface RunningCount {
  total: number;
  readonly sideLimit: number;
  readonly totalLimit: number;
}

export class DenseSide {
  readonly #coder: BitCoder;
  readonly #model: DenseModel;
  /** As it was before the changes. */
  readonly #side: BookSide;
  /* Of the change before: its kind and price (0: none), and how many levels are up to and with it. */
  #kind = DELETED;
  #last = 0;
  #rank = 0;
  /** Levels before the change at hand, and that in bits. */
  #at = 0;
  #place = 0;

  constructor(coder: BitCoder, model: DenseModel, side: BookSide) {
    this.#coder = coder;
    this.#model = model;
    this.#side = side;
  }

  /** Reads `count` changes of the side, which is not touched. */
  read(count: number, run: RunningCount, list: ChangeList): void {
    const coder = this.#coder;
    let levels = this.#side.count;
    for (let left = count; left > 0; left--) {
      const isAdded = this.#codeWhere(left, false, 0);
      const ticks = isAdded ? this.#readAdded() : this.#ticksAt(this.#at);
      if (coder.code !== OK) return;
      const previous = isAdded ? 0 : this.#side.lotsAt(ticks);
      const now = this.#codeLots(ticks, 0, previous);
      if (coder.code !== OK) return;
      const added = (now > 0 ? 1 : 0) - (isAdded ? 0 : 1);
      levels += added;
      run.total += added;
      if (added > 0 && (levels > run.sideLimit || run.total > run.totalLimit)) coder.fail(FULL);
      if (coder.code !== OK) return;
      list.add(ticks, now, previous);
      this.#pass(ticks, isAdded);
    }
  }

  /** Writes the changes [from, to). */
  write(list: ChangeList, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const [ticks, lots, previous] = [list.ticks[i]!, list.lots[i]!, list.previous[i]!];
      const isAdded = previous === 0;
      this.#codeWhere(to - i, isAdded, this.#betterThan(ticks) - this.#rank);
      if (isAdded) this.#writeAdded(ticks);
      this.#codeLots(ticks, lots, previous);
      this.#pass(ticks, isAdded);
    }
  }

  #pass(ticks: number, isAdded: boolean): void {
    this.#rank = this.#at + (isAdded ? 0 : 1);
    this.#last = ticks;
  }

  /** Levels of the side that are better than a price. */
  #betterThan(ticks: number): number {
    const at = this.#side.place(ticks);
    return this.#side.count - at - (this.#side.has(at, ticks) ? 1 : 0);
  }

  /** Ticks of the side's level of a rank, 0 is the best; 0 where there is none. */
  #ticksAt(rank: number): number {
    return rank < this.#side.count ? this.#side.ticks[this.#side.count - 1 - rank]! : 0;
  }

  /** Codes whether a level is added, and how many levels lie before the change; answers the former. */
  #codeWhere(left: number, isAdded: boolean, gap: number): boolean {
    const coder = this.#coder;
    const next = this.#ticksAt(this.#rank);
    const isFar = this.#last === 0 || next === 0;
    const near = isFar ? NOTHING_NEAR : bits(Math.abs(next - this.#last) - 1, NOTHING_NEAR - 1);
    const flag = ADDED_FLAG + (this.#kind * 8 + near) * 4 + Math.min(Math.floor(bits(this.#rank, 9) / 2), 3);
    const added = coder.bit(flag, isAdded ? 1 : 0);
    const context = (Math.floor((bits(this.#rank, 8) + 1) / 2) * 2 + added) * 8 + bits(left, 7);
    const levels = coder.small(GAP + context * SMALL, gap);
    const rest = this.#side.count - this.#rank - (added === 1 ? 0 : 1);
    if (coder.isReading && levels > rest) coder.fail(DICTIONARY);
    this.#at = this.#rank + (coder.code === OK ? levels : 0);
    this.#place = bits(this.#at, 7);
    return added === 1;
  }

  /** The price that an offset counts from: the level or change before; 0 where there is none. */
  get #from(): number {
    return this.#at > this.#rank ? this.#ticksAt(this.#at - 1) : this.#last;
  }

  #codeOffset(value: number): number {
    const from = this.#from;
    const next = this.#ticksAt(this.#at);
    let context = next === 0 ? FREE_BITS : bits(Math.abs(next - from) - 1, FREE_BITS);
    if (from === 0) context = next === 0 ? ALONE : BETTER;
    return this.#coder.number(OFFSET + context * SHORT, 1, value);
  }

  #readAdded(): number {
    const coder = this.#coder;
    if (coder.code !== OK) return 0;
    const { sign } = this.#side;
    const from = this.#from;
    const next = this.#ticksAt(this.#at);
    const distance = this.#codeOffset(0) + 1;
    let ticks = from - sign * distance;
    if (from === 0) ticks = next === 0 ? distance : next + sign * distance;
    if (!isPositive(ticks) || (next > 0 && !this.#side.isBetter(ticks, next))) coder.fail(RANGE);
    return ticks;
  }

  #writeAdded(ticks: number): void {
    const from = this.#from;
    const next = this.#ticksAt(this.#at);
    this.#codeOffset(Math.abs(ticks - (from > 0 ? from : next)) - 1);
  }

  /** Codes the lots of a change, and tells the model; answers them. */
  #codeLots(ticks: number, lots: number, previous: number): number {
    const model = this.#model;
    const key = this.#side.sign === 1 ? -ticks : ticks;
    const entry = placeOfPrice(ticks, this.#side.sign === -1);
    const returned = model.prices[entry] === key ? model.lots[entry]! : 0;
    const isGone = previous > 0 && this.#codeDeleted(lots, previous);
    const now = isGone ? 0 : this.#codeNow(returned, lots, previous);
    this.#kind = previous === 0 ? ADDED : isGone ? DELETED : RESIZED;
    const amount = Math.abs(now - previous);
    model.amounts[placeOfAmount(amount)] = amount;
    model.prices[entry] = key;
    model.lots[entry] = previous;
    return now;
  }

  #codeDeleted(lots: number, previous: number): boolean {
    const size = Math.min(Math.floor(bits(previous, 53) / 2), 9);
    return this.#coder.bit(DELETE + (this.#place * 3 + this.#kind) * 10 + size, lots === 0 ? 1 : 0) === 1;
  }

  /** @param returned lots that the level had before its last change, 0 where that is not known */
  #codeNow(returned: number, lots: number, previous: number): number {
    const coder = this.#coder;
    if (returned > 0 && returned !== previous) {
      const context = RETURN + (previous === 0 ? 8 : 0) + this.#place;
      if (coder.bit(context, lots === returned ? 1 : 0) === 1) return returned;
    }
    let direction = 0;
    if (previous > 0) direction = 1 + coder.bit(SHRINK + bits(previous, 27), lots < previous ? 1 : 0);
    const amount = this.#codeAmount(direction, Math.abs(lots - previous));
    const now = direction === SHRANK ? previous - amount : previous + amount;
    if (amount === 0 || !isPositive(now)) coder.fail(RANGE);
    return now;
  }

  #codeAmount(direction: number, amount: number): number {
    const coder = this.#coder;
    const { amounts } = this.#model;
    const place = placeOfAmount(amount);
    if (coder.bit(RECENT + direction * 8 + this.#place, amounts[place] === amount ? 1 : 0) === 1) {
      return amounts[coder.tree(PLACE + this.#place * 256, 8, place)]!;
    }
    const zeros = coder.ones(ZEROS + (direction === 0 ? 8 : 0), 0, MAX_ZEROS, MAX_ZEROS, zerosOf(amount));
    const power = 10 ** zeros;
    const digits = coder.number(SIZE + (zeros * 8 + this.#place) * LONG, 3, amount / power - 1) + 1;
    if (digits > Math.floor(Number.MAX_SAFE_INTEGER / power)) coder.fail(RANGE);
    return coder.code === OK ? digits * power : 0;
  }
}

/** Zeros at the end of an amount's decimal digits, but at most 7. */
function zerosOf(amount: number): number {
  let zeros = 0;
  while (zeros < MAX_ZEROS && amount % 10 ** (zeros + 1) === 0) zeros++;
  return zeros;
}
