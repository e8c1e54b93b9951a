/** A feed on the simulated exchange, over real sockets, with a core and a bus of its own; all closed after each test. */
import { afterEach, expect } from 'vitest';
import { LocalBus } from '../../host/bus/local.js';
import { loadCoreSync } from '../../host/core/node.js';
import { Feed, type FeedOptions } from '../../host/feeds/live/feed.js';
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../../host/feeds/live/feed-limits.js';
import { simulatedVenue } from '../../host/feeds/live/simulated-venue.js';
import { openWebSocket } from '../../host/feeds/live/socket.js';
import { systemTime } from '../../host/feeds/live/time.js';
import { SimulatedExchange, type SimulatedExchangeOptions } from '../../host/feeds/simulated/simulated-exchange.js';
import type { SymbolBook } from '../../host/feeds/symbol-book.js';

const closers: (() => unknown)[] = [];

/** Call once in a test file. */
export function closeFeedsAfterEach(): void {
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
}

/** Quick to come back, so that tests need not wait. */
export const QUICK: Partial<FeedLimits> = {
  reconnect: { minMs: 1, firstMs: 20, maxMs: 100 },
  resync: { minMs: 1, firstMs: 10, maxMs: 100 },
  attemptsPerSecond: 50,
};

export async function startExchange(options: SimulatedExchangeOptions = {}, port = 0) {
  const exchange = new SimulatedExchange({ seed: 3, levels: 50, rate: 100, ...options });
  const { wsUrl, restUrl } = await exchange.listen({ port });
  closers.push(() => exchange.close());
  return { exchange, urls: { ws: wsUrl, rest: restUrl } };
}

export function createFeed(options: Partial<Omit<FeedOptions, 'limits'>>, limits: Partial<FeedLimits> = {}) {
  const bus = new LocalBus();
  const core = loadCoreSync({ capacity: { streams: 16, levels: 4096, totalLevels: 65_536 } });
  const lines: string[] = [];
  const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
  let streams = 0;
  const feed = new Feed({
    venue: simulatedVenue,
    symbols: [],
    depth: 0,
    limits: { ...DEFAULT_FEED_LIMITS, ...QUICK, ...limits },
    core,
    parser: core,
    publisher: bus,
    nextStreamId: () => ++streams,
    time: systemTime,
    random: Math.random,
    openSocket: openWebSocket,
    fetch,
    log: { debug: note, info: note, warn: note },
    ...options,
  });
  closers.push(() => feed.stop());
  const book = (native: string): SymbolBook => {
    const found = [...feed.books].find((each) => each.native === native);
    if (found === undefined) throw new Error(`no book of ${native}`);
    return found;
  };
  return { feed, bus, core, lines, book };
}

/** Waits until a condition holds; the timeout is only for what never happens. */
export async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { interval: 5, timeout: 30_000 }).toBe(true);
}

/** The book in the core as ticks and lots, best first. */
export function levelsOf(book: SymbolBook) {
  const { core } = book;
  const count = core.top(book.stream, 0);
  const bids = core.levelBids();
  const pair = (i: number) => [core.levels.ticks[i]!, core.levels.lots[i]!];
  const all = Array.from({ length: count }, (_, i) => pair(i));
  return { bids: all.slice(0, bids), asks: all.slice(bids) };
}

/** Holds the book against the exchange's own at the book's update id. */
export function expectTrue(book: SymbolBook, exchange: SimulatedExchange): void {
  const truth = exchange.truth(book.native, book.lastId);
  if (truth === undefined) throw new Error(`the exchange never was at ${book.lastId}`);
  expect(levelsOf(book)).toEqual({ bids: truth.bids, asks: truth.asks });
}
