/** Clients that send noise: every request has an answer, none an exception. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krakenV1Words } from '../../host/feeds/replay/kraken-v1-words.js';
import { krakenV2Words } from '../../host/feeds/replay/kraken-v2-words.js';
import { ExchangeRest } from '../../host/feeds/simulated/exchange-rest.js';
import { instrumentOf } from '../../host/feeds/simulated/instrument.js';
import { Market } from '../../host/feeds/simulated/market.js';
import { Misbehaviour, parseFaultRates } from '../../host/feeds/simulated/misbehaviour.js';
import { Random } from '../../host/feeds/simulated/random.js';
import { StreamRequests } from '../../host/feeds/simulated/stream-requests.js';
import { streamsOfUrl } from '../../host/feeds/simulated/stream-session.js';
import { VirtualTime } from '../live/virtual-time.js';

/** JSON with the fields that the readers look at, of any type; or any text. */
const value = fc.jsonValue({ maxDepth: 3 });
const word = fc.constantFrom('SUBSCRIBE', 'GET_PROPERTY', 'SET_PROPERTY', 'subscribe', 'unsubscribe', 'ping', 'book');
const field = fc.oneof(word, value, fc.array(word), fc.constant({ toString: 1, valueOf: 2 }));
const request = fc.record(
  {
    method: field,
    params: field,
    id: field,
    event: field,
    pair: field,
    subscription: field,
    reqid: field,
    req_id: field,
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  fc.string(),
  request.map((fields) => JSON.stringify(fields)),
  value.map((any) => JSON.stringify(any)),
  fc.constant('{"method":{"toString":1},"id":1}'),
);

describe('noise', () => {
  it('as a stream request is answered in JSON', () => {
    fc.assert(
      fc.property(text, (noise) => {
        const answer = JSON.parse(new StreamRequests(false, 10).answer(noise));
        expect('result' in answer || 'error' in answer).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('as a request to Kraken is read as something', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(krakenV1Words, krakenV2Words), (noise, words) => {
        const read = words.read(noise);
        expect(['ping', 'subscribe', 'unsubscribe', 'malformed']).toContain(read.kind);
        if (read.kind === 'malformed') expect(JSON.parse(words.refused(read, '', read.reason, 0))).toBeTypeOf('object');
      }),
      { numRuns: 1000 },
    );
  });

  it('as an address has an answer', () => {
    const instrument = instrumentOf('BTCUSDT')!;
    const market = new Market({ instrument, seed: 1, rate: 1, startMs: 0, levels: 20, historyChanges: 16 });
    const rest = new ExchangeRest(new Map([['BTCUSDT', market]]), {
      time: new VirtualTime(),
      weightPerMinute: 1e9,
      retryAfterSeconds: 1,
      misbehaviour: new Misbehaviour(),
      random: new Random(1),
    });
    const path = fc.constantFrom('/api/v3/depth', '/api/v3/exchangeInfo', '/api/v3/time', '/ws/', '/stream', '');
    const query = fc.webQueryParameters();
    const named = fc.record(
      { symbol: fc.string(), limit: fc.string(), symbols: fc.string(), streams: fc.string() },
      { requiredKeys: [] },
    );
    const extra = named.map((fields) => new URLSearchParams(fields as Record<string, string>).toString());
    fc.assert(
      fc.property(path, fc.oneof(query, extra), fc.webPath(), (base, asked, tail) => {
        const url = new URL(`http://localhost${base}${base.endsWith('/') ? tail.slice(1) : ''}?${asked}`);
        const reply = rest.reply('GET', url);
        expect(JSON.parse(reply.body)).toBeTypeOf('object');
        expect(reply.status).toBeGreaterThanOrEqual(200);
        streamsOfUrl(url);
      }),
      { numRuns: 500 },
    );
  });

  it('as rates of faults is refused in one line', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        const rates = parseFaultRates(noise);
        expect(typeof rates === 'object' || rates.length > 0).toBe(true);
      }),
    );
  });
});
