/** Recordings full of noise: what can be used is served, the rest is counted, nothing throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCoreSync } from '../../host/core/node.js';
import { ReplayVenue } from '../../host/feeds/replay/replay-venue.js';
import { surveyCapture } from '../../host/feeds/replay/survey-capture.js';
import { VENUE_IDS } from '../../host/feeds/venue.js';
import { VirtualTime } from '../live/virtual-time.js';
import { StreamClient } from '../simulated/stream-client.js';
import { breathe, closeReplaysAfterEach, startReplay } from './running-replay.js';
import {
  captureText,
  type Line,
  removeCapturesAfterAll,
  spotDiff,
  spotSnapshot,
  spotTrade,
  writeCapture,
  writeFile,
} from './small-capture.js';

closeReplaysAfterEach();
removeCapturesAfterAll();

const golden: Record<(typeof VENUE_IDS)[number], string[]> = {
  'binance-spot': [
    JSON.stringify(spotDiff('BTCUSDT', 100, 103, [['100.0', '9.0']], [['101.0', '1.0']])),
    JSON.stringify(spotSnapshot(103, [['100.0', '9.0']], [['100.5', '1.0']])),
    JSON.stringify(spotDiff('BTCUSDT', 104, 105, [['100.0', '0.0']], [])),
  ],
  'binance-usdm': [
    '{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":10,"u":20,"pu":5,"b":[["100.1","7"]],"a":[]}}',
    '{"lastUpdateId":20,"E":2,"T":2,"bids":[["100.1","7"]],"asks":[["100.2","8"]]}',
  ],
  'binance-coinm': [
    '{"stream":"btcusd_perp@depth@0ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSD_PERP","ps":"BTCUSD","U":10,"u":20,"pu":5,"b":[["100.1","7"]],"a":[]}}',
    '{"lastUpdateId":20,"E":2,"T":2,"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[["100.1","7"]],"asks":[["100.2","8"]]}',
  ],
  'kraken-v1': [
    '[336,{"as":[["101.0","1.0","1.0"]],"bs":[["100.0","1.0","1.0"]]},"book-10","XBT/USD"]',
    '[336,{"b":[["100.0","2.0","2.0"]],"c":"1"},"book-10","XBT/USD"]',
  ],
  'kraken-v2': [
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":100.0,"qty":1.0}],"asks":[],"checksum":1}]}',
    '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":100.0,"qty":2.0}],"asks":[],"checksum":2}]}',
  ],
  coinbase: [
    '{"type":"snapshot","product_id":"BTC-USD","asks":[["101.0","1.0"]],"bids":[["100.0","1.0"]]}',
    '{"type":"l2update","product_id":"BTC-USD","changes":[["buy","100.0","2.0"]],"time":"2019-08-14T20:42:27.966Z"}',
  ],
  okx: [
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["101","1","0","1"]],"bids":[["100","1","0","1"]],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":1}]}',
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[["100","2","0","1"]],"ts":"1597026383085","checksum":0,"prevSeqId":1,"seqId":2}]}',
  ],
};

/** A line changed in one character, cut short, or not at all. */
const damaged = (line: string) =>
  fc.oneof(
    fc.constant(line),
    fc
      .tuple(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
      .map(([at, char]) => line.slice(0, at) + char + line.slice(at + 1)),
    fc.nat(line.length).map((at) => line.slice(0, at)),
    fc.string(),
  );

describe('a noisy recording', () => {
  it('is surveyed and played to its end, at every venue', async () => {
    const core = () =>
      loadCoreSync({ build: 'scalar', capacity: { streams: 300, levels: 256, totalLevels: 16_384, bytes: 65_536 } });
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...VENUE_IDS)
          .chain((venue) =>
            fc.tuple(fc.constant(venue), fc.array(fc.constantFrom(...golden[venue]).chain(damaged), { maxLength: 12 })),
          ),
        async ([venue, noise]) => {
          const lines = [...golden[venue], ...noise].map((text, i): Line => [i, text.replaceAll('\n', ' ')]);
          const path = writeCapture(lines, false);
          const surveyed = surveyCapture(venue, [path]);
          if (!surveyed.ok) throw new Error(surveyed.reason);
          const time = new VirtualTime();
          const limits = { gatherMs: 0, waitMs: 0, arrivalMs: 0 };
          const replay = new ReplayVenue({
            venue,
            paths: [path],
            survey: surveyed.survey,
            core: core(),
            speed: 1,
            time,
            limits,
          });
          const { wsUrl } = await replay.listen();
          const requests: Partial<Record<typeof venue, object>> = {
            'kraken-v1': { event: 'subscribe', pair: ['XBT/USD'], subscription: { name: 'book', depth: 10 } },
            'kraken-v2': { method: 'subscribe', params: { channel: 'book', symbol: ['BTC/USD'], depth: 10 } },
            coinbase: { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['level2_batch'] },
            okx: { op: 'subscribe', args: [{ channel: 'books', instId: 'BTC-USDT' }] },
          };
          const request = requests[venue];
          const client = await StreamClient.open(
            request === undefined ? `${wsUrl}/stream?streams=btcusdt@depth/btcusd_perp@depth` : wsUrl,
          );
          if (request !== undefined) client.socket.send(JSON.stringify(request));
          await client.settle();
          time.advance(60_000);
          expect(replay.hasEnded).toBe(true);
          expect(replay.lines).toBe(lines.length);
          await replay.close();
          await client.closed;
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with lines that are no lines is played without them', async () => {
    const text = `${captureText([[0, spotTrade('BTCUSDT', 1, '1.5')]])}\n\nno time here\n99999999999999999999 late\n${captureText([[5, spotTrade('BTCUSDT', 2, '1.6')]])}`;
    const { time, wsUrl, replay } = await startReplay('binance-spot', [writeFile(text)]);
    const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
    time.advance(1000);
    await breathe();
    await client.settle();
    expect(client.take()).toMatchObject([{ t: 1 }, { t: 2 }]);
    expect([replay.hasEnded, replay.lines]).toEqual([true, 6]);
  });
});
