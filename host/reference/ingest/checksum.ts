/** Venues' checksums of a book, from Kraken's and OKX's documents. */
import { SUM_OKX } from '../../../assembly/ingest/layout.js';
import type { Core, Grid } from '../../wire/core.js';
import { formatDecimal } from '../../wire/decimal.js';
import { crc32, isExact, sentDigits } from './decimal-text.js';

type Level = readonly [ticks: number, lots: number];

/** The best `n` levels of both sides. */
function best(core: Core, handle: number, n: number): [bids: Level[], asks: Level[]] {
  const count = core.top(handle, n);
  const rows = Array.from({ length: count }, (_, i): Level => [core.levels.ticks[i]!, core.levels.lots[i]!]);
  return [rows.slice(0, core.levelBids()), rows.slice(core.levelBids())];
}

/** The checksum of a writer's book; undefined where the text cannot be said. `sent`: digits of Kraken's prices and sizes. */
export function checksumOf(
  core: Core,
  handle: number,
  grid: Grid,
  sum: number,
  sent: readonly [number, number],
): number | undefined {
  const isOkx = sum === SUM_OKX;
  const [bids, asks] = best(core, handle, isOkx ? 25 : 10);
  for (const [ticks, lots] of [...bids, ...asks]) {
    if (!isExact(ticks, grid.tick) || !isExact(lots, grid.lot)) return undefined;
  }
  if (isOkx) {
    const parts: string[] = [];
    for (let i = 0; i < 25; i++) for (const side of [bids, asks]) if (side[i]) parts.push(...shortest(side[i]!, grid));
    return crc32(parts.join(':'));
  }
  let text = '';
  for (const [ticks, lots] of [...asks, ...bids]) {
    const price = sentDigits(ticks, grid.tick, grid.priceDecimals, sent[0]);
    const size = sentDigits(lots, grid.lot, grid.sizeDecimals, sent[1]);
    if (price === undefined || size === undefined) return undefined;
    text += price + size;
  }
  return crc32(text);
}

function shortest([ticks, lots]: Level, grid: Grid): [string, string] {
  return [formatDecimal(ticks, grid.tick, grid.priceDecimals), formatDecimal(lots, grid.lot, grid.sizeDecimals)];
}
