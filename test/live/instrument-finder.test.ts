/** Instruments over REST: one wrong symbol does not cost the others theirs, and no answer costs nobody anything. */
import { describe, expect, it } from 'vitest';
import { binanceUsdm } from '../../host/feeds/binance.js';
import { krakenV1 } from '../../host/feeds/kraken.js';
import { InstrumentFinder, MAX_SYMBOLS_A_REQUEST } from '../../host/feeds/live/instrument-finder.js';
import { DEFAULT_REST_LIMITS, RestClient } from '../../host/feeds/live/rest.js';
import { simulatedVenue } from '../../host/feeds/live/simulated-venue.js';
import { systemTime } from '../../host/feeds/live/time.js';
import { TokenBucket } from '../../host/feeds/live/token-bucket.js';
import { okx } from '../../host/feeds/okx.js';
import type { Venue } from '../../host/feeds/venue.js';

const never = new AbortController().signal;

/** A venue that has some symbols, asked through `fetch`; answers what a request asked for. */
function finder(venue: Venue, answer: (url: URL) => Response) {
  const asked: URL[] = [];
  const rest = new RestClient({
    limits: DEFAULT_REST_LIMITS,
    time: systemTime,
    bucket: new TokenBucket({ capacity: 1e6, perSecond: 1e6 }, systemTime),
    fetch: async (url) => {
      asked.push(new URL(String(url)));
      return answer(asked.at(-1)!);
    },
  });
  const made = new InstrumentFinder({
    venue,
    urls: venue.urls,
    rest,
    time: systemTime,
    random: () => 0,
    tries: 3,
    backoff: { minMs: 1, firstMs: 1, maxMs: 1 },
  });
  return { finder: made, asked };
}

const listing = (symbols: readonly string[]) =>
  JSON.stringify({
    symbols: symbols.map((symbol) => ({
      symbol,
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', stepSize: '0.00100000' },
      ],
    })),
  });

/** Binance spot: all of the symbols asked for, or a refusal. */
function spot(known: ReadonlySet<string>) {
  return (url: URL) => {
    const symbols: string[] = JSON.parse(url.searchParams.get('symbols')!);
    if (symbols.every((symbol) => known.has(symbol))) return new Response(listing(symbols));
    return new Response('{"code":-1121,"msg":"Invalid symbol."}', { status: 400 });
  };
}

describe('instrument finder', () => {
  it('asks a venue that lists by type once for each type', async () => {
    const { finder: made, asked } = finder(okx, (url) => {
      const isSwap = url.searchParams.get('instType') === 'SWAP';
      const instId = isSwap ? 'BTC-USD-SWAP' : 'BTC-USDT';
      return new Response(JSON.stringify({ code: '0', data: [{ instId, tickSz: '0.1', lotSz: '1' }] }));
    });
    const { found, refused, failure } = await made.find(['BTC-USD-SWAP', 'BTC-USDT', 'FOO-BAR'], never);
    expect(asked.map(({ search }) => search)).toEqual(['?instType=SWAP', '?instType=SPOT']);
    expect([[...found.keys()], [...refused.keys()], failure]).toEqual([
      ['BTC-USD-SWAP', 'BTC-USDT'],
      ['FOO-BAR'],
      undefined,
    ]);
  });

  it('asks once for all', async () => {
    const { finder: made, asked } = finder(simulatedVenue, spot(new Set(['A', 'B'])));
    const { found, refused, failure } = await made.find(['A', 'B'], never);
    expect([...found.keys()]).toEqual(['A', 'B']);
    expect(found.get('A')!.grid.tick).toBeGreaterThan(0);
    expect({ refused: refused.size, failure, asked: asked.length }).toEqual({
      refused: 0,
      failure: undefined,
      asked: 1,
    });
  });

  it('finds the wrong ones among many', async () => {
    const symbols = Array.from({ length: MAX_SYMBOLS_A_REQUEST + 50 }, (_, i) => `S${i}`);
    const wrong = new Set(['S3', 'S120', `S${MAX_SYMBOLS_A_REQUEST + 7}`]);
    const { finder: made, asked } = finder(simulatedVenue, spot(new Set(symbols.filter((each) => !wrong.has(each)))));
    const { found, refused, failure } = await made.find(symbols, never);
    expect(new Set(refused.keys())).toEqual(wrong);
    expect(refused.get('S3')).toContain('Invalid symbol');
    expect(found.size).toBe(symbols.length - wrong.size);
    expect(failure).toBeUndefined();
    expect(asked.length).toBeLessThan(60);
  });

  it('refuses what a whole list does not hold', async () => {
    const { finder: made, asked } = finder(binanceUsdm, () => new Response(listing(['A', 'B', 'C'])));
    const { found, refused } = await made.find(['A', 'Z'], never);
    expect([...found.keys()]).toEqual(['A']);
    expect([...refused]).toEqual([['Z', 'the venue does not list it']]);
    expect(asked).toHaveLength(1);
  });

  it('refuses nothing where the venue answers no list at all', async () => {
    for (const answer of [
      () => new Response('no such endpoint', { status: 404 }),
      () => new Response('down', { status: 502 }),
      () => new Response('{"error":["EService:Unavailable"]}'),
      () => new Response('<html>'),
    ]) {
      const { finder: made } = finder(krakenV1, answer);
      const { found, refused, failure } = await made.find(['XBT/USD', 'ETH/USD'], never);
      expect({ found: found.size, refused: refused.size }).toEqual({ found: 0, refused: 0 });
      expect(failure).toMatch(/404|502|Unavailable|not JSON/);
    }
  });

  it('tries again after a fault that passes', async () => {
    let faults = 2;
    const { finder: made } = finder(simulatedVenue, (url) => {
      faults -= 1;
      return faults >= 0 ? new Response('', { status: 503 }) : spot(new Set(['A']))(url);
    });
    expect((await made.find(['A'], never)).found.size).toBe(1);
  });

  it('ends when told to', async () => {
    const stop = new AbortController();
    const { finder: made, asked } = finder(simulatedVenue, () => {
      stop.abort();
      return new Response('', { status: 503 });
    });
    expect((await made.find(['A', 'B'], stop.signal)).found.size).toBe(0);
    expect(asked).toHaveLength(1);
  });
});
