/** The payload of a delta, codec 1 (plain): sorted changes, with the book before them as dictionary. */
import { DICTIONARY, FULL, OK, OP_ADJUST, OP_DELETE, OP_SET, RANGE, TRAILING } from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import { type ByteWriter, svarintLength, varintLength } from './byte-writer.js';
import type { ChangeList } from './change-list.js';
import { isPositive } from './integer.js';
import type { Book } from './l2.js';
import type { LevelBudget } from './level-budget.js';
import type { BookSide } from './side.js';

/** Reads the changes of a book, which is not touched: OK and `list`, or a code. */
export function readDelta(reader: ByteReader, book: Book, budget: LevelBudget, list: ChangeList): number {
  list.clear();
  const nBids = reader.varint();
  const nAsks = reader.varint();
  if (nBids > budget.sideLimit || nAsks > budget.sideLimit) reader.fail(FULL);
  const run = { total: budget.used, sideLimit: budget.sideLimit, totalLimit: budget.totalLimit };
  if (reader.code === OK) readSide(reader, book.bids, nBids, run, list);
  list.endBids();
  if (reader.code === OK) readSide(reader, book.asks, nAsks, run, list);
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

/** Levels of all books as they stand after each change, and the limits. */
interface RunningCount {
  total: number;
  readonly sideLimit: number;
  readonly totalLimit: number;
}

function readSide(reader: ByteReader, side: BookSide, changes: number, run: RunningCount, list: ChangeList): void {
  let levels = side.count;
  for (let i = 0, price = 0; i < changes; i++) {
    price = i === 0 ? readFirstPrice(reader, side) : price - side.sign * (reader.opvarint() + 1);
    if (!isPositive(price)) reader.fail(RANGE);
    if (reader.code !== OK) return;
    const { operation } = reader;
    const previous = side.lotsAt(price);
    const size = readSize(reader, operation, previous);
    if (reader.code !== OK) return;
    const added = (size > 0 ? 1 : 0) - (previous > 0 ? 1 : 0);
    levels += added;
    run.total += added;
    if (added > 0 && (levels > run.sideLimit || run.total > run.totalLimit)) reader.fail(FULL);
    list.add(price, size, previous);
  }
}

function readFirstPrice(reader: ByteReader, side: BookSide): number {
  const distance = reader.opsvarint();
  return side.count === 0 ? distance : side.bestTicks - side.sign * distance;
}

/** Lots after a change; 0 where the level goes, or after a failure. */
function readSize(reader: ByteReader, operation: number, previous: number): number {
  if (operation === OP_SET) {
    const size = reader.varint();
    return size === 0 ? reader.fail(RANGE) : size;
  }
  if (operation !== OP_DELETE && operation !== OP_ADJUST) return reader.fail(RANGE);
  if (previous === 0) return reader.fail(DICTIONARY);
  if (operation === OP_DELETE) return 0;
  const size = previous + reader.svarint();
  return isPositive(size) ? size : reader.fail(RANGE);
}

/** The best prices of a book, 0 for an empty side. */
export interface BestPrices {
  readonly bid: number;
  readonly ask: number;
}

/** Writes changes. `best` are the prices before them. */
export function writeDelta(writer: ByteWriter, list: ChangeList, best: BestPrices): void {
  writer.varint(list.bids);
  writer.varint(list.asks);
  writeSide(writer, list, 0, list.bids, best.bid, 1);
  writeSide(writer, list, list.bids, list.count, best.ask, -1);
}

/** @param sign 1 where a lower price is worse (bids), else -1 */
function writeSide(writer: ByteWriter, list: ChangeList, from: number, to: number, best: number, sign: number): void {
  for (let i = from; i < to; i++) {
    const operation = operationOf(list, i);
    const ticks = list.ticks[i]!;
    if (i > from) writer.opvarint(operation, Math.abs(ticks - list.ticks[i - 1]!) - 1);
    else if (best === 0) writer.opsvarint(operation, ticks);
    else writer.opsvarint(operation, (best - ticks) * sign);
    if (operation === OP_ADJUST) writer.svarint(list.lots[i]! - list.previous[i]!);
    if (operation === OP_SET) writer.varint(list.lots[i]!);
  }
}

function operationOf(list: ChangeList, index: number): number {
  const lots = list.lots[index]!;
  const previous = list.previous[index]!;
  if (lots === 0) return OP_DELETE;
  return previous > 0 && svarintLength(lots - previous) < varintLength(lots) ? OP_ADJUST : OP_SET;
}
