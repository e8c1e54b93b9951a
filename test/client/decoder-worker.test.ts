/** A worker whose page is slow: it stops, keeps what comes, goes on where it was, and gives up when it is too much. */
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import { createReferenceCore } from '../../host/reference/core.js';
import type { CodecName } from '../../host/wire/codec.js';
import type { FromWorker, PagePortEvents, ToWorker } from '../../web/client/decoder-port.js';
import { DecoderWorker } from '../../web/client/decoder-worker.js';
import type { Environment, SocketEvents } from '../../web/client/environment.js';
import { CLIENT_CAPACITY } from '../../web/client/limits.js';
import { LiveClient } from '../../web/client/live-client.js';
import { RemoteDecoder } from '../../web/client/remote-decoder.js';
import { Market, type TestSource } from '../gateway/market.js';
import { Pipe } from './pipe.js';

const SYMBOL = 'simulated:ONE';

/** A client whose worker's messages wait until the page gets to them. */
async function slowPage(
  market: Market,
  ringBytes: number | undefined,
  backlogBytes = 1_048_576,
  limits: Partial<GatewayLimits> = {},
  codec: CodecName = 'fast',
) {
  const waiting: FromWorker[] = [];
  let events: PagePortEvents | undefined;
  const pipe = new Pipe(market, {}, { lingerMs: 60_000, ...limits });
  pipe.client.close();
  const decoder = new RemoteDecoder({
    wasm: undefined,
    ringBytes,
    backlogBytes,
    start: (its) => {
      events = its;
      const worker = new DecoderWorker({ post: (message) => waiting.push(message) }, pipe);
      return { post: (message: ToWorker) => worker.onMessage(message), terminate() {} };
    },
  });
  const environment: Environment = {
    openSocket: (url, its) => decoder.openSocket(url, its),
    loadCore: (capacity) => decoder.loadCore(capacity),
    time: pipe.time,
    random: () => 1,
  };
  const client = new LiveClient('ws://host/v1/stream', {}, environment);
  const listen = (): void => {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) events?.onMessage(message);
  };
  /** Until nothing is on its way on either side. */
  const settle = async (): Promise<void> => {
    do {
      await pipe.settled();
      listen();
      pipe.flow();
    } while (waiting.length > 0);
  };
  await settle();
  const subscription = client.subscribe({ symbol: SYMBOL, intervalMs: 10, codec });
  await settle();
  return { client, pipe, subscription, settle, waiting };
}

function begin() {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  return { market, source };
}

function busy(source: TestSource, pipe: Pipe, rounds: number): void {
  for (let round = 1; round <= rounds; round++) {
    source.change([[100, 5 + round]], [[101 + (round % 50), round]]);
    source.trade(100 + round);
    pipe.pass(10);
  }
}

describe.each([
  ['transferring', undefined],
  ['sharing little', 2_048],
  ['sharing less than a snapshot takes', 256],
] as const)('a page that is busy, %s', (_name, ringBytes) => {
  it('finds every message in order when it listens again', async () => {
    const { market, source } = begin();
    const { client, pipe, subscription, settle, waiting } = await slowPage(market, ringBytes);
    expect(subscription.state).toBe('live');
    const trades: number[] = [];
    const sequences: number[] = [];
    subscription.on('trade', ({ ticks }) => trades.push(ticks));
    subscription.on('book_change', ({ sequence }) => sequences.push(sequence));
    const before = subscription.book.sequence;
    busy(source, pipe, 100);
    expect(waiting.length).toBeLessThanOrEqual(2);
    expect(trades).toEqual([]);
    await settle();
    expect(trades).toEqual(Array.from({ length: 100 }, (_, at) => 101 + at));
    expect(sequences).toEqual(Array.from({ length: 100 }, (_, at) => before + 2 + 2 * at));
    expect(subscription.book.bids.toDecimals()).toEqual([['1', '0.105']]);
    expect(subscription.book.askCount).toBe(source.levels(0).asks.length);
    expect(client.stats).toMatchObject({ trades: 100, refused: 0, reconnects: 0 });
  });

  it('is given up where too much waits, and goes on from what it was told last, on a new connection', async () => {
    const { market, source } = begin();
    const { client, pipe, subscription, settle } = await slowPage(market, ringBytes, 2_000, { historyFrames: 1 });
    busy(source, pipe, 100);
    await settle();
    expect(client.reason).toMatch(/the page did not take what came: more than 2000 bytes wait/);
    expect([client.state, subscription.state]).toEqual(['connecting', 'stale']);
    pipe.pass(1_000);
    await settle();
    expect([client.state, subscription.state]).toEqual(['open', 'live']);
    expect(subscription.book.bids.toDecimals()).toEqual([['1', '0.105']]);
    expect(client.stats).toMatchObject({ trades: 100, missedTrades: 0, refused: 0, resyncs: 0 });
    expect(client.stats.recoveries).toEqual({ frames: 0, catch_up: 1, snapshot: 0 });
  });

  it.each([
    ['fast', { historyFrames: 512 }],
    ['fast', { historyFrames: 1 }],
    ['dense', {}],
  ] as const)('that ends the connection while more is decoded than it was told: %s %o', async (codec, limits) => {
    const { market, source } = begin();
    const { client, pipe, subscription, settle } = await slowPage(market, ringBytes, 1_048_576, limits, codec);
    busy(source, pipe, 30);
    // Nothing was heard, not even an answer to a ping.
    pipe.time.pass(16_000);
    expect(client.state).toBe('connecting');
    busy(source, pipe, 30);
    for (let rounds = 0; rounds < 30; rounds++) {
      await settle();
      pipe.pass(1_000);
    }
    await settle();
    expect([client.state, subscription.state]).toEqual(['open', 'live']);
    const { trades, missedTrades } = client.stats;
    expect(trades + missedTrades).toBe(60);
    expect(Array.from(subscription.book.bids.lots)).toEqual(source.levels(0).bids.map(([, lots]) => lots));
    expect(Array.from(subscription.book.asks.lots)).toEqual(source.levels(0).asks.map(([, lots]) => lots));
  });
});

describe('a worker', () => {
  const socketless = { openSocket: (_url: string, _events: SocketEvents) => ({ send() {}, close() {} }) };

  it('that cannot be started, or has no core, says why', async () => {
    const none = new RemoteDecoder({
      wasm: undefined,
      ringBytes: undefined,
      backlogBytes: 1,
      start: () => {
        throw new Error('the policy forbids it');
      },
    });
    await expect(none.loadCore(CLIENT_CAPACITY)).rejects.toThrow('the policy forbids it');
    const coreless = new RemoteDecoder({
      wasm: undefined,
      ringBytes: undefined,
      backlogBytes: 1,
      start: ({ onMessage }) => {
        const loadCore = () => Promise.reject(new Error('404'));
        const worker = new DecoderWorker({ post: onMessage }, { ...socketless, loadCore });
        return { post: (message) => worker.onMessage(message), terminate() {} };
      },
    });
    await expect(coreless.loadCore(CLIENT_CAPACITY)).rejects.toThrow('404');
  });

  it('that fails later loses the connection, with the reason, and every one after it', async () => {
    let fail: (message: string) => void = () => {};
    const decoder = new RemoteDecoder({
      wasm: undefined,
      ringBytes: undefined,
      backlogBytes: 1,
      start: ({ onMessage, onError }) => {
        fail = onError;
        const loadCore = async () => createReferenceCore({ ...CLIENT_CAPACITY, levels: 64, totalLevels: 1_024 });
        const worker = new DecoderWorker({ post: onMessage }, { ...socketless, loadCore });
        return { post: (message) => worker.onMessage(message), terminate() {} };
      },
    });
    await decoder.loadCore(CLIENT_CAPACITY);
    const lost: string[] = [];
    const events = {
      onText() {},
      onBytes() {},
      onClose: (code: number, reason: string) => lost.push(`${code} ${reason}`),
    };
    decoder.openSocket('ws://host', events);
    fail('out of memory');
    expect(lost).toEqual(['1006 the worker failed: out of memory']);
    decoder.openSocket('ws://host', events);
    await Promise.resolve();
    expect(lost).toHaveLength(2);
  });
});
