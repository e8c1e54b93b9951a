/** The payload of a snapshot: price grid, depth and every level. */
import { CODEC_PLAIN, GRID, MAX_DECIMALS, OK, RANGE, SIDE_ASK, SIDE_BID, TRAILING } from '../../assembly/layout.js';
import type { Grid } from '../wire/core.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { ChangeList } from './change-list.js';
import { readFastLevels, readShape, writeFast } from './fast.js';
import { isPositive, isUpTo } from './integer.js';
import { Book } from './l2.js';
import { LevelBudget } from './level-budget.js';
import type { BookSide } from './side.js';

/** Most levels a side that a stream may keep. */
export const MAX_DEPTH = 0x7fffffff;

/** A snapshot that was read, but for its levels. */
export interface SnapshotPrefix {
  grid: Grid;
  depth: number;
}

/** Whether a price grid can be used. */
export function isGrid({ priceDecimals, tick, sizeDecimals, lot }: Grid): boolean {
  return (
    isUpTo(priceDecimals, MAX_DECIMALS) && isPositive(tick) && isUpTo(sizeDecimals, MAX_DECIMALS) && isPositive(lot)
  );
}

/** Reads what is to replace `book`: OK and `prefix` and `levels`, or a code. */
export function readSnapshot(
  reader: ByteReader,
  codec: number,
  book: Book,
  budget: LevelBudget,
  prefix: SnapshotPrefix,
  levels: ChangeList,
): number {
  levels.clear();
  readPrefix(reader, prefix);
  if (codec !== CODEC_PLAIN) return readFastBook(reader, book, budget, prefix, levels);
  const nBids = reader.varint();
  const nAsks = reader.varint();
  if (reader.code === OK) reader.fail(judgeCounts(nBids, nAsks, prefix.depth, book, budget));
  if (reader.code === OK) readSide(reader, book.bids, nBids, levels);
  levels.endBids();
  if (reader.code === OK) readSide(reader, book.asks, nAsks, levels);
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

function readFastBook(
  reader: ByteReader,
  book: Book,
  budget: LevelBudget,
  prefix: SnapshotPrefix,
  levels: ChangeList,
): number {
  const shape = readShape(reader);
  if (reader.code === OK) reader.fail(judgeCounts(shape.bids, shape.asks, prefix.depth, book, budget));
  readFastLevels(reader, shape, new Book(new LevelBudget(0, 0), 0), levels);
  return reader.code;
}

function readPrefix(reader: ByteReader, prefix: SnapshotPrefix): void {
  const priceDecimals = reader.u8();
  if (priceDecimals > MAX_DECIMALS) reader.fail(GRID);
  const tick = reader.varint();
  if (tick === 0) reader.fail(GRID);
  const sizeDecimals = reader.u8();
  if (sizeDecimals > MAX_DECIMALS) reader.fail(GRID);
  const lot = reader.varint();
  if (lot === 0) reader.fail(GRID);
  prefix.grid = { priceDecimals, tick, sizeDecimals, lot };
  prefix.depth = reader.varint();
  if (prefix.depth > MAX_DEPTH) reader.fail(RANGE);
}

function judgeCounts(nBids: number, nAsks: number, depth: number, book: Book, budget: LevelBudget): number {
  if (depth > 0 && (nBids > depth || nAsks > depth)) return RANGE;
  return budget.judgeReplacement(book, nBids, nAsks);
}

function readSide(reader: ByteReader, side: BookSide, count: number, levels: ChangeList): void {
  for (let i = 0, price = 0; i < count; i++) {
    const step = reader.varint();
    price = i === 0 ? step : price - side.sign * (step + 1);
    if (!isPositive(price)) reader.fail(RANGE);
    const size = reader.varint();
    if (size === 0) reader.fail(RANGE);
    if (reader.code !== OK) return;
    levels.add(price, size, 0);
  }
}

export function writeSnapshot(writer: ByteWriter, codec: number, book: Book, grid: Grid): void {
  writer.u8(grid.priceDecimals);
  writer.varint(grid.tick);
  writer.u8(grid.sizeDecimals);
  writer.varint(grid.lot);
  writer.varint(book.depth);
  if (codec !== CODEC_PLAIN) {
    writeFast(writer, listOf(book), { bid: 0, ask: 0 });
    return;
  }
  writer.varint(book.bids.count);
  writer.varint(book.asks.count);
  writeSide(writer, book.side(SIDE_BID));
  writeSide(writer, book.side(SIDE_ASK));
}

function writeSide(writer: ByteWriter, { ticks, lots, count }: BookSide): void {
  for (let i = count - 1; i >= 0; i--) {
    writer.varint(i === count - 1 ? ticks[i]! : Math.abs(ticks[i + 1]! - ticks[i]!) - 1);
    writer.varint(lots[i]!);
  }
}

/** A book as the changes that make it of an empty one. */
function listOf(book: Book): ChangeList {
  const list = new ChangeList(book.count);
  list.bids = book.top(SIDE_BID, 0, list, 0);
  list.count = list.bids + book.top(SIDE_ASK, 0, list, list.bids);
  return list;
}
