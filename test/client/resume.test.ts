/** A connection that is lost and made again: the client says where it was, keeps its book, and goes on with what it missed. */
import { describe, expect, it } from 'vitest';
import type { SubscriptionRequest } from '../../web/client/exports.js';
import { COARSE_GRID } from '../gateway/market.js';
import { levels, log, open, SYMBOL } from './live-symbol.js';

const LASTING = { lingerMs: 60_000 };

/** A live subscription whose connection was lost, and `steps` steps of the market since. */
async function lost(steps: number, limits = {}, request: Partial<SubscriptionRequest> = {}, options = {}) {
  const all = await open(options, { ...LASTING, ...limits });
  const { source, pipe, client } = all;
  const subscription = client.subscribe({ symbol: SYMBOL, intervalMs: 10, ...request });
  pipe.flow();
  let at = 0;
  const step = (): void => {
    source.change([[100 - (at % 5), 10 + at++]], [[101 + (at % 3), at % 4]]);
    source.trade(100);
    pipe.pass(10);
  };
  for (let before = 0; before < 3; before++) step();
  const lines = log(subscription);
  const had = levels(subscription);
  pipe.cut();
  for (let since = 0; since < steps; since++) step();
  return { ...all, subscription, lines, had, step };
}

const back = ({ pipe }: Awaited<ReturnType<typeof lost>>): void => pipe.pass(500);
const kinds = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ')[0]!);

describe('a subscription whose connection is lost', () => {
  it('keeps its book, which is not live, and gets the frames that it missed, then one book that is live', async () => {
    const scene = await lost(5);
    const { source, pipe, client, subscription, lines, had, step } = scene;
    expect(subscription.book.live).toBe(false);
    expect(levels(subscription)).toEqual(had);
    expect(had).not.toEqual(source.levels(0));
    back(scene);
    expect(pipe.told.findLast(({ type }) => type === 'subscribed')).toMatchObject({ recovery: 'frames' });
    expect(kinds(lines)).toEqual([
      'disconnect',
      'stale',
      ...Array(5).fill('trade'),
      'recovered',
      'live',
      'book_snapshot',
    ]);
    expect(lines).toContain('recovered frames 0');
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(client.stats).toMatchObject({ trades: 8, missedTrades: 0, refused: 0, resyncs: 0, reconnects: 1 });
    expect(client.stats.recoveries).toEqual({ frames: 1, catch_up: 0, snapshot: 0 });
    step();
    expect(kinds(lines).slice(-2)).toEqual(['trade', 'book_change']);
  });

  it('where nothing happened is live again without a frame', async () => {
    const scene = await lost(0);
    const frames = scene.client.stats.frames;
    back(scene);
    expect(scene.lines.slice(2)).toEqual(['recovered frames 0', 'live none', expect.stringMatching('live=true')]);
    expect(scene.client.stats.frames).toBe(frames);
  });

  it('gets a catch-up where the frames are not kept, and the trades, or their number', async () => {
    for (const [tradeBacklog, missed] of [
      [20, 0],
      [3, 4],
    ] as const) {
      const scene = await lost(7, { historyFrames: 2, tradeBacklog });
      back(scene);
      const { client, source, subscription, lines } = scene;
      expect(lines).toContain(`recovered catch_up ${missed}`);
      expect(lines.filter((line) => line.startsWith('missed'))).toEqual(missed === 0 ? [] : [`missed ${missed}`]);
      expect(client.stats).toMatchObject({ trades: 10 - missed, missedTrades: missed, refused: 0 });
      expect(client.stats.recoveries.catch_up).toBe(1);
      expect(levels(subscription)).toEqual(source.levels(0));
    }
  });

  it('of a dense stream follows the fast twins until the next generation', async () => {
    const scene = await lost(5, { generationMs: 200 }, { codec: 'dense' });
    back(scene);
    expect(scene.lines).toContain('recovered catch_up 0');
    for (let more = 0; more < 60; more++) {
      scene.step();
      expect(levels(scene.subscription)).toEqual(scene.source.levels(0));
    }
    expect(scene.client.stats).toMatchObject({ refused: 0, resyncs: 0, missedTrades: 0, trades: 68 });
  });

  it('gets a snapshot where the host was restarted, and nobody knows how many trades it missed', async () => {
    const scene = await lost(2);
    scene.pipe.restart();
    back(scene);
    expect(scene.lines).toContain('recovered snapshot undefined');
    expect(scene.client.stats).toMatchObject({ recoveries: { snapshot: 1 }, missedTrades: 0, refused: 0 });
    expect(levels(scene.subscription)).toEqual(scene.source.levels(0));
  });

  it('gets a snapshot where the view closed meanwhile', async () => {
    const scene = await lost(2, { lingerMs: 15 });
    back(scene);
    expect(scene.lines).toContain('recovered snapshot undefined');
    expect(levels(scene.subscription)).toEqual(scene.source.levels(0));
  });

  it('gets a snapshot of a book on another grid, and its trades counted', async () => {
    const scene = await lost(2);
    scene.source.replace([[50, 1]], [[60, 2]], COARSE_GRID);
    back(scene);
    expect(scene.lines).toContain('recovered snapshot 2');
    expect(scene.lines).toContain('missed 2');
    expect(levels(scene.subscription)).toEqual(scene.source.levels(0));
    expect(scene.subscription.book.grid).toEqual(COARSE_GRID);
  });

  it('is not live before the symbol is, and is told then', async () => {
    const scene = await lost(1);
    scene.source.become('stale', 'gap');
    back(scene);
    expect(scene.subscription).toMatchObject({ state: 'stale', reason: 'gap' });
    expect(scene.lines).not.toContain('recovered frames 0');
    scene.source.become('live');
    scene.pipe.pass(10);
    expect(kinds(scene.lines).slice(-3)).toEqual(['recovered', 'live', 'book_snapshot']);
  });

  it('is not live in the midst of what it missed, however the frames come', async () => {
    const scene = await lost(5, { sendMessageBytes: 1 });
    const { pipe, subscription, source } = scene;
    pipe.time.pass(250);
    let waits = 0;
    for (; !subscription.book.live; waits++) {
      expect(subscription.state).toBe('stale');
      pipe.trickle(1);
    }
    expect(waits).toBeGreaterThan(5);
    expect(levels(subscription)).toEqual(source.levels(0));
  });

  it('cut again in the midst of it goes on from there', async () => {
    const scene = await lost(5, { sendMessageBytes: 1 });
    const { pipe, client, subscription, source } = scene;
    pipe.time.pass(250);
    // The welcome, the answer, and three of ten frames.
    for (let messages = 0; messages < 5; messages++) pipe.trickle(1);
    pipe.cut();
    back(scene);
    const resumed = pipe.told.filter((message) => message.type === 'subscribed' && message.recovery === 'frames');
    expect(resumed).toHaveLength(2);
    expect(client.stats).toMatchObject({ trades: 8, missedTrades: 0, refused: 0 });
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(scene.lines.filter((line) => line.startsWith('recovered'))).toEqual(['recovered frames 0']);
  });

  it('whose book was not valid gets a snapshot, and the trades', async () => {
    const { source, pipe, client } = await open({}, LASTING);
    const subscription = client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    pipe.flow();
    const lines = log(subscription);
    pipe.tamper = (message) => message.slice(0, -1);
    source.change([[100, 50]], []);
    pipe.pass(10);
    expect(subscription.state).toBe('stale');
    source.trade(100, 101);
    pipe.time.pass(10);
    pipe.cut();
    pipe.tamper = (message) => message;
    pipe.pass(250);
    expect(pipe.asked.at(-1)).toMatchObject({ type: 'subscribe', from: { sequence: 0 } });
    expect(lines).toContain('recovered snapshot 0');
    expect(kinds(lines).filter((kind) => kind === 'trade')).toHaveLength(2);
    expect(levels(subscription)).toEqual(source.levels(0));
  });

  it('whose recovery is damaged on its way starts from a snapshot, and counts the trades', async () => {
    const scene = await lost(5);
    const { pipe, client, subscription, source, lines } = scene;
    pipe.tamper = (message) => {
      pipe.tamper = (other) => other;
      return message.slice(0, message.length >> 1);
    };
    back(scene);
    expect(client.stats.resyncs).toBe(1);
    expect(client.stats.recoveries).toEqual({ frames: 0, catch_up: 0, snapshot: 1 });
    const missed = 8 - client.stats.trades;
    expect(lines).toContain(`recovered snapshot ${missed}`);
    expect(client.stats.missedTrades).toBe(missed);
    expect(levels(subscription)).toEqual(source.levels(0));
  });
});

describe('several subscriptions whose connection is lost', () => {
  it('to one stream are brought up together, each with all trades', async () => {
    const { source, pipe, client } = await open({}, LASTING);
    const request = { symbol: SYMBOL, intervalMs: 10 };
    const all = [client.subscribe(request), client.subscribe(request), client.subscribe(request)];
    pipe.flow();
    const logs = all.map(log);
    pipe.cut();
    source.change([[100, 50]], []);
    source.trade(100, 101);
    pipe.pass(250);
    for (const lines of logs) {
      expect(kinds(lines)).toEqual(['disconnect', 'stale', 'trade', 'trade', 'recovered', 'live', 'book_snapshot']);
    }
    expect(client.stats).toMatchObject({ trades: 2, recoveries: { frames: 3 }, refused: 0 });
    // Each has its own grant: the stream ends with the last.
    all[0]!.close();
    pipe.flow();
    source.change([[100, 60]], []);
    pipe.pass(10);
    expect(all.map(({ state }) => state)).toEqual(['closed', 'live', 'live']);
    expect(levels(all[1]!)).toEqual(source.levels(0));
    for (const subscription of all) subscription.close();
    pipe.flow();
    expect(pipe.desk.hub.views).toBe(0);
  });

  it('wait where one has much to get, and learn later how they go on', async () => {
    for (const historyFrames of [512, 2]) {
      const { source, pipe, client } = await open(
        {},
        { ...LASTING, sendHighBytes: 200, sendLowBytes: 50, historyFrames },
      );
      const all = [1, 2, 3].map((depth) => client.subscribe({ symbol: SYMBOL, intervalMs: 10, depth }));
      pipe.flow();
      pipe.cut();
      for (let at = 0; at < 20; at++) {
        source.change([[100, 50 + at]], []);
        source.trade(100);
        pipe.pass(10);
      }
      pipe.pass(250);
      const answers = pipe.told.flatMap((message) => (message.type === 'subscribed' ? [message.recovery] : []));
      expect(answers.slice(3)).toEqual([historyFrames > 2 ? 'frames' : 'catch_up', 'behind', 'behind']);
      expect(all.map(({ state }) => state)).toEqual(['live', 'live', 'live']);
      for (const { book } of all) expect(book.bestBid?.lots).toBe(69);
      expect(client.stats).toMatchObject({ trades: 60, missedTrades: 0, refused: 0 });
      expect(client.stats.recoveries.catch_up).toBe(historyFrames > 2 ? 2 : 3);
    }
  });

  it('brought by a pattern go on, too, beside one that was asked for alone', async () => {
    const { market, source, pipe, client } = await open({}, LASTING);
    const other = market.add('simulated:TWO');
    other.begin([[10, 1]], [[20, 2]]);
    const alone = client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    const match = client.match({ symbols: 'simulated:*', intervalMs: 10 });
    pipe.flow();
    const all = [alone, ...match.subscriptions.values()];
    const logs = all.map(log);
    pipe.cut();
    source.change([[100, 50]], []);
    for (const each of [source, other]) each.trade(100, 101);
    pipe.pass(250);
    for (const lines of logs) {
      expect(kinds(lines)).toEqual(['disconnect', 'stale', 'trade', 'trade', 'recovered', 'live', 'book_snapshot']);
      expect(lines).toContain('recovered frames 0');
    }
    expect(client.stats).toMatchObject({ trades: 4, refused: 0, resyncs: 0, recoveries: { frames: 3 } });
    // Each has its own grant: the stream ends with the last.
    match.close();
    pipe.flow();
    expect(pipe.desk.hub.views).toBe(1);
    source.change([[100, 60]], []);
    pipe.pass(10);
    expect(levels(alone)).toEqual(source.levels(0));
    alone.close();
    pipe.flow();
    expect(pipe.desk.hub.views).toBe(0);
  });

  it('brought by a pattern that the host refuses now do not go on with another', async () => {
    const { source, pipe, client } = await open({ limits: { retryMs: 1_000 } }, { ...LASTING, patterns: 1 });
    const alone = client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    const match = client.match({ symbols: 'simulated:*', intervalMs: 10 });
    pipe.flow();
    const [member] = match.subscriptions.values();
    const lines = log(member!);
    pipe.cut();
    pipe.refuseMatches = true;
    source.change([[100, 50]], []);
    pipe.pass(250);
    expect([alone.state, member!.state]).toEqual(['live', 'stale']);
    expect(levels(alone)).toEqual(source.levels(0));
    pipe.refuseMatches = false;
    pipe.pass(1_000);
    expect(member!.state).toBe('live');
    expect(lines.filter((line) => line.startsWith('recovered'))).toEqual([
      'recovered frames 0',
      'recovered snapshot undefined',
    ]);
    match.close();
    pipe.flow();
    expect(alone.state).toBe('live');
  });

  it('may be closed before they are back, whose turn it ever is', async () => {
    for (const closed of [0, 1, 2]) {
      for (const when of ['lost', 'asked'] as const) {
        const { source, pipe, client } = await open({}, LASTING);
        const request = { symbol: SYMBOL, intervalMs: 10 };
        const all = [client.subscribe(request), client.subscribe(request), client.subscribe({ ...request, depth: 1 })];
        pipe.flow();
        pipe.cut();
        source.change([[100, 50]], []);
        if (when === 'lost') all[closed]!.close();
        pipe.time.pass(250);
        pipe.trickle(1);
        if (when === 'asked') all[closed]!.close();
        pipe.pass(1_000);
        source.change([[100, 51]], []);
        pipe.pass(100);
        const left = all.filter((_, at) => at !== closed);
        expect(left.map(({ state }) => state)).toEqual(['live', 'live']);
        for (const { book } of left) expect(book.bestBid?.lots).toBe(51);
        for (const subscription of left) subscription.close();
        pipe.pass(60_000);
        expect(pipe.desk.hub.views).toBe(0);
        expect(client.state).toBe('open');
      }
    }
  });

  it('find their streams though the host numbers them anew', async () => {
    const { market, source, pipe, client } = await open({ capacity: { streams: 2 } }, LASTING);
    const other = market.add('simulated:TWO');
    other.begin([[10, 1]], [[20, 2]]);
    const one = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const two = client.subscribe({ symbol: 'simulated:TWO' });
    pipe.flow();
    pipe.restart();
    // Somebody else takes the first number.
    pipe.desk.connect().subscribe('simulated:TWO', {});
    pipe.pass(250);
    expect([one.state, two.state]).toEqual(['live', 'live']);
    expect(levels(one)).toEqual(source.levels(0));
    expect(levels(two)).toEqual(other.levels(0));
    expect(client.stats).toMatchObject({ refused: 0, recoveries: { snapshot: 2 } });
  });

  it('keep their books readable while the host is away, and after they are closed', async () => {
    const scene = await lost(2);
    const { client, subscription, had } = scene;
    expect(levels(subscription)).toEqual(had);
    client.close();
    expect(levels(subscription)).toEqual(had);
    expect(subscription.book.live).toBe(false);
  });
});
