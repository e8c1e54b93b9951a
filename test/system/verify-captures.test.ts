/** Recorded sessions prove the books: on each core, with the figures that the recordings are known to give. */
import { describe, expect, it } from 'vitest';
import { isParsed } from '../../host/feeds/wasm-decoder.js';
import { CODEC_NAMES } from '../../host/wire/codec.js';
import { capture, skipCaptures } from '../captures.js';
import { runVerify, verifyJson } from './verify-run.js';

/** Generous: a loaded machine takes many times as long as an idle one, which takes seconds. */
const TIMEOUT_MS = 300_000;
const CORES = ['reference', 'scalar', 'simd'] as const;

interface Session {
  readonly venue: string;
  readonly file: string;
  readonly frames: number;
  readonly ignored: number;
  /** Sums over the symbols. */
  readonly symbols: number;
  readonly updates: number;
  readonly levelChanges: number;
  readonly trades: number;
  readonly snapshots: number;
  readonly checksums: number;
  readonly bestQuotes: number;
  /** Right and wrong; undefined where the venue has none. */
  readonly advisoryQuotes?: readonly [ok: number, failed: number];
}

const binance = { ignored: 0, symbols: 1, snapshots: 1, checksums: 0 };
const kraken = { trades: 0, bestQuotes: 0 };
const sessions: readonly Session[] = [
  {
    ...{ ...binance, venue: 'binance-spot', file: 'binance-spot/btcusdt-20240808.gz', frames: 41_249 },
    ...{ updates: 3_451, levelChanges: 124_090, trades: 9_757, bestQuotes: 564 },
  },
  {
    ...{ ...binance, venue: 'binance-spot', file: 'binance-spot/ethusdt-20240808.gz', frames: 33_618 },
    ...{ updates: 3_434, levelChanges: 106_814, trades: 6_106, bestQuotes: 577 },
  },
  {
    ...{ ...binance, venue: 'binance-usdm', file: 'binance-usdm/btcusdt-20240808.gz', frames: 93_954 },
    ...{ updates: 6_551, levelChanges: 443_521, trades: 21_313, bestQuotes: 629 },
  },
  {
    ...{ ...binance, venue: 'binance-coinm', file: 'binance-coinm/btcusd_perp-20240808.gz', frames: 48_270 },
    ...{ updates: 26_847, levelChanges: 296_013, trades: 2_286, bestQuotes: 1_124 },
  },
  {
    ...{ ...kraken, venue: 'kraken-v1', file: 'kraken/v1-book1000-10pairs-20210417.gz', frames: 4_321, ignored: 42 },
    ...{ symbols: 10, updates: 4_269, levelChanges: 4_272, snapshots: 10, checksums: 4_269 },
  },
  {
    ...{ ...kraken, venue: 'kraken-v1', file: 'kraken/v1-book10-xbtusd-20230830.gz', frames: 1_150, ignored: 170 },
    ...{ symbols: 1, updates: 979, levelChanges: 1_292, snapshots: 1, checksums: 979 },
  },
  {
    ...{ ...kraken, venue: 'kraken-v2', file: 'kraken/v2-book10-btcusd-20230730-first100.gz', frames: 100, ignored: 0 },
    ...{ symbols: 1, updates: 99, levelChanges: 137, snapshots: 1, checksums: 100 },
  },
  {
    ...{ venue: 'okx', file: 'okx/v5-books-trades-tickers-20220513.gz', frames: 410, ignored: 46, symbols: 3 },
    ...{ updates: 287, levelChanges: 7_088, trades: 74, snapshots: 3, checksums: 290, bestQuotes: 0 },
  },
  {
    ...{ venue: 'coinbase', file: 'coinbase/exchange-level2-ticker-matches-20210417.gz', frames: 9_946, ignored: 13 },
    ...{ symbols: 10, updates: 9_719, levelChanges: 9_719, trades: 97, snapshots: 10, checksums: 0, bestQuotes: 0 },
    advisoryQuotes: [100, 7],
  },
];

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe.skipIf(skipCaptures)('a recorded session', { timeout: TIMEOUT_MS }, () => {
  it.each(sessions)('comes through dense in fewer bytes than fast, and fast than plain: $file', async (session) => {
    const verify = (core: string, codec: string) =>
      verifyJson(capture(session.file), '--venue', session.venue, '--core', core, '--depth', '1', '--codec', codec);
    const bytes: number[] = [];
    for (const codec of CODEC_NAMES) {
      // The default of the other tests is fast.
      const others = codec === 'fast' ? [] : CORES.slice(1);
      const { core, ...report } = await verify(CORES[0], codec);
      expect([report.status, core, report.codec]).toEqual([0, CORES[0], codec]);
      for (const other of others) {
        const { core: name, ...rest } = await verify(other, codec);
        expect(name).toBe(other);
        expect(rest).toEqual(report);
      }
      const symbols = Object.values(report.symbols);
      for (const { bookBytes, bookBytesPerLevelChange, levelChanges } of symbols)
        expect(bookBytesPerLevelChange).toBe(bookBytes / levelChanges);
      bytes.push(sum(symbols.map(({ bookBytes }) => bookBytes)));
    }
    expect(bytes).toEqual(bytes.toSorted((a, b) => b - a));
    expect(new Set(bytes).size).toBe(bytes.length);
  });

  it.each([
    ['fast', 2.8],
    ['dense', 1.9],
  ] as const)('takes through %s at most %f bytes a level entry, on average over three markets', async (codec, most) => {
    const markets = sessions.filter(({ file }) => /(spot|usdm|coinm)\/btcusd/.test(file));
    const bytes: number[] = [];
    for (const { file, venue } of markets) {
      const { symbols } = await verifyJson(capture(file), '--venue', venue, '--codec', codec);
      for (const { bookBytesPerLevelChange } of Object.values(symbols)) bytes.push(bookBytesPerLevelChange!);
    }
    expect(bytes).toHaveLength(3);
    expect(sum(bytes) / 3).toBeLessThan(most);
  });

  it.each(sessions)('of $file is proven, the same on every core', async (session) => {
    const verify = (core: string) =>
      verifyJson(capture(session.file), '--venue', session.venue, '--core', core, '--depth', '0');
    const { status, core, ...report } = await verify(CORES[0]);
    expect([status, core]).toEqual([0, CORES[0]]);
    for (const other of CORES.slice(1)) {
      const { core: name, ...rest } = await verify(other);
      expect(name).toBe(other);
      expect(rest).toEqual({ ...report, status });
    }

    const { frames, ignored, malformed, deferred, venue } = report;
    expect({ frames, ignored, malformed, deferred, venue }).toEqual({
      ...{ frames: session.frames, ignored: session.ignored, malformed: 0, deferred: 0, venue: session.venue },
    });
    const symbols = Object.values(report.symbols);
    expect(symbols).toHaveLength(session.symbols);
    for (const symbol of symbols) {
      expect(symbol).toMatchObject({ state: 'live', gaps: 0, crossed: 0, resyncs: 0 });
      expect([symbol.checksums.failed, symbol.bestQuotes.failed, symbol.roundTrips.failed]).toEqual([0, 0, 0]);
      expect(symbol.roundTrips.ok).toBeGreaterThan(symbol.updates / 2);
      expect(symbol.bytesPerLevelChange).toBe(symbol.encodedBytes / symbol.levelChanges);
      expect(Number(symbol.bids[0]![0])).toBeLessThan(Number(symbol.asks[0]![0]));
    }
    const advised = symbols.flatMap(({ advisoryQuotes }) => advisoryQuotes ?? []);
    expect(advised).toHaveLength(session.advisoryQuotes === undefined ? 0 : session.symbols);
    expect([sum(advised.map(({ ok }) => ok)), sum(advised.map(({ failed }) => failed))]).toEqual(
      session.advisoryQuotes ?? [0, 0],
    );
    expect({
      updates: sum(symbols.map(({ updates }) => updates)),
      levelChanges: sum(symbols.map(({ levelChanges }) => levelChanges)),
      trades: sum(symbols.map(({ trades }) => trades)),
      snapshots: sum(symbols.map(({ snapshots }) => snapshots)),
      checksums: sum(symbols.map(({ checksums }) => checksums.ok)),
      bestQuotes: sum(symbols.map(({ bestQuotes }) => bestQuotes.ok)),
    }).toEqual({
      ...{ updates: session.updates, levelChanges: session.levelChanges, trades: session.trades },
      ...{ snapshots: session.snapshots, checksums: session.checksums, bestQuotes: session.bestQuotes },
    });
  });

  it.each(sessions.filter(({ venue }) => isParsed(venue)))('of $file is the same, whoever decodes', async (session) => {
    const verify = (decoder: string) =>
      verifyJson(capture(session.file), '--venue', session.venue, '--decoder', decoder, '--depth', '0');
    const { decoder, ...report } = await verify('wasm');
    const { decoder: other, ...rest } = await verify('ts');
    expect([decoder, other]).toEqual(['wasm', 'ts']);
    expect(rest).toEqual(report);
  });

  it('in several files is one', async () => {
    const files = ['kraken/v1-book1000-10pairs-20210417.gz', 'kraken/v1-trade-10pairs-20210417.gz'].map(capture);
    const { status, frames, symbols } = await verifyJson(...files, '--venue', 'kraken-v1');
    expect([status, frames, Object.keys(symbols).length]).toEqual([0, 4_370, 10]);
    expect([symbols['XMR/USD']!.trades, symbols['SC/EUR']!.trades]).toEqual([4, 6]);
    const both = ['binance-spot/btcusdt-20240808.gz', 'binance-spot/ethusdt-20240808.gz'].map(capture);
    const spot = await verifyJson(...both, '--venue', 'binance-spot');
    expect([spot.status, spot.frames]).toEqual([0, 74_867]);
    expect([spot.symbols['BTCUSDT']!.bestQuotes.ok, spot.symbols['ETHUSDT']!.bestQuotes.ok]).toEqual([564, 577]);
  });

  it.each([
    ['kraken-v1', 'kraken/v1-book1000-10pairs-20210417.gz', 'kraken/asset-pairs.json'],
    ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz', 'coinbase/products.json'],
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz', 'okx/instruments.json'],
  ])('of %s has the same books on the steps that the venue states', async (venue, name, instruments) => {
    const argv = [capture(name), '--venue', venue, '--depth', '0'];
    const plain = await verifyJson(...argv);
    const stated = await verifyJson(...argv, '--instruments', capture(instruments));
    expect(stated.status).toBe(0);
    for (const [native, { bids, asks, checksums }] of Object.entries(stated.symbols)) {
      expect({ bids, asks, checksums }).toEqual({
        ...{
          bids: plain.symbols[native]!.bids,
          asks: plain.symbols[native]!.asks,
          checksums: plain.symbols[native]!.checksums,
        },
      });
    }
  });

  it('is shown as a table without --json, and its progress on a terminal', async () => {
    const argv = [capture('binance-spot/ethusdt-20240808.gz'), '--venue', 'binance-spot'];
    const { status, out, err } = await runVerify(argv, true);
    expect(status).toBe(0);
    expect(out).toMatch(/^binance-spot, core simd, codec fast: 33618 frames, 0 ignored, 0 malformed\n/);
    expect(out).toMatch(/^ETHUSDT +live +3434 +106814 +6106 +0 +0 +- +577\/577 /m);
    expect(err).toMatch(/ethusdt-20240808\.gz: \d+ %, \d+ frames/);
    expect((await runVerify(argv)).err).toBe('');
    const advised = await runVerify([
      ...[capture('coinbase/exchange-level2-ticker-matches-20210417.gz'), '--venue', 'coinbase'],
    ]);
    expect(advised.out).toMatch(/ advisory\n(.*\n)*DASH-BTC +live .* 15\/16\n/);
    expect(out).not.toMatch(/advisory/);
  });

  it('of another venue proves nothing', async () => {
    const { status, err } = await runVerify([
      capture('kraken/v1-book10-xbtusd-20230830.gz'),
      '--venue',
      'binance-spot',
    ]);
    expect([status, err]).toEqual([1, 'tickwire: no message of any book among 1150 frames\n']);
  });
});
