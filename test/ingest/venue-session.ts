/** Endless sessions of venues, for tests: messages in order with all kinds of oddities, and the book that they lead to. */
import type { Grid } from '../../host/wire/core.js';
import type { Random } from '../fuzz/random.js';

/** Of all sessions' numbers. */
export const SESSION_GRID: Grid = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };

export interface VenueSession {
  readonly native: string;
  /** Levels a side, 0 is all. */
  readonly depth: number;
  /** Update id that the book is at after the messages so far, -1 where there is none. */
  readonly id: number;
  /** The next messages: mostly one. */
  next(): string[];
  /** The book as it is, as the venue tells it. */
  snapshot(): string;
  /** The same in ticks and lots, best first. */
  levels(): { bids: [number, number][]; asks: [number, number][] };
}

export const MIDDLE = 10_000;
export const price = (ticks: number) => (ticks / 100).toFixed(2);
export const size = (lots: number) => (lots / 1000).toFixed(3);
export type Ladder = Map<number, number>;

/** Levels of a side near the middle that change; prices of bids below it. */
export function changesOf(random: Random, sign: number, side: Ladder): [number, number][] {
  const changes = new Map<number, number>();
  for (let i = random.below(5); i > 0; i--) {
    const isFar = random.chance(0.02);
    const ticks = MIDDLE + sign * (1 + random.below(isFar ? 9_000 : 25));
    changes.set(ticks, random.chance(0.35) ? 0 : random.chance(0.1) ? (side.get(ticks) ?? 1) : 1 + random.below(9_999));
  }
  return [...changes];
}

export function apply(side: Ladder, changes: readonly [number, number][]): void {
  for (const [ticks, lots] of changes) {
    if (lots === 0) side.delete(ticks);
    else side.set(ticks, lots);
  }
}

export const sorted = (side: Ladder, sign: number) => [...side].sort(([a], [b]) => sign * (a - b));

export class BinanceSession implements VenueSession {
  readonly native = 'BTCUSDT';
  readonly depth = 0;
  id = 100;
  readonly #random: Random;
  readonly #isFutures: boolean;
  readonly #bids: Ladder = new Map([[MIDDLE - 5, 1_000]]);
  readonly #asks: Ladder = new Map([[MIDDLE + 5, 1_000]]);
  #previous = 100;
  #time = 1_700_000_000_000;

  constructor(random: Random, isFutures: boolean) {
    this.#random = random;
    this.#isFutures = isFutures;
  }

  next(): string[] {
    const random = this.#random;
    if (random.chance(0.2)) return [this.#trade()];
    const before = random.chance(0.2) ? [this.#quote(this.id)] : [];
    const first = this.id + 1;
    const between = random.chance(0.2) ? [this.#quote(first + 1)] : [];
    const diff = this.#diff(first);
    const early = random.chance(0.3) ? [this.#quote(this.id)] : [];
    const late = random.chance(0.3) ? [this.#quote(this.id)] : [];
    const burst = random.chance(0.003) ? Array.from({ length: 70 }, (_, i) => this.#quote(this.id + 1 + i)) : [];
    return [...before, ...between, ...early, diff, ...late, ...burst];
  }

  snapshot(): string {
    const { bids, asks } = this.levels();
    const text = (levels: [number, number][]) => levels.map(([ticks, lots]) => [price(ticks), size(lots)]);
    return JSON.stringify({ lastUpdateId: this.id, bids: text(bids), asks: text(asks) });
  }

  levels() {
    return { bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
  }

  #diff(U: number): string {
    const random = this.#random;
    const bids = changesOf(random, -1, this.#bids);
    const asks = changesOf(random, 1, this.#asks);
    apply(this.#bids, bids);
    apply(this.#asks, asks);
    const pu = this.#previous;
    this.id = U + 2 + random.below(4);
    this.#previous = this.id;
    const rows = (changes: readonly [number, number][]) => {
      const rows = changes.map(([ticks, lots]) => [price(ticks), size(lots)]);
      if (random.chance(0.3)) rows.sort(([a], [b]) => Number(a) - Number(b));
      return rows;
    };
    const [b, a] = [rows(bids), rows(asks)];
    // What a book cannot hold, or not on its grid, or what crosses it.
    if (random.chance(0.01)) b.push([random.pick(['99.001', '9999999999999.99', '1e9', '101.50']), '1.000']);
    if (random.chance(0.01)) a.push(['150.00', random.pick(['0.0001', '99999999999999', '1e-9'])]);
    const ids = this.#isFutures ? { U, u: this.id, pu } : { U, u: this.id };
    return JSON.stringify({ e: 'depthUpdate', E: ++this.#time, T: this.#time, s: this.native, ...ids, b, a });
  }

  #quote(u: number): string {
    const random = this.#random;
    const { bids, asks } = this.levels();
    const [b, B] = bids[0] ?? [0, 0];
    const [a, A] = asks[0] ?? [0, 0];
    const isWrong = random.chance(0.02);
    const event = this.#isFutures ? { e: 'bookTicker', E: this.#time, T: this.#time } : {};
    const prices = {
      b: b === 0 ? '0.00000' : price(b),
      B: isWrong ? '77.7770' : size(B),
      a: a === 0 ? '0' : price(a),
      A: size(A),
    };
    return JSON.stringify({ ...event, u, s: this.native, ...prices });
  }

  #trade(): string {
    const random = this.#random;
    const p = random.chance(0.01) ? '100.001' : price(MIDDLE - 5 + random.below(10));
    const q = random.chance(0.01) ? '0.0000001' : size(1 + random.below(500));
    const E = ++this.#time;
    return JSON.stringify({ e: 'trade', E, T: E, s: this.native, t: E, p, q, m: random.chance(0.5), X: 'MARKET' });
  }
}
