/** What a subscription does when frames are damaged, lost, or left out: stale at once, live with a snapshot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import type { Book } from '../../web/client/exports.js';
import { COARSE_GRID } from '../gateway/market.js';
import { ASKS, BIDS, levels, log, open, SYMBOL } from './live-symbol.js';
import type { Pipe, Tamper } from './pipe.js';

/** Flips a bit of the last byte of the next message. */
const flipOnce = (pipe: Pipe): void => {
  const untouched: Tamper = (message) => message;
  pipe.tamper = (message) => {
    pipe.tamper = untouched;
    const damaged = message.slice();
    damaged[damaged.length - 1]! ^= 0x04;
    return damaged;
  };
};

describe('a frame that is refused', () => {
  it('makes the book stale, and a snapshot heals it', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL, trades: false });
    pipe.flow();
    const lines = log(subscription);
    flipOnce(pipe);
    source.change([[100, 50]], []);
    pipe.pass(100);
    expect(pipe.asked.filter(({ type }) => type === 'resync')).toHaveLength(1);
    expect(lines[0]).toMatch(/^stale (fingerprint|varint|truncated|range)$/);
    expect(lines.slice(-2)).toEqual(['live none', 'book_snapshot 2 live=true']);
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(client.stats).toMatchObject({ resyncs: 1, refused: 1 });
  });

  it('for its fingerprint is counted as a mismatch', async () => {
    const { source, pipe, client } = await open();
    client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    expect(client.stats).toMatchObject({ fingerprintChecks: 1, fingerprintMismatches: 0 });
    source.change([[100, 7]], []);
    const untouched = pipe.tamper;
    pipe.tamper = (message) => {
      pipe.tamper = untouched;
      const damaged = message.slice();
      // The fingerprint stands before the length of the payload, here a byte.
      const payload = damaged.length - 1 - (damaged.at(-4) === 3 ? 3 : 4);
      damaged[payload - 1]! ^= 1;
      return damaged;
    };
    pipe.pass(100);
    expect(client.stats).toMatchObject({ fingerprintMismatches: 1, resyncs: 1 });
  });

  it('that is lost is noticed at the next, and its trades are counted', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const lines = log(subscription);
    pipe.tamper = () => undefined;
    source.trade(100, 101);
    pipe.pass(100);
    expect(lines).toEqual([]);
    pipe.tamper = (message) => message;
    source.trade(99);
    source.change([[100, 9]], []);
    pipe.pass(100);
    expect(lines).toEqual(['stale sequence', 'missed 3', 'live none', 'book_snapshot 4 live=true']);
    expect(client.stats.missedTrades).toBe(3);
    source.trade(98);
    pipe.pass(100);
    expect(lines.at(-1)).toBe('trade buy 0.98 0.004');
  });

  it('whose stream cannot be told makes every book stale', async () => {
    const { market, source, pipe, client } = await open();
    market.add('simulated:TWO').begin(BIDS, ASKS);
    const one = client.subscribe({ symbol: SYMBOL });
    const two = client.subscribe({ symbol: 'simulated:TWO' });
    pipe.flow();
    const [first, second] = [log(one), log(two)];
    pipe.tamper = (message) => {
      pipe.tamper = (other) => other;
      const damaged = message.slice();
      damaged[1] = 77;
      return damaged;
    };
    source.change([[100, 9]], []);
    pipe.pass(100);
    for (const lines of [first, second]) expect(lines.slice(0, 2)).toEqual(['stale stream', 'live none']);
    expect(levels(one)).toEqual(source.levels(0));
    expect(client.stats.resyncs).toBe(2);
  });

  it('again and again is asked for in growing pauses', async () => {
    const { source, pipe, client } = await open();
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    pipe.tamper = (message) => message.slice(0, -1);
    source.change([[100, 9]], []);
    const asked: number[] = [];
    let seen = 0;
    for (let at = 0; at < 160; at++) {
      pipe.pass(100);
      const resyncs = pipe.asked.filter(({ type }) => type === 'resync').length;
      if (resyncs > seen) asked.push(at);
      seen = resyncs;
    }
    expect(asked).toEqual([0, 5, 15, 35, 75, 155]);
    expect(subscription.state).toBe('stale');
    pipe.tamper = (message) => message;
    pipe.pass(20_000);
    expect(subscription.state).toBe('live');
    expect(levels(subscription)).toEqual(source.levels(0));
  });

  it('for want of room in the core is stale, not live, and comes back when the book fits', async () => {
    const { source, pipe, client } = await open({ capacity: { levels: 8 } });
    const many = Array.from({ length: 20 }, (_, at) => [at + 1, 1] as const);
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    source.change(many, []);
    pipe.pass(100);
    expect([subscription.state, subscription.reason]).toEqual(['stale', 'full']);
    source.change(
      many.map(([ticks]) => [ticks, 0] as const),
      [],
    );
    pipe.pass(60_000);
    expect(subscription.state).toBe('live');
  });
});

describe('a client that is behind', () => {
  async function stalled(limits: Partial<GatewayLimits>) {
    const { source, pipe, client } = await open({}, { sendHighBytes: 300, sendLowBytes: 50, ...limits });
    const subscription = client.subscribe({ symbol: SYMBOL });
    pipe.flow();
    const lines = log(subscription);
    for (let at = 0; at < 60; at++) {
      source.change([[100, 10 + at]], []);
      source.trade(100);
      pipe.time.pass(100);
    }
    expect(lines).toEqual([]);
    return { source, pipe, client, subscription, lines };
  }

  it('keeps its book, takes one change and all trades, and is live throughout', async () => {
    const { source, pipe, client, subscription, lines } = await stalled({});
    pipe.flow();
    const kinds = lines.map((line) => line.split(' ')[0]);
    expect(new Set(kinds)).toEqual(new Set(['book_change', 'trade']));
    expect(kinds.lastIndexOf('book_change')).toBe(kinds.indexOf('trade', kinds.lastIndexOf('book_change')) - 1);
    expect(lines.filter((line) => line.startsWith('trade'))).toHaveLength(60);
    expect(client.stats).toMatchObject({ trades: 60, missedTrades: 0, resyncs: 0, refused: 0 });
    expect(levels(subscription)).toEqual(source.levels(0));
  });

  it('is told once how many trades are beyond the backlog', async () => {
    const { pipe, client, lines } = await stalled({ tradeBacklog: 5 });
    pipe.flow();
    const trades = lines.filter((line) => line.startsWith('trade')).length;
    expect(lines.filter((line) => line.startsWith('missed'))).toEqual([`missed ${60 - trades}`]);
    expect(client.stats).toMatchObject({ trades, missedTrades: 60 - trades, refused: 0 });
  });

  it('is live with the catch-up where it was told a state before that was not', async () => {
    const { source, pipe, client } = await open({}, { sendHighBytes: 300, sendLowBytes: 50 });
    const subscription = client.subscribe({ symbol: SYMBOL, trades: false });
    pipe.flow();
    source.become('stale', 'gap');
    pipe.pass(100);
    const lines = log(subscription);
    for (let at = 0; at < 4; at++) void client.list();
    source.become('live');
    source.change([[100, 10]], []);
    pipe.time.pass(100);
    pipe.flow();
    expect(pipe.told.at(-1)).toMatchObject({ type: 'behind', recovery: 'catch_up', state: 'live' });
    expect(lines).toEqual(['live none', expect.stringMatching(/^book_snapshot \d+ live=true$/)]);
    expect(levels(subscription)).toEqual(source.levels(0));
    expect(client.stats).toMatchObject({ resyncs: 0, refused: 0 });
  });

  it('is live with the snapshot of a book that was replaced, and told the trades that it missed', async () => {
    const { source, pipe, client, subscription, lines } = await stalled({});
    source.replace([[50, 1]], [[60, 2]], COARSE_GRID);
    pipe.time.pass(100);
    pipe.flow();
    const trades = lines.filter((each) => each.startsWith('trade')).length;
    expect(lines.slice(-4)).toEqual([
      'stale behind',
      'live none',
      expect.stringMatching(/^book_snapshot \d+ live=true$/),
      `missed ${60 - trades}`,
    ]);
    expect(client.stats).toMatchObject({ trades, missedTrades: 60 - trades, resyncs: 0, refused: 0 });
    expect(levels(subscription)).toEqual(source.levels(0));
  });
});

/* Messages with random fates. */

const LOSSES = ['arrives', 'lost', 'doubled', 'cut short', 'late'] as const;
const DAMAGES = [...LOSSES, 'broken'] as const;
type Fate = (typeof DAMAGES)[number];

const stepsOf = (fates: readonly Fate[]) =>
  fc.array(
    fc.record({
      bids: fc.array(fc.tuple(fc.integer({ min: 90, max: 100 }), fc.nat(9)), { maxLength: 4 }),
      asks: fc.array(fc.tuple(fc.integer({ min: 101, max: 110 }), fc.nat(9)), { maxLength: 4 }),
      trades: fc.nat(3),
      fate: fc.constantFrom(...fates),
      at: fc.nat(1_000),
      bit: fc.nat(7),
    }),
    { minLength: 5, maxLength: 40 },
  );
type Step = ReturnType<typeof stepsOf> extends fc.Arbitrary<(infer S)[]> ? S : never;

/** What the next message comes to; those after it arrive. */
function fated(pipe: Pipe, { fate, at, bit }: Step, held: Uint8Array[]): void {
  const arrives: Tamper = (message) => message;
  pipe.tamper = (message) => {
    pipe.tamper = arrives;
    if (fate === 'lost') return undefined;
    if (fate === 'cut short') return message.slice(0, at % message.length);
    if (fate === 'doubled') return Buffer.concat([message, message]);
    if (fate === 'late') {
      held.push(message);
      return held.length > 1 ? held.shift() : undefined;
    }
    const damaged = message.slice();
    if (fate === 'broken') damaged[at % damaged.length]! ^= 1 << bit;
    return damaged;
  };
}

/** Runs the steps, then lets messages arrive until all is well. `check` is told of the book after each step. */
async function storm(steps: readonly Step[], check: (book: Book, viewsFingerprint: number | undefined) => void) {
  const { source, pipe, client } = await open();
  const witness = pipe.desk.connect(true);
  witness.subscribe(SYMBOL);
  const subscription = client.subscribe({ symbol: SYMBOL });
  pipe.flow();
  const held: Uint8Array[] = [];
  for (const step of steps) {
    fated(pipe, step, held);
    source.change(step.bids, step.asks);
    if (step.trades > 0) source.trade(...Array.from({ length: step.trades }, (_, index) => 95 + index));
    pipe.pass(100);
    witness.read();
    const { book } = subscription;
    const there = witness.frames.findLast(({ epoch, sequence }) => epoch === book.epoch && sequence === book.sequence);
    if (book.live) check(book, there?.fingerprint);
  }
  pipe.tamper = (message) => message;
  for (let again = 0; again < 3; again++) {
    source.change([[99, 50 + again]], []);
    pipe.pass(60_000);
  }
  expect(subscription.state).toBe('live');
  expect(levels(subscription)).toEqual(source.levels(0));
  return client.stats;
}

describe('whatever happens to messages on their way', () => {
  it('lost, doubled, late or cut short: a live book is the view’s at its sequence', async () => {
    let resyncs = 0;
    await fc.assert(
      fc.asyncProperty(stepsOf(LOSSES), async (steps) => {
        const stats = await storm(steps, (book, expected) => expect(book.fingerprint).toBe(expected));
        resyncs += stats.resyncs;
      }),
      { numRuns: 150 },
    );
    expect(resyncs).toBeGreaterThan(0);
  });

  it('with a bit flipped, too: nothing breaks, and the book heals', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(DAMAGES), async (steps) => {
        await storm(steps, () => {});
      }),
      { numRuns: 150 },
    );
  });
});
