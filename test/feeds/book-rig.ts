/** One symbol's book on a core, fed with frames and connection events; keeps what it published. */
import { TRADE_FIELDS, TRADE_LOTS, TRADE_TICKS } from '../../assembly/layout.js';
import type { MarketDataPublisher, MarketSource } from '../../host/bus/market-data.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import type { Instrument } from '../../host/feeds/instrument.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { Venue } from '../../host/feeds/venue.js';
import { createReferenceCore } from '../../host/reference/core.js';
import type { PlannedKernel } from '../../host/wire/analytics-plan.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import { formatDecimal } from '../../host/wire/decimal.js';

export interface BookRigOptions {
  readonly native: string;
  readonly capacity?: Partial<CoreCapacity>;
  readonly instrument?: Instrument;
  /** What a request for a snapshot is answered with. */
  readonly canAsk?: boolean;
  readonly depth?: number;
  readonly analytics?: readonly PlannedKernel[];
}

export class BookRig {
  readonly core: Core;
  readonly book: SymbolBook;
  readonly router: FrameRouter;
  /** What was published since `take`. */
  #published: string[] = [];
  /** Requests for a snapshot since the start. */
  asked = 0;
  now = 1_000_000;

  constructor(venue: Venue, options: BookRigOptions) {
    this.core = createReferenceCore(options.capacity);
    let epoch = 0;
    this.book = new SymbolBook({
      venue,
      native: options.native,
      core: this.core,
      streamId: 1,
      epoch: () => ++epoch,
      publisher: this.#publisher(),
      requestSnapshot: () => {
        this.asked++;
        return options.canAsk ?? true;
      },
      instrument: options.instrument,
      analytics: options.analytics,
      ...(options.depth === undefined ? {} : { depth: options.depth }),
    });
    this.router = new FrameRouter({
      venue,
      book: (native) => (native === options.native ? this.book : undefined),
      unnamedSnapshot: (message, tsRecv) => this.book.snapshot(message, tsRecv),
      heard: (native, tsRecv) => {
        if (native === options.native) this.book.heard(tsRecv);
      },
      undecodable: (book, tsRecv) => book.undecodable(tsRecv),
    });
  }

  frame(...values: unknown[]): void {
    for (const value of values) {
      this.router.frame(typeof value === 'string' ? value : JSON.stringify(value), ++this.now);
    }
  }

  /** What was published since the last call. */
  take(): string[] {
    const published = this.#published;
    this.#published = [];
    return published;
  }

  get status(): string {
    return `${this.book.state} ${this.book.reason}`;
  }

  /** Levels as `price×size`, best first. */
  get bids(): string[] {
    return this.#levels().bids;
  }
  get asks(): string[] {
    return this.#levels().asks;
  }

  #levels() {
    const count = this.core.top(this.book.stream, 0);
    const nBids = this.core.levelBids();
    const { tick, lot, priceDecimals, sizeDecimals } = this.book.grid!;
    const text = (row: number) => {
      const price = formatDecimal(this.core.levels.ticks[row]!, tick, priceDecimals);
      return `${price}×${formatDecimal(this.core.levels.lots[row]!, lot, sizeDecimals)}`;
    };
    const rows = Array.from({ length: count }, (_, row) => text(row));
    return { bids: rows.slice(0, nBids), asks: rows.slice(nBids) };
  }

  #publisher(): MarketDataPublisher {
    const publish = (what: string) => this.#published.push(what);
    return {
      add: () => publish('add'),
      remove: () => publish('remove'),
      book: () => publish('book'),
      replaced: (_source, regridded) => publish(regridded ? 'regridded' : 'replaced'),
      trades: (source, trades, count) => {
        for (const text of tradeTexts(source, trades, count)) publish(text);
      },
      analytics: () => publish('analytics'),
      state: (source) => publish(`${source.state} ${source.reason}`),
    };
  }
}

function tradeTexts(source: MarketSource, trades: Float64Array, count: number): string[] {
  const { tick, lot, priceDecimals, sizeDecimals } = source.grid!;
  return Array.from({ length: count }, (_, i) => {
    const price = formatDecimal(trades[i * TRADE_FIELDS + TRADE_TICKS]!, tick, priceDecimals);
    return `trade ${price}×${formatDecimal(trades[i * TRADE_FIELDS + TRADE_LOTS]!, lot, sizeDecimals)}`;
  });
}
