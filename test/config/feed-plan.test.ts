/** What a configuration makes of a feed: how long a symbol may be silent. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../host/config/config.js';
import { feedPlans } from '../../host/config/feed-plan.js';

const embedded = { urls: { ws: 'ws://127.0.0.1:1', rest: 'http://127.0.0.1:1' }, symbols: ['BTCUSDT'] };

function staleMsOf(text: string): number | undefined {
  const loaded = parseConfig(text);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return feedPlans(loaded.config, embedded)[0]!.staleMs;
}

describe('a symbol of the embedded exchange', () => {
  it('is stale after 10 s, or 20 events of a slower market', () => {
    expect(staleMsOf('')).toBe(10_000);
    expect(staleMsOf('simulated: {rate: 2}')).toBe(10_000);
    expect(staleMsOf('simulated: {rate: 1}')).toBe(20_000);
  });

  it('is stale when the user says so', () => {
    expect(staleMsOf('feeds: {stale: 59s}')).toBeUndefined();
    expect(staleMsOf('venues: {simulated: {staleAfter: 3s}}\nfeeds: {stale: 5m}')).toBe(3000);
  });
});

it('a venue in another process keeps to the limit of all feeds', () => {
  expect(staleMsOf('venues: {simulated: {wsUrl: "ws://127.0.0.1:1", symbols: [A]}}')).toBeUndefined();
  expect(staleMsOf('venues: {kraken-v1: {symbols: [A]}}')).toBeUndefined();
});
