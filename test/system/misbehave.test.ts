/**
 * An exchange that drops, repeats, delays, skips, stalls and cuts: while it does, no wrong book is
 * shown as live; once it stops, the client's book, the host's and the exchange's own are one.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import type { FaultRates } from '../../host/feeds/simulated/misbehaviour.js';
import type { SymbolBook } from '../../host/feeds/symbol-book.js';
import { Runtime } from '../../host/runtime.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import type { Book } from '../../web/client/exports.js';
import { connect } from '../../web/client/node.js';
import { expectTrue } from '../live/running-feed.js';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SHIBUSDT'];
const poll = { interval: 10, timeout: 45_000 };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startRuntime(misbehave: FaultRates): Promise<{ runtime: Runtime; url: string }> {
  const loaded = parseConfig(
    JSON.stringify({
      venues: { simulated: { symbols: SYMBOLS } },
      simulated: { seed: 11, rate: 200, levels: 60, misbehave },
      feeds: {
        resync: { min: '1ms', first: '20ms', max: '200ms' },
        reconnect: { min: '1ms', first: '20ms', max: '200ms' },
        attemptsPerSecond: 50,
        stale: '1s',
      },
      gateway: { port: 0 },
    }),
  );
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const runtime = await Runtime.create({ config: loaded.config });
  const { port } = await runtime.start();
  closers.push(() => runtime.stop());
  return { runtime, url: `ws://127.0.0.1:${port}` };
}

/** A side of a book in a core, or of the exchange's, as decimals. */
type Side = readonly (readonly [string, string])[];

function hostBook(book: SymbolBook): { bids: Side; asks: Side } {
  const { core, grid } = book;
  const count = core.top(book.stream, 0);
  const bids = core.levelBids();
  const all = Array.from({ length: count }, (_, i): [string, string] => [
    formatDecimal(core.levels.ticks[i]!, grid!.tick, grid!.priceDecimals),
    formatDecimal(core.levels.lots[i]!, grid!.lot, grid!.sizeDecimals),
  ]);
  return { bids: all.slice(0, bids), asks: all.slice(bids) };
}

function trueBook(runtime: Runtime, native: string): { bids: Side; asks: Side } {
  const { bids, asks } = runtime.exchange!.truth(native)!;
  const { tickUnits, lotUnits } = runtime.exchange!.instrument(native)!;
  const side = (levels: readonly (readonly [number, number])[]): Side =>
    levels.map(([ticks, lots]) => [formatDecimal(ticks, tickUnits, 8), formatDecimal(lots, lotUnits, 8)]);
  return { bids: side(bids), asks: side(asks) };
}

function clientBook(book: Book): { bids: Side; asks: Side } {
  const { bids, asks } = book.toJSON();
  return { bids, asks };
}

describe('a misbehaving exchange', () => {
  it.each<[string, FaultRates, number]>([
    ['drops, repeats, delays and skips', { drop: 0.05, duplicate: 0.1, delay: 0.05, gap: 0.03 }, 40],
    ['cuts connections and fails requests', { disconnect: 0.03, rest500: 0.2, rest429: 0.1 }, 8],
    ['does all of it', { drop: 0.03, duplicate: 0.05, delay: 0.03, gap: 0.02, disconnect: 0.01, rest500: 0.1 }, 40],
  ])('that %s costs no wrong book, and leaves none behind', async (_, rates, least) => {
    const { runtime, url } = await startRuntime(rates);
    const exchange = runtime.exchange!;
    const lost = new Set<string>();
    /** Symbols that took an update since this was last emptied. */
    const moved = new Set<string>();
    runtime.bus.subscribe({
      onBook(source) {
        expect(source.state).toBe('live');
        expectTrue(source as SymbolBook, exchange);
        moved.add(source.symbol);
      },
      onState: ({ state, reason }) => state !== 'live' && lost.add(reason),
    });
    const client = connect(url);
    closers.push(() => client.close());
    const subscriptions = SYMBOLS.map((native) => client.subscribe({ symbol: `simulated:${native}`, intervalMs: 10 }));
    let changes = 0;
    for (const { book, on } of subscriptions.map((each) => ({ book: each.book, on: each.on.bind(each) }))) {
      on('book_change', () => {
        changes += 1;
        if (book.live) expect(book.bestBid!.ticks).toBeLessThan(book.bestAsk!.ticks);
      });
    }
    const struck = () => Object.values(exchange.faults).reduce((sum, count) => sum + count, 0);
    await expect.poll(() => struck() >= least && lost.size > 0, poll).toBe(true);

    exchange.misbehave({});
    // A loss is seen at the next update: there must be one more of each.
    moved.clear();
    await expect.poll(() => moved.size === SYMBOLS.length, poll).toBe(true);
    await expect.poll(() => subscriptions.every(({ state }) => state === 'live'), poll).toBe(true);
    exchange.pause();
    for (const [i, native] of SYMBOLS.entries()) {
      const truth = trueBook(runtime, native);
      const source = runtime.bus.source(`simulated:${native}`) as SymbolBook;
      await expect.poll(() => hostBook(source), poll).toEqual(truth);
      await expect.poll(() => clientBook(subscriptions[i]!.book), poll).toEqual(truth);
      expect(source.counters).toMatchObject({ quotesFailed: 0, crossed: 0 });
    }
    expect(changes).toBeGreaterThan(0);
  });

  it('that falls silent is not shown as live, and is again when it speaks', async () => {
    const { runtime, url } = await startRuntime({});
    const client = connect(url);
    closers.push(() => client.close());
    const subscription = client.subscribe({ symbol: 'simulated:BTCUSDT' });
    await expect.poll(() => subscription.state, poll).toBe('live');
    runtime.exchange!.pause();
    await expect.poll(() => `${subscription.state} ${subscription.reason}`, poll).toBe('stale silent');
    expect(subscription.book.live).toBe(false);
    runtime.exchange!.resume();
    await expect.poll(() => subscription.state, poll).toBe('live');
    expect(subscription.book.live).toBe(true);
  });
});
