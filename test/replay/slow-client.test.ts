/** Full speed is the speed of the slowest reader, up to a limit: then the replay goes on without it. */
import { describe, expect, it } from 'vitest';
import { StreamClient } from '../simulated/stream-client.js';
import { breathe, closeReplaysAfterEach, passUntil, startReplay } from './running-replay.js';
import { type Line, removeCapturesAfterAll, spotDiff, writeCapture } from './small-capture.js';

closeReplaysAfterEach();
removeCapturesAfterAll();

/** More than an operating system takes on for a reader that does not read. */
const FRAMES = 400;
const padding = 'x'.repeat(100_000);

function largeCapture(): string {
  const large = (i: number): Line => [
    i,
    { stream: 'btcusdt@kline_1m', data: { e: 'kline', E: i, s: 'BTCUSDT', padding } },
  ];
  const lines = Array.from({ length: FRAMES }, (_, i) => large(i));
  return writeCapture([[0, spotDiff('BTCUSDT', 1, 2, [['1.0', '1.0']], [])], ...lines]);
}

async function lazyClient(stuckMs: number) {
  const { replay, time, events, wsUrl } = await startReplay('binance-spot', [largeCapture()], {
    speed: 'max',
    limits: { stuckMs },
  });
  const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@kline_1m`);
  client.socket.pause();
  time.advance(200);
  // Until it stands still.
  let before = -1;
  while (before !== replay.lines) {
    before = replay.lines;
    for (let i = 0; i < 20; i++) {
      time.advance(2);
      await breathe(1);
    }
  }
  expect(replay.lines).toBeLessThan(FRAMES);
  return { replay, time, events, client };
}

describe('a client that does not read', () => {
  it('holds the replay until it reads, and misses nothing', async () => {
    const { replay, time, client, events } = await lazyClient(1e9);
    client.socket.resume();
    await passUntil(time, () => replay.hasEnded, 2);
    await client.settle();
    expect(client.messages).toHaveLength(FRAMES);
    expect(events).toEqual(['start', 'end']);
  });

  it('for too long is cut off', async () => {
    const { replay, time, client, events } = await lazyClient(30_000);
    time.advance(30_000);
    await passUntil(time, () => replay.hasEnded, 2);
    client.socket.resume();
    expect(await client.closed).toBe(1006);
    expect(events).toEqual(['start', 'cut off 1 that read nothing for 30000 ms', 'end']);
  });
});
