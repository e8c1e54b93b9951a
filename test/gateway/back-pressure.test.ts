/** A client that reads too slowly gets one catch-up instead of a queue, and the trades it missed; the others do not notice. */
import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../host/gateway/limits.js';
import { CLOSE_SLOW } from '../../host/wire/control.js';
import { Desk } from './desk.js';
import { COARSE_GRID, Market } from './market.js';

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
  it('gets nothing queued beyond the limit, then one catch-up and its trades', async () => {
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
    const sent = 2 * (steps - 1);
    expect(behind[0]).toEqual({
      type: 'behind',
      stream,
      state: 'live',
      reason: 'none',
      recovery: 'catch_up',
      sequence: slow.frames.at(-1)!.sequence,
      tradesSent: sent,
      missedTrades: 0,
    });
    const late = slow.frames.slice(2 * (steps - 1) + 1);
    expect(late.map(({ kind, trades }) => [kind, trades])).toEqual([
      ['delta', 0],
      ['trades', 32],
      ['trades', 32],
      ['trades', 32],
      ['trades', 6],
    ]);
    expect(slow.frames.every(({ code, missed }) => code === 'ok' && missed === 0)).toBe(true);
    expect(slow.reader.levels(stream)).toEqual(source.levels(0));
    expect(await desk.metric('behind_clients')).toBe(0);
    expect(await desk.metric('behind_total')).toBe(1);
    expect(await desk.metric('missed_trades_total')).toBe(0);
    expect(await desk.metric('late_trades_total')).toBe(102);
    expect(await desk.metric('catch_ups_total{cause="behind"}')).toBe(1);
    expect(await desk.metric('snapshots_total{cause="behind"}')).toBeUndefined();
    step();
    expect(slow.read().map(({ kind, code }) => `${kind} ${code}`)).toEqual(['trades ok', 'delta ok']);
  });

  it('gets as many trades as the backlog holds, and the number of those before them', async () => {
    for (const [tradeBacklog, missedTrades] of [
      [102, 0],
      [101, 1],
      [1, 101],
    ] as const) {
      const { desk, slow, step } = stalledClient({ tradeBacklog });
      while (!slow.session.isBehind) step();
      for (let more = 0; more < 50; more++) step();
      slow.read();
      expect(slow.of('behind')[0]).toMatchObject({ missedTrades, recovery: 'catch_up' });
      const late = slow.frames.slice(slow.frames.findLastIndex(({ kind }) => kind === 'delta') + 1);
      expect(late.map(({ missed }) => missed)).toEqual([missedTrades, ...late.slice(1).map(() => 0)]);
      expect(late.reduce((sum, { trades }) => sum + trades, 0)).toBe(102 - missedTrades);
      expect(await desk.metric('missed_trades_total')).toBe(missedTrades);
    }
  });

  it('gets a snapshot where the book was replaced meanwhile', async () => {
    const { source, desk, slow, stream, step } = stalledClient();
    while (!slow.session.isBehind) step();
    source.replace([[50, 1]], [[60, 2]], COARSE_GRID);
    desk.time.pass(10);
    slow.read();
    // The trades that were queued are of the grid before.
    expect(slow.of('behind')[0]).toMatchObject({ recovery: 'snapshot', missedTrades: 2 });
    expect(slow.frames.slice(-2)).toMatchObject([{ kind: 'snapshot' }, { kind: 'trades', trades: 0, missed: 2 }]);
    expect(slow.reader.levels(stream)).toEqual(source.levels(0));
    expect(await desk.metric('snapshots_total{cause="behind"}')).toBe(1);
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
    expect(slow.socket.closed).toEqual({ code: 4008, reason: 'you ask for more than you read' });
  });
});
