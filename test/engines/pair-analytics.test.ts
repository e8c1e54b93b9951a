/** Covariance and correlation of two symbols on one grid of event time. */
import { describe, expect, it } from 'vitest';
import { QUALITY_NONE, QUALITY_SYNCED, QUALITY_TAINTED } from '../../assembly/analytics/layout.js';
import type { MarketSource } from '../../host/bus/market-data.js';
import { computePairs } from '../../host/engines/pair-analytics.js';
import { MAX_WAITING_CLOSES, PairLeg } from '../../host/engines/pair-returns.js';
import { analyticsTwins } from '../analytics-twins.js';
import { Market, type TestSource } from '../gateway/market.js';

const S = 1_000_000;
const at = (seconds: number): number => 1_700_000_000_000_000 + Math.round(seconds * S);

function computed(make = analyticsTwins[1]!.make) {
  const market = new Market();
  const [one, two] = [market.add('a:ONE'), market.add('b:TWO')];
  const told: MarketSource[] = [];
  market.bus.subscribe({ onAnalytics: (source) => told.push(source) });
  let stream = 90;
  const plan = { name: 'both', symbols: ['a:ONE', 'b:TWO'], intervalUs: S, pairs: 3 } as const;
  const { refused } = computePairs({
    ...{ plans: [plan], bus: market.bus, publisher: market.bus, core: market.core, analytics: make() },
    nextStreamId: () => stream++,
  });
  expect(refused).toEqual([]);
  const book = (source: TestSource, seconds: number, bid: number): void => {
    source.tsEvent = at(seconds);
    source.tsRecv = at(seconds) + 50;
    source.replace([[bid, 1]], [[bid + 2, 1]]);
  };
  for (const source of [one, two]) {
    source.tsEvent = at(0);
    source.begin([[99, 1]], [[101, 1]]);
  }
  const values = () => [...market.bus.source('pair:both')!.analytics!.read()];
  return { market, one, two, told, book, values };
}

describe('a pair of symbols', () => {
  const runs = analyticsTwins.map(({ name, make }) => ({ name, make }));

  it.each(runs)('has the correlation of its returns, in $name', ({ make }) => {
    const { one, two, told, book, values } = computed(make);
    for (const [seconds, bid] of [
      [1, 109],
      [2, 99],
      [3, 109],
      [4, 99],
      [5, 109],
    ] as const) {
      book(one, seconds + 0.2, bid);
      book(two, seconds + 0.7, bid);
    }
    expect(told.at(-1)!.symbol).toBe('pair:both');
    expect(values().filter((_, i) => i % 3 === 2)).toEqual([1, 1, 1, 1].map(() => QUALITY_SYNCED));
    expect(values()[4]).toBeCloseTo(1, 12);
    expect(values()[1]).toBeCloseTo(values()[7]!, 12);
  });

  it('does not depend on whose message came first, only on their times', () => {
    const runOf = (late: boolean) => {
      const { one, two, book, values } = computed();
      const steps = [1, 2, 3, 4, 5].map((second) => [second, 100 + ((second * 7) % 5)] as const);
      if (late) for (const [second, bid] of steps) book(one, second + 0.5, bid);
      for (const [second, bid] of steps) {
        if (!late) book(one, second + 0.5, bid);
        book(two, second + 0.1, 2 * bid);
      }
      return values();
    };
    expect(runOf(true)).toEqual(runOf(false));
    expect(runOf(true)[2]).toBe(QUALITY_SYNCED);
  });

  it('is none until its window is full, and tainted while a loss is in it', () => {
    const { one, two, book, values } = computed();
    book(one, 1.5, 105);
    book(two, 1.5, 105);
    expect(values()[2]).toBe(QUALITY_NONE);
    one.become('stale', 'gap');
    for (const second of [2, 3, 4, 5]) {
      if (second === 3) one.become('live');
      if (second >= 3) book(one, second + 0.5, 100 + second);
      book(two, second + 0.5, 100 - second);
    }
    expect(values()[2]).toBe(QUALITY_TAINTED);
    for (const second of [6, 7, 8, 9]) {
      book(one, second + 0.5, 100 + second);
      book(two, second + 0.5, 100 - second);
    }
    expect(values()[2]).toBe(QUALITY_SYNCED);
  });

  it('keeps a bounded number of closes for a partner that says nothing', () => {
    const leg = new PairLeg(S);
    leg.take(at(0), 1);
    leg.take(at(MAX_WAITING_CLOSES * 3), 2);
    expect(leg.closes.length).toBe(MAX_WAITING_CLOSES);
    leg.take(at(MAX_WAITING_CLOSES * 3 + 1), 3);
    expect(leg.closes.length).toBe(MAX_WAITING_CLOSES);
    expect(leg.closes.at(-1)).toMatchObject({ mid: 2, synced: true });
  });
});
