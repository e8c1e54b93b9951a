/**
 * Connections lost at random moments, clients that stall, hosts that are restarted: a live book is the view's at its
 * sequence, and of every trade a subscription knows what became of it.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Subscription, SubscriptionRequest } from '../../web/client/exports.js';
import type { DeskClient } from '../gateway/desk.js';
import { COARSE_GRID, GRID, type Level, Market, type TestSource } from '../gateway/market.js';
import { Pipe } from './pipe.js';

const SYMBOLS = ['simulated:ONE', 'simulated:TWO'];
const REQUESTS: SubscriptionRequest[] = [
  { symbol: SYMBOLS[0]!, intervalMs: 10 },
  { symbol: SYMBOLS[0]!, intervalMs: 10 },
  { symbol: SYMBOLS[0]!, intervalMs: 20, depth: 3, codec: 'dense' },
  { symbol: SYMBOLS[1]!, intervalMs: 0, depth: 2, codec: 'plain' },
];
/** As those that are matched. */
const WITNESSED: SubscriptionRequest[] = [...REQUESTS, { symbol: SYMBOLS[1]!, intervalMs: 10 }];
const LIMITS = {
  historyFrames: 8,
  tradeBacklog: 12,
  lingerMs: 600,
  generationMs: 60,
  sendHighBytes: 600,
  sendLowBytes: 100,
  sendMessageBytes: 60,
  slowMs: 1e9,
  messagesPerSecond: 1e9,
};

const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 }));
const entries = fc.array(level, { maxLength: 6 });
const which = fc.nat(SYMBOLS.length - 1);
const operation = fc.oneof(
  { weight: 10, arbitrary: fc.record({ op: fc.constant('change' as const), which, bids: entries, asks: entries }) },
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant('trade' as const), which, count: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('stall' as const), ms: fc.nat(40) }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('read' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('flow' as const) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('cut' as const) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('fail' as const), which }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('heal' as const), which, bids: entries, coarse: fc.boolean() }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

type Entry = number | { readonly missed: number };

/** What a subscription is told of trades: their ids follow one another, but for those that it is told it missed. */
class TradeLedger {
  readonly #faults: string[];
  /** Id of the last trade; undefined where the next may come after any number of others. */
  #last: number | undefined;
  #highest = 0;
  #missed = 0;
  /** Since a connection was lost: what cannot be judged before it is known what was missed. */
  #pending: Entry[] | undefined;

  constructor(subscription: Subscription, faults: string[]) {
    this.#faults = faults;
    subscription.on('disconnect', () => {
      this.#pending ??= [];
    });
    subscription.on('trade', ({ id }) => this.#add(id!));
    subscription.on('trades_missed', ({ count }) => this.#add({ missed: count }));
    subscription.on('recovered', ({ missedTrades }) => {
      const pending = this.#pending ?? [];
      this.#pending = undefined;
      for (const entry of pending) {
        if (missedTrades === undefined) this.#last = undefined;
        this.#judge(entry);
      }
      if (missedTrades === undefined) this.#last = undefined;
    });
  }

  #add(entry: Entry): void {
    if (this.#pending === undefined) this.#judge(entry);
    else this.#pending.push(entry);
  }

  #judge(entry: Entry): void {
    if (typeof entry !== 'number') {
      this.#missed += entry.missed;
      return;
    }
    const isNext = this.#last === undefined || entry === this.#last + 1 + this.#missed;
    if (!isNext || entry <= this.#highest) {
      this.#faults.push(`trade ${entry} after ${this.#last ?? this.#highest} with ${this.#missed} missed`);
    }
    this.#last = entry;
    this.#highest = entry;
    this.#missed = 0;
  }
}

class Scene {
  readonly faults: string[] = [];
  readonly sources: readonly TestSource[];
  readonly subscriptions: Subscription[];
  readonly pipe: Pipe;
  #witness: DeskClient;
  #seen = 0;
  /** The fingerprint of each view's book at each position. */
  readonly #positions = new Map<string, number>();

  constructor(pipe: Pipe, sources: readonly TestSource[]) {
    this.pipe = pipe;
    this.sources = sources;
    const alone = REQUESTS.map((request) => pipe.client.subscribe(request));
    const match = pipe.client.match({ symbols: 'simulated:*', intervalMs: 10 });
    this.#witness = this.#newWitness();
    pipe.flow();
    this.subscriptions = [...alone, ...match.subscriptions.values()];
    for (const subscription of this.subscriptions) {
      new TradeLedger(subscription, this.faults);
      subscription.on('message', () => this.#check(subscription));
    }
    this.#watch();
  }

  static async open(): Promise<Scene> {
    const market = new Market();
    const sources = SYMBOLS.map((symbol) => market.add(symbol));
    for (const source of sources) source.begin([[20, 1]], [[70, 1]]);
    return new Scene(await Pipe.open(market, {}, LIMITS), sources);
  }

  run(step: Operation): void {
    const { pipe } = this;
    if ('which' in step) this.#move(this.sources[step.which]!, step);
    else if (step.op === 'stall') pipe.time.pass(step.ms);
    else if (step.op === 'read') pipe.trickle(step.count);
    else if (step.op === 'flow') pipe.flow();
    else if (step.op === 'cut') pipe.cut();
    else if (step.op === 'wait') pipe.time.pass(500);
    else {
      pipe.restart();
      this.#witness = this.#newWitness();
    }
    this.#watch();
    for (const subscription of this.subscriptions) this.#check(subscription);
  }

  /** All is well again, and one more trade shows what was missed before it. */
  settle(): void {
    for (const source of this.sources) {
      if (source.state === 'live') continue;
      source.replace([[20, 2]], [[90, 1]]);
      source.become('live');
    }
    for (let rounds = 0; rounds < 8; rounds++) {
      this.pipe.pass(1_000);
      for (const source of this.sources) source.trade(25);
      this.#watch();
    }
    for (const [at, subscription] of this.subscriptions.entries()) {
      expect([at, subscription.state]).toEqual([at, 'live']);
      this.#check(subscription);
    }
  }

  #move(source: TestSource, step: Extract<Operation, { which: number }>): void {
    const isLive = source.state === 'live';
    const asksOf = (levels: readonly Level[]): Level[] => levels.map(([ticks, lots]) => [ticks + 50, lots]);
    if (step.op === 'change' && isLive) source.change(step.bids, asksOf(step.asks));
    else if (step.op === 'trade' && isLive) source.trade(...Array.from({ length: step.count }, (_, at) => 20 + at));
    else if (step.op === 'fail' && isLive) source.become('stale', 'gap');
    else if (step.op === 'heal') {
      const bids = step.bids.filter(([, lots]) => lots > 0);
      const unique = [...new Map(bids)].sort(([a], [b]) => b - a);
      source.replace(unique, [[90, 1]], step.coarse ? COARSE_GRID : GRID);
      if (!isLive) source.become('live');
    }
  }

  #newWitness(): DeskClient {
    const witness = this.pipe.desk.connect(true);
    for (const request of WITNESSED) witness.ask({ type: 'subscribe', trades: true, ...request });
    this.#seen = 0;
    return witness;
  }

  #watch(): void {
    this.#witness.read();
    for (; this.#seen < this.#witness.frames.length; this.#seen++) {
      const { epoch, sequence, fingerprint } = this.#witness.frames[this.#seen]!;
      this.#positions.set(`${epoch} ${sequence}`, fingerprint);
    }
  }

  #check({ symbol, state, book }: Subscription): void {
    if (book.live !== (state === 'live')) this.faults.push(`${symbol} is ${state}, its book live=${book.live}`);
    if (!book.live) return;
    this.#watch();
    const expected = this.#positions.get(`${book.epoch} ${book.sequence}`);
    if (book.fingerprint !== expected) {
      this.faults.push(`${symbol} ${book.epoch} ${book.sequence}: ${book.fingerprint}, the view's is ${expected}`);
    }
  }
}

it('however connections are lost, a live book is the view’s at its sequence, and no trade is lost without being told', async () => {
  const recoveries = { frames: 0, catch_up: 0, snapshot: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 100 }), async (steps) => {
      const scene = await Scene.open();
      for (const step of steps) scene.run(step);
      scene.settle();
      expect(scene.faults).toEqual([]);
      const { stats } = scene.pipe.client;
      expect(stats).toMatchObject({ refused: 0, resyncs: 0, fingerprintMismatches: 0 });
      for (const kind of ['frames', 'catch_up', 'snapshot'] as const) recoveries[kind] += stats.recoveries[kind];
    }),
    { numRuns: 60 },
  );
  for (const [kind, count] of Object.entries(recoveries)) expect(count, kind).toBeGreaterThan(0);
});
