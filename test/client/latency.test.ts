/** Where time goes, as a program is told it, and what the host is told of it. */
import { describe, expect, it } from 'vitest';
import { open, SYMBOL } from './live-symbol.js';

describe('latency', () => {
  it('is told by hop, once the clocks were compared with the last one', async () => {
    const { source, pipe, client } = await open({ latency: { intervalMs: 200 } });
    expect(client.latency).toBeUndefined();
    const told: unknown[] = [];
    client.on('latency', (report) => told.push(report));
    client.subscribe({ symbol: SYMBOL, intervalMs: 50 });
    pipe.flow();
    source.change([[99, 1]], []);
    pipe.time.pass(53);
    pipe.flow();
    const book = pipe.time.nowMicros() - 53_000;
    expect(told).toEqual([
      {
        symbol: SYMBOL,
        venueMicros: 250,
        bookMicros: book - source.tsRecv,
        encodeMicros: 50_000,
        sendMicros: 0,
        networkMicros: 3_000,
        decodeMicros: 0,
        clockErrorMicros: 0,
      },
    ]);
    expect(client.latency).toBe(told[0]);
    expect(pipe.asked.filter(({ type }) => type === 'echo')).toEqual([]);
    source.change([[99, 2]], []);
    pipe.pass(50);
    expect(told, 'sooner than asked for').toHaveLength(1);
  });

  it('is echoed to the host where that is asked for', async () => {
    const { source, pipe, client } = await open({ latency: { intervalMs: 100, echo: true } });
    client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    pipe.flow();
    for (let at = 0; at < 30; at++) {
      source.change([[99, 1 + at]], []);
      pipe.time.pass(12);
      pipe.flow();
    }
    const echoes = pipe.asked.filter(({ type }) => type === 'echo');
    expect(echoes.length).toBeGreaterThan(1);
    expect(await pipe.desk.metric('echoes_total{outcome="taken"}')).toBe(echoes.length);
    expect(await pipe.desk.metric('client_latency_seconds_count{hop="network"}')).toBe(echoes.length);
  });

  it('is measured on each connection anew, and not where it is not asked for', async () => {
    const { source, pipe, client } = await open({ latency: true, limits: { reconnectFirstMs: 10 } });
    client.subscribe({ symbol: SYMBOL, intervalMs: 10 });
    pipe.flow();
    pipe.cut();
    pipe.pass(1_000);
    await pipe.settled();
    pipe.flow();
    expect(pipe.asked.filter(({ type }) => type === 'measure')).toMatchObject([
      { intervalMs: 1_000 },
      { intervalMs: 1_000 },
    ]);
    source.change([[99, 5]], []);
    pipe.pass(10);
    expect(client.latency?.symbol).toBe(SYMBOL);
    const other = await open();
    expect(other.pipe.asked.some(({ type }) => type === 'measure')).toBe(false);
  });

  it('is an option that is checked', async () => {
    for (const latency of [1, { intervalMs: 0 }, { echo: 1 }, { every: 5 }]) {
      await expect(open({ latency }), JSON.stringify(latency)).rejects.toThrow(TypeError);
    }
  });
});
