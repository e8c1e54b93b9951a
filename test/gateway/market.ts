/** A market of symbols that a test moves by hand, on a real bus over a real core. */
import {
  ANALYTIC_FIELDS,
  TRADE_EVENT,
  TRADE_FIELDS,
  TRADE_ID,
  TRADE_LOTS,
  TRADE_SIDE,
  TRADE_TICKS,
} from '../../assembly/layout.js';
import { LocalBus } from '../../host/bus/local.js';
import type { AnalyticsSource, MarketDataPublisher, MarketSource } from '../../host/bus/market-data.js';
import { loadCoreSync } from '../../host/core/node.js';
import type { Core, CoreCapacity, Grid } from '../../host/wire/core.js';
import type { ReasonName, StateName } from '../../host/wire/state.js';

export const GRID: Grid = { priceDecimals: 2, tick: 1, sizeDecimals: 3, lot: 1 };
export const COARSE_GRID: Grid = { priceDecimals: 1, tick: 5, sizeDecimals: 0, lot: 10 };

/** Ticks and lots. */
export type Level = readonly [ticks: number, lots: number];

const CAPACITY: CoreCapacity = {
  streams: 48,
  levels: 512,
  totalLevels: 16_384,
  trades: 64,
  results: 64,
  bytes: 262_144,
  models: 4,
  history: 512,
  values: 64,
  kernelBytes: 16_384,
};

export class TestSource implements MarketSource {
  readonly symbol: string;
  readonly venue: string;
  readonly core: Core;
  readonly stream: number;
  state: StateName = 'connecting';
  reason: ReasonName = 'none';
  grid: Grid | undefined;
  tsEvent = -1;
  analytics: AnalyticsSource | undefined;
  tsRecv = 1_600_000_000_000_000;
  readonly #bus: MarketDataPublisher;
  #trades = 0;

  /** @param id of its stream in frames */
  constructor(bus: MarketDataPublisher, core: Core, symbol: string, id = 0) {
    this.#bus = bus;
    this.core = core;
    this.symbol = symbol;
    this.venue = symbol.split(':', 1)[0]!;
    this.stream = core.openWriter(id, 1, 0, GRID);
  }

  /** In sync for the first time or again, with this book; a grid restarts it. */
  replace(bids: readonly Level[], asks: readonly Level[], grid?: Grid): void {
    if (grid !== undefined) {
      this.core.restart(this.stream, 1, grid);
      this.grid = grid;
    }
    this.#stage(bids, asks);
    this.core.load(this.stream, bids.length, asks.length);
    this.#touch();
    this.#bus.replaced(this, grid !== undefined);
  }

  /** Values are computed of it: `touch` of its book from now on. */
  compute(): void {
    this.attach();
    this.observe();
  }

  /** As `compute`, with nothing told. */
  attach(): void {
    const { core, stream } = this;
    core.attachKernel(stream, 'touch', {}, 0);
    const read = () => core.analytics.subarray(0, core.readAnalytics(stream) * ANALYTIC_FIELDS);
    this.analytics = { names: ['touch.mid', 'touch.spread', 'touch.weightedMid'], read };
  }

  observe(): void {
    this.core.observeBook(this.stream, this.tsRecv, -1);
    this.#bus.analytics?.(this);
  }

  lose(): void {
    this.core.observeLoss(this.stream, this.tsRecv);
    this.become('stale', 'gap');
    this.#bus.analytics?.(this);
  }

  become(state: StateName, reason: ReasonName = 'none'): void {
    this.state = state;
    this.reason = reason;
    this.#bus.state(this);
  }

  /** Live, with a book. */
  begin(bids: readonly Level[], asks: readonly Level[], grid: Grid = GRID): void {
    this.replace(bids, asks, grid);
    this.become('live');
  }

  /** Sizes are absolute, 0 deletes. */
  change(bids: readonly Level[], asks: readonly Level[]): void {
    this.#stage(bids, asks);
    this.core.update(this.stream, bids.length, asks.length);
    this.#touch();
    this.#bus.book(this);
  }

  /** As `change`, but told to nobody: what a feed does while it gets in sync. */
  changeSilently(bids: readonly Level[], asks: readonly Level[]): void {
    this.#stage(bids, asks);
    this.core.update(this.stream, bids.length, asks.length);
  }

  trade(...prices: readonly number[]): void {
    const records = new Float64Array(prices.length * TRADE_FIELDS);
    this.#touch();
    prices.forEach((ticks, index) => {
      const at = index * TRADE_FIELDS;
      records[at + TRADE_TICKS] = ticks;
      records[at + TRADE_LOTS] = 1 + (this.#trades % 7);
      records[at + TRADE_EVENT] = this.tsRecv - 500;
      records[at + TRADE_ID] = 1000 + this.#trades++;
      records[at + TRADE_SIDE] = this.#trades % 2;
    });
    this.#bus.trades(this, records, prices.length);
  }

  /** The best `depth` levels a side, bids first. */
  levels(depth: number): { bids: Level[]; asks: Level[] } {
    return levelsOf(this.core, this.stream, depth);
  }

  #touch(): void {
    this.tsRecv += 1000;
    this.tsEvent = this.tsRecv - 250;
  }

  #stage(bids: readonly Level[], asks: readonly Level[]): void {
    const { ticks, lots } = this.core.staged;
    [...bids, ...asks].forEach(([price, size], index) => {
      ticks[index] = price;
      lots[index] = size;
    });
  }
}

export class Market {
  readonly bus = new LocalBus();
  readonly core: Core;

  constructor(capacity: Partial<CoreCapacity> = {}) {
    this.core = loadCoreSync({ capacity: { ...CAPACITY, ...capacity } });
  }

  add(symbol: string): TestSource {
    const source = new TestSource(this.bus, this.core, symbol);
    this.bus.add(source);
    return source;
  }
}

export function levelsOf(core: Core, handle: number, depth: number): { bids: Level[]; asks: Level[] } {
  const count = core.top(handle, depth);
  const nBids = core.levelBids();
  const level = (index: number): Level => [core.levels.ticks[index]!, core.levels.lots[index]!];
  const all = Array.from({ length: count }, (_, index) => level(index));
  return { bids: all.slice(0, nBids), asks: all.slice(nBids) };
}
