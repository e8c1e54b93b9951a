/**
 * Covariance and correlation of two symbols, on the bus: their mids at the ends of the intervals of one
 * grid of event time, as simple returns, into the core's rolling kernel. A pair is a symbol of its own,
 * `pair:<name>`, without a book; its values are `pair.covariance`, `pair.correlation` and the variances.
 *
 * An interval counts once both symbols were heard of after its end, each on its venue's clock; so the
 * values depend on what the symbols' messages say, and a replay gives the same.
 */
import {
  ANALYTIC_FIELDS,
  ANALYTIC_INDEX,
  ANALYTIC_MARK,
  ANALYTIC_VALUE,
  INFO_BEST_ASK,
  INFO_BEST_BID,
} from '../../assembly/layout.js';
import type { AnalyticsSource, MarketDataBus, MarketDataPublisher, MarketSource } from '../bus/market-data.js';
import type { Analytics, AnalyticsKernel } from '../wire/analytics.js';
import { valueNames } from '../wire/analytics-plan.js';
import type { Core } from '../wire/core.js';
import { type Close, PairLeg } from './pair-returns.js';

export interface PairPlan {
  /** Of the pair: its symbol is `pair:<name>`. */
  readonly name: string;
  readonly symbols: readonly [string, string];
  readonly intervalUs: number;
  /** Returns in the window. */
  readonly pairs: number;
}

export interface PairAnalyticsOptions {
  readonly plans: readonly PairPlan[];
  readonly bus: MarketDataBus;
  readonly publisher: MarketDataPublisher;
  readonly core: Core;
  /** Where the kernels are. */
  readonly analytics: Analytics;
  readonly nextStreamId: () => number;
}

const NO_GRID = { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 };

class Pair implements MarketSource, AnalyticsSource {
  readonly symbol: string;
  readonly venue = 'pair';
  readonly state = 'live';
  readonly reason = 'none';
  readonly grid = NO_GRID;
  readonly analytics = this;
  readonly names = valueNames('pair', 'covariance');
  readonly core: Core;
  readonly stream: number;
  readonly symbols: readonly [string, string];
  tsEvent = -1;
  tsRecv = 0;
  readonly #intervalUs: number;
  readonly #kernel: AnalyticsKernel;
  readonly #legs: readonly [PairLeg, PairLeg];
  readonly #records: Float64Array;
  #before: readonly [Close, Close] | undefined;

  constructor(plan: PairPlan, core: Core, stream: number, kernel: AnalyticsKernel) {
    this.symbol = `pair:${plan.name}`;
    this.symbols = plan.symbols;
    this.core = core;
    this.stream = stream;
    this.#intervalUs = plan.intervalUs;
    this.#kernel = kernel;
    this.#legs = [new PairLeg(plan.intervalUs), new PairLeg(plan.intervalUs)];
    this.#records = new Float64Array(this.names.length * ANALYTIC_FIELDS);
  }

  read(): Float64Array {
    const { values, quality } = this.#kernel;
    for (const [i, value] of values.entries()) {
      this.#records[i * ANALYTIC_FIELDS + ANALYTIC_INDEX] = i;
      this.#records[i * ANALYTIC_FIELDS + ANALYTIC_VALUE] = value;
      this.#records[i * ANALYTIC_FIELDS + ANALYTIC_MARK] = Number.isNaN(value) ? 0 : quality;
    }
    return this.#records;
  }

  lose(symbol: string): void {
    for (const [i, leg] of this.#legs.entries()) if (this.symbols[i] === symbol) leg.lose();
  }

  /** A symbol's book moved; answers whether values did. */
  take({ symbol, tsEvent, tsRecv }: MarketSource, mid: number | undefined): boolean {
    this.tsEvent = tsEvent;
    this.tsRecv = tsRecv;
    const time = tsEvent >= 0 ? tsEvent : tsRecv;
    for (const [i, leg] of this.#legs.entries()) if (this.symbols[i] === symbol) leg.take(time, mid);
    let isNews = false;
    while (this.#meet()) isNews = true;
    return isNews;
  }

  /** Takes the oldest interval that both have ended; answers whether there was one. */
  #meet(): boolean {
    const [one, other] = this.#legs;
    const [x, y] = [one.closes[0], other.closes[0]];
    if (x === undefined || y === undefined) return false;
    if (x.interval < y.interval) one.shift();
    else if (y.interval < x.interval) other.shift();
    else {
      one.shift();
      other.shift();
      this.#push(x, y);
    }
    return true;
  }

  #push(x: Close, y: Close): void {
    const before = this.#before;
    this.#before = [x, y];
    if (before === undefined) return;
    const [x0, y0] = before;
    const isWhole = x.interval - x0.interval === 1;
    const synced = isWhole && x.synced && y.synced && x0.synced && y0.synced;
    const end = (x.interval + 1) * this.#intervalUs;
    this.#kernel.push(Float64Array.of(end, synced ? 1 : 0, x.mid / x0.mid - 1, y.mid / y0.mid - 1));
  }
}

/**
 * Begins to compute pairs. Answers the names of those that the core or the kernels have no room for.
 * `leave` ends all.
 */
export function computePairs(options: PairAnalyticsOptions): { readonly refused: string[]; leave(): void } {
  const { plans, bus, publisher, core, analytics, nextStreamId } = options;
  const pairs: Pair[] = [];
  const refused: string[] = [];
  for (const plan of plans) {
    const kernel = analytics.open('covariance', { pairs: plan.pairs });
    const stream = core.openWriter(nextStreamId(), 0, 0, NO_GRID);
    if (typeof kernel === 'number' || stream < 0) refused.push(plan.name);
    else pairs.push(new Pair(plan, core, stream, kernel));
  }
  const ofSymbol = (symbol: string) => pairs.filter(({ symbols }) => symbols.includes(symbol));
  const moved = (source: MarketSource): void => {
    if (source.state !== 'live') return;
    for (const pair of ofSymbol(source.symbol)) if (pair.take(source, midOf(source))) publisher.analytics?.(pair);
  };
  const leaveBus = bus.subscribe({
    onBook: moved,
    onReplaced: moved,
    onState: (source) => {
      if (source.state === 'live' || source.reason === 'silent') return;
      for (const pair of ofSymbol(source.symbol)) pair.lose(source.symbol);
    },
  });
  for (const pair of pairs) publisher.add(pair);
  return { refused, leave: leaveBus };
}

/** The mid as a price, so that it stays what it is on another grid; undefined where a side is empty. */
function midOf({ core, stream, grid }: MarketSource): number | undefined {
  const bid = core.info(stream, INFO_BEST_BID);
  const ask = core.info(stream, INFO_BEST_ASK);
  if (grid === undefined || bid <= 0 || ask <= 0) return undefined;
  return ((bid + ask) / 2) * grid.tick * 10 ** -grid.priceDecimals;
}
