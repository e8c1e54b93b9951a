/** What verification counts and concludes, on small sessions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BARE_SNAPSHOTS } from '../../host/feeds/bare-snapshots.js';
import { binanceCoinm, binanceSpot } from '../../host/feeds/binance.js';
import { coinbase } from '../../host/feeds/coinbase.js';
import { krakenV1 } from '../../host/feeds/kraken.js';
import { VENUE_IDS, type Venue } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { Verification } from '../../host/feeds/verification.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { cores } from '../cores.js';
import { goldenFrames } from './golden-frames.js';
import { KrakenExchange } from './kraken-exchange.js';

type Side = [string, string][];
const diff = (s: string, U: number, u: number, b: Side = [], a: Side = []) =>
  JSON.stringify({ e: 'depthUpdate', E: 1, s, U, u, b, a });
const snapshot = (lastUpdateId: number, bids: Side = [['99', '1']], asks: Side = [['101', '1']]) =>
  JSON.stringify({ lastUpdateId, bids, asks });
const quote = (s: string, u: number, B: string) => JSON.stringify({ u, s, b: '99', B, a: '101', A: '1' });
const trade = (s: string) => JSON.stringify({ e: 'trade', E: 1, T: 1, s, t: 1, p: '99', q: '1', m: true });

function verify(lines: readonly string[], venue: Venue = binanceSpot, make = createReferenceCore) {
  const capacity = { streams: 4, levels: 100, totalLevels: 400 };
  const verification = new Verification({ venue, encoder: make(capacity), decoder: make(capacity), instruments: [] });
  lines.forEach((line, i) => {
    verification.line(line, 1_000_000 * (i + 1));
  });
  return verification;
}

const live = [diff('A', 9, 12, [['98', '2']]), snapshot(10)];

describe('a session', () => {
  it('is reported field by field', () => {
    const session = [
      ...live,
      quote('A', 12, '1'),
      trade('A'),
      diff('A', 13, 13, [['98.5', '3']]),
      '{"result":null,"id":1}',
      'noise',
    ];
    const report = verify(session).report(0);
    expect(report).toEqual({
      venue: 'binance-spot',
      core: 'reference',
      codec: 'fast',
      decoder: 'ts',
      deferred: 0,
      frames: 7,
      ignored: 1,
      malformed: 1,
      symbols: {
        A: {
          state: 'live',
          updates: 2,
          levelChanges: 2,
          trades: 1,
          snapshots: 1,
          gaps: 0,
          resyncs: 0,
          crossed: 0,
          checksums: { ok: 0, failed: 0 },
          bestQuotes: { ok: 1, failed: 0 },
          // Snapshot, state live, trades, and a snapshot again: the price refined the grid.
          roundTrips: { ok: 4, failed: 0 },
          encodedBytes: expect.any(Number),
          bytesPerLevelChange: report.symbols['A']!.encodedBytes / 2,
          bookBytes: expect.any(Number),
          bookBytesPerLevelChange: report.symbols['A']!.bookBytes / 2,
          fingerprint: expect.any(Number),
          bids: [
            ['99', '1'],
            ['98.5', '3'],
            ['98', '2'],
          ],
          asks: [['101', '1']],
        },
      },
    });
  });

  it('shows as many levels as asked for, best first', () => {
    const { bids, asks } = verify([...live]).report(1).symbols['A']!;
    expect([bids, asks]).toEqual([[['99', '1']], [['101', '1']]]);
  });

  it('counts lines without a time as malformed', () => {
    const verification = verify(live);
    verification.line('', -1);
    expect(verification.report(0)).toMatchObject({ frames: 3, malformed: 1 });
  });

  it('ends stale after a gap, with the last book that was in sync', () => {
    const lost = [
      ...live,
      diff('A', 14, 15, [['98', '7']]),
      diff('A', 16, 16, [
        ['97', '1'],
        ['96', '1'],
      ]),
      trade('A'),
    ];
    expect(verify(lost).report(0).symbols['A']).toMatchObject({
      ...{ state: 'stale', updates: 3, levelChanges: 4, trades: 1, gaps: 1, resyncs: 0 },
      bids: [
        ['99', '1'],
        ['98', '2'],
      ],
      roundTrips: { ok: 3, failed: 0 },
      fingerprint: verify(live).report(0).symbols['A']!.fingerprint,
    });
  });

  it('recovers by a later snapshot', () => {
    const recovered = [...live, diff('A', 14, 15), snapshot(14, [['50', '5']]), diff('A', 16, 16, [['51', '1']])];
    expect(verify(recovered).report(0).symbols['A']).toMatchObject({
      ...{ state: 'live', gaps: 1, resyncs: 1, snapshots: 2 },
      bids: [
        ['51', '1'],
        ['50', '5'],
      ],
    });
  });

  it('without a snapshot never has a book', () => {
    expect(verify([live[0]!]).report(0).symbols['A']).toMatchObject({ state: 'buffering', bids: [], fingerprint: 0 });
  });

  it('counts symbols beyond the core’s streams as ignored', () => {
    const { ignored, symbols } = verify(['A', 'B', 'C', 'D', 'E', 'F'].map((s) => diff(s, 1, 1))).report(0);
    expect([ignored, Object.keys(symbols)]).toEqual([2, ['A', 'B', 'C', 'D']]);
  });

  it('keeps a symbol of any name apart', () => {
    const { symbols } = verify([diff('__proto__', 1, 1), diff('constructor', 1, 1)]).report(0);
    expect(Object.keys(symbols)).toEqual(['__proto__', 'constructor']);
  });

  it('gives the same report each time', () => {
    expect(verify(live).report(0)).toEqual(verify(live).report(0));
  });
});

describe('a snapshot without a symbol', () => {
  const states = (lines: string[]) =>
    Object.fromEntries(
      Object.entries(verify(lines).report(0).symbols).map(([s, { state, snapshots }]) => [s, `${state} ${snapshots}`]),
    );

  it('goes to the symbol that waits and whose diffs it meets', () => {
    const waiting = [diff('A', 9, 12), diff('B', 1009, 1012)];
    expect(states([...waiting, snapshot(1010)])).toEqual({ A: 'buffering 0', B: 'live 1' });
    expect(states([...waiting, snapshot(10), snapshot(1010)])).toEqual({ A: 'live 1', B: 'live 1' });
  });

  it('goes to the nearest that waits where it meets none', () => {
    const lines = [diff('A', 9, 12), diff('B', 1009, 1012), snapshot(1020), diff('B', 1013, 1025)];
    expect(states(lines)).toEqual({ A: 'buffering 0', B: 'live 1' });
  });

  it('waits for a symbol where none was seen, and is ignored where none comes', () => {
    expect(states([snapshot(1010), snapshot(10), diff('A', 9, 12), diff('B', 1009, 1012)])).toEqual({
      A: 'live 1',
      B: 'live 1',
    });
    const many = Array.from({ length: MAX_BARE_SNAPSHOTS + 1 }, (_, i) => snapshot(10 * i));
    expect(verify(many).report(0)).toMatchObject({ ignored: MAX_BARE_SNAPSHOTS + 1, symbols: {} });
    // The first made room.
    expect(states([...many, diff('A', 0, 1)])).toEqual({ A: `buffering ${MAX_BARE_SNAPSHOTS}` });
    expect(states([...many, diff('A', 10, 11)])).toEqual({ A: `live ${MAX_BARE_SNAPSHOTS}` });
  });

  it('before its first diff does not go to a symbol that is live or waits for another', () => {
    const others = [snapshot(1010), diff('B', 1009, 1012)];
    expect(states([...live, ...others])).toEqual({ A: 'live 1', B: 'live 1' });
    expect(states([...live, diff('A', 20, 21), ...others])).toEqual({ A: 'stale 1', B: 'live 1' });
  });

  it('too old for the first diff is counted, and the next used', () => {
    expect(states([snapshot(3), diff('A', 9, 12), snapshot(10)])).toEqual({ A: 'live 2' });
  });

  it('in place of lost diffs is used, though the loss shows only after it', () => {
    const lines = [...live, snapshot(20, [['98', '7']]), diff('A', 19, 23, [['97', '1']])];
    expect(verify(lines).report(0).symbols['A']).toMatchObject({
      ...{ state: 'live', snapshots: 2, gaps: 1, resyncs: 1 },
      bids: [
        ['98', '7'],
        ['97', '1'],
      ],
    });
  });

  it('is counted and unused where its book is live', () => {
    expect(states([...live, snapshot(12, [['1', '1']])])).toEqual({ A: 'live 2' });
  });
});

describe('a snapshot with a symbol', () => {
  const coinm = (pu: number, U: number, u: number, bid: string) =>
    JSON.stringify({ e: 'depthUpdate', E: 1, T: 1, s: 'A_PERP', U, u, pu, b: [[bid, '7']], a: [] });
  const named = (lastUpdateId: number, bid: string) =>
    JSON.stringify({ lastUpdateId, E: 1, T: 1, symbol: 'A_PERP', pair: 'A', bids: [[bid, '1']], asks: [['101', '1']] });

  it('in place of lost diffs is used, though the loss shows only after it', () => {
    const lines = [named(10, '90'), coinm(8, 9, 12, '91'), named(20, '92'), coinm(18, 19, 23, '93')];
    expect(verify(lines, binanceCoinm).report(0).symbols['A_PERP']).toMatchObject({
      ...{ state: 'live', snapshots: 2, gaps: 1, resyncs: 1 },
      bids: [
        ['93', '7'],
        ['92', '1'],
      ],
    });
  });

  it('that the book has passed is of no use after a loss', () => {
    const lines = [named(10, '90'), coinm(8, 9, 12, '91'), named(11, '92'), coinm(18, 19, 23, '93')];
    expect(verify(lines, binanceCoinm).report(0).symbols['A_PERP']).toMatchObject({ state: 'stale', snapshots: 2 });
  });
});

describe('a best quote that differs', () => {
  it('is counted, and the session judged to its end', () => {
    const session = [
      ...[...live, quote('A', 12, '5'), quote('A', 13, '6'), diff('A', 13, 13), diff('A', 14, 14)],
      ...[quote('A', 14, '1'), quote('A', 14, '2')],
    ];
    expect(verify(session).report(0).symbols['A']).toMatchObject({
      ...{ state: 'live', updates: 3, resyncs: 0 },
      bestQuotes: { ok: 1, failed: 2 },
    });
  });
});

describe('fingerprints', () => {
  it('are in deltas at most once a second of receive time', () => {
    const bytes = (intervalUs: number) => {
      const core = createReferenceCore;
      const verification = new Verification({ venue: binanceSpot, encoder: core(), decoder: core(), instruments: [] });
      live.forEach((line, i) => {
        verification.line(line, 1_000_000 + i);
      });
      for (let i = 1; i <= 10; i++)
        verification.line(diff('A', 12 + i, 12 + i, [['98', `${3 + (i % 2)}`]]), 1_000_001 + i * intervalUs);
      return verification.report(0).symbols['A']!.encodedBytes;
    };
    // The same number of bytes for the times (3 a delta), 4 for each fingerprint but the first.
    expect(bytes(1_000_000) - bytes(999_999)).toBe(5 * 4);
  });
});

describe('Kraken', () => {
  it('counts each update with its checksum, and loses the book at the first that fails', () => {
    const exchange = new KrakenExchange(10);
    exchange.change([['99.0', '1.0']], [['101.0', '1.0']]);
    const lines = [exchange.v1Snapshot(), exchange.v1Update([['98.0', '1.0']], [['102.0', '1.0']])];
    exchange.v1Update([['97.0', '1.0']], []);
    lines.push(exchange.v1Update([['96.0', '1.0']], []), exchange.v1Update([['95.0', '1.0']], []));
    expect(verify(lines, krakenV1).report(0).symbols['XBT/USD']).toMatchObject({
      ...{ state: 'stale', updates: 3, levelChanges: 4, gaps: 0, checksums: { ok: 1, failed: 1 } },
      bids: [
        ['99', '1'],
        ['98', '1'],
      ],
      roundTrips: { ok: 4, failed: 0 },
    });
  });
});

describe('Coinbase', () => {
  it('has no book of a product of which only heartbeats come', () => {
    const { symbols, ignored } = verify(['{"type":"heartbeat","product_id":"A","sequence":1}'], coinbase).report(0);
    expect([symbols, ignored]).toEqual([{}, 1]);
  });

  it('has quotes that are reported apart, and no such report has another venue', () => {
    const product = (fields: object) => JSON.stringify({ product_id: 'A', ...fields });
    const lines = [
      product({ type: 'snapshot', bids: [['99', '1']], asks: [['101', '1']] }),
      product({ type: 'ticker', best_bid: '99.00', best_ask: '101.00' }),
      product({ type: 'ticker', best_bid: '99', best_ask: '100' }),
    ];
    const report = verify(lines, coinbase).report(0).symbols['A']!;
    expect(report).toMatchObject({
      state: 'live',
      bestQuotes: { ok: 0, failed: 0 },
      advisoryQuotes: { ok: 1, failed: 1 },
    });
    for (const id of VENUE_IDS) {
      const other = Object.values(verify(goldenFrames[id], venueById(id)!).report(0).symbols);
      expect(other.length).toBeGreaterThan(0);
      for (const symbol of other) expect('advisoryQuotes' in symbol, id).toBe(id === 'coinbase');
    }
  });
});

describe.each(cores)('any noise on the $name core', ({ make }) => {
  it.each(VENUE_IDS)('in a session of %s is counted, and never breaks a round trip', (id) => {
    const frame = fc.constantFrom(...goldenFrames[id]);
    const damaged = fc.tuple(frame, fc.nat(), fc.integer({ min: 32, max: 126 })).map(([text, pick, code]) => {
      const at = pick % text.length;
      return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, frame, damaged), { maxLength: 20 }), (lines) => {
        const report = verify(lines, venueById(id)!, make).report(0);
        expect(report.frames).toBe(lines.length);
        for (const { roundTrips } of Object.values(report.symbols)) expect(roundTrips.failed).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
