/** Decoded trades into a core's trade records, in ticks and lots. */
import { TRADE_EVENT, TRADE_FIELDS, TRADE_ID, TRADE_LOTS, TRADE_SIDE, TRADE_TICKS } from '../../assembly/layout.js';
import type { BookWriter } from './book-writer.js';
import { OFF_GRID } from './grid-unit.js';
import type { TradeBatch } from './trade-batch.js';

/** Whether any trade of the batch stands between two steps of the writer's grid. */
export function isOffGrid(batch: TradeBatch, writer: BookWriter): boolean {
  for (let row = 0; row < batch.count; row++) {
    if (writer.ticksOf(batch.levels, row) === OFF_GRID || writer.lotsOf(batch.levels, row) === OFF_GRID) return true;
  }
  return false;
}

/**
 * Writes trades from row `from` on into `records` until it is full; answers the rows read. A trade
 * that the grid cannot hold is left out: `written` tells how many are in.
 */
export function stageTrades(
  batch: TradeBatch,
  from: number,
  writer: BookWriter,
  records: Float64Array,
): { readonly read: number; readonly written: number } {
  const room = Math.floor(records.length / TRADE_FIELDS);
  let row = from;
  let written = 0;
  for (; row < batch.count && written < room; row++) {
    const ticks = writer.ticksOf(batch.levels, row);
    const lots = writer.lotsOf(batch.levels, row);
    if (ticks <= 0 || lots <= 0) continue;
    const at = written * TRADE_FIELDS;
    records[at + TRADE_TICKS] = ticks;
    records[at + TRADE_LOTS] = lots;
    records[at + TRADE_EVENT] = batch.tsEvent[row]!;
    records[at + TRADE_ID] = batch.id[row]!;
    records[at + TRADE_SIDE] = batch.side[row]!;
    written++;
  }
  return { read: row - from, written };
}
