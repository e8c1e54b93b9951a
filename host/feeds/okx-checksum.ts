/**
 * OKX's checksum: CRC32 over the best 25 levels as `bid price:bid size:ask price:ask size:…`, level by
 * level, the longer side alone where the other has ended. Numbers stand as they were sent, and OKX sends
 * them in shortest form; those that came with more zeros are remembered.
 */
import { crc32 } from 'node:zlib';
import { SUM_OKX } from '../../assembly/ingest/layout.js';
import type { Core, Grid } from '../wire/core.js';
import { formatDecimal } from '../wire/decimal.js';
import type { BookChecksum, ChecksumRule } from './book-checksum.js';
import type { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { paddedDecimal } from './padded-decimal.js';
import { shortestDecimal } from './shortest-decimal.js';

/** Levels a side that the checksum covers. */
export const OKX_CHECKSUM_LEVELS = 25;
/** Exceptions kept before those of levels that are gone are cleared out. */
const MAX_EXCEPTIONS = 8_192;

/** Digits behind the point of a price and of its size, as sent. */
interface Sent {
  readonly price: number;
  readonly size: number;
}

const SHORTEST: Sent = { price: 0, size: 0 };

export class OkxChecksum implements BookChecksum {
  /** Levels sent with trailing zeros, by price in shortest form. */
  readonly #exceptions = new Map<string, Sent>();

  /** The text of an instrument's steps says nothing of the digits of a level. */
  setWireDecimals(): void {}

  restart(): void {
    this.#exceptions.clear();
  }

  see(message: BookMessage): void {
    // First what goes: a price may leave one side and come to the other in one message.
    for (const deleted of [true, false]) {
      this.#except(message.bids, deleted);
      this.#except(message.asks, deleted);
    }
  }

  matches(checksum: number, core: Core, stream: number, grid: Grid): boolean {
    if (this.#exceptions.size > MAX_EXCEPTIONS) this.#forget(core, stream, grid);
    const count = core.top(stream, OKX_CHECKSUM_LEVELS);
    const bids = core.levelBids();
    const parts: string[] = [];
    for (let level = 0; level < OKX_CHECKSUM_LEVELS; level++) {
      if (level < bids) this.#write(core, level, grid, parts);
      if (bids + level < count) this.#write(core, bids + level, grid, parts);
    }
    return crc32(parts.join(':')) === checksum;
  }

  rule(): ChecksumRule | undefined {
    return this.#exceptions.size === 0 ? { sum: SUM_OKX, priceSent: 0, sizeSent: 0 } : undefined;
  }

  #write({ levels }: Core, row: number, grid: Grid, parts: string[]): void {
    const ticks = levels.ticks[row]!;
    const lots = levels.lots[row]!;
    const sent =
      this.#exceptions.size === 0
        ? SHORTEST
        : (this.#exceptions.get(formatDecimal(ticks, grid.tick, grid.priceDecimals)) ?? SHORTEST);
    parts.push(paddedDecimal(ticks, grid.tick, grid.priceDecimals, sent.price));
    parts.push(paddedDecimal(lots, grid.lot, grid.sizeDecimals, sent.size));
  }

  /** Removes what deleted levels had, or notes what the others were sent with. */
  #except(side: DecimalLevels, deleted: boolean): void {
    for (let row = 0; row < side.count; row++) {
      if ((side.sizeMantissa[row] === 0) !== deleted) continue;
      const isShortest =
        deleted ||
        (side.priceSent[row]! <= Math.max(0, side.priceDecimals[row]!) &&
          side.sizeSent[row]! <= Math.max(0, side.sizeDecimals[row]!));
      if (isShortest && this.#exceptions.size === 0) continue;
      const price = shortestDecimal(side.priceMantissa[row]!, side.priceDecimals[row]!);
      if (isShortest) this.#exceptions.delete(price);
      else this.#exceptions.set(price, { price: side.priceSent[row]!, size: side.sizeSent[row]! });
    }
  }

  /** Drops the exceptions of levels that the book does not hold. */
  #forget(core: Core, stream: number, grid: Grid): void {
    const count = core.top(stream, 0);
    const held = new Set<string>();
    for (let row = 0; row < count; row++) {
      held.add(formatDecimal(core.levels.ticks[row]!, grid.tick, grid.priceDecimals));
    }
    for (const price of this.#exceptions.keys()) if (!held.has(price)) this.#exceptions.delete(price);
  }
}
