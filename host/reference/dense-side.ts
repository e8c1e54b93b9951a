/** One side's changes in the dense codec: where each is, counted in levels from the one before, and its lots. */
import { DICTIONARY, FULL, OK, RANGE } from '../../assembly/layout.js';
import type { ChangeList } from './change-list.js';
import { type DenseModel, placeOfAmount, placeOfPrice } from './dense-model.js';
import { isPositive } from './integer.js';
import type { BitCoder } from './range-coder.js';
import type { BookSide } from './side.js';

/* Where the states of each field begin. */
const KIND = 2406;
const GAP = 2655;
const OFFSET = 20871;
const DELETE = 23175;
const RETURN = 23442;
const SIGN = 23512;
const KNOWN = 23567;
const PLACE = 23597;
const ZEROS = 26413;
const SIZE = 26493;
/** States of a number with one bit after the first, and with two. */
const SHORT = 72;
const LONG = 120;

const DELETED = 0;
const RESIZED = 1;
const ADDED = 2;
const GREW = 1;
const SHRANK = 2;
const UNKNOWN_AGE = 8;
const MAX_ZEROS = 7;

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

/** A change, as far as it is known. */
interface Change {
  ticks: number;
  lots: number;
  previous: number;
}

export class DenseSide {
  readonly #coder: BitCoder;
  readonly #model: DenseModel;
  readonly #side: BookSide;
  /* Of the changes before. */
  #kind = DELETED;
  #kindBefore = DELETED;
  #gap = 0;
  #offset = 0;
  #lastTicks = 0;
  /** Levels of the side as it was that are passed. */
  #rank = 0;
  /** Rank of the change at hand, in bits. */
  #place = 0;

  constructor(coder: BitCoder, model: DenseModel, side: BookSide) {
    this.#coder = coder;
    this.#model = model;
    this.#side = side;
  }

  /** Reads `count` changes of the side, which is not touched. */
  read(count: number, run: RunningCount, list: ChangeList): void {
    const side = this.#side;
    let levels = side.count;
    const change: Change = { ticks: 0, lots: 0, previous: 0 };
    for (let i = 0; i < count; i++) {
      change.lots = 0;
      change.previous = 1;
      const isAdded = this.#codeGap(count - i, change, () => 0);
      if (isAdded) this.#readAdded(change, i === 0);
      else this.#readExisting(change);
      if (this.#coder.code !== OK) return;
      change.previous = isAdded ? 0 : side.lotsAt(change.ticks);
      const now = this.#codeLots(change);
      if (this.#coder.code !== OK) return;
      const added = (now > 0 ? 1 : 0) - (isAdded ? 0 : 1);
      levels += added;
      run.total += added;
      if (added > 0 && (levels > run.sideLimit || run.total > run.totalLimit)) {
        this.#coder.fail(FULL);
        return;
      }
      list.add(change.ticks, now, change.previous);
      this.#pass(change.ticks, isAdded);
    }
  }

  /** Writes the changes [from, to) of the side, which took them; `best` was its best price, 0 for none. */
  write(list: ChangeList, from: number, to: number, best: number): void {
    for (let i = from; i < to; i++) {
      const change = { ticks: list.ticks[i]!, lots: list.lots[i]!, previous: list.previous[i]! };
      const isAdded = this.#codeGap(to - i, change, () => this.#levelsPassed(change.ticks, i === from));
      if (isAdded) this.#writeAdded(change.ticks, i === from, best);
      this.#codeLots(change);
      this.#pass(change.ticks, isAdded);
    }
  }

  #pass(ticks: number, isAdded: boolean): void {
    this.#rank += this.#gap + (isAdded ? 0 : 1);
    this.#lastTicks = ticks;
  }

  /** Levels of the side that are better than a price. */
  #better(ticks: number): number {
    const at = this.#side.place(ticks);
    return this.#side.count - at - (this.#side.has(at, ticks) ? 1 : 0);
  }

  #levelsPassed(ticks: number, isFirst: boolean): number {
    if (isFirst) return this.#better(ticks);
    const isLastThere = this.#side.lotsAt(this.#lastTicks) > 0;
    return this.#better(ticks) - this.#better(this.#lastTicks) - (isLastThere ? 1 : 0);
  }

  /** Codes whether the change adds a level and how many levels lie before it; answers the former. */
  #codeGap(left: number, { previous }: Change, levels: () => number): boolean {
    const coder = this.#coder;
    const isFirst = this.#lastTicks === 0;
    const kind = this.#kind;
    const place = KIND + 9 + (bits(this.#rank, 9) * 3 + kind) * 8 + bits(this.#gap, 7);
    const isAdded = coder.bit(KIND + kind * 3 + this.#kindBefore, place, previous === 0 ? 1 : 0);
    const context = isFirst ? 60 : (bits(this.#gap, 9) * 3 + kind) * 2 + isAdded;
    const rank = 61 + (bits(this.#rank, 11) * 8 + bits(left, 7)) * 2 + isAdded;
    const gap = coder.number(GAP + context * SHORT, GAP + rank * SHORT, 1, levels());
    if (coder.isReading && gap + this.#rank > this.#side.count) coder.fail(DICTIONARY);
    this.#gap = coder.code === OK ? gap : 0;
    this.#place = bits(this.#rank + this.#gap, 7);
    return isAdded === 1;
  }

  /** Ticks of the side's level of a rank, 0 is the best. */
  #ticksAt(rank: number): number {
    return this.#side.ticks[this.#side.count - 1 - rank]!;
  }

  #readExisting(change: Change): void {
    const rank = this.#rank + this.#gap;
    if (rank >= this.#side.count) this.#coder.fail(DICTIONARY);
    else change.ticks = this.#ticksAt(rank);
  }

  #readAdded(change: Change, isFirst: boolean): void {
    const coder = this.#coder;
    if (coder.code !== OK) return;
    const { sign, count, bestTicks } = this.#side;
    const rank = this.#rank + this.#gap;
    if (isFirst && this.#gap === 0) {
      const distance = this.#codeFirstOffset(count === 0, 0);
      change.ticks = count === 0 ? distance + 1 : bestTicks + sign * (distance + 1);
    } else {
      const from = this.#gap > 0 ? this.#ticksAt(rank - 1) : this.#lastTicks;
      change.ticks = from - sign * (this.#codeOffset(rank, 0) + 1);
      // It must lie before the next level.
      if (rank < count && !this.#side.isBetter(change.ticks, this.#ticksAt(rank))) coder.fail(RANGE);
    }
    if (!isPositive(change.ticks)) coder.fail(RANGE);
  }

  #writeAdded(ticks: number, isFirst: boolean, best: number): void {
    const { sign } = this.#side;
    if (isFirst && this.#gap === 0) {
      this.#codeFirstOffset(best === 0, best === 0 ? ticks - 1 : sign * (ticks - best) - 1);
      return;
    }
    const at = this.#side.place(ticks);
    const before = this.#side.has(at, ticks) ? at + 1 : at;
    const from = this.#gap > 0 ? this.#side.ticks[before]! : this.#lastTicks;
    this.#codeOffset(this.#rank + this.#gap, sign * (from - ticks) - 1);
  }

  #codeFirstOffset(isAlone: boolean, value: number): number {
    const context = isAlone ? 17 : 16;
    return this.#coder.number(OFFSET + context * SHORT, OFFSET + (18 + context - 4) * SHORT, 1, value);
  }

  #codeOffset(rank: number, value: number): number {
    const a = OFFSET + bits(this.#offset, 15) * SHORT;
    const b = OFFSET + (18 + bits(rank, 11)) * SHORT;
    this.#offset = this.#coder.number(a, b, 1, value);
    return this.#offset;
  }

  /** Codes the lots of a change, and tells the model; answers them. */
  #codeLots({ ticks, lots, previous }: Change): number {
    const model = this.#model;
    const key = this.#side.sign === 1 ? -ticks : ticks;
    const entry = placeOfPrice(ticks, this.#side.sign === -1);
    const isKnown = model.prices[entry] === key;
    const age = isKnown ? bits(model.frame - model.frames[entry]!, 7) : UNKNOWN_AGE;
    const before = this.#kind;
    this.#kindBefore = before;
    this.#kind = previous === 0 ? ADDED : this.#codeDeleted(age, before, lots, previous);
    const now = this.#kind === DELETED ? 0 : this.#codeNow(isKnown ? entry : -1, age, before, lots, previous);
    if (this.#coder.code !== OK) return 0;
    const amount = Math.abs(now - previous);
    model.amounts[placeOfAmount(amount)] = amount;
    model.prices[entry] = key;
    model.lots[entry] = previous;
    model.frames[entry] = model.frame;
    return now;
  }

  #codeDeleted(age: number, before: number, lots: number, previous: number): number {
    const size = Math.min(Math.floor(bits(previous, 53) / 2), 9);
    const place = DELETE + 27 + (this.#place * 3 + before) * 10 + size;
    return this.#coder.bit(DELETE + age * 3 + before, place, lots === 0 ? 1 : 0) === 1 ? DELETED : RESIZED;
  }

  /** @param entry where the price is remembered, or -1 */
  #codeNow(entry: number, age: number, before: number, lots: number, previous: number): number {
    const coder = this.#coder;
    const added = previous === 0 ? 1 : 0;
    const returned = entry < 0 ? 0 : this.#model.lots[entry]!;
    if (returned > 0 && returned !== previous) {
      const context = RETURN + added * 27 + age * 3 + before;
      if (coder.bit(context, RETURN + 54 + added * 8 + this.#place, lots === returned ? 1 : 0) === 1) return returned;
    }
    const direction = added === 1 ? 0 : this.#codeDirection(age, before, lots, previous);
    const amount = this.#codeAmount(direction, entry >= 0 ? 1 : 0, Math.abs(lots - previous));
    const now = direction === SHRANK ? previous - amount : previous + amount;
    if (amount === 0 || !isPositive(now)) coder.fail(RANGE);
    return now;
  }

  #codeDirection(age: number, before: number, lots: number, previous: number): number {
    const context = SIGN + before * 9 + age;
    return this.#coder.bit(context, SIGN + 27 + bits(previous, 27), lots < previous ? 1 : 0) === 1 ? SHRANK : GREW;
  }

  #codeAmount(direction: number, isKnown: number, amount: number): number {
    const { amounts } = this.#model;
    const place = placeOfAmount(amount);
    const b = KNOWN + 6 + direction * 8 + this.#place;
    const isRecent = this.#coder.bit(KNOWN + direction * 2 + isKnown, b, amounts[place] === amount ? 1 : 0);
    if (isRecent === 1) return amounts[this.#codePlace(direction, place)]!;
    const zeros = this.#codeZeros(direction, amount);
    const power = 10 ** zeros;
    const a = SIZE + (zeros * 2 + (direction === 0 ? 1 : 0)) * LONG;
    const digits = this.#coder.number(a, SIZE + (16 + zeros * 8 + this.#place) * LONG, 2, amount / power - 1) + 1;
    if (digits > Math.floor(Number.MAX_SAFE_INTEGER / power)) this.#coder.fail(RANGE);
    return this.#coder.code === OK ? digits * power : 0;
  }

  #codePlace(direction: number, place: number): number {
    let node = 1;
    for (let weight = 128; weight >= 1; weight /= 2) {
      const value = Math.floor(place / weight) % 2;
      node = node * 2 + this.#coder.bit(PLACE + direction * 256 + node, PLACE + 768 + this.#place * 256 + node, value);
    }
    return node - 256;
  }

  #codeZeros(direction: number, amount: number): number {
    let zeros = 0;
    while (zeros < MAX_ZEROS) {
      const a = ZEROS + (direction === 0 ? 8 : 0) + zeros;
      const b = ZEROS + 16 + this.#place * 8 + zeros;
      if (this.#coder.bit(a, b, amount % 10 ** (zeros + 1) === 0 ? 1 : 0) === 0) break;
      zeros++;
    }
    return zeros;
  }
}
