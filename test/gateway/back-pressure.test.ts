/** A client that reads too slowly gets a fresh snapshot instead of a queue; the others do not notice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import { CLOSE_SLOW } from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import type { Frame } from './frame-reader.js';
import { COARSE_GRID, GRID, type Level, Market, type TestSource } from './market.js';

const SYMBOL = 'simulated:ONE';
const LIMITS = { sendHighBytes: 400, sendLowBytes: 100, slowMs: 10_000, heartbeatMs: 1e9 };

function stalledClient(limits: Partial<GatewayLimits> = {}) {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const desk = new Desk(market, { ...LIMITS, ...limits });
  const slow = desk.connect();
  const { stream } = slow.subscribe(SYMBOL, { intervalMs: 10 });
  const step = (): void => {
    source.change([[100, 10 + (source.tsRecv % 1_000_003)]], []);
    source.trade(100, 101);
    desk.time.pass(10);
  };
  return { market, source, desk, slow, stream, step };
}

describe('a client that does not read', () => {
  it('gets nothing queued beyond the limit, then a count of trades and a snapshot', async () => {
    const { source, desk, slow, stream, step } = stalledClient();
    let steps = 0;
    while (!slow.session.isBehind) {
      step();
      steps++;
    }
    const queued = slow.socket.bufferedAmount;
    expect(queued).toBeGreaterThan(400);
    expect(queued).toBeLessThan(400 + 200);
    for (let more = 0; more < 50; more++) step();
    expect(slow.socket.bufferedAmount).toBe(queued);
    expect(await desk.metric('behind_clients')).toBe(1);

    slow.read();
    const behind = slow.of('behind');
    expect(behind).toHaveLength(1);
    // The step that found the buffer too full is left out, and the 50 after it.
    expect(behind[0]).toMatchObject({ stream, state: 'live', reason: 'none', missedTrades: 2 * 51 });
    const received = slow.frames.reduce((sum, { trades }) => sum + trades, 0);
    expect(received).toBe(2 * (steps - 1));
    expect(behind[0]!.tradesSent).toBe(received + behind[0]!.missedTrades);
    expect(slow.frames.at(-1)).toMatchObject({ kind: 'snapshot', code: 'ok' });
    expect(slow.reader.levels(stream)).toEqual(source.levels(0));
    expect(await desk.metric('behind_clients')).toBe(0);
    expect(await desk.metric('behind_total')).toBe(1);
    expect(await desk.metric('missed_trades_total')).toBe(102);
    expect(await desk.metric('snapshots_total{cause="behind"}')).toBe(1);
    step();
    expect(slow.read().map(({ kind, code }) => `${kind} ${code}`)).toEqual(['trades ok', 'delta ok']);
  });

  it('is behind with one byte more than the limit, not at it', () => {
    for (const [unread, isBehind] of [
      [400, false],
      [401, true],
    ] as const) {
      const { slow, step } = stalledClient();
      slow.socket.bufferedAmount = unread;
      step();
      expect(slow.session.isBehind).toBe(isBehind);
    }
  });

  it('is not noticed by others', () => {
    const { source, desk, slow, stream, step } = stalledClient();
    const quick = desk.connect();
    quick.subscribe(SYMBOL, { intervalMs: 10 });
    for (let at = 0; at < 100; at++) {
      step();
      expect(quick.read().map(({ kind, code }) => `${kind} ${code}`)).toEqual(['trades ok', 'delta ok']);
    }
    expect(slow.session.isBehind).toBe(true);
    expect(quick.of('behind')).toEqual([]);
    expect(quick.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('learns of a state that it missed before the snapshot', () => {
    const { source, desk, slow, step } = stalledClient();
    while (!slow.session.isBehind) step();
    source.become('stale', 'checksum');
    desk.time.turn();
    slow.read();
    expect(slow.of('behind')[0]).toMatchObject({ state: 'stale', reason: 'checksum' });
    expect(slow.frames.filter(({ kind }) => kind === 'status')).toEqual([]);
  });

  it('is closed when it does not read for too long, and not a moment earlier', () => {
    const { slow, desk, step } = stalledClient();
    while (!slow.session.isBehind) step();
    desk.time.pass(9_999);
    expect(slow.socket.closed).toBeUndefined();
    desk.time.pass(1);
    expect(slow.socket.closed?.code).toBe(CLOSE_SLOW);
    expect(desk.hub.clients).toBe(0);
    expect(desk.hub.views).toBe(0);
    expect(slow.socket.isTerminated).toBe(false);
    desk.time.pass(2_000);
    expect(slow.socket.isTerminated).toBe(true);
  });

  it('is not closed while it reads, however slowly', () => {
    const { slow, desk, step } = stalledClient();
    while (!slow.session.isBehind) step();
    for (let at = 0; at < 10; at++) {
      desk.time.pass(9_000);
      while (slow.socket.bufferedAmount > 100) slow.read(1);
      while (!slow.session.isBehind) step();
    }
    expect(slow.socket.closed).toBeUndefined();
    expect(slow.of('behind')).toHaveLength(10);
  });

  it('gets its snapshot later where it subscribes while it is behind', () => {
    const { market, slow, step } = stalledClient();
    const other = market.add('simulated:TWO');
    other.begin([[7, 1]], [[8, 1]]);
    while (!slow.session.isBehind) step();
    const id = slow.ask({ type: 'subscribe', symbol: 'simulated:TWO' });
    slow.read();
    const { stream } = slow.answer(id, 'subscribed');
    expect(slow.of('behind').map((message) => message.stream)).toContain(stream);
    expect(slow.reader.levels(stream)).toEqual({ bids: [[7, 1]], asks: [[8, 1]] });
  });

  it('is closed when it goes on asking without reading', () => {
    const { slow } = stalledClient({ sendMaxBytes: 2_000 });
    for (let at = 0; at < 40 && slow.socket.closed === undefined; at++) slow.ask({ type: 'list' });
    expect(slow.socket.closed).toEqual({ code: CLOSE_SLOW, reason: 'you ask for more than you read' });
  });
});

/* Random markets and random readers. */

const SYMBOLS = ['simulated:A', 'simulated:B'] as const;
const VIEWS = [
  { symbol: SYMBOLS[0], depth: 3, intervalMs: 10 },
  { symbol: SYMBOLS[0], depth: 0, intervalMs: 30 },
  { symbol: SYMBOLS[1], depth: 5, intervalMs: 0 },
  { symbol: SYMBOLS[1], depth: 0, intervalMs: 10, trades: false },
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
    this.desk.time.pass(100);
    this.#read(this.witness, Number.POSITIVE_INFINITY);
    for (const client of this.readers) this.#read(client, Number.POSITIVE_INFINITY);
    this.desk.time.turn();
    for (const client of this.readers) this.#read(client, Number.POSITIVE_INFINITY);
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
    expect(stalls).toBeGreaterThan(100);
  });

  it('a reader knows how many trades it missed, and the witness misses none', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 100 }), (steps) => {
        const scene = new Scene();
        const client = scene.readers[0]!;
        client.subscribe(SYMBOLS[0], { depth: 3, intervalMs: 10 });
        for (const step of steps) if (step.op !== 'leave') scene.run(step);
        scene.settle();
        const stream = scene.witness.control.find((message) => message.type === 'subscribed')!.stream;
        const got = (from: DeskClient): number =>
          from.frames.filter((frame) => frame.stream === stream).reduce((sum, frame) => sum + frame.trades, 0);
        const missed = client.of('behind').filter((message) => message.stream === stream);
        expect(got(client) + missed.reduce((sum, message) => sum + message.missedTrades, 0)).toBe(got(scene.witness));
        expect(scene.witness.of('behind')).toEqual([]);
        expect(scene.witness.frames.every((frame) => frame.missed === 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
