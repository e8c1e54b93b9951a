/**
 * Kraken's side of a book, for tests: levels as text, the messages of both versions, and the checksum
 * as its documents describe it. Shares no code with what it tests.
 */
import { crc32 } from 'node:zlib';

/** Text of price and of size. */
export type TextLevel = readonly [price: string, size: string];

export class KrakenExchange {
  readonly depth: number;
  #bids: TextLevel[] = [];
  #asks: TextLevel[] = [];

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Makes the changes (size 0 deletes), cuts the sides to the depth; answers the checksum. */
  change(bids: readonly TextLevel[], asks: readonly TextLevel[]): number {
    this.#bids = this.#changed(this.#bids, bids, -1);
    this.#asks = this.#changed(this.#asks, asks, 1);
    return this.checksum();
  }

  #changed(side: readonly TextLevel[], changes: readonly TextLevel[], order: number): TextLevel[] {
    const levels = new Map(side.map((level) => [Number(level[0]), level]));
    for (const change of changes) {
      if (Number(change[1]) === 0) levels.delete(Number(change[0]));
      else levels.set(Number(change[0]), change);
    }
    return [...levels.values()].sort((a, b) => order * (Number(a[0]) - Number(b[0]))).slice(0, this.depth);
  }

  checksum(): number {
    const digits = (text: string) => text.replace('.', '').replace(/^0+/, '');
    const levels = [...this.#asks.slice(0, 10), ...this.#bids.slice(0, 10)];
    return crc32(levels.map(([price, size]) => digits(price) + digits(size)).join(''));
  }

  get bids(): readonly TextLevel[] {
    return this.#bids;
  }
  get asks(): readonly TextLevel[] {
    return this.#asks;
  }

  v1Snapshot(): string {
    return JSON.stringify([1, { as: timed(this.#asks), bs: timed(this.#bids) }, `book-${this.depth}`, 'XBT/USD']);
  }

  /** Makes the changes and tells them; both sides in one message have a payload each. */
  v1Update(bids: readonly TextLevel[], asks: readonly TextLevel[]): string {
    const c = String(this.change(bids, asks));
    const payloads = [
      ...(asks.length > 0 ? [{ a: timed(asks) }] : []),
      ...(bids.length > 0 ? [{ b: timed(bids) }] : []),
    ];
    Object.assign(payloads.at(-1)!, { c });
    return JSON.stringify([1, ...payloads, `book-${this.depth}`, 'XBT/USD']);
  }

  v2Snapshot(): string {
    return v2('snapshot', this.#bids, this.#asks, this.checksum());
  }

  v2Update(bids: readonly TextLevel[], asks: readonly TextLevel[]): string {
    return v2('update', bids, asks, this.change(bids, asks));
  }
}

function timed(levels: readonly TextLevel[]) {
  return levels.map(([price, size]) => [price, size, '1534614248.456738']);
}

/** Numbers stand bare, with all their digits. */
export function v2(type: string, bids: readonly TextLevel[], asks: readonly TextLevel[], checksum: number): string {
  const side = (levels: readonly TextLevel[]) =>
    `[${levels.map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join(',')}]`;
  const data = `{"symbol":"BTC/USD","bids":${side(bids)},"asks":${side(asks)},"checksum":${checksum}}`;
  return `{"channel":"book","type":"${type}","data":[${data}]}`;
}
