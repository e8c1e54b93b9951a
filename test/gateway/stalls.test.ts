/** Random markets and random readers: whatever stalls, each reader's book is its view's at every frame, and nobody else notices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Desk, type DeskClient } from './desk.js';
import type { Frame } from './frame-reader.js';
import { COARSE_GRID, GRID, type Level, Market, type TestSource } from './market.js';

const SYMBOLS = ['simulated:A', 'simulated:B'] as const;
const VIEWS = [
  { symbol: SYMBOLS[0], depth: 3, intervalMs: 10 },
  { symbol: SYMBOLS[0], depth: 0, intervalMs: 30 },
  { symbol: SYMBOLS[1], depth: 5, intervalMs: 0 },
  { symbol: SYMBOLS[1], depth: 0, intervalMs: 10, trades: false },
  { symbol: SYMBOLS[0], depth: 4, intervalMs: 10, codec: 'dense' },
] as const;
const READERS = 3;

const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 }));
const entries = fc.array(level, { maxLength: 6 });
const source = fc.nat(SYMBOLS.length - 1);
const reader = fc.nat(READERS - 1);
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('change' as const), source, bids: entries, asks: entries }) },
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant('trade' as const), source, count: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('pass' as const), ms: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('turn' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant('read' as const), reader, count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('join' as const), reader, view: fc.nat(VIEWS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('leave' as const), reader, nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('resync' as const), reader, nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('fail' as const), source, bids: entries }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('heal' as const), source, bids: entries, coarse: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('away' as const), source }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const positive = (levels: readonly Level[]): Level[] => levels.filter(([, lots]) => lots > 0);
const above = (levels: readonly Level[]): Level[] => levels.map(([ticks, lots]) => [ticks + 50, lots]);

/** A market with a witness that reads everything at once, and readers that stall. */
class Scene {
  readonly market = new Market();
  readonly sources: TestSource[];
  readonly desk = new Desk(this.market, {
    sendHighBytes: 300,
    sendLowBytes: 60,
    slowMs: 1e9,
    heartbeatMs: 1e9,
    messagesPerSecond: 1e9,
    generationMs: 60,
    tradeBacklog: 48,
    tierStalls: 1e9,
  });
  readonly witness: DeskClient;
  readonly readers: DeskClient[];
  /** The view's book at each position, as the witness has it. */
  readonly positions = new Map<string, number>();
  readonly #joined: Set<number>[] = Array.from({ length: READERS }, () => new Set());

  constructor() {
    this.sources = SYMBOLS.map((symbol) => this.market.add(symbol));
    for (const each of this.sources) each.begin([[20, 1]], [[70, 1]]);
    this.witness = this.desk.connect(true);
    for (const { symbol, ...options } of VIEWS) this.witness.ask({ type: 'subscribe', symbol, ...options });
    this.#read(this.witness, Number.POSITIVE_INFINITY);
    this.readers = Array.from({ length: READERS }, () => this.desk.connect());
    for (const client of this.readers) this.#read(client, Number.POSITIVE_INFINITY);
  }

  run(step: Operation): void {
    if ('source' in step) this.#move(this.sources[step.source]!, step);
    else if (step.op === 'pass') this.desk.time.pass(step.ms);
    else if (step.op === 'turn') this.desk.time.turn();
    else this.#act(step.reader, step);
    this.#read(this.witness, Number.POSITIVE_INFINITY);
  }

  /** Everybody reads all there is. */
  settle(): void {
    // What reading brings about may have to wait for a generation.
    for (let rounds = 0; rounds < 3; rounds++) {
      this.desk.time.pass(100);
      this.#read(this.witness, Number.POSITIVE_INFINITY);
      for (const client of this.readers) this.#read(client, Number.POSITIVE_INFINITY);
      this.desk.time.turn();
      for (const client of this.readers) this.#read(client, Number.POSITIVE_INFINITY);
    }
  }

  #move(source: TestSource, step: Extract<Operation, { source: number }>): void {
    const isLive = source.state === 'live';
    if (step.op === 'change' && isLive) source.change(step.bids, above(step.asks));
    else if (step.op === 'change') source.changeSilently(step.bids, above(step.asks));
    else if (step.op === 'trade' && isLive) source.trade(...Array.from({ length: step.count }, (_, at) => 20 + at));
    else if (step.op === 'fail' && isLive) {
      source.become('stale', 'gap');
      source.changeSilently(step.bids, []);
    } else if (step.op === 'heal') {
      source.replace(positive(step.bids), [[90, 1]], step.coarse ? COARSE_GRID : GRID);
      if (!isLive) source.become('live');
    } else if (step.op === 'away') {
      const at = this.sources.indexOf(source);
      this.market.bus.remove(source);
      this.market.core.close(source.stream);
      this.sources[at] = this.market.add(source.symbol);
    }
  }

  #act(index: number, step: Extract<Operation, { reader: number }>): void {
    const client = this.readers[index]!;
    const joined = this.#joined[index]!;
    if (step.op === 'read') this.#read(client, step.count);
    else if (step.op === 'join') {
      const { symbol, ...options } = VIEWS[step.view]!;
      client.ask({ type: 'subscribe', symbol, ...options });
      joined.add([...this.witness.session.subscribers.keys()][step.view]!);
    } else {
      const stream = [...joined][step.nth];
      if (stream === undefined) return;
      if (step.op === 'leave') {
        client.ask({ type: 'unsubscribe', stream });
        if (!client.session.subscribers.has(stream)) joined.delete(stream);
      } else client.ask({ type: 'resync', stream, code: 'sequence' });
    }
  }

  /** Reads up to `count` messages; whatever reading brings about, the witness knows of it first. */
  #read(client: DeskClient, count: number): void {
    for (let left = count; left > 0 && client.socket.waiting > 0; left--) {
      const frames = client.read(1);
      if (client !== this.witness) this.#read(this.witness, Number.POSITIVE_INFINITY);
      for (const frame of frames) this.#check(frame, client === this.witness);
    }
  }

  #check({ code, stream, epoch, sequence, fingerprint }: Frame, isWitness: boolean): void {
    const position = `${stream} ${epoch} ${sequence}`;
    if (isWitness) this.positions.set(position, fingerprint);
    const expected = this.positions.get(position);
    if (code !== 'ok' || fingerprint !== expected) {
      throw new Error(`${position}: ${code}, fingerprint ${fingerprint}, the view's is ${expected}`);
    }
  }
}

/** What a client got of each stream but one, frame by frame. */
function bytesOf({ frames }: DeskClient, without: number): Map<number, string[]> {
  const streams = new Map<number, string[]>();
  for (const { stream, hex } of frames) {
    if (stream !== without) streams.set(stream, [...(streams.get(stream) ?? []), hex]);
  }
  return streams;
}

describe('whatever the market does and however readers stall', () => {
  it('at every frame a reader has the book of its view at that sequence', () => {
    let stalls = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 120 }), (steps) => {
        const scene = new Scene();
        for (const step of steps) scene.run(step);
        scene.settle();
        for (const client of scene.readers) {
          stalls += client.of('behind').length;
          expect(client.session.isBehind).toBe(false);
          for (const stream of client.session.subscribers.keys()) {
            expect(client.reader.levels(stream)).toEqual(scene.witness.reader.levels(stream));
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(stalls, 'readers that stalled').toBeGreaterThan(0);
  });

  it('the others get the same bytes as without those who stall', () => {
    let stalls = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 80 }), (steps) => {
        const [alone, together] = [new Scene(), new Scene()];
        const [market, others] = [steps.filter((step) => !('reader' in step)), steps];
        for (const step of market) alone.run(step);
        for (const step of others) together.run(step);
        for (const scene of [alone, together]) scene.settle();
        for (const client of together.readers) stalls += client.of('behind').length;
        // Generations begin for who reads, in the same frames otherwise.
        const dense = [...alone.witness.session.subscribers.keys()][VIEWS.length - 1]!;
        expect(bytesOf(together.witness, dense)).toEqual(bytesOf(alone.witness, dense));
      }),
      { numRuns: 40 },
    );
    expect(stalls, 'readers that stalled').toBeGreaterThan(0);
  });

  it('a reader knows how many trades it missed, and the witness misses none', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 100 }), (steps) => {
        const scene = new Scene();
        const client = scene.readers[0]!;
        client.subscribe(SYMBOLS[0], { depth: 3, intervalMs: 10 });
        // Of what was left out before a resync its answer tells, not the frames.
        for (const step of steps) if (step.op !== 'leave' && step.op !== 'resync') scene.run(step);
        scene.settle();
        const stream = scene.witness.control.find((message) => message.type === 'subscribed')!.stream;
        const total = (from: DeskClient, what: 'trades' | 'missed'): number =>
          from.frames.filter((frame) => frame.stream === stream).reduce((sum, frame) => sum + frame[what], 0);
        const behind = client.of('behind').filter((message) => message.stream === stream);
        const missed = total(client, 'missed');
        expect(behind.reduce((sum, message) => sum + message.missedTrades, 0)).toBe(missed);
        expect(total(client, 'trades') + missed).toBe(total(scene.witness, 'trades'));
        expect(scene.witness.of('behind')).toEqual([]);
        expect(scene.witness.frames.every((frame) => frame.missed === 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
