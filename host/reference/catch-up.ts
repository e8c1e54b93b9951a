/** What changed since a sequence, as a list and as the payload of a catch-up: docs/PROTOCOL.md, "Catch-up". */
import { FULL, OK, OP_DELETE, OP_SET, RANGE, SEQUENCE, SIDE_ASK, SIDE_BID, TRAILING } from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { ChangeList } from './change-list.js';
import { isPositive } from './integer.js';
import type { Book } from './l2.js';
import type { LevelBudget } from './level-budget.js';
import type { BookSide } from './side.js';
import type { Stream } from './stream.js';

/** Lists the levels that changed after a sequence, at most `sideLimit` a side: OK, SEQUENCE or FULL. */
export function listSince(stream: Stream, sequence: number, sideLimit: number, list: ChangeList): number {
  list.clear();
  const { book } = stream;
  if (sequence > stream.sequence || sequence < book.history.knownFrom) return SEQUENCE;
  for (const side of [SIDE_BID, SIDE_ASK]) {
    const levels = book.side(side);
    const isCut = book.depth > 0 && levels.count >= book.depth;
    const prices = [...book.history.since(side, sequence)].filter(
      (ticks) => !isCut || !levels.isBetter(levels.ticks[0]!, ticks),
    );
    if (prices.length > sideLimit) return FULL;
    prices.sort((a, b) => (b - a) * levels.sign);
    for (const ticks of prices) list.add(ticks, levels.lotsAt(ticks), 0);
    if (side === SIDE_BID) list.endBids();
  }
  return OK;
}

export function writeCatchUp(writer: ByteWriter, list: ChangeList): void {
  writer.varint(list.bids);
  writer.varint(list.asks);
  for (let i = 0; i < list.count; i++) {
    const operation = list.lots[i] === 0 ? OP_DELETE : OP_SET;
    if (i === 0 || i === list.bids) writer.opsvarint(operation, list.ticks[i]!);
    else writer.opvarint(operation, Math.abs(list.ticks[i]! - list.ticks[i - 1]!) - 1);
    if (operation === OP_SET) writer.varint(list.lots[i]!);
  }
}

/** As `readDelta`. */
export function readCatchUp(reader: ByteReader, book: Book, budget: LevelBudget, list: ChangeList): number {
  list.clear();
  const nBids = reader.varint();
  const nAsks = reader.varint();
  if (nBids > budget.sideLimit || nAsks > budget.sideLimit) reader.fail(FULL);
  let total = readSide(reader, book.bids, nBids, budget.used, budget, list);
  list.endBids();
  total = readSide(reader, book.asks, nAsks, total, budget, list);
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

/** Reads the changes of a side; `total` levels are in all books before them, and answered after them. */
function readSide(
  reader: ByteReader,
  side: BookSide,
  changes: number,
  total: number,
  budget: LevelBudget,
  list: ChangeList,
): number {
  let levels = side.count;
  let all = total;
  for (let i = 0, price = 0; i < changes && reader.code === OK; i++) {
    price = i === 0 ? reader.opsvarint() : price - side.sign * (reader.opvarint() + 1);
    const { operation } = reader;
    if (!isPositive(price) || (operation !== OP_SET && operation !== OP_DELETE)) reader.fail(RANGE);
    const lots = operation === OP_SET ? reader.varint() : 0;
    if (operation === OP_SET && lots === 0) reader.fail(RANGE);
    if (reader.code !== OK) return all;
    const previous = side.lotsAt(price);
    const added = (lots > 0 ? 1 : 0) - (previous > 0 ? 1 : 0);
    levels += added;
    all += added;
    if (added > 0 && (levels > budget.sideLimit || all > budget.totalLimit)) reader.fail(FULL);
    list.add(price, lots, previous);
  }
  return all;
}
