/** The sync machine of the feeds against a misbehaving exchange: whatever was lost, the book ends as the exchange's. */
import { describe, expect, it } from 'vitest';
import type { FaultRates } from '../../host/feeds/simulated/misbehaviour.js';
import { venueById } from '../../host/feeds/venues.js';
import { formatDecimal } from '../../host/wire/decimal.js';
import { MiniHost } from '../replay/mini-host.js';
import { closeExchangesAfterEach, startExchange } from './running-exchange.js';

closeExchangesAfterEach();

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a host of the simulated exchange', () => {
  const cases: [string, FaultRates][] = [
    ['that behaves', {}],
    ['that drops', { drop: 0.05 }],
    ['that duplicates', { duplicate: 0.2 }],
    ['that delays', { delay: 0.05 }],
    ['that skips ids', { gap: 0.05 }],
    ['that fails in every way', { drop: 0.03, duplicate: 0.05, delay: 0.03, gap: 0.03, rest429: 0.2, rest500: 0.2 }],
  ];

  it.each(cases)('%s ends with its books', async (_name, misbehave) => {
    const symbols = ['BTCUSDT', 'SHIBUSDT'];
    const { time, exchange, wsUrl, restUrl } = await startExchange({
      symbols,
      misbehave: {},
      limits: { weightPerMinute: 1e9 },
    });
    const host = await MiniHost.start(venueById('binance-spot')!, { ws: wsUrl, rest: restUrl }, symbols);
    const books = symbols.map((symbol) => host.books.books.get(symbol)!);
    const pass = async (done: () => boolean) => {
      while (!done()) {
        time.advance(20);
        await turn();
      }
    };
    await pass(() => books.every(({ state }) => state === 'live'));
    exchange.misbehave(misbehave);
    const start = time.monotonicMs();
    await pass(() => time.monotonicMs() - start > 60_000);
    exchange.misbehave({});
    await pass(() => books.every(({ state }) => state === 'live'));
    exchange.pause();
    await pass(() => books.every(({ native, lastId }) => lastId === exchange.truth(native)!.updateId));
    for (const { native, counters } of books) {
      const { tickUnits, lotUnits } = exchange.instrument(native)!;
      const truth = exchange.truth(native)!;
      const text = (levels: typeof truth.bids) =>
        levels.map(([ticks, lots]) => [formatDecimal(ticks, tickUnits, 8), formatDecimal(lots, lotUnits, 8)]);
      const { bids, asks } = host.books.outcome(native);
      expect({ bids, asks }).toEqual({ bids: text(truth.bids), asks: text(truth.asks) });
      expect(counters).toMatchObject({ crossed: 0, quotesFailed: 0, refused: 0, regrids: 0 });
      expect(counters.quotesOk).toBeGreaterThan(10);
      expect(counters.resyncs > 0).toBe('drop' in misbehave || 'gap' in misbehave || 'delay' in misbehave);
    }
    expect(host.books.malformed).toEqual([]);
  });
});
