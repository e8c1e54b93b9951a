/** A client that comes back says where it was, and gets what it lacks: the very frames, a catch-up, or a snapshot; it is told which. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import type { CodecName } from '../../host/wire/codec.js';
import type { ReaderPosition } from '../../host/wire/control.js';
import { Desk, type DeskClient } from './desk.js';
import { COARSE_GRID, Market } from './market.js';

const SYMBOL = 'simulated:ONE';
const OPTIONS = { intervalMs: 10 } as const;

function scene(limits: Partial<GatewayLimits> = {}, codec: CodecName = 'fast') {
  const market = new Market();
  const source = market.add(SYMBOL);
  source.begin([[100, 5]], [[101, 3]]);
  const desk = new Desk(market, { lingerMs: 1_000, heartbeatMs: 1e9, slowMs: 1e9, messagesPerSecond: 1e9, ...limits });
  let at = 0;
  const step = (): void => {
    source.change([[100 - (at % 9), 10 + at++]], [[101 + (at % 7), at % 3]]);
    source.trade(100, 101);
    desk.time.pass(10);
  };
  const options = { ...OPTIONS, codec };
  /** Where a client is, as it counts. */
  const place = ({ frames }: DeskClient, before = 0): ReaderPosition => {
    const last = frames.at(-1)!;
    return {
      epoch: last.epoch,
      sequence: last.sequence,
      trades: frames.reduce((sum, { trades, missed }) => sum + trades + missed, before),
    };
  };
  return { market, source, desk, step, options, place };
}

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
    expect(await desk.metric('replays_total')).toBe(1);
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
      expect(answer.recovery).toBe('snapshot');
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

  it("wherever it was cut, and however often, has its view's book and all trades, or is told how many it missed", () => {
    const step = fc.constantFrom('step', 'step', 'step', 'read', 'read', 'cut', 'replace', 'fail');
    const codec = fc.constantFrom<CodecName>('fast', 'plain', 'dense');
    const hows = new Set<string | undefined>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), codec, (steps, codec) => {
        const all = scene({ historyFrames: 8, tradeBacklog: 12, generationMs: 40 }, codec);
        const { desk, source, options } = all;
        const witness = desk.connect(true);
        let client = desk.connect();
        client.read();
        const { stream } = client.subscribe(SYMBOL, options);
        witness.subscribe(SYMBOL, options);
        let before = 0;
        let missed = 0;
        for (const each of steps) {
          if (each === 'step') all.step();
          else if (each === 'replace') source.replace([[90, 1]], [[120, 2]], COARSE_GRID);
          else if (each === 'fail') source.become(source.state === 'live' ? 'stale' : 'live', 'none');
          else if (each === 'read') client.read();
          else if (client.frames.length > 0) {
            const from = all.place(client, before);
            before = from.trades;
            client.session.ended();
            const back = desk.connect(false, client.reader);
            const answer = back.subscribe(SYMBOL, { ...options, from });
            hows.add(answer.recovery);
            if (back.frames.length === 0) back.frames.push({ ...client.frames.at(-1)!, trades: 0, missed: 0 });
            client = back;
          }
        }
        desk.time.pass(200);
        client.read();
        desk.time.pass(200);
        client.read();
        witness.read();
        expect(client.frames.filter(({ code }) => code !== 'ok')).toEqual([]);
        expect(client.reader.levels(stream)).toEqual(witness.reader.levels(stream));
        missed += all.place(client, before).trades;
        const total = witness.frames.reduce((sum, frame) => sum + frame.trades + frame.missed, 0);
        expect(missed).toBe(total);
      }),
      { numRuns: 150 },
    );
    expect(hows).toEqual(new Set(['frames', 'catch_up', 'snapshot']));
  });
});
