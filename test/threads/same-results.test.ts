/** Recorded sessions through a host with all in one thread, with one feeds' thread and with two: clients get the same. */
import { describe, expect, it } from 'vitest';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import { connect } from '../../web/client/node.js';
import { capture, skipCaptures } from '../captures.js';
import { levelsOf } from '../gateway/market.js';
import { breathe, closeReplaysAfterEach, passUntil, startReplay } from '../replay/running-replay.js';
import { verifyJson } from '../system/verify-run.js';
import { closeAfterTest, closeHostsAfterEach, poll, startHost, type ThreadedHost } from './threaded-host.js';

closeReplaysAfterEach();
closeHostsAfterEach();

const GATHER_MS = 200;
const DEPTH = 20;
/** Nothing is given up because the machine is busy. */
const PATIENT = { waitMs: 1e9, stuckMs: 1e9, pingMs: 1e9, pongTimeoutMs: 1e9 };

/** The whole book of a source, as decimals. */
function bookOf({ source }: ThreadedHost, symbol: string) {
  const { core, stream, grid } = source(symbol);
  if (grid === undefined) return undefined;
  const { bids, asks } = levelsOf(core, stream, 0);
  const text = ([ticks, lots]: readonly [number, number]) => [
    formatDecimal(ticks, grid.tick, grid.priceDecimals),
    formatDecimal(lots, grid.lot, grid.sizeDecimals),
  ];
  return { bids: bids.map(text), asks: asks.map(text) };
}

/** What clients of a host have at the end of a session. */
async function play(venue: BuiltInVenueId, path: string, threads: number) {
  const proven = await verifyJson(path, '--venue', venue, '--depth', '0');
  const natives = Object.keys(proven.symbols);
  const { replay, time, events, wsUrl, restUrl } = await startReplay(venue, [path], {
    speed: 'max',
    limits: PATIENT,
    capacity: { levels: 65_536, totalLevels: 524_288 },
  });
  const host = await startHost(
    `venues: { ${venue}: { symbols: ${JSON.stringify(natives)}, wsUrl: "${wsUrl}", restUrl: "${restUrl}" } }\n`,
    threads,
  );
  const client = connect(`ws://127.0.0.1:${host.port}`);
  closeAfterTest(() => client.close());
  await expect.poll(() => natives.every((native) => host.source(`${venue}:${native}`) !== undefined), poll).toBe(true);
  const readers = natives.map((native) => {
    const request = { symbol: `${venue}:${native}`, depth: DEPTH, intervalMs: 0, analytics: ['*'] };
    const subscription = client.subscribe(request);
    const trades: unknown[] = [];
    const states: string[] = [];
    subscription.on('trade', ({ price, size, side, id, tsEvent }) => trades.push([price, size, side, id, tsEvent]));
    subscription.on('trades_missed', ({ count }) => trades.push(`missed ${count}`));
    subscription.on('state', ({ state, reason }) => states.push(`${state} ${reason}`));
    return { native, subscription, trades, states };
  });
  await Promise.all(readers.map(({ subscription }) => subscription.ready));
  await expect.poll(() => replay.subscribed.length, poll).toBe(natives.length);
  time.advance(GATHER_MS);
  await passUntil(time, () => events.includes('end'), 1);
  const outcomes = [];
  for (const { native, subscription, trades, states } of readers) {
    const symbol = `${venue}:${native}`;
    const { bids, asks } = proven.symbols[native]!;
    const counted = (name: string) => host.metric(`tickwire_feeds_${name}_total{symbol="${symbol}"}`);
    await expect.poll(() => bookOf(host, symbol), poll).toEqual({ bids, asks });
    const told = (await counted('trades')) - (await counted('trades_unsynced'));
    await expect.poll(() => trades.length, poll).toBe(told);
    const top = { bids: bids.slice(0, DEPTH), asks: asks.slice(0, DEPTH) };
    const shown = () => {
      const book = subscription.book.toJSON();
      return { state: subscription.state, bids: book.bids, asks: book.asks };
    };
    await expect.poll(shown, poll).toEqual({ state: 'live', ...top });
    await breathe();
    const { analytics } = subscription;
    outcomes.push({
      native,
      ...shown(),
      trades,
      states: states.slice(states.indexOf('live none')),
      analytics: analytics.names.map((name) => [name, String(analytics.value(name)), analytics.quality(name)]),
    });
  }
  expect(await host.metric('tickwire_threads_lapped_total{thread="0"}')).toBe(threads === 0 ? Number.NaN : 0);
  await host.runtime.stop();
  return outcomes;
}

describe.skipIf(skipCaptures)('a recorded session with 0, 1 and 2 feeds’ threads', () => {
  it.each([
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz'],
    ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz'],
  ] as const)('%s: %s', { timeout: 180_000 }, async (venue, name) => {
    const alone = await play(venue, capture(name), 0);
    expect(alone.length).toBeGreaterThan(1);
    expect(alone.some(({ analytics }) => analytics.some(([, , quality]) => quality === 'synced'))).toBe(true);
    for (const threads of [1, 2]) expect(await play(venue, capture(name), threads)).toEqual(alone);
  });
});
