/** Analytics from the bus to a subscription: what is granted, what comes when, and what holds after a loss. */
import { describe, expect, it } from 'vitest';
import type { AnalyticsChange, Subscription } from '../../web/client/exports.js';
import { ASKS, BIDS, open, SYMBOL } from './live-symbol.js';

async function computed(analytics: readonly string[], intervalMs = 100) {
  const opened = await open();
  opened.source.compute();
  const subscription = opened.client.subscribe({ symbol: SYMBOL, intervalMs, analytics });
  const messages: AnalyticsChange[] = [];
  subscription.on('analytics', (message) => messages.push(message));
  opened.pipe.flow();
  const tick = () => {
    opened.pipe.pass(intervalMs);
    opened.pipe.flow();
  };
  return { ...opened, subscription, messages, tick };
}

const told = ({ analytics }: Subscription) =>
  analytics.names.map((name) => [name, analytics.value(name), analytics.quality(name)]);

describe('analytics of a subscription', () => {
  it('are granted by name, by kernel and all, and what is not there is told', async () => {
    const one = await computed(['touch.spread', 'touch.mid', 'vpin', 'touch.mean']);
    expect(one.subscription.granted).toMatchObject({
      analytics: ['touch.mid', 'touch.spread'],
      unknownAnalytics: ['vpin', 'touch.mean'],
    });
    expect((await computed(['touch'])).subscription.granted?.analytics?.length).toBe(3);
    expect((await computed(['*'])).subscription.granted?.analytics?.length).toBe(3);
    const { market, client, pipe } = await open();
    market.add('simulated:TWO').begin(BIDS, ASKS);
    const none = client.subscribe({ symbol: 'simulated:TWO', analytics: ['*'] });
    pipe.flow();
    expect(none.granted).toMatchObject({ analytics: [], unknownAnalytics: [] });
  });

  it('come whole at first, then as they change, at the interval of the view', async () => {
    const { subscription, messages, tick, source } = await computed(['touch']);
    expect(told(subscription)[0]).toEqual(['touch.mid', undefined, 'unknown']);
    tick();
    expect(told(subscription)).toEqual([
      ['touch.mid', 100.5, 'synced'],
      ['touch.spread', 1, 'synced'],
      ['touch.weightedMid', 100.625, 'synced'],
    ]);
    expect(messages.map(({ changed }) => changed.length)).toEqual([3]);
    tick();
    source.observe();
    tick();
    expect(messages.length).toBe(1);
    source.change([[100, 9]], []);
    source.observe();
    source.change([[100, 3]], []);
    source.observe();
    tick();
    expect(messages[1]).toMatchObject({ symbol: SYMBOL, changed: ['touch.weightedMid'] });
    expect(JSON.parse(JSON.stringify(messages[1]))).toMatchObject({
      type: 'analytics',
      values: { 'touch.weightedMid': { value: 100.5, quality: 'synced' } },
    });
  });

  it('say that sync was lost', async () => {
    const { subscription, messages, tick, source } = await computed(['touch.mid']);
    tick();
    source.lose();
    tick();
    expect(told(subscription)).toEqual([['touch.mid', 100.5, 'tainted']]);
    expect(messages.length).toBe(2);
  });

  it('reach who joins a view, and leave others alone', async () => {
    const { client, subscription, messages, tick, pipe } = await computed(['touch']);
    tick();
    const second = client.subscribe({ symbol: SYMBOL, intervalMs: 100, analytics: ['touch'] });
    pipe.flow();
    tick();
    expect(second.granted?.analytics?.length).toBe(3);
    expect(told(second)).toEqual(told(subscription));
    expect(messages.length).toBe(1);
  });

  it('are unknown from the loss of a connection to the next whole frame', async () => {
    const { subscription, pipe, tick } = await computed(['touch.mid']);
    tick();
    pipe.cut();
    expect(told(subscription)).toEqual([['touch.mid', undefined, 'unknown']]);
  });

  it('are merged for who takes them slowly', async () => {
    const { subscription, source, tick } = await computed(['touch']);
    const iterator = subscription[Symbol.asyncIterator]();
    tick();
    source.change([], [[101, 9]]);
    source.observe();
    tick();
    const kinds: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { value } = await iterator.next();
      kinds.push(value.type === 'analytics' ? `analytics ${value.changed.length}` : value.type);
    }
    expect(kinds).toContain('analytics 3');
  });

  it('asked for wrongly are a TypeError', async () => {
    const { client } = await open();
    expect(() => client.subscribe({ symbol: SYMBOL, analytics: 'touch' as never })).toThrow(/analytics is 'touch'/);
  });
});
