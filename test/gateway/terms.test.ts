/** What is granted, and why it is something else than was asked for where it is: a reason of a closed list a field. */
import { describe, expect, it } from 'vitest';
import { DIFFERENCE_REASONS } from '../../host/wire/control.js';
import { Desk } from './desk.js';
import { Market } from './market.js';

const SYMBOL = 'simulated:ONE';

function open(limits = {}, models = 4) {
  const market = new Market({ models });
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const desk = new Desk(market, limits);
  return { market, source, desk, client: desk.connect() };
}

describe('a grant', () => {
  it('that is what was asked for says nothing more', () => {
    const { source, client } = open();
    source.compute();
    const asked = {
      depth: 5,
      intervalMs: 20,
      trades: false,
      codec: 'dense',
      analytics: ['touch.spread', 'touch.mid'],
    } as const;
    const granted = client.get({ type: 'subscribe', symbol: SYMBOL, ...asked }, 'subscribed');
    expect(granted).toMatchObject({ ...asked, analytics: ['touch.mid', 'touch.spread'], unknownAnalytics: [] });
    expect(granted).not.toHaveProperty('differs');
  });

  it('names the codec where no model is free', () => {
    const { desk, client } = open({}, 1);
    desk.connect().subscribe(SYMBOL, { codec: 'dense', depth: 1 });
    expect(client.subscribe(SYMBOL, { codec: 'dense' })).toMatchObject({
      codec: 'fast',
      differs: [{ field: 'codec', reason: 'no_model', asked: 'dense' }],
    });
  });

  it('names analytics that there are not, that are not computed, and that are too many', () => {
    const { source, client } = open({ analytics: 2 });
    const ask = (analytics: string[]) => client.get({ type: 'subscribe', symbol: SYMBOL, analytics }, 'subscribed');
    expect(ask(['touch', 'nonsense'])).toMatchObject({
      analytics: [],
      unknownAnalytics: ['touch', 'nonsense'],
      differs: [
        { field: 'analytics', reason: 'not_computed', asked: ['touch'] },
        { field: 'analytics', reason: 'unknown', asked: ['nonsense'] },
      ],
    });
    source.compute();
    expect(ask(['*', 'vpin.vpin'])).toMatchObject({
      analytics: ['touch.mid', 'touch.spread'],
      differs: [
        { field: 'analytics', reason: 'host_limit', asked: ['touch.weightedMid'] },
        { field: 'analytics', reason: 'not_computed', asked: ['vpin.vpin'] },
      ],
    });
    expect(ask(['touch.mean'])).toMatchObject({
      differs: [{ field: 'analytics', reason: 'unknown', asked: ['touch.mean'] }],
    });
  });

  it('names all that differs at once', () => {
    const { desk, client } = open({ depth: 10, maxIntervalMs: 500 }, 1);
    desk.connect().subscribe(SYMBOL, { codec: 'dense', depth: 1 });
    const wishes = { depth: 11, intervalMs: 501, codec: 'dense', analytics: ['x'] } as const;
    const { differs } = client.get({ type: 'subscribe', symbol: SYMBOL, ...wishes }, 'subscribed');
    expect(differs?.map(({ field }) => field)).toEqual(['depth', 'intervalMs', 'analytics', 'codec']);
    for (const { reason } of differs ?? []) expect(DIFFERENCE_REASONS).toContain(reason);
  });
});
