/**
 * Kraken's checksum: CRC32 over the digits of the best ten asks, then bids, prices and sizes as sent,
 * without points and leading zeros.
 *
 * A book in ticks and lots has lost the trailing zeros, so the digits are found again in this order:
 * 1. every number has the wire's decimals: those the instrument states, or the most seen so far;
 * 2. where levels came with differing decimals: each level has those it was sent with;
 * 3. until a checksum has confirmed the wire's decimals: others, up to MAX_WIRE_DECIMALS. A session
 *    that lost its trailing zeros may not have shown them yet.
 * Each try that is wrong passes by chance once in 2^32.
 */
import { crc32 } from 'node:zlib';
import { SUM_KRAKEN } from '../../assembly/ingest/layout.js';
import type { Core, Grid, LevelColumns } from '../wire/core.js';
import { formatDecimal } from '../wire/decimal.js';
import type { BookChecksum, ChecksumRule } from './book-checksum.js';
import type { BookMessage } from './book-message.js';
import type { DecimalLevels } from './decimal-levels.js';
import { shortestDecimal } from './shortest-decimal.js';

/** Levels a side that the checksum covers. */
export const CHECKSUM_LEVELS = 10;
/** Most decimals tried; Kraken's own go to 10. */
const MAX_WIRE_DECIMALS = 12;
/** Exceptions kept before those of levels that left without a word (beyond the depth) are cleared out. */
const MAX_EXCEPTIONS = 8_192;

/** Decimals of a price and of its size in one number. */
const pack = (price: number, size: number) => price * 256 + size;

export class KrakenChecksum implements BookChecksum {
  #priceDecimals = 0;
  #sizeDecimals = 0;
  #isConfirmed = false;
  /** What levels without an exception were sent with: -1 until the first message. */
  #usual = -1;
  /** Levels sent with other decimals, by price in shortest form. */
  readonly #exceptions = new Map<string, number>();

  /** What an instrument states of the wire. */
  setWireDecimals(price: number | undefined, size: number | undefined): void {
    this.#priceDecimals = Math.max(this.#priceDecimals, price ?? 0);
    this.#sizeDecimals = Math.max(this.#sizeDecimals, size ?? 0);
  }

  /** A snapshot replaces all levels. */
  restart(): void {
    this.#usual = -1;
    this.#exceptions.clear();
  }

  /** Takes note of the digits of a message, before `matches` is asked about it. */
  see(message: BookMessage): void {
    const price = Math.max(
      mostDecimals(message.bids.priceSent, message.bids),
      mostDecimals(message.asks.priceSent, message.asks),
    );
    const size = Math.max(
      mostDecimals(message.bids.sizeSent, message.bids),
      mostDecimals(message.asks.sizeSent, message.asks),
    );
    this.setWireDecimals(price, size);
    if (this.#usual < 0) this.#usual = pack(price, size);
    this.#except(message.bids, true);
    this.#except(message.asks, true);
    this.#except(message.bids, false);
    this.#except(message.asks, false);
  }

  /** Removes what deleted levels had, or notes what the others were sent with. */
  #except(side: DecimalLevels, deleted: boolean): void {
    for (let row = 0; row < side.count; row++) {
      if ((side.sizeMantissa[row] === 0) !== deleted) continue;
      const sent = pack(side.priceSent[row]!, side.sizeSent[row]!);
      const isUsual = deleted || sent === this.#usual;
      if (isUsual && this.#exceptions.size === 0) continue;
      const price = shortestDecimal(side.priceMantissa[row]!, side.priceDecimals[row]!);
      if (isUsual) this.#exceptions.delete(price);
      else this.#exceptions.set(price, sent);
    }
  }

  /** Whether the best levels of a stream's book have this checksum. */
  matches(checksum: number, core: Core, stream: number, grid: Grid): boolean {
    if (this.#exceptions.size > MAX_EXCEPTIONS) this.#forget(core, stream, grid);
    const count = core.top(stream, CHECKSUM_LEVELS);
    const bids = core.levelBids();
    const crc = (sent: (row: number) => number) => {
      let text = '';
      for (let row = bids; row < count; row++) text += levelDigits(core.levels, row, grid, sent(row));
      for (let row = 0; row < bids; row++) text += levelDigits(core.levels, row, grid, sent(row));
      return crc32(text);
    };
    const wire = pack(this.#priceDecimals, this.#sizeDecimals);
    if (crc(() => wire) === checksum) {
      this.#isConfirmed = true;
      return true;
    }
    const isVaried = this.#exceptions.size > 0 || this.#usual !== wire;
    if (isVaried && crc((row) => this.#sentWith(core.levels, row, grid)) === checksum) return true;
    return !this.#isConfirmed && this.#search(checksum, crc);
  }

  rule(): ChecksumRule | undefined {
    if (!this.#isConfirmed || this.#exceptions.size > 0 || this.#usual < 0) return undefined;
    return { sum: SUM_KRAKEN, priceSent: this.#usual >> 8, sizeSent: this.#usual & 255 };
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

  #sentWith(levels: LevelColumns, row: number, grid: Grid): number {
    const price = formatDecimal(levels.ticks[row]!, grid.tick, grid.priceDecimals);
    return this.#exceptions.get(price) ?? this.#usual;
  }

  #search(checksum: number, crc: (sent: () => number) => number): boolean {
    for (let price = this.#priceDecimals; price <= MAX_WIRE_DECIMALS; price++) {
      for (let size = this.#sizeDecimals; size <= MAX_WIRE_DECIMALS; size++) {
        if (crc(() => pack(price, size)) !== checksum) continue;
        this.#priceDecimals = price;
        this.#sizeDecimals = size;
        this.#isConfirmed = true;
        return true;
      }
    }
    return false;
  }
}

function mostDecimals(sent: Uint8Array, side: DecimalLevels): number {
  let most = 0;
  for (let row = 0; row < side.count; row++) most = Math.max(most, sent[row]!);
  return most;
}

function levelDigits(levels: LevelColumns, row: number, grid: Grid, sent: number): string {
  const price = digits(levels.ticks[row]!, grid.tick, grid.priceDecimals, sent >> 8);
  return price + digits(levels.lots[row]!, grid.lot, grid.sizeDecimals, sent & 255);
}

/** `steps` × `unit` × 10^-`decimals` written with `sent` decimals, without point and leading zeros. */
function digits(steps: number, unit: number, decimals: number, sent: number): string {
  const product = steps * unit;
  const text = Number.isSafeInteger(product) ? String(product) : String(BigInt(steps) * BigInt(unit));
  if (sent >= decimals) return text + '0'.repeat(sent - decimals);
  // Only zeros go: a number that needs more decimals than it was sent with is not what was sent.
  const kept = text.length - (decimals - sent);
  return kept > 0 && /^0*$/.test(text.slice(kept)) ? text.slice(0, kept) : text;
}
