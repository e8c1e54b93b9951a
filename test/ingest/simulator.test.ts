/**
 * The simulated exchange's misbehaviours before two hosts, one whose core takes whole messages and one that does
 * all in TypeScript: the same frames and answers come to both, and both tell, ask and count the same.
 */
import { describe, expect, it } from 'vitest';
import type { FaultRates } from '../../host/feeds/simulated/misbehaviour.js';
import { venueById } from '../../host/feeds/venues.js';
import { closeExchangesAfterEach, startExchange } from '../simulated/running-exchange.js';
import { StreamClient } from '../simulated/stream-client.js';
import { TestHost } from './test-host.js';

closeExchangesAfterEach();

const NATIVE = 'BTCUSDT';
const STREAMS = ['depth@100ms', 'bookTicker', 'trade'].map((stream) => `btcusdt@${stream}`).join('/');
const CAPACITY = { levels: 8_192, totalLevels: 32_768, bytes: 1 << 20, trades: 64 };
const SECONDS = 60;

const cases: [string, FaultRates][] = [
  ['nothing', {}],
  ['drop', { drop: 0.03 }],
  ['duplicate', { duplicate: 0.1 }],
  ['delay', { delay: 0.03 }],
  ['gap', { gap: 0.03 }],
  ['disconnect', { disconnect: 0.005 }],
  ['stall', { stall: 0.01 }],
  ['everything', { drop: 0.02, duplicate: 0.05, delay: 0.02, gap: 0.02, disconnect: 0.01, stall: 0.01 }],
];

describe('two hosts of an exchange that misbehaves', () => {
  it.each(cases)('tell the same: %s', async (_name, misbehave) => {
    const limits = { weightPerMinute: 1e9 };
    const { time, exchange, wsUrl, restUrl } = await startExchange({ symbols: [NATIVE], misbehave, limits });
    const options = { native: NATIVE, isEncoded: true, isDense: false, toleratesQuotes: false, capacity: CAPACITY };
    const [taking, other] = [true, false].map(
      (ingests) => new TestHost(venueById('binance-spot')!, 'simd', { ...options, ingests }),
    ) as [TestHost, TestHost];
    const both = (happen: (host: TestHost, tsRecv: number) => void) => {
      const tsRecv = time.wallMicros();
      const [taken, told] = [taking, other].map((host) => {
        happen(host, tsRecv);
        return JSON.stringify(host.take());
      });
      if (taken !== told) expect(JSON.parse(taken!)).toEqual(JSON.parse(told!));
    };
    const open = async () => {
      const client = await StreamClient.open(`${wsUrl}/ws/${STREAMS}`);
      both((host, tsRecv) => host.book.connected(tsRecv));
      return client;
    };

    let client = await open();
    let answered = 0;
    for (let tenths = 0; tenths < SECONDS * 10; tenths++) {
      time.advance(100);
      await client.settle();
      for (const text of client.messages.splice(0)) {
        both((host, tsRecv) => host.router.frame(Buffer.from(text), tsRecv));
      }
      if (exchange.connections === 0) {
        both((host, tsRecv) => host.book.disconnected(tsRecv));
        client = await open();
      }
      if (taking.asked > answered) {
        answered = taking.asked;
        const text = await (await fetch(`${restUrl}/api/v3/depth?symbol=${NATIVE}&limit=5000`)).text();
        both((host, tsRecv) => host.router.restSnapshot(text, NATIVE, tsRecv));
      }
    }

    expect(taking.levels()).toEqual(other.levels());
    expect(taking.router.ingested).toBeGreaterThan(100);
    expect(other.router.ingested).toBe(0);
    for (const fault of Object.keys(misbehave) as (keyof FaultRates)[])
      expect(exchange.faults[fault]).toBeGreaterThan(0);
  });
});
