/** An endless session of OKX v5: ids that are ordered by the one before, checksums over shortest text, ids that begin anew. */
import { OkxExchange } from '../feeds/okx-exchange.js';
import type { Random } from '../fuzz/random.js';
import { changesOf, MIDDLE, type VenueSession } from './venue-session.js';

type Row = [price: string, size: string];

/** Levels a side that the session keeps. */
const MOST_LEVELS = 50;
const priceText = (ticks: number) => String(ticks / 100);
const sizeText = (lots: number) => String(lots / 1000);

export class OkxSession implements VenueSession {
  readonly native = 'BTC-USDT';
  readonly depth = 0;
  readonly #random: Random;
  readonly #exchange = new OkxExchange();
  #time = 1_597_026_383_085;

  constructor(random: Random) {
    this.#random = random;
    this.#exchange.snapshot([[priceText(MIDDLE - 5), '1']], [[priceText(MIDDLE + 5), '1']]);
  }

  get id(): number {
    return this.#exchange.seqId;
  }

  next(): string[] {
    const random = this.#random;
    if (random.chance(0.1)) return [this.#trade()];
    if (random.chance(0.02)) return [this.#exchange.noChange()];
    this.#exchange.hasChecksums = random.chance(0.7);
    // After maintenance the venue counts anew.
    const seqId = random.chance(0.01) ? 1 + random.below(9) : this.id + 1 + random.below(9);
    const text = this.#exchange.update(this.#rows(-1), this.#rows(1), seqId);
    return [random.chance(0.05) ? this.#odd(text) : text];
  }

  snapshot(): string {
    return this.#exchange.snapshotAgain();
  }

  levels() {
    const { bids, asks } = this.#exchange.levels();
    const numbers = (side: [string, string][]) =>
      side.map(([p, s]): [number, number] => [Math.round(Number(p) * 100), Math.round(Number(s) * 1000)]);
    return { bids: numbers(bids), asks: numbers(asks) };
  }

  #rows(sign: number): Row[] {
    const { bids, asks } = this.#exchange.levels();
    const changes = changesOf(this.#random, sign, new Map());
    const rows = changes.map(([ticks, lots]): Row => [priceText(ticks), sizeText(lots)]);
    for (const [worst] of (sign < 0 ? bids : asks).slice(MOST_LEVELS)) rows.push([worst, '0']);
    return rows;
  }

  /** What a book cannot hold, or not on its grid, or what crosses it, or a checksum that is not the book's. */
  #odd(text: string): string {
    const random = this.#random;
    const frame = JSON.parse(text);
    const [data] = frame.data;
    const fault = random.below(4);
    if (fault === 0) data.checksum = 77;
    else data.checksum = 0;
    if (fault === 1) data.bids.push(['150', '1', '0', '1']);
    if (fault === 2) data.asks.push([random.pick(['100.501', '9999999999999.99']), '1', '0', '1']);
    if (fault === 3) data.asks.push(['150', random.pick(['1.50', '0.0001', '2.0']), '0', '1']);
    return JSON.stringify(frame);
  }

  #trade(): string {
    const random = this.#random;
    const ts = String(++this.#time);
    const numbers = { px: priceText(MIDDLE - 5 + random.below(10)), sz: sizeText(1 + random.below(99)) };
    const data = [{ instId: this.native, tradeId: ts, ...numbers, side: random.pick(['buy', 'sell']), ts }];
    return JSON.stringify({ arg: { channel: 'trades', instId: this.native }, data });
  }
}
