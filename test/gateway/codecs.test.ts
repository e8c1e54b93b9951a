/** Codecs: chosen by the client, a view each; dense in generations at a bounded rate, and only while there are models. */
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import { CODEC_NAMES } from '../../host/wire/codec.js';
import { Desk } from './desk.js';
import { type Level, Market, type TestSource } from './market.js';

const SYMBOL = 'simulated:ONE';
const BIDS: Level[] = [
  [100, 5],
  [99, 6],
];
const ASKS: Level[] = [[101, 3]];
const DENSE = { codec: 'dense', intervalMs: 50 } as const;

function liveMarket(
  models = 4,
  limits: Partial<GatewayLimits> = {},
): { source: TestSource; desk: Desk; market: Market } {
  const market = new Market({ models });
  const source = market.add(SYMBOL);
  source.begin(BIDS, ASKS);
  return { market, source, desk: new Desk(market, limits) };
}

describe('a codec', () => {
  it('is fast unless another is asked for, and each has a view of its own with the same book', () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    const granted = [client.subscribe(SYMBOL), ...CODEC_NAMES.map((codec) => client.subscribe(SYMBOL, { codec }))];
    expect(granted.map(({ codec }) => codec)).toEqual(['fast', ...CODEC_NAMES]);
    expect(desk.hub.views).toBe(3);
    expect(granted[0]!.stream).toBe(granted[2]!.stream);
    for (let round = 1; round < 40; round++) {
      source.change([[100 - (round % 7), round]], [[101 + (round % 5), round % 3]]);
      desk.time.pass(100);
      for (const { code } of client.read()) expect(code).toBe('ok');
      for (const { stream } of granted) expect(client.reader.levels(stream)).toEqual(source.levels(0));
    }
  });

  it('that the host does not know is refused with those it knows', () => {
    const { desk } = liveMarket();
    const client = desk.connect();
    client.requests.onText(JSON.stringify({ type: 'subscribe', id: 7, symbol: SYMBOL, codec: 'zstd' }));
    client.read();
    expect(client.answer(7, 'error')).toMatchObject({
      code: 'bad_codec',
      message: expect.stringMatching(/plain, fast, dense/),
    });
    expect(desk.hub.views).toBe(0);
  });

  it('counts its bytes apart', async () => {
    const { source, desk } = liveMarket();
    const client = desk.connect();
    for (const codec of CODEC_NAMES) client.subscribe(SYMBOL, { codec });
    source.change([[98, 4]], []);
    desk.time.pass(100);
    client.read();
    for (const codec of CODEC_NAMES) {
      expect(await desk.metric(`encoded_bytes_total{codec="${codec}"}`)).toBeGreaterThan(30);
    }
  });
});

describe('a dense view', () => {
  it('is the fast one for whom there is no model, which the answer says, until a model is free', async () => {
    const { market, source, desk } = liveMarket(1);
    const other = market.add('simulated:TWO');
    other.begin(BIDS, ASKS);
    const client = desk.connect();
    const first = client.subscribe(SYMBOL, DENSE);
    const fast = client.subscribe('simulated:TWO', { intervalMs: 50 });
    const second = client.subscribe('simulated:TWO', DENSE);
    expect([first.codec, second.codec, second.stream]).toEqual(['dense', 'fast', fast.stream]);
    expect(desk.hub.views).toBe(2);
    expect(await desk.metric('codec_fallbacks_total')).toBe(1);
    expect(client.subscribe(SYMBOL, DENSE).stream).toBe(first.stream);
    source.change([[98, 4]], []);
    other.change([[97, 4]], []);
    desk.time.pass(50);
    expect(client.read().map(({ code }) => code)).toEqual(['ok', 'ok']);
    client.ask({ type: 'unsubscribe', stream: first.stream });
    client.ask({ type: 'unsubscribe', stream: first.stream });
    expect(client.subscribe('simulated:TWO', DENSE).codec).toBe('dense');
  });

  it('keeps to fast where its symbol comes back and the model is gone', () => {
    const { market, source, desk } = liveMarket(1);
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL, DENSE);
    market.bus.remove(source);
    desk.time.pass(50);
    const thief = desk.connect();
    const other = market.add('simulated:TWO');
    other.begin(BIDS, ASKS);
    expect(thief.subscribe('simulated:TWO', DENSE).codec).toBe('dense');
    market.bus.add(source);
    source.become('live');
    source.change([[98, 4]], []);
    desk.time.pass(100);
    for (const { code } of client.read()) expect(code).toBe('ok');
    expect(client.reader.levels(stream)).toEqual(source.levels(0));
    expect(client.subscribe(SYMBOL, DENSE)).toMatchObject({ stream, codec: 'fast' });
  });

  it('begins a generation for who joins, once in generationMs; who comes sooner gets the snapshot then', () => {
    const { source, desk } = liveMarket();
    const [one, two, three] = [desk.connect(), desk.connect(), desk.connect()];
    const { stream } = one.subscribe(SYMBOL, DENSE);
    const step = (lots: number): void => {
      source.change([[98, lots]], []);
      desk.time.pass(50);
    };
    step(1);
    desk.time.pass(1_000);
    // The last generation is old: the next delta begins another, for all who join before it.
    expect(two.subscribe(SYMBOL, DENSE).stream).toBe(stream);
    expect(two.frames.map(({ kind }) => kind)).toEqual(['snapshot']);
    const four = desk.connect();
    four.subscribe(SYMBOL, DENSE);
    expect(four.frames.map(({ kind }) => kind)).toEqual(['snapshot']);
    step(2);
    three.subscribe(SYMBOL, DENSE);
    step(3);
    expect(three.read()).toEqual([]);
    for (const client of [one, two, four]) {
      for (const { code } of client.read()) expect(code).toBe('ok');
      expect(client.reader.levels(stream)).toEqual(source.levels(0));
    }
    // Nothing moves any more, and the snapshot comes nevertheless.
    desk.time.pass(899);
    expect(three.read()).toEqual([]);
    desk.time.pass(60);
    expect(three.read().map(({ kind, code }) => [kind, code])).toEqual([['snapshot', 'ok']]);
    expect(three.of('behind')).toHaveLength(1);
    step(4);
    for (const client of [one, two, three, four]) {
      expect(client.read().map(({ kind, code }) => [kind, code])).toEqual([['delta', 'ok']]);
      expect(client.reader.levels(stream)).toEqual(source.levels(0));
    }
  });

  it('leaves no timer behind when it is closed while a reader waits', () => {
    const { source, desk } = liveMarket();
    const timers = desk.time.pending;
    const client = desk.connect();
    const { stream } = client.subscribe(SYMBOL, DENSE);
    source.change([[98, 1]], []);
    desk.time.pass(50);
    client.ask({ type: 'resync', stream, code: 'range' });
    client.ask({ type: 'unsubscribe', stream });
    expect(desk.hub.views).toBe(0);
    expect(desk.time.pending).toBe(timers);
  });
});

describe('a dense view with a client that fell behind', () => {
  it('gives it a catch-up at once, the fast twin of each delta, and what all have from the next generation', () => {
    const { source, desk } = liveMarket(4, { sendHighBytes: 600, sendLowBytes: 50, generationMs: 10_000 });
    const [quick, slow] = [desk.connect(true), desk.connect()];
    const { stream } = quick.subscribe(SYMBOL, DENSE);
    slow.read();
    slow.subscribe(SYMBOL, DENSE);
    slow.control.length = 0;
    let lots = 0;
    const step = (): void => {
      source.change([[98, ++lots]], []);
      desk.time.pass(50);
    };
    while (!slow.session.isBehind) step();
    step();
    slow.read();
    expect(slow.of('behind')).toMatchObject([{ stream, recovery: 'catch_up' }]);
    expect(slow.reader.levels(stream)).toEqual(source.levels(0));
    quick.read();
    let twins = 0;
    for (let round = 0; round < 250; round++) {
      step();
      const [mine, theirs] = [slow.read(), quick.read()];
      expect(mine.map(({ kind, code, sequence }) => [kind, code, sequence])).toEqual([
        ['delta', 'ok', theirs[0]!.sequence],
      ]);
      expect(slow.reader.levels(stream)).toEqual(source.levels(0));
      if (mine[0]!.hex !== theirs[0]!.hex) twins++;
      // A generation is at most generationMs away, and then both read the same.
      if (round > 220) expect(mine[0]!.hex).toBe(theirs[0]!.hex);
    }
    expect(twins).toBeGreaterThan(0);
    expect(slow.of('behind')).toHaveLength(1);
  });
});
