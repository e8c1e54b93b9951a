/** The flight recorder: bounded whatever comes, and what it writes shows `verify` the same fault again. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { MarketDataPublisher } from '../../host/bus/market-data.js';
import { loadCoreSync } from '../../host/core/node.js';
import { CaptureReader } from '../../host/feeds/capture.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { FlightBuffer } from '../../host/feeds/live/flight-buffer.js';
import { DEFAULT_FLIGHT_LIMITS, type FlightLimits } from '../../host/feeds/live/flight-limits.js';
import { FlightRecorder } from '../../host/feeds/live/flight-recorder.js';
import { systemTime } from '../../host/feeds/live/time.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { Verification } from '../../host/feeds/verification.js';
import { capture, skipCaptures } from '../captures.js';
import { closeFeedsAfterEach, createFeed, startExchange, until } from './running-feed.js';
import { VirtualTime } from './virtual-time.js';

closeFeedsAfterEach();

const root = mkdtempSync(join(tmpdir(), 'tickwire-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, `f${folders++}`);
const silent = { debug() {}, info() {}, warn() {} };
const capacity = { streams: 16, totalLevels: 262_144 };

function proven(venue: BuiltInVenueId, path: string) {
  const [encoder, decoder] = [loadCoreSync({ capacity }), loadCoreSync({ capacity })];
  const verification = new Verification({
    venue: venueById(venue)!,
    encoder,
    decoder,
    instruments: [],
    parser: encoder,
  });
  const reader = new CaptureReader(path);
  while (reader.next()) verification.line(reader.bytes, reader.tsRecv);
  expect(reader.fault).toBeUndefined();
  return verification.report(5);
}

/** A recorder on a recorded session of which one frame in the middle is lost. */
function fly(venueId: BuiltInVenueId, name: string, dropped: (text: string) => boolean, depth: number) {
  const venue = venueById(venueId)!;
  const core = loadCoreSync({ capacity });
  const books = new Map<string, SymbolBook>();
  const folder = newFolder();
  const recorder = new FlightRecorder({
    venue: venueId,
    depth,
    folder,
    limits: { ...DEFAULT_FLIGHT_LIMITS, keepMs: 20_000 },
    time: new VirtualTime(),
    log: silent,
  });
  const connection = {
    get books() {
      return books.values();
    },
  };
  const publisher: MarketDataPublisher = {
    ...{ add() {}, remove() {}, book() {}, replaced() {}, trades() {} },
    state: (source) => {
      if (source.state === 'stale') recorder.lost(connection, source as SymbolBook);
    },
  };
  let bare: SymbolBook | undefined;
  const open = (native: string) => {
    const options = {
      venue,
      native,
      core,
      streamId: books.size,
      epoch: () => 1,
      publisher,
      depth,
      toleratesQuotes: true,
    };
    const book = new SymbolBook({ ...options, requestSnapshot: () => false });
    book.connected(1);
    books.set(native, book);
    bare ??= book;
    return book;
  };
  const router = new FrameRouter({
    venue,
    parser: core,
    book: (native) => books.get(native) ?? open(native),
    unnamedSnapshot: (message, tsRecv) => bare?.snapshot(message, tsRecv),
  });
  const reader = new CaptureReader(capture(name));
  for (let isDone = false; reader.next() && recorder.counters.written === 0; ) {
    if (!isDone && reader.lines > 300 && dropped(reader.text)) {
      isDone = true;
      continue;
    }
    const bytes = reader.bytes.slice();
    recorder.frame(connection, bytes, reader.tsRecv);
    router.frame(bytes, reader.tsRecv);
    if ([...books.values()].some((book) => book.state === 'stale')) break;
  }
  reader.close();
  return { recorder, folder, books };
}

describe('a flight recorder', () => {
  it.skipIf(skipCaptures).each<[BuiltInVenueId, string, RegExp, number, string]>([
    ['binance-spot', 'binance-spot/btcusdt-20240808.gz', /depthUpdate/, 0, 'gap'],
    ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz', /depthUpdate/, 0, 'gap'],
    ['kraken-v1', 'kraken/v1-book10-xbtusd-20230830.gz', /book-10/, 10, 'checksum'],
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz', /"books","instId":"BTC-USDT"/, 0, 'checksum'],
  ])(
    'of %s writes what shows verify the loss again, and nothing else wrong before it',
    async (venue, name, lost, depth, why) => {
      const { recorder, folder, books } = fly(venue, name, (text) => lost.test(text), depth);
      await recorder.close();
      const [file, ...others] = readdirSync(folder);
      expect(others).toEqual([]);
      const [native, book] = [...books].find(([, each]) => each.state === 'stale')!;
      expect(file).toMatch(new RegExp(`^flight-${venue}-\\d{8}T\\d{9}Z-.*-${why}\\.gz$`));
      const report = proven(venue, join(folder, file!));
      const shown = report.symbols[native]!;
      // Answers to subscriptions may name others; frames of their books are not there.
      for (const other of Object.values(report.symbols)) if (other !== shown) expect(other.updates).toBe(0);
      expect(shown.state).toBe('stale');
      expect(shown.updates).toBeGreaterThan(10);
      expect(shown).toMatchObject(why === 'gap' ? { gaps: 1 } : { checksums: { failed: 1 } });
      expect(shown.crossed + shown.bestQuotes.failed + shown.roundTrips.failed).toBe(0);
      // The last book that was right, level for level.
      const { bids, asks } = shown;
      const count = book.core.top(book.stream, 5);
      expect(bids.length + asks.length).toBe(count);
    },
  );

  it('of a live feed writes a file at a gap, one in a pause, and lets the oldest go', { timeout: 60_000 }, async () => {
    const { urls, exchange } = await startExchange({ rate: 500 });
    const folder = newFolder();
    const limits: FlightLimits = { ...DEFAULT_FLIGHT_LIMITS, keepMs: 2_000, pauseMs: 1, files: 2 };
    const recorder = new FlightRecorder({
      venue: 'simulated',
      depth: 0,
      folder,
      limits,
      time: systemTime,
      log: silent,
    });
    const { feed, book } = createFeed({ urls, symbols: ['BTCUSDT', 'ETHUSDT'], tap: recorder });
    await feed.start();
    await until(() => book('BTCUSDT').state === 'live' && book('ETHUSDT').state === 'live');
    expect(recorder.counters).toEqual({ written: 0, suppressed: 0, failed: 0 });
    exchange.misbehave({ gap: 0.05 });
    await until(() => recorder.counters.written >= 4);
    exchange.misbehave({});
    feed.stop();
    await recorder.close();
    const files = readdirSync(folder);
    expect(files).toHaveLength(2);
    for (const file of files) {
      const native = /btcusdt/.test(file) ? 'BTCUSDT' : 'ETHUSDT';
      const report = proven('binance-spot', join(folder, file));
      expect(Object.keys(report.symbols)).toEqual([native]);
      expect(report.symbols[native]!.gaps).toBeGreaterThan(0);
      expect(report.symbols[native]).toMatchObject({ bestQuotes: { failed: 0 }, roundTrips: { failed: 0 } });
    }
  });

  it('says one thing where the disk refuses, and counts losses within a pause', async () => {
    const { recorder } = skipCaptures
      ? { recorder: undefined }
      : fly('kraken-v1', 'kraken/v1-book10-xbtusd-20230830.gz', () => false, 10);
    expect(recorder?.counters.written ?? 0).toBe(0);
    const lines: string[] = [];
    const time = new VirtualTime();
    const refusing = new FlightRecorder({
      ...{ venue: 'okx', depth: 0, folder: join(import.meta.filename, 'none'), limits: DEFAULT_FLIGHT_LIMITS, time },
      log: { ...silent, warn: (_fields: object, text: string) => void lines.push(text) },
    });
    const connection = { books: [] };
    const book = { native: 'A', reason: 'gap', tsRecv: 1 } as unknown as SymbolBook;
    refusing.lost(connection, book);
    refusing.lost(connection, book);
    refusing.lost(connection, { ...book, reason: 'disconnected' } as unknown as SymbolBook);
    await refusing.close();
    expect(refusing.counters).toEqual({ written: 0, suppressed: 1, failed: 1 });
    expect(lines).toHaveLength(1);
    time.advance(DEFAULT_FLIGHT_LIMITS.pauseMs);
    refusing.lost(connection, book);
    await refusing.close();
    expect(refusing.counters.failed).toBe(2);
  });
});

describe('what is kept of a connection', () => {
  it('is bounded in bytes, and without that bound reaches back at least as long as asked, at most half as long again', () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 400 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(frames, fc.integer({ min: 2_000, max: 1_000_000 }), (all, keepBytes) => {
        const limits = { ...DEFAULT_FLIGHT_LIMITS, keepMs: 10_000, keepBytes };
        const buffer = new FlightBuffer(limits);
        const added: number[] = [];
        let now = 0;
        for (const [ms, size] of all) {
          now += ms * 1000;
          added.push(now);
          buffer.add({ bytes: new Uint8Array(size), tsRecv: now }, []);
          expect(buffer.bytes).toBeLessThanOrEqual(keepBytes);
          const kept = buffer.take().flatMap((stretch) => stretch.frames.map((frame) => frame.tsRecv));
          expect(kept).toEqual(added.slice(added.length - kept.length));
          if (keepBytes < 500_000) continue;
          expect(kept.length).toBeGreaterThanOrEqual(added.filter((at) => now - at < 10_000_000).length);
          expect(kept.filter((at) => now - at > 15_000_000 + 3_000_000)).toEqual([]);
        }
      }),
    );
  });
});
