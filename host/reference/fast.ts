/** Codec 2 (fast), of deltas and of snapshots: a control byte a change in front, the data bytes behind them. */
import { DICTIONARY, FLAGS, FULL, OK, RANGE, TRAILING, TRUNCATED, VARINT } from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { ChangeList } from './change-list.js';
import type { BestPrices } from './delta.js';
import { isPositive } from './integer.js';
import type { Book } from './l2.js';
import type { LevelBudget } from './level-budget.js';
import type { BookSide } from './side.js';

/** A control is one of these gap classes, times 6, plus an operation. First gap, number of codes and data bytes of each. */
const GAPS = [
  { first: 0, codes: 28, bytes: 0 },
  { first: 28, codes: 9, bytes: 1 },
  { first: 2_332, codes: 4, bytes: 2 },
  { first: 264_476, codes: 1, bytes: 7 },
] as const;
/** What an operation does, and the bytes of its size; 0 is a varint. */
const OPERATIONS = [
  { name: 'delete', bytes: 0 },
  { name: 'set', bytes: 1 },
  { name: 'adjust', bytes: 1 },
  { name: 'set', bytes: 2 },
  { name: 'adjust', bytes: 2 },
  { name: 'set', bytes: 0 },
] as const;
const LONG = 5;
const LONG_COUNT = 7;
const LONG_CODE = 41;
const LONG_GAP = 264_476;
const LONG_BYTES = 7;

export interface Shape {
  isTens: boolean;
  bids: number;
  asks: number;
}

export function readShape(reader: ByteReader): Shape {
  const byte = reader.u8();
  if (byte >= 128) reader.fail(FLAGS);
  const count = (low: number) => (low < LONG_COUNT ? low : reader.varint() + LONG_COUNT);
  const bids = count((byte >> 1) % 8);
  return { isTens: byte % 2 === 1, bids, asks: count(byte >> 4) };
}

/** Reads the changes of a book, which is not touched: OK and `list`, or a code. A catch-up does not know the book. */
export function readFast(
  reader: ByteReader,
  book: Book,
  budget: LevelBudget,
  list: ChangeList,
  isCatchUp: boolean,
): number {
  list.clear();
  const shape = readShape(reader);
  if (shape.bids > budget.sideLimit || shape.asks > budget.sideLimit) reader.fail(FULL);
  readChanges(reader, shape, book.bids, book.asks, new Room(budget), isCatchUp, list);
  return reader.code;
}

/** Reads the levels of a snapshot, whose shape was read and judged. */
export function readFastLevels(reader: ByteReader, shape: Shape, empty: Book, list: ChangeList): void {
  readChanges(reader, shape, empty.bids, empty.asks, undefined, false, list);
}

/** Levels that are there after each change. */
class Room {
  readonly #budget: LevelBudget;
  #total: number;

  constructor(budget: LevelBudget) {
    this.#budget = budget;
    this.#total = budget.used;
  }

  /** Answers whether a side that has `levels` now, which are `added` more than before, may have them. */
  take(levels: number, added: number): boolean {
    this.#total += added;
    return added <= 0 || (levels <= this.#budget.sideLimit && this.#total <= this.#budget.totalLimit);
  }
}

function readChanges(
  reader: ByteReader,
  { isTens, bids, asks }: Shape,
  bidSide: BookSide,
  askSide: BookSide,
  room: Room | undefined,
  isCatchUp: boolean,
  list: ChangeList,
): void {
  const from = reader.at;
  if (reader.code === OK && bids + asks > reader.end - from) reader.fail(TRUNCATED);
  reader.at += bids + asks;
  if (reader.code === OK) readSide(reader, from, bids, isTens, bidSide, room, isCatchUp, list);
  list.endBids();
  if (reader.code === OK) readSide(reader, from + bids, asks, isTens, askSide, room, isCatchUp, list);
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
}

function readSide(
  reader: ByteReader,
  controls: number,
  changes: number,
  isTens: boolean,
  side: BookSide,
  room: Room | undefined,
  isCatchUp: boolean,
  list: ChangeList,
): void {
  let levels = side.count;
  for (let i = 0, price = 0; i < changes; i++) {
    const control = reader.bytes[controls + i]!;
    if (control >= 252) reader.fail(RANGE);
    const operation = control % 6;
    const code = Math.floor(control / 6);
    const best = isCatchUp ? 0 : side.bestTicks;
    price = i === 0 ? readFirstPrice(reader, code, best, side.sign) : price - side.sign * (readGap(reader, code) + 1);
    const { amount, isLess } = readSize(reader, operation, isTens);
    if (!isPositive(price)) reader.fail(RANGE);
    if (reader.code !== OK) return;

    const previous = side.lotsAt(price);
    const { name } = OPERATIONS[operation]!;
    if (name === 'adjust' && isCatchUp) reader.fail(RANGE);
    if (name !== 'set' && previous === 0 && !isCatchUp) reader.fail(DICTIONARY);
    const adjusted = isLess ? previous - amount : previous + amount;
    const lots = name === 'delete' ? 0 : name === 'set' ? amount : adjusted;
    if (name !== 'delete' && !isPositive(lots)) reader.fail(RANGE);
    const added = (lots > 0 ? 1 : 0) - (previous > 0 ? 1 : 0);
    levels += added;
    if (room !== undefined && !room.take(levels, added)) reader.fail(FULL);
    if (reader.code !== OK) return;
    list.add(price, lots, previous);
  }
}

/** Worse prices than the best are even, better ones odd; where there is no best, 0, it is the price. */
function readFirstPrice(reader: ByteReader, code: number, best: number, sign: number): number {
  const { half, odd } = readHalves(reader, code);
  if (best === 0) return half * 2 + odd;
  return odd === 0 ? best - sign * half : best + sign * (half + 1);
}

/** A gap as 2 × half + odd: itself it may be too long for a number. */
function readHalves(reader: ByteReader, code: number): { half: number; odd: number } {
  if (code !== LONG_CODE) {
    const gap = readGap(reader, code);
    return { half: Math.floor(gap / 2), odd: gap % 2 };
  }
  const end = reader.at + LONG_BYTES;
  const low = end > reader.end ? reader.fail(TRUNCATED) : reader.fixed(1);
  const half = reader.fixed(LONG_BYTES - 1) * 128 + Math.floor(low / 2);
  if (half < LONG_GAP / 2) reader.fail(VARINT);
  return { half, odd: low % 2 };
}

function readGap(reader: ByteReader, code: number): number {
  let below = 0;
  for (const { first, codes, bytes } of GAPS) {
    if (code >= below + codes) {
      below += codes;
      continue;
    }
    const low = reader.fixed(bytes);
    if (bytes < LONG_BYTES) return first + (code - below) * 256 ** bytes + low;
    return low < first ? reader.fail(VARINT) : low;
  }
  return 0;
}

/** An amount, and for an adjustment whether it is taken away. */
function readSize(reader: ByteReader, operation: number, isTens: boolean): { amount: number; isLess: boolean } {
  const { name, bytes } = OPERATIONS[operation]!;
  if (operation === LONG) {
    // The lowest bit of a number in tens stands where the sign of an `svarint` does.
    const read = isTens ? reader.svarint() : reader.varint();
    const half = Math.abs(read);
    if (reader.code === OK && (isTens ? half < 32_768 : half < 65_536)) reader.fail(VARINT);
    return { amount: isTens ? amountOf(reader, half, read < 0) : half, isLess: false };
  }
  const number = reader.fixed(bytes);
  if (bytes === 2 && number < 256) reader.fail(VARINT);
  const isLess = name === 'adjust' && number % 2 === 1;
  const coded = name === 'adjust' ? Math.floor(number / 2) : number;
  if (isLess && coded === 0) reader.fail(VARINT);
  return { amount: isTens ? amountOf(reader, Math.floor(coded / 2), coded % 2 === 1) : coded, isLess };
}

/** Of a number in tens: so many tens, or so many ones, which are no whole number of tens. */
function amountOf(reader: ByteReader, half: number, isOnes: boolean): number {
  if (!isOnes) return half * 10;
  return half % 10 === 0 ? reader.fail(VARINT) : half;
}

/** Writes changes. `best` are the prices before them. */
export function writeFast(writer: ByteWriter, list: ChangeList, best: BestPrices): void {
  const sizes = list.lots.subarray(0, list.count).filter((lots) => lots > 0);
  const isTens = sizes.filter((lots) => lots % 10 === 0).length * 2 > sizes.length;
  const [bids, asks] = [Math.min(list.bids, LONG_COUNT), Math.min(list.asks, LONG_COUNT)];
  writer.u8((isTens ? 1 : 0) + 2 * bids + 16 * asks);
  if (bids === LONG_COUNT) writer.varint(list.bids - LONG_COUNT);
  if (asks === LONG_COUNT) writer.varint(list.asks - LONG_COUNT);
  const controls = writer.at;
  writer.at += list.count;
  for (let i = 0; i < list.count; i++) {
    const isBid = i < list.bids;
    const isFirst = i === 0 || i === list.bids;
    const code = isFirst
      ? writeFirst(writer, list.ticks[i]!, isBid ? best.bid : best.ask, isBid ? 1 : -1)
      : writeGap(writer, Math.abs(list.ticks[i]! - list.ticks[i - 1]!) - 1);
    writer.bytes[controls + i] = code * 6 + writeSize(writer, list.lots[i]!, list.previous[i]!, isTens);
  }
}

function writeFirst(writer: ByteWriter, ticks: number, best: number, sign: number): number {
  if (best === 0) return writeGap(writer, ticks);
  const worse = (best - ticks) * sign;
  const [half, odd] = worse >= 0 ? [worse, 0] : [-worse - 1, 1];
  if (half < LONG_GAP / 2) return writeGap(writer, half * 2 + odd);
  writer.fixed((half % 128) * 2 + odd, 1);
  writer.fixed(Math.floor(half / 128), LONG_BYTES - 1);
  return LONG_CODE;
}

function writeGap(writer: ByteWriter, gap: number): number {
  const place = GAPS.findLastIndex(({ first }) => gap >= first);
  const { first, bytes } = GAPS[place]!;
  const below = GAPS.slice(0, place).reduce((sum, { codes }) => sum + codes, 0);
  if (bytes === LONG_BYTES) {
    writer.fixed(gap, bytes);
    return LONG_CODE;
  }
  const rest = gap - first;
  writer.fixed(rest % 256 ** bytes, bytes);
  return below + Math.floor(rest / 256 ** bytes);
}

/** Writes a size in the fewest bytes, absolute where both take as many; answers the operation. */
function writeSize(writer: ByteWriter, lots: number, previous: number, isTens: boolean): number {
  if (lots === 0) return 0;
  const bytesOf = (number: number) => (number < 256 ? 1 : number < 65_536 ? 2 : 3);
  const change = lots - previous;
  const adjustment = coded(Math.abs(change), isTens) * 2 + (change < 0 ? 1 : 0);
  const number = coded(lots, isTens);
  const isAdjusted = previous > 0 && bytesOf(adjustment) < bytesOf(number);
  const bytes = bytesOf(isAdjusted ? adjustment : number);
  if (bytes === 3) {
    if (!isTens) writer.varint(lots);
    else writer.svarint(lots % 10 === 0 ? lots / 10 : -lots);
    return LONG;
  }
  writer.fixed(isAdjusted ? adjustment : number, bytes);
  return OPERATIONS.findIndex((operation) => operation.bytes === bytes && (operation.name === 'adjust') === isAdjusted);
}

/** Rounded above 2^53, where only its length counts. */
function coded(lots: number, isTens: boolean): number {
  if (!isTens) return lots;
  return lots % 10 === 0 ? (lots / 10) * 2 : lots * 2 + 1;
}
