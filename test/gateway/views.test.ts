/** Views: encoded once, shared, joined at any time, following their source only while that is live. */
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.js';
import { COARSE_GRID, type Level, Market } from './market.js';

const SYMBOL = 'simulated:ONE';
const BIDS: Level[] = [
  [100, 5],
  [99, 6],
  [98, 7],
];
const ASKS: Level[] = [
  [101, 3],
  [102, 4],
  [105, 9],
];

function liveMarket() {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin(BIDS, ASKS);
  return { market, source, desk: new Desk(market) };
}

describe('a view', () => {
  it('gives a client the answer, a snapshot, then deltas at its interval', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const { stream, state, depth, intervalMs, trades } = client.subscribe(SYMBOL, { depth: 2, intervalMs: 50 });
    expect({ state, depth, intervalMs, trades }).toEqual({ state: 'live', depth: 2, intervalMs: 50, trades: true });
    expect(client.frames.map(({ kind, code, sequence }) => [kind, code, sequence])).toEqual([['snapshot', 'ok', 1]]);
    expect(client.reader.levels(stream)).toEqual({ bids: BIDS.slice(0, 2), asks: ASKS.slice(0, 2) });

    source.change([[100, 8]], []);
    source.change([[100, 9]], [[101, 0]]);
    desk.time.pass(49);
    expect(client.read()).toEqual([]);
    desk.time.pass(1);
    expect(client.read().map(({ kind, code, sequence }) => [kind, code, sequence])).toEqual([['delta', 'ok', 2]]);
    expect(client.reader.levels(stream)).toEqual(source.levels(2));
    desk.time.pass(500);
    expect(client.read()).toEqual([]);
  });

  it('is encoded once: two clients get the very same bytes', () => {
    const { source, desk } = liveMarket();
    const [one, two] = [desk.connect(), desk.connect()];
    const { stream } = one.subscribe(SYMBOL);
    const timers = desk.time.pending;
    expect(two.subscribe(SYMBOL).stream).toBe(stream);
    expect(desk.hub.views).toBe(1);
    expect(desk.time.pending).toBe(timers);
    source.change([[99, 1]], []);
    source.trade(100, 101);
    desk.time.pass(100);
    one.read();
    two.read();
    expect(one.data.at(-1)!.length).toBeGreaterThan(0);
    expect(one.data.at(-1)).toBe(two.data.at(-1));
  });

  it('is another one where depth, interval or trades differ', () => {
    const { desk } = liveMarket();
    const client = desk.connect();
    const streams = [
      client.subscribe(SYMBOL),
      client.subscribe(SYMBOL, { depth: 5 }),
      client.subscribe(SYMBOL, { intervalMs: 50 }),
      client.subscribe(SYMBOL, { trades: false }),
    ].map(({ stream }) => stream);
    expect(new Set(streams).size).toBe(4);
    // Absent is all of what the host gives, at its interval, with trades.
    expect(client.subscribe(SYMBOL, { depth: 0, intervalMs: 100, trades: true }).stream).toBe(streams[0]);
    expect(client.subscribe(SYMBOL, { depth: 200 }).stream).toBe(streams[0]);
    expect(desk.hub.views).toBe(4);
    expect(desk.hub.subscriptions).toBe(6);
  });

  it('joined in mid-stream starts at its sequence and goes on with the same deltas', () => {
    const { source, desk } = liveMarket();
    const early = desk.connect();
    const { stream } = early.subscribe(SYMBOL);
    for (let lots = 10; lots < 15; lots++) {
      source.change([[97, lots]], []);
      source.trade(101);
      desk.time.pass(100);
    }
    early.read();
    source.change([[96, 1]], []);
    source.trade(99);
    const late = desk.connect();
    expect(late.subscribe(SYMBOL).tradesSent).toBe(5);
    expect(late.frames.at(-1)!.sequence).toBe(early.frames.at(-1)!.sequence);
    expect(late.reader.levels(stream)).toEqual(early.reader.levels(stream));
    desk.time.pass(100);
    early.read();
    late.read();
    expect(late.frames.at(-1)).toEqual(early.frames.at(-1));
    expect(late.frames.map(({ code }) => code)).toEqual(['ok', 'ok', 'ok']);
    expect(late.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('of interval 0 is flushed once a turn of the event loop', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 0 });
    source.change([[100, 1]], []);
    source.change([[100, 2]], []);
    source.trade(100);
    expect(client.read()).toEqual([]);
    desk.time.turn();
    expect(client.read().map(({ kind }) => kind)).toEqual(['trades', 'delta']);
    expect(client.socket.waiting).toBe(0);
    expect(client.reader.levels(stream)).toEqual(source.levels(0));
    desk.time.turn();
    expect(client.read()).toEqual([]);
  });

  it('puts all that is due to a client into one message', () => {
    const market = new Market();
    const sources = ['simulated:A', 'simulated:B', 'simulated:C'].map((symbol) => market.add(symbol));
    for (const source of sources) source.begin(BIDS, ASKS);
    const desk = new Desk(market);
    const [one, two, three] = [desk.connect(), desk.connect(), desk.connect()];
    for (const source of sources) {
      one.subscribe(source.symbol);
      two.subscribe(source.symbol);
    }
    three.subscribe('simulated:B');
    for (const source of sources) source.change([[100, 77]], []);
    desk.time.pass(100);
    const before = one.data.length;
    expect(one.socket.waiting).toBe(1);
    expect(one.read().map(({ kind, code }) => `${kind} ${code}`)).toEqual(['delta ok', 'delta ok', 'delta ok']);
    two.read();
    expect(one.data.length).toBe(before + 1);
    expect(two.data.at(-1)).toBe(one.data.at(-1));
    expect(three.read().length).toBe(1);
  });

  it('puts a fingerprint into a delta at most once a second', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    client.subscribe(SYMBOL);
    const marked: number[] = [];
    for (let at = 0; at < 25; at++) {
      source.change([[100, 50 + at]], []);
      desk.time.pass(100);
      client.read();
      if ((client.data.at(-1)![0]! & 0x10) !== 0) marked.push(at);
    }
    expect(marked).toEqual([0, 10, 20]);
    expect(client.frames.every(({ code }) => code === 'ok')).toBe(true);
  });

  it('splits trades beyond a frame, loses none, and sends them before the book', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL);
    const without = desk.connect();
    without.subscribe(SYMBOL, { trades: false });
    source.change([[100, 50]], []);
    source.trade(...Array.from({ length: 40 }, (_, index) => 100 + index));
    source.trade(...Array.from({ length: 40 }, (_, index) => 100 + index));
    desk.time.pass(100);
    const frames = client.read().filter((frame) => frame.stream === stream);
    expect(frames.map(({ kind, trades }) => `${kind} ${trades}`)).toEqual([
      'trades 32',
      'trades 32',
      'trades 16',
      'delta 0',
    ]);
    expect(without.read().map(({ kind }) => kind)).toEqual(['delta']);
  });

  it('divides what one turn brings among messages, between frames', () => {
    const { market, source } = liveMarket();
    const desk = new Desk(market, { sendMessageBytes: 400 });
    const client = desk.connect();
    client.subscribe(SYMBOL);
    source.change([[100, 50]], []);
    source.trade(...Array.from({ length: 320 }, (_, index) => 100 + (index % 9)));
    // Trades that fill frames do not wait for the tick; the book does.
    desk.time.turn();
    const before = client.data.length;
    expect(client.read().map(({ trades, code }) => `${trades} ${code}`)).toEqual(Array(10).fill('32 ok'));
    const lengths = client.data.slice(before).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
  });

  it('ends with its last client, and its number is free again', () => {
    const { source, desk } = liveMarket();
    const [one, two] = [desk.connect(), desk.connect()];
    const { stream } = one.subscribe(SYMBOL);
    two.subscribe(SYMBOL);
    one.ask({ type: 'unsubscribe', stream });
    expect(desk.hub.views).toBe(1);
    two.session.ended();
    expect(desk.hub.views).toBe(0);
    expect(desk.hub.subscriptions).toBe(0);
    one.read();
    const waiting = desk.time.pending;
    source.change([[100, 1]], []);
    desk.time.pass(1000);
    expect(one.read()).toEqual([]);
    expect(desk.time.pending).toBe(waiting);
    expect(one.subscribe(SYMBOL, { depth: 3 }).stream).toBe(stream);
  });

  it('is given back as often as it was asked for', () => {
    const { desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL);
    client.subscribe(SYMBOL);
    const first = client.ask({ type: 'unsubscribe', stream });
    client.read();
    expect(client.answer(first, 'unsubscribed').stream).toBe(stream);
    expect(desk.hub.views).toBe(1);
    client.ask({ type: 'unsubscribe', stream });
    expect(desk.hub.views).toBe(0);
    const id = client.ask({ type: 'unsubscribe', stream });
    client.read();
    expect(client.answer(id, 'error').code).toBe('unknown_stream');
  });
});

describe('a source that is not live', () => {
  it('gives a client no levels, and says why', () => {
    const market = new Market();
    const source = market.add(SYMBOL);
    source.become('connecting', 'disconnected');
    const desk = new Desk(market);
    const client = desk.connect();
    const answer = client.subscribe(SYMBOL);
    expect([answer.state, answer.reason]).toEqual(['connecting', 'disconnected']);
    expect(client.frames.map(({ kind, levels }) => [kind, levels])).toEqual([['snapshot', 0]]);

    source.become('buffering');
    source.changeSilently([[100, 1]], []);
    desk.time.pass(1000);
    expect(client.read().map(({ kind, state, levels }) => [kind, state, levels])).toEqual([
      ['status', 'buffering none', 0],
    ]);
    source.replace(BIDS, ASKS, { ...COARSE_GRID });
    desk.time.pass(1000);
    expect(client.read()).toEqual([]);
    source.become('live');
    desk.time.turn();
    const frames = client.read();
    expect(frames.map(({ kind, state, code }) => [kind, state, code])).toEqual([
      ['snapshot', '', 'ok'],
      ['status', 'live none', 'ok'],
    ]);
    expect(frames[0]!.epoch).not.toBe(client.frames[0]!.epoch);
    expect(client.reader.levels(answer.stream)).toEqual({ bids: BIDS, asks: ASKS });
  });

  it('keeps its last levels in sync, says so at once, and goes on from them', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL, { intervalMs: 5_000 });
    source.trade(100);
    source.become('stale', 'gap');
    source.changeSilently([[100, 0]], []);
    desk.time.turn();
    expect(client.read().map(({ kind, state }) => `${kind} ${state}`)).toEqual(['trades ', 'status stale gap']);
    desk.time.pass(20_000);
    expect(client.read()).toEqual([]);
    expect(client.reader.levels(stream)).toEqual({ bids: BIDS, asks: ASKS });
    const late = desk.connect();
    const answer = late.subscribe(SYMBOL, { intervalMs: 5_000 });
    expect([answer.state, answer.reason, answer.tradesSent]).toEqual(['stale', 'gap', 1]);
    expect(late.reader.levels(stream)).toEqual({ bids: BIDS, asks: ASKS });

    source.become('resyncing');
    source.replace([[90, 1]], [[91, 1]]);
    source.become('live');
    desk.time.turn();
    expect(client.read().map(({ kind, state, code }) => `${kind} ${state} ${code}`)).toEqual([
      'status resyncing none ok',
      'delta  ok',
      'status live none ok',
    ]);
    expect(client.reader.levels(stream)).toEqual({ bids: [[90, 1]], asks: [[91, 1]] });
    late.read();
    expect(late.reader.levels(stream)).toEqual(client.reader.levels(stream));
  });

  it('on another grid begins a new epoch, with the trades of the old one before it', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL);
    source.trade(100);
    source.replace([[10, 1]], [[11, 1]], COARSE_GRID);
    source.trade(11);
    desk.time.pass(100);
    const frames = client.read();
    expect(frames.map(({ kind, code, trades }) => `${kind} ${code} ${trades}`)).toEqual([
      'trades ok 1',
      'snapshot ok 0',
      'trades ok 1',
    ]);
    expect(frames[1]!.epoch).not.toBe(frames[0]!.epoch);
    expect(frames[1]!.sequence).toBe(1);
    expect(client.reader.levels(stream)).toEqual({ bids: [[10, 1]], asks: [[11, 1]] });
  });

  it('that went away is closed, and picked up again when it is back', () => {
    const { market, source, desk } = liveMarket();
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL);
    market.bus.remove(source);
    desk.time.turn();
    expect(client.read().map(({ kind, state }) => `${kind} ${state}`)).toEqual(['status closed none']);
    expect(client.read()).toEqual([]);
    const back = market.add(SYMBOL);
    back.begin([[50, 1]], [[51, 2]]);
    desk.time.pass(100);
    const frames = client.read();
    expect(frames.map(({ code }) => code)).toEqual(frames.map(() => 'ok'));
    expect(frames.at(-1)).toMatchObject({ kind: 'status', state: 'live none' });
    expect(client.reader.levels(stream)).toEqual({ bids: [[50, 1]], asks: [[51, 2]] });
  });

  it('whose symbol ended for a reason says that reason last', () => {
    const { market, source, desk } = liveMarket();
    const client = desk.connect();
    client.subscribe(SYMBOL);
    source.become('closed', 'refused');
    market.bus.remove(source);
    desk.time.turn();
    expect(client.read().map(({ kind, state }) => `${kind} ${state}`)).toEqual(['status closed refused']);
  });
});
