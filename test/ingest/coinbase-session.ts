/** An endless session of Coinbase Exchange: nothing proves the absence of a gap, and quotes have no id. */
import type { Random } from '../fuzz/random.js';
import { apply, changesOf, type Ladder, MIDDLE, price, size, sorted, type VenueSession } from './venue-session.js';

/** Levels a side that the session keeps. */
const MOST_LEVELS = 50;

export class CoinbaseSession implements VenueSession {
  readonly native = 'BTC-USD';
  readonly depth = 0;
  readonly id = -1;
  readonly #random: Random;
  readonly #bids: Ladder = new Map([[MIDDLE - 5, 1_000]]);
  readonly #asks: Ladder = new Map([[MIDDLE + 5, 1_000]]);
  #us = Date.UTC(2021, 3, 17, 16, 43) * 1_000;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): string[] {
    const random = this.#random;
    if (random.chance(0.05)) return [this.#match()];
    const quote = random.chance(0.2) ? [this.#ticker()] : [];
    const heartbeat = random.chance(0.02) ? [this.#frame('heartbeat', { sequence: 90, last_trade_id: 20 })] : [];
    return [this.#update(), ...quote, ...heartbeat];
  }

  snapshot(): string {
    const { bids, asks } = this.levels();
    const rows = (levels: [number, number][]) => levels.map(([ticks, lots]) => [price(ticks), size(lots)]);
    return JSON.stringify({ type: 'snapshot', product_id: this.native, asks: rows(asks), bids: rows(bids) });
  }

  levels() {
    return { bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
  }

  #update(): string {
    const random = this.#random;
    const bids = this.#changes(-1, this.#bids);
    const asks = this.#changes(1, this.#asks);
    const row =
      (side: string) =>
      ([ticks, lots]: [number, number]) => [side, price(ticks), size(lots)];
    const changes = [...bids.map(row('buy')), ...asks.map(row('sell'))];
    if (random.chance(0.2)) changes.reverse();
    // What crosses the book, what it cannot hold, or not on its grid.
    if (random.chance(0.005)) changes.push(['buy', '150.00', '1.000']);
    if (random.chance(0.005)) changes.push(['sell', random.pick(['101.001', '9999999999999.99']), '1.000']);
    if (random.chance(0.005)) changes.push(['sell', '150.00', random.pick(['0.0001', '99999999999999'])]);
    return this.#frame('l2update', { changes });
  }

  #changes(sign: number, side: Ladder): [number, number][] {
    const changes = changesOf(this.#random, sign, side);
    apply(side, changes);
    const gone = sorted(side, sign)
      .slice(MOST_LEVELS)
      .map(([ticks]): [number, number] => [ticks, 0]);
    apply(side, gone);
    return [...changes, ...gone];
  }

  #ticker(): string {
    const { bids, asks } = this.levels();
    const [bid, bidLots] = bids[0] ?? [1, 0];
    const [ask, askLots] = asks[0] ?? [MIDDLE * 2, 0];
    const isWrong = this.#random.chance(0.1);
    const best = { best_bid: price(bid), best_ask: price(ask) };
    const sizes = { best_bid_size: isWrong ? '77.777' : size(bidLots), best_ask_size: size(askLots) };
    return this.#frame('ticker', { price: price(bid), ...best, ...(this.#random.chance(0.5) && sizes) });
  }

  #match(): string {
    const random = this.#random;
    const numbers = { price: price(MIDDLE - 5 + random.below(10)), size: size(1 + random.below(99)) };
    return this.#frame('match', { trade_id: random.below(9_999), side: random.pick(['buy', 'sell']), ...numbers });
  }

  /** Now and then a second long: minutes, hours and days pass. */
  #frame(type: string, fields: object): string {
    this.#us += this.#random.below(this.#random.chance(0.01) ? 9_000_000_000 : 900_000);
    const ms = Math.floor(this.#us / 1_000);
    const time = `${new Date(ms).toISOString().slice(0, -1)}${String(this.#us % 1_000).padStart(3, '0')}Z`;
    return JSON.stringify({ type, product_id: this.native, ...fields, time });
  }
}
