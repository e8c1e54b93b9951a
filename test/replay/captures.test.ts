/** Real recordings at full speed: whoever reads the replay ends with the books, and the proofs, of the recording. */
import { afterEach, describe, expect, it } from 'vitest';
import { loadCoreSync } from '../../host/core/node.js';
import { MergedCapture } from '../../host/feeds/replay/merged-capture.js';
import { ReplayVenue } from '../../host/feeds/replay/replay-venue.js';
import { surveyCapture } from '../../host/feeds/replay/survey-capture.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import { capture, skipCaptures } from '../captures.js';
import { Books, MiniHost } from './mini-host.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(venue: BuiltInVenueId, paths: readonly string[]) {
  const surveyed = surveyCapture(venue, paths);
  if (!surveyed.ok) throw new Error(surveyed.reason);
  const { survey } = surveyed;
  const core = loadCoreSync({ build: 'scalar', capacity: { streams: survey.symbols.size * 3 } });
  const notes: string[] = [];
  let onEnd = () => {};
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const replay = new ReplayVenue({
    venue,
    paths,
    survey,
    core,
    speed: 'max',
    events: { onEnd, onNote: (line) => notes.push(line) },
  });
  open.push(replay);
  const { wsUrl, restUrl } = await replay.listen();
  return { replay, survey, notes, ended, urls: { ws: wsUrl, rest: restUrl } };
}

/** The books of a recording, read without a replay. */
function direct(venue: BuiltInVenueId, paths: readonly string[], symbols: readonly string[], depth: number): Books {
  const spoken = venueById(venue)!;
  const books = new Books(spoken, depth, symbols, () => true);
  books.snapshotOwner = symbols[0];
  books.connect();
  const decoder = spoken.createDecoder();
  const lines = new MergedCapture(paths);
  while (lines.next()) {
    books.tsRecv++;
    decoder.decode(lines.text, books.sink);
  }
  return books;
}

const numbers = (levels: string[][]) => levels.map(([price, size]) => [Number(price), Number(size)]);

describe.skipIf(skipCaptures)('Binance recordings', () => {
  const cases: [BuiltInVenueId, string, string, number][] = [
    ['binance-spot', 'binance-spot/btcusdt-20240808.gz', 'BTCUSDT', 564],
    ['binance-spot', 'binance-spot/ethusdt-20240808.gz', 'ETHUSDT', 577],
    ['binance-usdm', 'binance-usdm/btcusdt-20240808.gz', 'BTCUSDT', 629],
    ['binance-coinm', 'binance-coinm/btcusd_perp-20240808.gz', 'BTCUSD_PERP', 1124],
  ];

  it.each(cases)('%s %s', async (venue, file, symbol, quotes) => {
    const paths = [capture(file)];
    const { urls, notes, ended, replay } = await serve(venue, paths);
    const spoken = venueById(venue)!;
    const host = await MiniHost.start(spoken, urls, [symbol]);
    const expected = direct(venue, paths, [symbol], 0);
    const last = expected.books.get(symbol)!;
    await ended;
    const book = host.books.books.get(symbol)!;
    await host.until(() => book.newestId === last.newestId && book.counters.trades === last.counters.trades);
    expect(host.books.outcome(symbol)).toEqual(expected.outcome(symbol));
    // With instruments from the replay, no number is off the grid. How many trades come before the
    // answer with the snapshot does depends on the machine.
    const { tradesUnsynced } = book.counters;
    expect(book.counters).toEqual({ ...last.counters, regrids: 0, tradesUnsynced });
    expect(book.counters).toMatchObject({ gaps: 0, crossed: 0, quotesOk: quotes, quotesFailed: 0 });
    expect([host.books.malformed, host.books.rejected, notes]).toEqual([[], [], []]);

    // One who comes when the recording has ended is told the book as it stands.
    expect(replay.hasEnded).toBe(true);
    const snapshot = JSON.parse(await (await fetch(spoken.snapshotRequest(symbol, urls)!.url)).text());
    expect(snapshot.lastUpdateId).toBe(last.lastId);
    const { bids, asks } = expected.outcome(symbol, 1000);
    expect([numbers(snapshot.bids), numbers(snapshot.asks)]).toEqual([numbers(bids), numbers(asks)]);
  });

  it('of two symbols side by side come as one session', async () => {
    const files = ['binance-spot/btcusdt-20240808.gz', 'binance-spot/ethusdt-20240808.gz'].map(capture);
    const { urls, ended, survey } = await serve('binance-spot', files);
    expect(survey.bareSnapshots).toEqual(['ETHUSDT', 'BTCUSDT']);
    const host = await MiniHost.start(venueById('binance-spot')!, urls, ['BTCUSDT', 'ETHUSDT']);
    await ended;
    const [btc, eth] = ['BTCUSDT', 'ETHUSDT'].map((symbol) => host.books.books.get(symbol)!);
    await host.until(() => btc!.counters.trades === 9757 && eth!.counters.trades === 6106);
    expect(btc!.counters).toMatchObject({ quotesOk: 564, quotesFailed: 0, gaps: 0, updates: 3451 });
    expect(eth!.counters).toMatchObject({ quotesOk: 577, quotesFailed: 0, gaps: 0, updates: 3434 });
  });
});

describe.skipIf(skipCaptures)('Kraken recordings', () => {
  const v1Pairs = [
    'WAVES/EUR',
    'XMR/USD',
    'KSM/XBT',
    'GRT/ETH',
    'SC/EUR',
    'ETH/CHF',
    'OCEAN/XBT',
    'OMG/USD',
    'XBT/CHF',
    'ADA/XBT',
  ];
  const books = 'kraken/v1-book1000-10pairs-20210417.gz';
  const trades = 'kraken/v1-trade-10pairs-20210417.gz';
  const cases: [BuiltInVenueId, string[], string[], number, number][] = [
    ['kraken-v1', [books, trades], v1Pairs, 1000, 4269],
    ['kraken-v1', ['kraken/v1-book10-xbtusd-20230830.gz'], ['XBT/USD'], 10, 979],
    ['kraken-v2', ['kraken/v2-book10-btcusd-20230730-first100.gz'], ['BTC/USD'], 10, 100],
  ];

  it.each(cases)('%s %s', async (venue, files, symbols, depth, checksums) => {
    const paths = files.map(capture);
    const { urls, ended, notes } = await serve(venue, paths);
    const host = await MiniHost.start(venueById(venue)!, urls, symbols, depth);
    const expected = direct(venue, paths, symbols, depth);
    await ended;
    const all = (books: Books) => symbols.map((symbol) => books.books.get(symbol)!.counters);
    const count = (books: Books) => all(books).reduce((sum, { updates, trades }) => sum + updates + trades, 0);
    await host.until(() => count(host.books) === count(expected));
    for (const symbol of symbols) expect(host.books.outcome(symbol)).toEqual(expected.outcome(symbol));
    expect(all(host.books).reduce((sum, { checksumsOk }) => sum + checksumsOk, 0)).toBe(checksums);
    expect(all(host.books).reduce((sum, { checksumsFailed }) => sum + checksumsFailed, 0)).toBe(0);
    expect([host.books.malformed, host.books.rejected, notes]).toEqual([[], [], []]);
  });

  it.each([10, 100, 500])('of 1,000 levels, read at %i', async (depth) => {
    const paths = [capture(books)];
    const { urls, ended } = await serve('kraken-v1', paths);
    const host = await MiniHost.start(venueById('kraken-v1')!, urls, v1Pairs, depth);
    const expected = direct('kraken-v1', paths, v1Pairs, 1000);
    await ended;
    for (const symbol of v1Pairs) {
      const { bids, asks } = expected.outcome(symbol, depth);
      await host.until(() => {
        const told = host.books.outcome(symbol);
        return JSON.stringify([told.bids, told.asks]) === JSON.stringify([bids, asks]);
      });
      const { counters, state } = host.books.books.get(symbol)!;
      expect(state).toBe('live');
      expect(counters.checksumsOk).toBeGreaterThan(0);
      expect(counters).toMatchObject({ checksumsFailed: 0, crossed: 0, resyncs: 0 });
    }
    expect(host.books.malformed).toEqual([]);
  });

  it('of v2 tell one who comes late a snapshot with its checksum', async () => {
    const { urls, ended } = await serve('kraken-v2', [capture('kraken/v2-book10-btcusd-20230730-first100.gz')]);
    const first = await MiniHost.start(venueById('kraken-v2')!, urls, ['BTC/USD']);
    await ended;
    const late = await MiniHost.start(venueById('kraken-v2')!, urls, ['BTC/USD']);
    const book = late.books.books.get('BTC/USD')!;
    await late.until(() => book.counters.checksumsOk === 1);
    expect(book.state).toBe('live');
    const { bids, asks } = late.books.outcome('BTC/USD');
    expect(first.books.outcome('BTC/USD')).toMatchObject({ bids, asks });
    late.resubscribe('BTC/USD', 10);
    await late.until(() => book.counters.checksumsOk === 2);
    expect(late.books.rejected).toEqual([]);
  });
});

describe.skipIf(skipCaptures)('recordings of whole books that begin on the stream', () => {
  const products = [
    ...['BAND-GBP', 'SKL-GBP', 'NU-GBP', 'YFI-BTC', 'SKL-BTC', 'CRV-EUR', 'BAND-BTC', 'DASH-BTC', 'NMR-EUR', 'SKL-USD'],
  ];
  const cases: [BuiltInVenueId, string, string[], number][] = [
    ['coinbase', 'coinbase/exchange-level2-ticker-matches-20210417.gz', products, 0],
    ['okx', 'okx/v5-books-trades-tickers-20220513.gz', ['BTC-USDT', 'UNI-USD-SWAP', 'BTC-USD-220527'], 290],
  ];

  it.each(cases)('%s %s', async (venue, file, symbols, checksums) => {
    const paths = [capture(file)];
    const { urls, ended, notes } = await serve(venue, paths);
    const spoken = venueById(venue)!;
    const host = new MiniHost(spoken, urls, symbols);
    const expected = direct(venue, paths, symbols, 0);
    await ended;
    const all = (books: Books) => symbols.map((symbol) => books.books.get(symbol)!.counters);
    const count = (books: Books) => all(books).reduce((sum, { updates, trades }) => sum + updates + trades, 0);
    await host.until(() => count(host.books) === count(expected));
    for (const symbol of symbols) expect(host.books.outcome(symbol)).toEqual(expected.outcome(symbol));
    expect(all(host.books).reduce((sum, { checksumsOk }) => sum + checksumsOk, 0)).toBe(checksums);
    expect(all(host.books)).toEqual(all(expected));
    expect([host.books.malformed, host.books.rejected, notes]).toEqual([[], [], []]);

    // One who comes when the recording has ended is told the books as they stand, with a checksum that holds.
    const late = new MiniHost(spoken, urls, symbols);
    for (const symbol of symbols) {
      const book = late.books.books.get(symbol)!;
      await late.until(() => book.state === 'live');
      const { bids, asks } = expected.outcome(symbol);
      expect(late.books.outcome(symbol)).toMatchObject({ bids, asks });
      expect(book.counters).toMatchObject({ checksumsOk: checksums > 0 ? 1 : 0, checksumsFailed: 0 });
    }
    for (const group of spoken.instrumentGroups?.(symbols) ?? [symbols]) {
      const answer = await fetch(spoken.instrumentsRequest(group, urls)!.url);
      const told = spoken.parseInstruments(await answer.text());
      if (!told.ok) throw new Error(told.reason);
      expect(told.instruments.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining(group));
    }
  });
});
