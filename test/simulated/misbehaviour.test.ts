/** Each fault on request: that it strikes as it says, is counted, is repeatable, and stops. */
import { describe, expect, it } from 'vitest';
import { FAULTS, type Fault, parseFaultRates } from '../../host/feeds/simulated/misbehaviour.js';
import { closeExchangesAfterEach, startExchange } from './running-exchange.js';
import { StreamClient, type StreamMessage } from './stream-client.js';

closeExchangesAfterEach();

const PATH = '/ws/btcusdt@depth@100ms';

/** Where a diff does not follow the one before it. */
function breaks(diffs: readonly StreamMessage[]): number {
  return diffs.filter((diff, index) => index > 0 && diff.U !== diffs[index - 1]!.u + 1).length;
}

/** Two seconds of diffs with a fault provoked after the first. */
async function provoked(fault: Fault, times = 1) {
  const { time, exchange, wsUrl } = await startExchange({ symbols: ['BTCUSDT', 'ETHUSDT'] });
  const client = await StreamClient.open(`${wsUrl}${PATH}`);
  time.advance(1000);
  exchange.provoke(fault, times, 'BTCUSDT');
  time.advance(2000);
  await client.settle();
  return { time, exchange, client, diffs: client.take() };
}

describe('a fault provoked', () => {
  it('drop: messages are missing', async () => {
    const { exchange, diffs } = await provoked('drop', 2);
    expect(diffs).toHaveLength(28);
    expect(breaks(diffs)).toBe(1);
    expect(exchange.faults.drop).toBe(2);
  });

  it('duplicate: a message comes twice', async () => {
    const { exchange, diffs } = await provoked('duplicate');
    expect(diffs).toHaveLength(31);
    expect(diffs[11]).toEqual(diffs[10]);
    expect(exchange.faults.duplicate).toBe(1);
  });

  it('delay: a message comes after later ones', async () => {
    const { exchange, diffs } = await provoked('delay');
    expect(diffs).toHaveLength(30);
    expect(diffs.map(({ u }) => u)).not.toEqual(diffs.map(({ u }) => u).sort((a, b) => a - b));
    expect(new Set(diffs.map(({ u }) => u)).size).toBe(30);
    expect(exchange.faults.delay).toBe(1);
  });

  it('disconnect: the connection is cut without a goodbye', async () => {
    const { exchange, client } = await provoked('disconnect');
    expect(await client.closed).toBe(1006);
    expect(exchange.faults.disconnect).toBe(1);
    expect(exchange.connections).toBe(0);
  });

  it('gap: ids are skipped though nothing is lost, and a snapshot bridges it', async () => {
    const { time, exchange, client, diffs } = await provoked('gap');
    expect(diffs).toHaveLength(30);
    expect(breaks(diffs)).toBe(1);
    expect(exchange.faults.gap).toBe(1);
    exchange.provoke('gap', 1, 'BTCUSDT');
    time.advance(100);
    const { updateId } = exchange.truth('BTCUSDT')!;
    time.advance(100);
    await client.settle();
    expect(client.take().at(-1)!.U).toBe(updateId + 1);
  });

  it('stall: the connection stays open and silent', async () => {
    const { time, exchange, client, diffs } = await provoked('stall');
    expect(diffs).toHaveLength(10);
    time.advance(15_000);
    await client.settle();
    expect(client.take()).toEqual([]);
    time.advance(5000);
    await client.settle();
    expect(client.take().length).toBeGreaterThan(10);
    expect(exchange.faults.stall).toBe(1);
  });

  it('rest429 and rest500: a request fails, the next does not', async () => {
    const { exchange, restUrl } = await startExchange();
    exchange.provoke('rest429');
    const hasty = await fetch(`${restUrl}/api/v3/ping`);
    expect([hasty.status, hasty.headers.get('retry-after'), (await hasty.json()).code]).toEqual([429, '1', -1003]);
    exchange.provoke('rest500');
    const broken = await fetch(`${restUrl}/api/v3/ping`);
    expect([broken.status, (await broken.json()).code]).toEqual([500, -1000]);
    expect((await fetch(`${restUrl}/api/v3/ping`)).status).toBe(200);
    expect(exchange.faults).toMatchObject({ rest429: 1, rest500: 1 });
  });

  it('of one symbol spares the others', async () => {
    const { time, exchange, wsUrl } = await startExchange();
    const client = await StreamClient.open(`${wsUrl}/ws/ethusdt@depth@100ms`);
    exchange.provoke('drop', 5, 'BTCUSDT');
    time.advance(1000);
    await client.settle();
    expect(client.take()).toHaveLength(10);
    expect(exchange.faults.drop).toBe(0);
  });
});

describe('faults by chance', () => {
  const run = async () => {
    const misbehave = { drop: 0.1, duplicate: 0.1, delay: 0.1, gap: 0.05 };
    const { time, exchange, wsUrl } = await startExchange({ symbols: ['BTCUSDT'], misbehave });
    const client = await StreamClient.open(`${wsUrl}${PATH}`);
    time.advance(30_000);
    await client.settle();
    return { time, exchange, client, diffs: client.take() };
  };

  it('strike about as often as said, the same each time', async () => {
    const first = await run();
    const second = await run();
    expect(second.diffs).toEqual(first.diffs);
    expect(second.exchange.faults).toEqual(first.exchange.faults);
    for (const fault of ['drop', 'duplicate', 'delay', 'gap'] as const) {
      expect(first.exchange.faults[fault]).toBeGreaterThan(5);
      expect(first.exchange.faults[fault]).toBeLessThan(60);
    }
  });

  it('stop when told so', async () => {
    const { time, exchange, client } = await run();
    exchange.misbehave({});
    time.advance(1000);
    await client.settle();
    client.take();
    time.advance(10_000);
    await client.settle();
    const diffs = client.take();
    // An interval in which nothing happened has no message.
    expect(diffs.length).toBeGreaterThan(90);
    expect(breaks(diffs)).toBe(0);
    expect(() => exchange.misbehave({ drop: Number.NaN })).toThrow(RangeError);
  });
});

describe('rates as text', () => {
  it('are read', () => {
    expect(parseFaultRates('drop=0.01, delay=1,rest500=0')).toEqual({ drop: 0.01, delay: 1, rest500: 0 });
    for (const fault of FAULTS) expect(parseFaultRates(`${fault}=0.5`)).toEqual({ [fault]: 0.5 });
  });

  it('that cannot be are told in one line', () => {
    for (const text of ['', 'drop', 'drop=', 'drop=x', 'drop=1.1', 'drop=-0', 'explode=1', 'drop=0.1,', 'drop=1=2']) {
      const told = parseFaultRates(text);
      if (text === 'drop=-0') expect(told).toEqual({ drop: -0 });
      else expect(told, text).toMatch(/^[^\n]+$/);
    }
  });
});
