/**
 * The market model of one symbol: orders come, go and trade around a wandering fair value. It knows
 * neither sockets nor text. Given a seed, what happens and when is the same whatever the steps in
 * which time is advanced.
 *
 * Each event is one of: an order is added (mostly near the touch, sometimes far out), one is
 * cancelled in whole or in part, or a market order takes the opposite side's best levels. Quotes that
 * the fair value has passed are taken or pulled, a wide spread is filled, so the mid follows it.
 */
import { SIDE_ASK, SIDE_BID, TRADE_BUY, TRADE_SELL } from '../../../assembly/layout.js';
import { Arrivals } from './arrivals.js';
import { FairValue } from './fair-value.js';
import type { SimulatedInstrument } from './instrument.js';
import { OrderSizes } from './order-sizes.js';
import { Random } from './random.js';
import { SimulatedBook } from './simulated-book.js';

export interface MarketListener {
  /** A level was set; the book already holds it. */
  onLevel(side: number, ticks: number): void;
  /** `aggressor` is TRADE_BUY or TRADE_SELL; `timeMs` is the market's time. */
  onTrade(id: number, ticks: number, lots: number, aggressor: number, timeMs: number): void;
  /** After an event that changed the best price or size of a side. */
  onQuote(timeMs: number): void;
}

export interface MarketOptions {
  readonly instrument: SimulatedInstrument;
  readonly seed: number;
  /** Mean events a second. */
  readonly rate: number;
  readonly startMs: number;
  /** Levels a side that the book tends to, and never has twice of. */
  readonly levels: number;
  readonly historyChanges: number;
}

/** Of the events that no state of the book calls for: the share that are market orders. */
const TRADE_SHARE = 0.12;
/** A spread above this is soon filled. */
const WIDE_TICKS = 4;
/** Share of additions and cancellations near the touch, and their mean distance in gaps or levels. */
const NEAR_SHARE = 0.75;
const NEAR = 6;
/** A market order clears at most this many levels. */
const MAX_SWEEP = 8;

export class Market {
  readonly instrument: SimulatedInstrument;
  readonly book: SimulatedBook;
  readonly #random: Random;
  readonly #arrivals: Arrivals;
  readonly #fair: FairValue;
  readonly #sizes: OrderSizes;
  readonly #levels: number;
  readonly #minLevels: number;
  #listener: MarketListener | undefined;
  #nextMs: number;
  #tradeId: number;

  constructor(options: MarketOptions) {
    const { instrument, seed, rate, startMs } = options;
    this.instrument = instrument;
    this.#levels = options.levels;
    this.#minLevels = Math.min(20, Math.ceil(options.levels / 2));
    this.#random = new Random(seed, instrument.symbol, 'orders');
    this.#fair = new FairValue(
      new Random(seed, instrument.symbol, 'fair value'),
      instrument.startTicks,
      instrument.gapTicks,
    );
    this.#sizes = new OrderSizes(this.#random, instrument);
    this.#arrivals = new Arrivals(new Random(seed, instrument.symbol, 'arrivals'), rate, startMs);
    this.#nextMs = this.#arrivals.next();
    this.#tradeId = 1_000_000 + this.#random.below(1e9);
    this.book = new SimulatedBook(1_000_000_000 + this.#random.below(2 ** 32), options.historyChanges);
    this.#fill();
  }

  /** Makes everything happen up to a time, and tells of it as it does. */
  advance(toMs: number, listener: MarketListener): void {
    this.#listener = listener;
    while (this.#nextMs <= toMs) {
      this.#event(this.#nextMs);
      this.#nextMs = this.#arrivals.next();
    }
  }

  /** The book before the first event: sizes and gaps grow away from the touch. */
  #fill(): void {
    const { startTicks, gapTicks } = this.instrument;
    for (const side of [SIDE_BID, SIDE_ASK]) {
      let distance = 1 + this.#random.below(2);
      for (let i = 0; i < this.#levels; i++) {
        const ticks = side === SIDE_BID ? startTicks - distance : startTicks + distance;
        if (ticks < 1) break;
        this.book.side(side).set(ticks, this.#sizes.resting(distance));
        distance += 1 + Math.floor(this.#random.exponential((gapTicks - 0.5) * (1 + i / 250)));
      }
    }
  }

  #event(timeMs: number): void {
    const { bids, asks } = this.book;
    const bid = bids.best;
    const bidLots = bids.bestLots;
    const ask = asks.best;
    const askLots = asks.bestLots;
    this.#fair.step();
    this.#act(timeMs);
    if (bids.best !== bid || bids.bestLots !== bidLots || asks.best !== ask || asks.bestLots !== askLots) {
      this.#listener?.onQuote(timeMs);
    }
  }

  #act(timeMs: number): void {
    const { bids, asks } = this.book;
    const fair = this.#fair.ticks;
    if (bids.size < this.#minLevels) this.#add(SIDE_BID);
    else if (asks.size < this.#minLevels) this.#add(SIDE_ASK);
    else if (asks.best < fair) this.#passed(SIDE_ASK, timeMs);
    else if (bids.best > fair) this.#passed(SIDE_BID, timeMs);
    else this.#calm(this.#random.chance(0.5) ? SIDE_BID : SIDE_ASK, timeMs);
  }

  /** Both sides are where the fair value wants them. */
  #calm(side: number, timeMs: number): void {
    const { bids, asks } = this.book;
    const missing = 1 - this.book.side(side).size / this.#levels;
    if (asks.best - bids.best > WIDE_TICKS && this.#random.chance(0.7)) this.#improve(side);
    else if (this.#random.chance(TRADE_SHARE)) this.#take(side, timeMs);
    else if (this.#random.chance(0.55 + missing)) this.#add(side);
    else this.#cancel(side);
  }

  /** The fair value has passed a side's best: somebody takes it, or it is pulled. */
  #passed(side: number, timeMs: number): void {
    if (this.#random.chance(0.2)) this.#take(side, timeMs);
    else this.#set(side, this.book.side(side).best, 0);
  }

  /** A better price, a tick or few from the fair value where the other side leaves room. */
  #improve(side: number): void {
    const { bids, asks } = this.book;
    const offset = Math.floor(this.#random.exponential(1));
    const ticks =
      side === SIDE_BID
        ? Math.max(1, Math.min(asks.best - 1, Math.floor(this.#fair.ticks) - offset))
        : Math.max(bids.best + 1, Math.ceil(this.#fair.ticks) + offset);
    this.#join(side, ticks, this.#sizes.resting(0));
  }

  #add(side: number): void {
    const { bids, asks } = this.book;
    const gap = this.instrument.gapTicks;
    const missing = 1 - this.book.side(side).size / this.#levels;
    const far = Math.min(this.#levels * 2, NEAR / Math.max(1e-6, 1 - this.#random.next()));
    const gaps = this.#random.chance(NEAR_SHARE - Math.max(0, missing)) ? this.#random.exponential(NEAR) : far;
    const distance = Math.floor(gaps * gap);
    const fair = this.#fair.ticks;
    const ticks =
      side === SIDE_BID
        ? Math.min(asks.best - 1, Math.floor(fair) - distance)
        : Math.max(bids.best + 1, Math.ceil(fair) + distance);
    if (ticks >= 1) this.#join(side, this.#round(ticks, side), this.#sizes.resting(distance));
  }

  /** Some traders like round prices: away from the touch, never towards it. */
  #round(ticks: number, side: number): number {
    if (!this.#random.chance(0.15)) return ticks;
    const unit = 10 ** (1 + this.#random.below(2));
    const rounded = (side === SIDE_BID ? Math.floor(ticks / unit) : Math.ceil(ticks / unit)) * unit;
    return rounded >= 1 ? rounded : ticks;
  }

  #join(side: number, ticks: number, lots: number): void {
    const ladder = this.book.side(side);
    if (ladder.size >= this.#levels * 2 - 1 && ladder.lots(ticks) === 0) return;
    this.#set(side, ticks, Math.min(ladder.lots(ticks) + lots, this.#sizes.max));
  }

  #cancel(side: number): void {
    const ladder = this.book.side(side);
    const near = Math.floor(this.#random.exponential(NEAR));
    const rank = this.#random.chance(NEAR_SHARE) ? Math.min(near, ladder.size - 1) : this.#random.below(ladder.size);
    const ticks = ladder.priceAt(rank);
    const lots = ladder.lots(ticks);
    const left = this.#random.chance(0.6) ? 0 : Math.floor(lots * this.#random.next());
    if (left > 0 || ladder.size > this.#minLevels) this.#set(side, ticks, left);
  }

  /** A market order against a side: it trades with the best levels, each in one to three fills. */
  #take(side: number, timeMs: number): void {
    const ladder = this.book.side(side);
    const aggressor = side === SIDE_ASK ? TRADE_BUY : TRADE_SELL;
    let wanted = this.#random.chance(0.2) ? ladder.bestLots : this.#sizes.market();
    for (let level = 0; wanted > 0 && level < MAX_SWEEP && ladder.size > 1; level++) {
      const ticks = ladder.best;
      const resting = ladder.bestLots;
      const taken = Math.min(wanted, resting);
      this.#set(side, ticks, resting - taken);
      this.#fills(ticks, taken, aggressor, timeMs);
      wanted -= taken;
    }
  }

  #fills(ticks: number, lots: number, aggressor: number, timeMs: number): void {
    let left = lots;
    for (let more = this.#random.below(3); more > 0 && left > 1; more--) {
      const part = 1 + this.#random.below(left - 1);
      this.#listener?.onTrade(this.#tradeId++, ticks, part, aggressor, timeMs);
      left -= part;
    }
    this.#listener?.onTrade(this.#tradeId++, ticks, left, aggressor, timeMs);
  }

  #set(side: number, ticks: number, lots: number): void {
    if (this.book.set(side, ticks, lots)) this.#listener?.onLevel(side, ticks);
  }
}
