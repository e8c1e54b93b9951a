/** Each named limit of the simulated exchange at its edge: one less is fine, one more is not. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXCHANGE_LIMITS } from '../../host/feeds/simulated/exchange-limits.js';
import { closeExchangesAfterEach, startExchange } from './running-exchange.js';
import { StreamClient } from './stream-client.js';

closeExchangesAfterEach();

describe('limits', () => {
  it('connections', async () => {
    const { wsUrl, exchange } = await startExchange({ limits: { connections: 2 } });
    const first = await StreamClient.open(`${wsUrl}/ws`);
    await StreamClient.open(`${wsUrl}/ws`);
    await expect(StreamClient.open(`${wsUrl}/ws`)).rejects.toThrow('HTTP 503');
    expect(exchange.connections).toBe(2);
    first.socket.close();
    await first.closed;
    await StreamClient.open(`${wsUrl}/ws`);
  });

  it('messages a second, as Binance counts them', async () => {
    const { messagesPerSecond } = DEFAULT_EXCHANGE_LIMITS;
    const { time, wsUrl } = await startExchange({ limits: { messagesPerSecond } });
    const client = await StreamClient.open(`${wsUrl}/ws`);
    for (let second = 0; second < 2; second++) {
      for (let i = 0; i < messagesPerSecond; i++) await client.settle();
      time.advance(1000);
    }
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    for (let i = 0; i <= messagesPerSecond; i++) client.socket.ping();
    expect(await client.closed).toBe(1008);
    expect(client.reason).toBe('Too many requests');
  });

  it('streams a connection, in its address', async () => {
    const { wsUrl } = await startExchange({ limits: { streamsPerConnection: 3 } });
    const fine = await StreamClient.open(`${wsUrl}/stream?streams=a@b/c@d/e@f`);
    await fine.settle();
    expect(fine.socket.readyState).toBe(fine.socket.OPEN);
    const many = await StreamClient.open(`${wsUrl}/stream?streams=a@b/c@d/e@f/g@h`);
    expect(await many.closed).toBe(1008);
  });

  it('bytes of a message', async () => {
    const { wsUrl } = await startExchange({ limits: { payloadBytes: 100 } });
    const client = await StreamClient.open(`${wsUrl}/ws`);
    client.socket.send('x'.repeat(100));
    await client.settle();
    expect(client.take()).toHaveLength(1);
    client.socket.send('x'.repeat(101));
    expect(await client.closed).toBe(1009);
  });

  it('bytes of a request', async () => {
    const { restUrl } = await startExchange({ limits: { headerBytes: 4096 } });
    expect((await fetch(`${restUrl}/api/v3/ping`)).status).toBe(200);
    expect((await fetch(`${restUrl}/api/v3/ping?${'x'.repeat(5000)}`)).status).toBe(431);
  });

  it('pings, and cuts off who does not answer', async () => {
    const { time, wsUrl } = await startExchange();
    const { pingMs, pongTimeoutMs } = DEFAULT_EXCHANGE_LIMITS;
    const answering = await StreamClient.open(`${wsUrl}/ws`);
    const deaf = await StreamClient.open(`${wsUrl}/ws`);
    let pings = 0;
    answering.socket.on('ping', () => pings++);
    deaf.socket.pong = () => {};
    for (let passed = 0; passed < pongTimeoutMs; passed += pingMs) {
      time.advance(pingMs);
      await Promise.all([answering.settle(), deaf.settle()]);
      // The pong to the last ping must have been counted too.
      await answering.settle();
    }
    expect(deaf.socket.readyState).toBe(deaf.socket.OPEN);
    time.advance(pingMs);
    expect(await deaf.closed).toBe(1006);
    await answering.settle();
    expect(answering.socket.readyState).toBe(answering.socket.OPEN);
    expect(pings).toBe(pongTimeoutMs / pingMs + 1);
  });

  it('age of a connection', async () => {
    const { time, wsUrl } = await startExchange({ limits: { connectionMs: 5000, pingMs: 1000 } });
    const client = await StreamClient.open(`${wsUrl}/ws`);
    time.advance(4999);
    await client.settle();
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    time.advance(1);
    expect(await client.closed).toBe(1001);
  });

  it('bytes waiting for a client that does not read', async () => {
    const { time, wsUrl, exchange } = await startExchange({ rate: 2000, limits: { bufferedBytes: 200_000 } });
    const lazy = await StreamClient.open(`${wsUrl}/ws/btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker`);
    lazy.socket.pause();
    // The operating system takes some megabytes first.
    for (let second = 0; exchange.connections > 0 && second < 500; second++) {
      time.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(exchange.connections).toBe(0);
    lazy.socket.terminate();
  });

  it('request weight a minute', async () => {
    const { time, restUrl } = await startExchange({ limits: { weightPerMinute: 500 } });
    const ask = () => fetch(`${restUrl}/api/v3/depth?symbol=BTCUSDT&limit=5000`);
    time.advance(25_000);
    const minute = 60 - ((1_700_000_000 + 25) % 60);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    const third = await ask();
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, String(minute)]);
    time.advance(minute * 1000);
    expect((await ask()).status).toBe(200);
  });
});
