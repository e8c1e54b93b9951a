/** A connection without a network: back-off, silence, pacing, planned replacement, a clean end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Connection, type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from '../../host/feeds/live/connection.js';
import { sendRate } from '../../host/feeds/live/line.js';
import { TokenBucket } from '../../host/feeds/live/token-bucket.js';
import { FakeSockets } from './fake-socket.js';
import { VirtualTime } from './virtual-time.js';

function make(limits: Partial<ConnectionLimits> = {}, attemptRate = { capacity: 100, perSecond: 100 }) {
  const time = new VirtualTime();
  const sockets = new FakeSockets();
  const events: string[] = [];
  const connection = new Connection(
    {
      url: () => 'ws://127.0.0.1/ws',
      limits: { ...DEFAULT_CONNECTION_LIMITS, ...limits },
      time,
      random: () => 0.5,
      openSocket: sockets.open,
      attempts: new TokenBucket(attemptRate, time),
    },
    {
      onOpen: () => events.push('open'),
      onMessage: (bytes, recv) => events.push(`message ${Buffer.from(bytes)} ${recv - 1_700_000_000_000_000}`),
      onLost: (reason) => events.push(`lost ${reason}`),
    },
  );
  connection.start();
  return { time, sockets, events, connection };
}

describe('connection', () => {
  it('hands over messages with their time of receipt and counts them', () => {
    const { time, sockets, events, connection } = make();
    expect(connection.status.state).toBe('opening');
    sockets.last.events.onOpen();
    time.advance(7);
    sockets.last.say('hello');
    expect(events).toEqual(['open', 'message hello 7000']);
    expect(connection.status).toMatchObject({ state: 'open', messages: 1, bytes: 5, opened: 1, reconnects: 0 });
  });

  it('comes back after a loss, waiting longer after each failure, and forgets failures when stable', () => {
    const { time, sockets, events, connection } = make();
    const opens: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const count = sockets.all.length;
      sockets.last.events.onClose('refused');
      expect(connection.status.state).toBe('waiting');
      const before = time.monotonicMs();
      while (sockets.all.length === count) time.advance(1);
      opens.push(time.monotonicMs() - before);
    }
    expect(opens).toEqual([250, 500, 1000, 2000]);
    expect(connection.status.failures).toBe(4);
    sockets.last.events.onOpen();
    for (let second = 0; second < 60; second += 1) {
      sockets.last.say('.');
      time.advance(1000);
    }
    expect(connection.status.failures).toBe(0);
    expect(events.filter((event) => event.startsWith('lost'))).toHaveLength(4);
    sockets.last.events.onClose('gone');
    expect(connection.status).toMatchObject({ failures: 1, lastReason: 'gone' });
  });

  it('gives up on a socket that does not open in time', () => {
    const { time, sockets, events } = make({ openTimeoutMs: 3000 });
    time.advance(2999);
    expect(sockets.last.ended).toBeUndefined();
    time.advance(1);
    expect(sockets.all[0]!.ended).toBe('terminated');
    expect(events).toEqual(['lost not open after 3000 ms']);
    time.advance(250);
    expect(sockets.all).toHaveLength(2);
  });

  it('asks after silence, and takes any answer for life', () => {
    const { time, sockets, events } = make({ pingMs: 1000, answerMs: 400 });
    sockets.last.events.onOpen();
    time.advance(1000);
    expect(sockets.last.pings).toBe(1);
    time.advance(399);
    sockets.last.events.onControl();
    time.advance(1);
    expect(events).toEqual(['open']);
    time.advance(1000);
    expect(sockets.last.pings).toBe(2);
    time.advance(400);
    expect(events).toEqual(['open', 'lost silent for 1400 ms']);
    expect(sockets.last.ended).toBe('terminated');
  });

  it('does not ask while messages come', () => {
    const { time, sockets } = make({ pingMs: 1000, answerMs: 400 });
    sockets.last.events.onOpen();
    for (let i = 0; i < 50; i += 1) {
      time.advance(300);
      sockets.last.say('.');
    }
    expect(sockets.last.pings).toBe(0);
  });

  it('paces what it sends and refuses what would wait too long, all or nothing', () => {
    const { time, sockets, connection } = make({ sendBurst: 2, sendsPerSecond: 2, maxQueuedSends: 3 });
    expect(connection.send(['early'])).toBe(false);
    sockets.last.events.onOpen();
    expect(connection.send(['a'])).toBe(true);
    expect(connection.send(['b', 'c', 'd'])).toBe(true);
    expect(connection.send(['e', 'f'])).toBe(false);
    expect(connection.send(['e'])).toBe(true);
    expect(sockets.last.sent).toEqual(['a', 'b']);
    time.advance(500);
    expect(sockets.last.sent).toEqual(['a', 'b', 'c']);
    time.advance(1000);
    expect(sockets.last.sent).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lets no second see more messages than the rate, pings included, whenever they are sent', () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 12 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), pauses, (rate, bursts) => {
        const { time, sockets, connection } = make({ ...sendRate(rate), pingMs: 300, answerMs: 1e6 });
        const socket = sockets.last;
        socket.events.onOpen();
        const times: number[] = [];
        const wait = (ms: number) => {
          for (let i = 0; i < ms; i += 1) {
            time.advance(1);
            while (times.length < socket.sent.length + socket.pings) times.push(time.monotonicMs());
          }
        };
        for (const [pauseMs, count] of bursts) {
          connection.send(Array.from({ length: count }, () => 'x'));
          while (times.length < socket.sent.length + socket.pings) times.push(time.monotonicMs());
          wait(pauseMs);
        }
        wait(2000);
        for (const [i, last] of times.entries()) {
          expect(times.slice(0, i + 1).filter((each) => each >= last - 1000).length).toBeLessThanOrEqual(rate);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('paces by default as the strictest venue asks', () => {
    expect(DEFAULT_CONNECTION_LIMITS.sendBurst + DEFAULT_CONNECTION_LIMITS.sendsPerSecond).toBe(5);
  });

  it('sends nothing of an old socket on a new one', () => {
    const { time, sockets, connection } = make({ sendBurst: 1, sendsPerSecond: 1 });
    sockets.last.events.onOpen();
    connection.send(['a', 'b']);
    sockets.last.events.onClose('gone');
    time.advance(250);
    sockets.last.events.onOpen();
    time.advance(5000);
    expect(sockets.all.map((socket) => socket.sent)).toEqual([['a'], []]);
  });

  it('replaces itself before its lifetime ends: the new socket is open before the old one goes', () => {
    const { time, sockets, events, connection } = make({ lifetimeMs: 100_000, pingMs: 1_000_000 });
    sockets.last.events.onOpen();
    time.advance(95_000);
    expect(sockets.all).toHaveLength(2);
    const [old, next] = sockets.all;
    old!.say('still served');
    expect(old!.ended).toBeUndefined();
    next!.events.onOpen();
    expect(old!.ended).toBe('closed');
    old!.say('late');
    next!.say('new');
    expect(events).toEqual([
      'open',
      'message still served 95000000',
      'lost planned reconnection',
      'open',
      'message new 95000000',
    ]);
    expect(connection.status).toMatchObject({ opened: 2, reconnects: 1, failures: 0 });
    time.advance(2_000);
    expect(old!.ended).toBe('terminated');
  });

  it('keeps the old socket while a replacement cannot be had', () => {
    const { time, sockets, events, connection } = make({ lifetimeMs: 100_000, pingMs: 1_000_000 });
    sockets.last.events.onOpen();
    time.advance(95_000);
    sockets.last.events.onClose('refused');
    time.advance(250);
    expect(sockets.all).toHaveLength(3);
    sockets.all[0]!.say('served');
    expect(connection.status.state).toBe('open');
    sockets.last.events.onOpen();
    expect(events.slice(1)).toEqual(['message served 95250000', 'lost planned reconnection', 'open']);
  });

  it('keeps to the attempts that all connections of a venue share', () => {
    const { time, sockets } = make({}, { capacity: 1, perSecond: 0.1 });
    sockets.last.events.onClose('refused');
    time.advance(9_999);
    expect(sockets.all).toHaveLength(1);
    time.advance(1);
    expect(sockets.all).toHaveLength(2);
  });

  it('stops for good: says goodbye, leaves no timer, tries nothing more', () => {
    const { time, sockets, events, connection } = make({ lifetimeMs: 100_000 });
    sockets.last.events.onOpen();
    connection.stop();
    connection.stop();
    expect(sockets.last.ended).toBe('closed');
    sockets.last.events.onClose('code 1000');
    expect(events).toEqual(['open', 'lost stopped']);
    expect(time.pending).toBe(0);
    expect(connection.status.state).toBe('stopped');
    expect(connection.send(['x'])).toBe(false);
  });

  it('stops while it waits and while a replacement opens', () => {
    const waiting = make();
    waiting.sockets.last.events.onClose('refused');
    waiting.connection.stop();
    expect(waiting.time.pending).toBe(0);
    const replacing = make({ lifetimeMs: 1000 });
    replacing.sockets.last.events.onOpen();
    replacing.time.advance(1000);
    replacing.connection.stop();
    expect(replacing.sockets.all.map((socket) => socket.ended)).toEqual(['closed', 'terminated']);
    for (const socket of replacing.sockets.all) socket.events.onClose('');
    expect(replacing.time.pending).toBe(0);
  });
});
