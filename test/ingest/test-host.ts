/** A host of one symbol, on a core of its own: what it tells, asks and counts can be held against another's. */
import { INFO_FINGERPRINT } from '../../assembly/layout.js';
import { type Build, loadCoreSync, type WasmCore } from '../../host/core/node.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { Venue } from '../../host/feeds/venue.js';
import type { PlannedKernel } from '../../host/wire/analytics-plan.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import { type TellingOptions, TellingPublisher } from './telling-publisher.js';

const CAPACITY = { streams: 4, levels: 64, totalLevels: 128, trades: 8, results: 4, bytes: 8_192, models: 2 };

export interface HostOptions extends TellingOptions {
  readonly native: string;
  readonly toleratesQuotes: boolean;
  /** Whole messages in the core, or all in TypeScript. */
  readonly ingests: boolean;
  readonly analytics?: readonly PlannedKernel[];
  readonly capacity?: Partial<CoreCapacity>;
}

export class TestHost {
  readonly core: WasmCore;
  readonly book: SymbolBook;
  readonly router: FrameRouter;
  readonly publisher: TellingPublisher;
  /** Requests for a snapshot so far. */
  asked = 0;

  constructor(venue: Venue, build: Build, options: HostOptions) {
    const { native, ingests, toleratesQuotes } = options;
    this.core = loadCoreSync({ build, capacity: { ...CAPACITY, ...options.capacity } });
    // So that the handle is not 0.
    this.core.openWriter(9, 9, 0, { priceDecimals: 0, tick: 1, sizeDecimals: 0, lot: 1 });
    this.publisher = new TellingPublisher(this.core, options);
    let epoch = 0;
    this.book = new SymbolBook({
      venue,
      native,
      core: this.core,
      streamId: 1,
      epoch: () => ++epoch,
      publisher: this.publisher,
      requestSnapshot: () => {
        this.asked++;
        return true;
      },
      toleratesQuotes,
      analytics: options.analytics,
    });
    this.router = new FrameRouter({
      venue,
      ...(ingests && { parser: this.core }),
      book: (name) => (name === native ? this.book : undefined),
      unnamedSnapshot: (message, tsRecv) => this.book.snapshot(message, tsRecv),
      heard: (_native, tsRecv) => this.book.heard(tsRecv),
      undecodable: (book, tsRecv) => book.undecodable(tsRecv),
    });
  }

  /** Everything that must be the same in two hosts after the same events; what was told is then forgotten. */
  take(): unknown {
    const { book, core, publisher, router } = this;
    const { state, reason, lastId, newestId, tsEvent, tsRecv, inSync, counters } = book;
    const fingerprint = core.info(book.stream, INFO_FINGERPRINT);
    const { deferred: _, ...frames } = router.counters;
    const { told } = publisher;
    publisher.told = [];
    return {
      state,
      reason,
      lastId,
      newestId,
      tsEvent,
      tsRecv,
      inSync,
      fingerprint,
      analytics: [...(book.analytics?.read() ?? [])].map(String),
      asked: this.asked,
      counters,
      frames,
      told,
    };
  }

  /** The whole book. */
  levels(): number[] {
    const { core, book } = this;
    const count = core.top(book.stream, 0);
    return [core.levelBids(), ...core.levels.ticks.subarray(0, count), ...core.levels.lots.subarray(0, count)];
  }
}
