/** Metrics of feeds: read at each scrape, from the feeds' own counters. */
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../host/feeds/live/feed.js';
import { FeedMetrics } from '../../host/feeds/live/feed-metrics.js';
import { systemTime } from '../../host/feeds/live/time.js';
import { closeFeedsAfterEach, createFeed, startExchange, until } from './running-feed.js';

closeFeedsAfterEach();

/** One sample of a scrape, by its name and labels as Prometheus writes them. */
async function sample(registry: Registry, name: string): Promise<number> {
  const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.slice(name.length + 1));
}

describe('metrics of feeds', () => {
  it('show what the feeds counted, and a recovery', async () => {
    const { exchange, urls } = await startExchange();
    const registry = new Registry();
    const feeds: Feed[] = [];
    const metrics = new FeedMetrics(registry, feeds, systemTime);
    const { feed, book } = createFeed({
      urls,
      symbols: ['BTCUSDT', 'NOPEUSDT'],
      onRecovered: (recovered, tookMs) => metrics.recovered(recovered, tookMs),
    });
    feeds.push(feed);
    await feed.start();
    await until(() => book('BTCUSDT').counters.quotesOk > 0);
    exchange.provoke('gap', 1, 'BTCUSDT');
    await until(() => book('BTCUSDT').counters.resyncs === 1);
    const symbol = 'symbol="simulated:BTCUSDT"';
    const of = (name: string) => sample(registry, `tickwire_feeds_${name}`);
    expect(await of(`symbol_state{${symbol},state="live"}`)).toBe(1);
    expect(await of(`symbol_state{${symbol},state="stale"}`)).toBe(0);
    expect(await of(`gaps_total{${symbol}}`)).toBe(1);
    expect(await of(`resyncs_total{${symbol}}`)).toBe(1);
    expect(await of(`best_quotes_total{${symbol},result="ok"}`)).toBeGreaterThan(0);
    expect(await of(`best_quotes_total{${symbol},result="failed"}`)).toBe(0);
    expect(await of(`not_live_seconds_total{${symbol}}`)).toBeGreaterThan(0);
    expect(await of(`lost_seconds_total{${symbol},reason="gap"}`)).toBeGreaterThan(0);
    expect(await of(`message_age_seconds{${symbol}}`)).toBeLessThan(60);
    const venue = 'venue="simulated"';
    expect(await of(`connections{${venue},state="open"}`)).toBe(1);
    expect(await of(`messages_total{${venue}}`)).toBeGreaterThan(0);
    expect(await of(`received_bytes_total{${venue}}`)).toBeGreaterThan(1000);
    expect(await of(`ingested_total{${venue}}`)).toBeGreaterThan(0);
    expect(await of(`frames_deferred_total{${venue}}`)).toBe(0);
    expect(await of(`book_latency_seconds_count{${venue}}`)).toBeGreaterThan(0);
    expect(await of(`book_latency_seconds_bucket{${venue},le="10"}`)).toBeGreaterThan(0);
    const seen = await of(`venue_latency_seconds_count{${venue}}`);
    expect(seen + (await of(`venue_clock_ahead_total{${venue}}`))).toBeGreaterThan(0);
    expect(await of(`malformed_total{${venue},fault="json"}`)).toBe(0);
    expect(await of(`refused_symbols_total{${venue}}`)).toBe(1);
    expect(await of(`rest_weight_total{${venue}}`)).toBeGreaterThanOrEqual(20 + 50 + 50);
    expect(await of(`recovery_seconds_count{${venue}}`)).toBe(1);
    const before = await of(`updates_total{${symbol}}`);
    await until(() => book('BTCUSDT').counters.updates > before);
    expect(await of(`updates_total{${symbol}}`)).toBeGreaterThan(before);
    feed.stop();
    expect(await of(`updates_total{${symbol}}`)).toBeNaN();
    expect(await of(`messages_total{${venue}}`)).toBeGreaterThan(0);
  });
});
