/** A client that comes back says where it was, and gets what it lacks: the very frames, a catch-up, or a snapshot; it is told which. */
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import type { CodecName } from '../../host/wire/codec.js';
import { Desk } from './desk.js';
import { Market } from './market.js';
import { OPTIONS, SYMBOL, scene } from './resuming.js';

/** A client that read some, was lost, and what happened since. */
function lost(limits: Partial<GatewayLimits> = {}, codec: CodecName = 'fast') {
  const all = scene(limits, codec);
  const { desk, step, options, place } = all;
  const witness = desk.connect(true);
  const client = desk.connect();
  witness.subscribe(SYMBOL, options);
  client.read();
  const { stream } = client.subscribe(SYMBOL, options);
  for (let steps = 0; steps < 5; steps++) step();
  client.read();
  witness.read();
  const from = place(client);
  client.session.ended();
  const seen = witness.frames.length;
  for (let steps = 0; steps < 5; steps++) step();
  witness.read();
  return { ...all, witness, client, stream, from, lacked: witness.frames.slice(seen).map(({ hex }) => hex) };
}

describe('a client that comes back', () => {
  it('gets exactly the frames that it lacks, and goes on', async () => {
    const { desk, source, step, options, client, stream, from, lacked } = lost();
    const back = desk.connect(false, client.reader);
    const answer = back.subscribe(SYMBOL, { ...options, from });
    expect(answer).toMatchObject({ stream, recovery: 'frames', tradesSent: from.trades });
    expect(back.frames.map(({ hex }) => hex)).toEqual(lacked);
    expect(back.frames.every(({ code }) => code === 'ok')).toBe(true);
    expect(back.reader.levels(stream)).toEqual(source.levels(0));
    expect(answer).toMatchObject({ sequence: from.sequence + lacked.length, missedTrades: 0 });
    expect(await desk.metric('resumed_total{recovery="frames"}')).toBe(1);
    step();
    expect(back.read().map(({ kind, code }) => [kind, code])).toEqual([
      ['trades', 'ok'],
      ['delta', 'ok'],
    ]);
  });

  it('where nothing happened gets nothing, and no snapshot', () => {
    const { desk, step, options, client, from, lacked } = lost();
    const first = desk.connect(false, client.reader);
    first.subscribe(SYMBOL, { ...options, from });
    const [sequence, trades] = [from.sequence + lacked.length, from.trades + 10];
    first.session.ended();
    const back = desk.connect(false, client.reader);
    expect(back.subscribe(SYMBOL, { ...options, from: { ...from, sequence, trades } }).recovery).toBe('frames');
    expect(back.frames).toEqual([]);
    step();
    expect(back.read().every(({ code }) => code === 'ok')).toBe(true);
  });

  it('beyond the history of frames gets a catch-up and the trades; at its edge the frames', async () => {
    for (const [historyFrames, how] of [
      [10, 'frames'],
      [9, 'catch_up'],
    ] as const) {
      const { desk, source, options, client, stream, from } = lost({ historyFrames });
      const back = desk.connect(false, client.reader);
      const answer = back.subscribe(SYMBOL, { ...options, from });
      expect(answer).toMatchObject({ recovery: how, tradesSent: from.trades });
      expect(back.frames.reduce((sum, { trades }) => sum + trades, 0)).toBe(10);
      expect(back.frames.every(({ code, missed }) => code === 'ok' && missed === 0)).toBe(true);
      expect(back.reader.levels(stream)).toEqual(source.levels(0));
      expect(await desk.metric('catch_ups_total{cause="resume"}')).toBe(how === 'frames' ? undefined : 1);
    }
  });

  it('has frames kept up to so many bytes', () => {
    const { lacked } = lost();
    const bytes = lacked.reduce((sum, hex) => sum + hex.length / 2, 0);
    for (const [historyBytes, how] of [
      [bytes, 'frames'],
      [bytes - 1, 'catch_up'],
    ] as const) {
      const { desk, options, client, from } = lost({ historyBytes });
      expect(desk.connect(false, client.reader).subscribe(SYMBOL, { ...options, from }).recovery).toBe(how);
    }
  });

  it('to a stream of another epoch, or from a place that was not yet, gets a snapshot', async () => {
    const changes = [{ epoch: 5 }, { sequence: 1_000 }, { sequence: Number.MAX_SAFE_INTEGER }, { epoch: 2 ** 48 - 1 }];
    for (const change of changes) {
      const { desk, source, options, client, stream, from } = lost();
      const back = desk.connect(false, client.reader);
      const answer = back.subscribe(SYMBOL, { ...options, from: { ...from, ...change } });
      expect(answer).toMatchObject({ recovery: 'snapshot', sequence: back.frames[0]!.sequence });
      // Of another life of the stream nobody knows how many trades there were.
      expect(answer.missedTrades).toBe('epoch' in change ? undefined : 0);
      expect(back.frames.reduce((sum, { trades }) => sum + trades, 0)).toBe('epoch' in change ? 0 : 10);
      expect(back.frames[0]).toMatchObject({ kind: 'snapshot', code: 'ok' });
      expect(back.reader.levels(stream)).toEqual(source.levels(0));
      expect(await desk.metric('snapshots_total{cause="resume"}')).toBe(1);
    }
  });

  it('to a dense stream gets a catch-up, then twins', () => {
    const { desk, source, step, options, client, stream, from } = lost({}, 'dense');
    const back = desk.connect(false, client.reader);
    expect(back.subscribe(SYMBOL, { ...options, from }).recovery).toBe('catch_up');
    for (let steps = 0; steps < 200; steps++) {
      step();
      expect(back.read().every(({ code }) => code === 'ok')).toBe(true);
      expect(back.reader.levels(stream)).toEqual(source.levels(0));
    }
  });

  it('cut off between a catch-up and its trades gets the trades, though its book is where it should be', () => {
    const { desk, source, options, client, stream, from, lacked } = lost({ historyFrames: 1, sendMessageBytes: 1 });
    const interim = desk.connect(false, client.reader);
    interim.ask({ type: 'subscribe', symbol: SYMBOL, ...options, from });
    expect(interim.read(3).map(({ kind, code }) => `${kind} ${code}`)).toEqual(['delta ok']);
    interim.session.ended();
    const sequence = from.sequence + lacked.length;
    expect(client.reader.place(stream)).toEqual({ epoch: from.epoch, sequence });
    const back = desk.connect(false, client.reader);
    const answer = back.subscribe(SYMBOL, { ...options, from: { ...from, sequence } });
    expect(answer).toMatchObject({ recovery: 'catch_up', sequence, tradesSent: from.trades, missedTrades: 0 });
    expect(back.frames.map(({ kind, code, trades }) => [kind, code, trades])).toEqual([['trades', 'ok', 10]]);
    expect(back.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('without a valid book gets a snapshot, and the trades', () => {
    const { desk, source, options, client, stream, from } = lost();
    const back = desk.connect(false, client.reader);
    const answer = back.subscribe(SYMBOL, { ...options, from: { ...from, sequence: 0 } });
    expect(answer).toMatchObject({ recovery: 'snapshot', tradesSent: from.trades, missedTrades: 0 });
    expect(back.frames.map(({ kind, trades }) => [kind, trades])).toEqual([
      ['snapshot', 0],
      ['trades', 10],
    ]);
    expect(back.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('gets trades that are not kept any more counted', () => {
    const { desk, options, client, from } = lost({ tradeBacklog: 4, historyFrames: 1 });
    const back = desk.connect(false, client.reader);
    expect(back.subscribe(SYMBOL, { ...options, from })).toMatchObject({ recovery: 'catch_up', missedTrades: 6 });
    expect(back.frames.at(-1)).toMatchObject({ kind: 'trades', trades: 4, missed: 6 });
  });

  it('while too much is unsent learns with behind what it gets', async () => {
    const { desk, source, step, options, client, stream, from } = lost({ sendHighBytes: 40, sendLowBytes: 10 });
    const back = desk.connect(false, client.reader);
    const id = back.ask({ type: 'subscribe', symbol: SYMBOL, ...options, from });
    step();
    expect(await desk.metric('resumed_total{recovery="behind"}')).toBe(1);
    for (let reads = 0; reads < 9; reads++) back.read();
    expect(back.answer(id, 'subscribed')).toMatchObject({ stream, recovery: 'behind', tradesSent: from.trades });
    expect(back.of('behind')).toMatchObject([{ recovery: 'catch_up', tradesSent: from.trades, missedTrades: 0 }]);
    expect(back.of('behind')[0]!.sequence).toBe(back.frames.at(-1)!.sequence);
    expect(back.frames.reduce((sum, { trades }) => sum + trades, 0)).toBe(12);
    expect(back.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('with two subscriptions to one stream is brought up once', () => {
    for (const codec of ['fast', 'dense'] as const) {
      const { desk, step, options, client, stream, from, source } = lost({}, codec);
      const back = desk.connect(false, client.reader);
      back.subscribe(SYMBOL, { ...options, from });
      const got = back.frames.length;
      const second = back.subscribe(SYMBOL, { ...options, from });
      expect(second).toMatchObject({ stream, recovery: codec === 'fast' ? 'frames' : 'catch_up', missedTrades: 0 });
      expect(back.frames).toHaveLength(got);
      step();
      expect(back.read().every(({ code }) => code === 'ok')).toBe(true);
      expect(back.reader.levels(stream)).toEqual(source.levels(0));
    }
  });

  it('with a second subscription of another reader gets a snapshot for it', () => {
    for (const change of [undefined, { epoch: 3 }, { sequence: 0 }]) {
      const { desk, options, client, from } = lost();
      const back = desk.connect(false, client.reader);
      back.subscribe(SYMBOL, { ...options, from });
      const got = back.frames.length;
      const asked = change === undefined ? options : { ...options, from: { ...from, ...change } };
      expect(back.subscribe(SYMBOL, asked).recovery).toBe(change && 'snapshot');
      expect(back.frames.slice(got).map(({ kind }) => kind)).toEqual(['snapshot']);
    }
  });

  it('does not keep a model from those who want one', () => {
    const market = new Market({ models: 1 });
    for (const symbol of [SYMBOL, 'simulated:TWO']) market.add(symbol).begin([[100, 5]], [[101, 3]]);
    const desk = new Desk(market, { lingerMs: 1_000 });
    const client = desk.connect();
    expect(client.subscribe(SYMBOL, { codec: 'dense' }).codec).toBe('dense');
    client.session.ended();
    expect(desk.hub.views).toBe(1);
    const other = desk.connect();
    expect(other.subscribe('simulated:TWO', { codec: 'dense' }).codec).toBe('dense');
    expect(other.subscribe(SYMBOL, { codec: 'dense' }).codec).toBe('fast');
    expect(desk.hub.views).toBe(2);
  });

  it('does not keep levels from those who want them', () => {
    const market = new Market({ levels: 64, totalLevels: 100 });
    const source = market.add(SYMBOL);
    source.begin(
      Array.from({ length: 40 }, (_, at) => [60 - at, 1] as const),
      [[101, 3]],
    );
    const desk = new Desk(market, { lingerMs: 1_000 });
    const client = desk.connect();
    expect(client.subscribe(SYMBOL, { intervalMs: 10 }).state).toBe('live');
    client.session.ended();
    const other = desk.connect();
    const { stream, state } = other.subscribe(SYMBOL, { intervalMs: 20 });
    expect([state, desk.hub.views]).toEqual(['live', 1]);
    expect(other.reader.levels(stream)).toEqual(source.levels(0));
  });

  it('finds its view though nobody read it, for lingerMs; then it is another', () => {
    for (const [ms, how, views] of [
      [999, 'frames', 1],
      [1_000, 'snapshot', 0],
    ] as const) {
      const { desk, witness, options, client, from } = lost();
      witness.session.ended();
      desk.time.pass(ms);
      expect(desk.hub.views).toBe(views);
      const back = desk.connect(false, client.reader);
      expect(back.subscribe(SYMBOL, { ...options, from }).recovery).toBe(how);
    }
  });

  it('makes room for a view that somebody wants', () => {
    const { desk, witness } = lost({ views: 1 });
    witness.session.ended();
    expect(desk.hub.views).toBe(1);
    desk.connect().subscribe(SYMBOL, { depth: 2 });
    expect(desk.hub.views).toBe(1);
  });

  it('leaves no timer behind when the gateway stops, nor a view when it gives its last stream back', () => {
    const { desk, witness, stream } = lost();
    witness.ask({ type: 'unsubscribe', stream });
    expect(desk.hub.views).toBe(0);
    desk.connect().subscribe(SYMBOL, OPTIONS);
    desk.hub.stop();
    expect([desk.hub.views, desk.time.pending]).toEqual([0, 0]);
  });

  it('with a position that is none is refused', () => {
    const { desk } = scene();
    const client = desk.connect();
    for (const from of [{}, { epoch: 2 ** 48, sequence: 1, trades: 0 }, { epoch: 1, sequence: -1, trades: 0 }, 7]) {
      client.requests.onText(JSON.stringify({ type: 'subscribe', id: 1, symbol: SYMBOL, from }));
    }
    client.read();
    expect(client.of('error').map(({ code }) => code)).toEqual(Array(4).fill('bad_message'));
  });
});
