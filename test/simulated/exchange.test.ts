/** The simulated exchange over real sockets, in time that a test moves: what its streams say is the true book. */
import { describe, expect, it } from 'vitest';
import { wireDecimal } from '../../host/feeds/simulated/instrument.js';
import { SimulatedExchange, type SimulatedExchangeOptions } from '../../host/feeds/simulated/simulated-exchange.js';
import { BookFollower } from './book-follower.js';
import { closeExchangesAfterEach, startExchange } from './running-exchange.js';
import { StreamClient, type StreamMessage } from './stream-client.js';

closeExchangesAfterEach();

/** The true book at an update id, as the wire writes it. */
function truth(exchange: SimulatedExchange, symbol: string, updateId: number) {
  const { tickUnits, lotUnits } = exchange.instrument(symbol)!;
  const book = exchange.truth(symbol, updateId)!;
  const side = (levels: readonly (readonly [number, number])[]) =>
    levels.map(([ticks, lots]) => [wireDecimal(ticks, tickUnits), wireDecimal(lots, lotUnits)]);
  return { bids: side(book.bids), asks: side(book.asks) };
}

function expectTrue(follower: BookFollower, exchange: SimulatedExchange, symbol: string) {
  const { bids, asks } = truth(exchange, symbol, follower.updateId);
  expect(follower.levels('bids')).toEqual(bids);
  expect(follower.levels('asks')).toEqual(asks);
}

describe('the streams', () => {
  it('rebuild the true book of every symbol from a snapshot and diffs of either speed', async () => {
    const { time, exchange, wsUrl, rest } = await startExchange();
    const names = exchange.symbols.flatMap((s) => [`${s.toLowerCase()}@depth@100ms`, `${s.toLowerCase()}@depth`]);
    const client = await StreamClient.open(`${wsUrl}/stream?streams=${names.join('/')}`);
    time.advance(1730);
    const followers = new Map<string, BookFollower>();
    for (const name of names) {
      const symbol = name.split('@')[0]!.toUpperCase();
      followers.set(name, new BookFollower(await rest(`/api/v3/depth?symbol=${symbol}&limit=1000`)));
    }
    time.advance(30_270);
    await client.settle();
    for (const { stream, data } of client.take()) followers.get(stream!)!.apply(data!);
    for (const [name, follower] of followers) {
      expect(follower.gaps).toBe(0);
      expectTrue(follower, exchange, name.split('@')[0]!.toUpperCase());
    }
  });

  it('tell the best quote at each of its update ids, and trades in order', async () => {
    const { time, exchange, wsUrl } = await startExchange({ symbols: ['SHIBUSDT'] });
    const client = await StreamClient.open(`${wsUrl}/ws/shibusdt@bookTicker/shibusdt@trade`);
    time.advance(20_000);
    await client.settle();
    const messages = client.take() as unknown as Record<string, string & number & boolean>[];
    const trades = messages.filter((message) => message['e'] === ('trade' as string));
    const quotes = messages.filter((message) => message['e'] === undefined);
    expect(trades.length).toBeGreaterThan(50);
    expect(quotes.length).toBeGreaterThan(200);
    for (const quote of quotes) {
      const { bids, asks } = truth(exchange, 'SHIBUSDT', quote['u']!);
      expect([quote['b'], quote['B'], quote['a'], quote['A']]).toEqual([...bids[0]!, ...asks[0]!]);
    }
    trades.forEach((trade, index) => {
      expect(trade['t']).toBe(trades[0]!['t']! + index);
      expect(trade['s']).toBe('SHIBUSDT');
      expect(typeof trade['m']).toBe('boolean');
      expect(trade['E']).toBeGreaterThanOrEqual(1_700_000_000_000);
      expect(trade['E']).toBeLessThanOrEqual(1_700_000_020_000);
    });
  });

  it('say the same to everyone, whoever else is connected', async () => {
    const sessions: StreamMessage[][] = [];
    for (const others of [0, 2]) {
      const { time, wsUrl } = await startExchange({ rate: 50 });
      for (let i = 0; i < others; i++) await StreamClient.open(`${wsUrl}/ws/ethusdt@trade`);
      const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms/btcusdt@trade`);
      time.advance(5000);
      await client.settle();
      sessions.push(client.take());
    }
    expect(sessions[0]!.length).toBeGreaterThan(40);
    expect(sessions[1]).toEqual(sessions[0]);
  });

  it('pause with the market, and go on after it', async () => {
    const { time, exchange, wsUrl } = await startExchange({ symbols: ['BTCUSDT'] });
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms`);
    time.advance(1000);
    exchange.pause();
    time.advance(100);
    await client.settle();
    const last = client.take().at(-1)!;
    expect(last.u).toBe(exchange.truth('BTCUSDT')!.updateId);
    time.advance(10_000);
    await client.settle();
    expect(client.take()).toEqual([]);
    exchange.resume();
    time.advance(1000);
    await client.settle();
    const next = client.take();
    expect(next[0]!.U).toBe(last.u + 1);
    expect(next.length).toBeLessThanOrEqual(10);
    expect(next[0]!.E).toBeGreaterThan(last.E + 10_000);
  });

  it('do not make up for a long halt of the process', async () => {
    const { time, exchange } = await startExchange({ symbols: ['BTCUSDT'] });
    time.advance(1000);
    const before = exchange.truth('BTCUSDT')!.updateId;
    time.halt(3_600_000);
    expect(exchange.truth('BTCUSDT')!.updateId - before).toBeLessThan(2000);
  });
});

describe('opening', () => {
  it('answers the port, and rejects one that is taken', async () => {
    const { port, wsUrl, restUrl } = await startExchange();
    expect(wsUrl).toBe(`ws://127.0.0.1:${port}`);
    expect(restUrl).toBe(`http://127.0.0.1:${port}`);
    await expect(new SimulatedExchange().listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('refuses options that cannot be, in one line', () => {
    const refused: [SimulatedExchangeOptions, RegExp][] = [
      [{ seed: 1.5 }, /seed 1.5/],
      [{ rate: 0 }, /rate 0/],
      [{ rate: 10_001 }, /rate 10001/],
      [{ rate: Number.NaN }, /rate NaN/],
      [{ levels: 9 }, /levels 9/],
      [{ levels: 2501 }, /levels 2501/],
      [{ symbols: [] }, /no symbol/],
      [{ symbols: ['NOPE'] }, /no symbol "NOPE".*BTCUSDT/],
      [{ symbols: ['BTCUSDT', 'BTCUSDT'] }, /BTCUSDT is named twice/],
      [{ misbehave: { drop: 2 } }, /drop=2/],
      [{ misbehave: { explode: 1 } as object }, /no fault is called explode/],
    ];
    for (const [options, message] of refused) expect(() => new SimulatedExchange(options)).toThrow(message);
    for (const options of [{ rate: 10_000 }, { levels: 10 }, { levels: 2500 }, { seed: -3 }]) {
      expect(() => new SimulatedExchange(options)).not.toThrow();
    }
  });
});
