/** Iterators: the same messages as for listeners, merged for who is slow, nothing lost without a count. */
import { describe, expect, it } from 'vitest';
import type { BookChange, Message, Subscription } from '../../web/client/exports.js';
import { Market, type TestSource } from '../gateway/market.js';
import { Pipe } from './pipe.js';

const SYMBOL = 'simulated:ONE';

async function open(options = {}) {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const pipe = await Pipe.open(market, options);
  const subscription = pipe.client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
  return { source, pipe, subscription };
}

function short(message: Message): string {
  switch (message.type) {
    case 'state':
      return `${message.state} ${message.reason}`;
    case 'trade':
      return `trade ${message.ticks}`;
    case 'trades_missed':
      return `missed ${message.count}`;
    case 'recovered':
      return 'recovered';
    case 'disconnect':
      return 'disconnect';
    case 'analytics':
      return `analytics ${message.changed.join()}`;
    default:
      return `${message.type} ${message.sequence}`;
  }
}

/** The next messages, without waiting for more than there are. */
async function take(iterator: AsyncIterator<Message>, count: number): Promise<Message[]> {
  const taken: Message[] = [];
  while (taken.length < count) taken.push((await iterator.next()).value);
  return taken;
}

const shorts = async (iterator: AsyncIterator<Message>, count: number) => (await take(iterator, count)).map(short);

function step(source: TestSource, pipe: Pipe, lots: number): void {
  source.change([[100, lots]], []);
  pipe.pass(10);
}

describe('an iterator', () => {
  it('gives a consumer that keeps up every message', async () => {
    const { source, pipe, subscription } = await open();
    const seen: string[] = [];
    const consumed = (async () => {
      for await (const message of subscription) {
        seen.push(short(message));
        if (message.type === 'trade') break;
      }
    })();
    pipe.flow();
    await pipe.settled();
    step(source, pipe, 6);
    await pipe.settled();
    step(source, pipe, 7);
    await pipe.settled();
    source.trade(101);
    pipe.pass(10);
    await consumed;
    expect(seen).toEqual([
      'connecting none',
      'live none',
      'book_snapshot 1',
      'book_change 2',
      'book_change 3',
      'trade 101',
    ]);
    // Leaving the loop leaves the subscription as it is.
    expect(subscription.state).toBe('live');
    step(source, pipe, 8);
    expect(subscription.book.bestBid?.lots).toBe(8);
  });

  it('is ended by a signal, waiting or not, and the subscription goes on', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const controller = new AbortController();
    const { signal } = controller;
    const iterator = subscription.messages({ signal });
    expect(await shorts(iterator, 2)).toEqual(['live none', 'book_snapshot 1']);
    const waiting = iterator.next();
    const full = subscription.messages({ signal });
    controller.abort();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
    await expect(full.next()).resolves.toEqual({ done: true, value: undefined });
    await expect(subscription.messages({ signal }).next()).resolves.toEqual({ done: true, value: undefined });
    step(source, pipe, 8);
    expect([subscription.state, subscription.book.bestBid?.lots]).toEqual(['live', 8]);
    expect(() => subscription.messages({ signal: true } as never)).toThrow(/messages: signal is true/);
    expect(() => subscription.messages({ abort: signal } as never)).toThrow(/abort is not known/);
  });

  it('begun late starts with the state and the book', async () => {
    const { pipe, subscription } = await open();
    pipe.flow();
    expect(await shorts(subscription[Symbol.asyncIterator](), 2)).toEqual(['live none', 'book_snapshot 1']);
  });

  it('merges book changes for a slow consumer: the latest wins, what changed adds up', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    await take(iterator, 2);
    source.change([[99, 1]], []);
    pipe.pass(10);
    source.change(
      [
        [98, 2],
        [100, 6],
      ],
      [[101, 4]],
    );
    source.trade(100);
    pipe.pass(10);
    source.change(
      [
        [99, 0],
        [100, 7],
      ],
      [[101, 3]],
    );
    pipe.pass(10);
    const [trade, message] = await take(iterator, 2);
    expect(short(trade!)).toBe('trade 100');
    const change = message as BookChange;
    expect([change.type, change.sequence, change.book]).toEqual(['book_change', 5, subscription.book]);
    expect([[...change.bids.ticks], [...change.bids.lots], [...change.bids.previousLots]]).toEqual([
      [100, 98],
      [7, 2],
      [5, 0],
    ]);
    expect(change.asks.length).toBe(0);
  });

  it('keeps a snapshot a snapshot when changes follow it', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    step(source, pipe, 6);
    step(source, pipe, 7);
    expect(await shorts(iterator, 2)).toEqual(['live none', 'book_snapshot 3']);
  });

  it('keeps all trades up to the backlog, then counts them at their place', async () => {
    const { source, pipe, subscription } = await open({ limits: { tradeBacklog: 3 } });
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    await take(iterator, 2);
    source.trade(1, 2, 3);
    pipe.pass(10);
    expect(pipe.client.stats.missedTrades).toBe(0);
    source.trade(4, 5);
    step(source, pipe, 6);
    source.trade(6);
    pipe.pass(10);
    expect(pipe.client.stats.missedTrades).toBe(3);
    expect(await shorts(iterator, 1)).toEqual(['trade 1']);
    source.trade(7);
    pipe.pass(10);
    source.trade(8);
    pipe.pass(10);
    expect(await shorts(iterator, 6)).toEqual([
      'trade 2',
      'trade 3',
      'missed 3',
      'book_change 4',
      'trade 7',
      'missed 1',
    ]);
  });

  it('stays bounded whatever happens while nobody reads', async () => {
    const { source, pipe, subscription } = await open({ limits: { tradeBacklog: 2 } });
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    for (let at = 0; at < 20; at++) {
      source.trade(1, 2, 3);
      step(source, pipe, 10 + at);
      source.become('stale', 'gap');
      pipe.flow();
      if (at % 2 === 0) {
        pipe.cut();
        pipe.pass(20_000);
      }
      source.replace([[100, 50 + at]], [[101, 1]]);
      source.become('live');
      pipe.flow();
    }
    subscription.close();
    const rest: string[] = [];
    for await (const message of iterator as AsyncIterable<Message>) rest.push(short(message));
    expect(rest).toEqual(['trade 1', 'trade 2', 'missed 58', 'disconnect', 'recovered', 'closed none']);
  });

  it('forgets a book that is no longer live', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    await take(iterator, 2);
    step(source, pipe, 6);
    source.become('stale', 'checksum');
    pipe.flow();
    expect(await shorts(iterator, 1)).toEqual(['stale checksum']);
  });

  it('ends with the subscription, after what it still holds', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    await take(iterator, 2);
    source.trade(100);
    pipe.pass(10);
    const waiting = subscription[Symbol.asyncIterator]();
    await take(waiting, 2);
    const next = waiting.next();
    subscription.close();
    expect((await next).value).toMatchObject({ type: 'state', state: 'closed' });
    expect((await waiting.next()).done).toBe(true);
    expect(await shorts(iterator, 2)).toEqual(['trade 100', 'closed none']);
    expect((await iterator.next()).done).toBe(true);
    expect((await iterator.next()).done).toBe(true);
  });

  it('messages are kept apart from the core: what a consumer holds does not change', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const iterator = subscription[Symbol.asyncIterator]();
    await take(iterator, 2);
    source.change([[90, 1]], []);
    pipe.pass(10);
    const [first] = (await take(iterator, 1)) as [BookChange];
    source.change([[80, 9]], []);
    pipe.pass(10);
    expect([...first.bids.ticks, ...first.bids.lots]).toEqual([90, 1]);
  });
});

describe('a listener', () => {
  it('that throws disturbs neither the others nor the book', async () => {
    const { source, pipe, subscription } = await open();
    const thrown: unknown[] = [];
    const catcher = (error: unknown): void => {
      thrown.push(error);
    };
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', catcher);
    try {
      let told = 0;
      subscription.on('book_change', () => {
        throw new Error('mine');
      });
      subscription.on('book_change', () => {
        told++;
      });
      pipe.flow();
      step(source, pipe, 6);
      step(source, pipe, 7);
      await pipe.settled();
      expect(told).toBe(2);
      expect(thrown.map(String)).toEqual(['Error: mine', 'Error: mine']);
      expect(subscription.book.bestBid?.lots).toBe(7);
    } finally {
      process.off('uncaughtException', catcher);
      for (const other of others) process.on('uncaughtException', other);
    }
  });

  it('may close the subscription or the client in the midst of a message', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    const seen: number[] = [];
    subscription.on('trade', (trade) => {
      seen.push(trade.ticks);
      if (trade.ticks === 2) subscription.close();
    });
    source.trade(1, 2, 3);
    step(source, pipe, 6);
    expect(seen).toEqual([1, 2]);
    const again: Subscription = pipe.client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    pipe.flow();
    again.on('trade', () => pipe.client.close());
    source.trade(4, 5);
    step(source, pipe, 7);
    expect([pipe.client.state, again.state]).toEqual(['closed', 'closed']);
    expect(pipe.desk.hub.clients).toBe(0);
  });

  it('can leave', async () => {
    const { source, pipe, subscription } = await open();
    pipe.flow();
    let told = 0;
    const listener = (): void => {
      told++;
    };
    const leave = subscription.on('book_change', listener);
    subscription.on('book_change', listener);
    step(source, pipe, 6);
    leave();
    step(source, pipe, 7);
    expect(told).toBe(1);
    expect(() => subscription.on('trade', 7 as never)).toThrow(TypeError);
  });
});
