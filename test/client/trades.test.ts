/** Trades on their way from the bus to subscriptions: all of them, each once; or how many a carrier lost. */
import { expect, it } from 'vitest';
import { TRADE_EVENT, TRADE_FIELDS, TRADE_ID, TRADE_LOTS, TRADE_TICKS } from '../../assembly/layout.js';
import { log, open, SYMBOL } from './live-symbol.js';

it('come once and in order, whatever is encoded while they are told from the core', async () => {
  const { market, source, client, pipe } = await open({}, { tradesPerFrame: 4 });
  const subscriptions = [client.subscribe({ symbol: SYMBOL }), client.subscribe({ symbol: SYMBOL, depth: 1 })];
  pipe.flow();
  const ids = subscriptions.map((subscription) => {
    const told: unknown[] = [];
    subscription.on('trade', ({ id }) => told.push(id));
    return told;
  });
  const { trades } = market.core;
  let last = 0;
  // Queues of four are full in the midst of the second and of the fourth.
  for (const count of [3, 3, 2, 5, 1]) {
    for (let i = 0; i < count; i++) {
      const at = i * TRADE_FIELDS;
      trades.fill(0, at, at + TRADE_FIELDS);
      trades[at + TRADE_TICKS] = 100;
      trades[at + TRADE_LOTS] = 1;
      trades[at + TRADE_EVENT] = -1;
      trades[at + TRADE_ID] = ++last;
    }
    market.bus.trades(source, trades, count);
  }
  pipe.pass(100);
  pipe.flow();
  const all = Array.from({ length: last }, (_, i) => i + 1);
  expect(ids).toEqual([all, all]);
});

it('are counted before those that come next, where trades were asked for', async () => {
  const { market, source, client, pipe } = await open();
  const [withTrades, without] = [
    client.subscribe({ symbol: SYMBOL }),
    client.subscribe({ symbol: SYMBOL, trades: false }),
  ];
  pipe.flow();
  const [told, others] = [log(withTrades), log(without)];
  const tick = () => {
    pipe.pass(100);
    pipe.flow();
  };
  tick();
  told.length = 0;
  market.bus.tradesMissed(source, 3);
  market.bus.tradesMissed(source, 4);
  source.trade(100);
  tick();
  expect(told).toEqual(['missed 7', 'trade sell 1 0.001']);
  source.trade(101);
  tick();
  expect(told.slice(2)).toEqual(['trade buy 1.01 0.002']);
  expect(others.filter((line) => /missed|trade/.test(line))).toEqual([]);
  expect(client.stats.missedTrades).toBe(7);
});
