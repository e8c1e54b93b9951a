/** A feed on the simulated exchange: in sync, through faults, with symbols coming and going. */
import { describe, expect, it } from 'vitest';
import { simulatedVenue } from '../../host/feeds/live/simulated-venue.js';
import type { SymbolBook } from '../../host/feeds/symbol-book.js';
import { closeFeedsAfterEach, createFeed, expectTrue, startExchange, until } from './running-feed.js';

closeFeedsAfterEach();

describe('feed', () => {
  it('brings symbols in sync, and each book is the exchange’s at every update', async () => {
    const { exchange, urls } = await startExchange();
    const symbols = ['BTCUSDT', 'SHIBUSDT'];
    const { feed, bus, book } = createFeed({ urls, symbols });
    let checked = 0;
    let trades = 0;
    bus.subscribe({
      onBook(source) {
        expectTrue(source as SymbolBook, exchange);
        checked += 1;
      },
      onTrades(source, _, count) {
        expect(source.state).toBe('live');
        trades += count;
      },
    });
    await feed.start();
    await until(() => checked >= 20 && trades > 0);
    for (const name of symbols) {
      const { counters, state, grid } = book(name);
      expect(state).toBe('live');
      expect(counters).toMatchObject({ gaps: 0, crossed: 0, quotesFailed: 0, resyncs: 0, regrids: 0, refused: 0 });
      expect(counters.quotesOk).toBeGreaterThan(0);
      const { tickUnits } = exchange.instrument(name)!;
      expect(grid!.tick * 10 ** (8 - grid!.priceDecimals)).toBe(tickUnits);
    }
    expect([...feed.connections]).toHaveLength(1);
    expect(feed.totals).toMatchObject({ reconnects: 0, rejected: 0, unknownSymbols: 0 });
    expect(feed.rest.counters).toMatchObject({ requests: 3, failures: 0 });
  });

  it('tells states in their order, and no book that is not in sync', async () => {
    const { urls } = await startExchange();
    const { feed, bus } = createFeed({ urls, symbols: ['ETHUSDT'] });
    const told: string[] = [];
    bus.subscribe({
      onSource: (source) => told.push(`source ${source.state}`),
      onState: (source) => told.push(source.state),
      onReplaced: (source) => told.push(`replaced ${source.state}`),
      onBook: () => told.push('book'),
    });
    await feed.start();
    await until(() => told.includes('book'));
    const steps = told.slice(0, told.indexOf('book'));
    expect(steps.filter((step) => step !== 'bridging')).toEqual([
      'source connecting',
      'buffering',
      'replaced live',
      'live',
    ]);
  });

  it.each(['gap', 'drop', 'duplicate', 'delay', 'disconnect'] as const)('mends what a %s breaks', async (fault) => {
    const { exchange, urls } = await startExchange();
    const { feed, bus, book } = createFeed({ urls, symbols: ['BTCUSDT', 'ETHUSDT'] });
    const reasons = new Set<string>();
    bus.subscribe({ onState: (source) => source.state !== 'live' && reasons.add(`${source.symbol} ${source.reason}`) });
    await feed.start();
    await until(() => [...feed.books].every(({ state }) => state === 'live'));
    exchange.provoke(fault, 2, 'BTCUSDT');
    await until(() => exchange.faults[fault] === 2);
    const breaks = { gap: 'gap', drop: 'gap', delay: 'gap', disconnect: 'disconnected', duplicate: '' }[fault];
    if (breaks !== '') {
      await until(() => book('BTCUSDT').counters.resyncs >= 1 && reasons.has(`simulated:BTCUSDT ${breaks}`));
    } else {
      await until(() => book('BTCUSDT').counters.duplicates >= 2);
      expect(book('BTCUSDT').counters).toMatchObject({ gaps: 0, resyncs: 0 });
    }
    await until(() => [...feed.books].every(({ state }) => state === 'live'));
    for (const each of feed.books) expectTrue(each, exchange);
    if (fault !== 'disconnect') expect(book('ETHUSDT').counters).toMatchObject({ gaps: 0, resyncs: 0 });
    else expect(feed.totals.reconnects).toBeGreaterThanOrEqual(1);
  });

  it('counts how long symbols are not live and tells each recovery', async () => {
    const { exchange, urls } = await startExchange();
    const recovered: number[] = [];
    const { feed, book } = createFeed({
      urls,
      symbols: ['BTCUSDT'],
      onRecovered: (_, tookMs) => recovered.push(tookMs),
    });
    await feed.start();
    await until(() => book('BTCUSDT').state === 'live');
    const before = feed.liveness.notLiveMs(book('BTCUSDT'));
    expect(before).toBeGreaterThan(0);
    expect(recovered).toEqual([]);
    exchange.disconnectAll();
    await until(() => recovered.length === 1);
    expect(recovered[0]).toBeGreaterThan(0);
    expect(feed.liveness.notLiveMs(book('BTCUSDT'))).toBeCloseTo(before + recovered[0]!, 6);
  });

  it('refuses a symbol that the venue does not have, and goes on with the others', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, bus, lines, book } = createFeed({ urls, symbols: ['BTCUSDT', 'NOPEUSDT', 'ETHUSDT', 'NOUSDT'] });
    const ends: string[] = [];
    bus.subscribe({
      onSourceGone: ({ symbol, state, reason }) => ends.push(`${symbol} ${state} ${reason}`),
    });
    await feed.start();
    expect(ends).toEqual(['simulated:NOPEUSDT closed refused', 'simulated:NOUSDT closed refused']);
    expect([...feed.refused.keys()]).toEqual(['NOPEUSDT', 'NOUSDT']);
    expect(feed.refused.get('NOPEUSDT')).toContain('Invalid symbol');
    expect(lines.filter((line) => line.includes('simulated:NOPEUSDT is refused by the venue'))).toHaveLength(1);
    await until(() => book('BTCUSDT').state === 'live' && book('ETHUSDT').state === 'live');
    expect(bus.source('simulated:NOPEUSDT')).toBeUndefined();
    expectTrue(book('ETHUSDT'), exchange);
  });

  it('finds a symbol wrong by its snapshot too, where instruments come from a file', async () => {
    const { exchange, urls } = await startExchange();
    const grid = { priceDecimals: 2, tick: 1, sizeDecimals: 5, lot: 1 };
    const instruments = ['BTCUSDT', 'NOPEUSDT'].map((symbol) => ({ symbol, grid }));
    const limits = { snapshotTimeoutMs: 200, staleMs: 1000 };
    const { feed, book } = createFeed({ urls, symbols: ['BTCUSDT', 'NOPEUSDT'], instruments }, limits);
    await feed.start();
    expect(feed.rest.counters.requests).toBe(0);
    await until(() => book('BTCUSDT').state === 'live');
    expectTrue(book('BTCUSDT'), exchange);
    expect(book('BTCUSDT').grid).toEqual(grid);
    await until(() => feed.refused.has('NOPEUSDT'));
    expect(feed.refused.get('NOPEUSDT')).toContain('Invalid symbol');
  });

  it('infers grids where the venue tells no instruments', async () => {
    const { exchange, urls } = await startExchange();
    const blind: typeof fetch = async (url, init) =>
      String(url).includes('exchangeInfo') ? new Response('down', { status: 500 }) : fetch(url, init);
    const { feed, lines, book } = createFeed({ urls, symbols: ['BTCUSDT'], fetch: blind });
    await feed.start();
    expect(feed.rest.counters).toMatchObject({ requests: 3, failures: 3 });
    expect(lines.some((line) => line.startsWith('simulated tells no instruments'))).toBe(true);
    await until(() => book('BTCUSDT').state === 'live');
    const { grid } = book('BTCUSDT');
    const { tickUnits } = exchange.instrument('BTCUSDT')!;
    // Coarser than the true step at most, until a price contradicts it.
    expect((grid!.tick * 10 ** (8 - grid!.priceDecimals)) % tickUnits).toBe(0);
  });

  it('goes on asking through refusals and faults of the REST side', async () => {
    const { exchange, urls } = await startExchange();
    exchange.provoke('rest500', 4);
    const { feed, book } = createFeed({ urls, symbols: ['BTCUSDT'] }, { instrumentTries: 2 });
    await feed.start();
    await until(() => book('BTCUSDT').state === 'live');
    expect(feed.rest.counters.failures).toBe(4);
    expectTrue(book('BTCUSDT'), exchange);
  });

  it('calls a symbol stale that nothing comes for, and live again when something does', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, bus, book } = createFeed({ urls, symbols: ['BTCUSDT'] }, { staleMs: 300 });
    const reasons: string[] = [];
    bus.subscribe({ onState: (source) => reasons.push(`${source.state} ${source.reason}`) });
    await feed.start();
    await until(() => book('BTCUSDT').state === 'live');
    exchange.pause();
    await until(() => book('BTCUSDT').state === 'stale');
    expect(reasons.at(-1)).toBe('stale silent');
    expect(feed.totals.reconnects).toBe(0);
    exchange.resume();
    await until(() => book('BTCUSDT').state === 'live');
    expect(book('BTCUSDT').counters).toMatchObject({ resyncs: 0, gaps: 0 });
    expectTrue(book('BTCUSDT'), exchange);
  });

  it('takes symbols in and lets them go while it runs', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, bus, book } = createFeed({ urls, symbols: ['BTCUSDT'] });
    await feed.start();
    await feed.add(['ETHUSDT', 'BTCUSDT']);
    await until(() => [...feed.books].every(({ state }) => state === 'live'));
    expect([...feed.books].map(({ native }) => native)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect([exchange.connections, [...feed.connections].length]).toEqual([1, 1]);
    expectTrue(book('ETHUSDT'), exchange);
    expect(feed.remove('BTCUSDT')).toBe(true);
    expect(feed.remove('BTCUSDT')).toBe(false);
    expect(bus.source('simulated:BTCUSDT')).toBeUndefined();
    await until(() => exchange.connections === 1);
    const { messages } = feed.totals;
    await until(() => feed.totals.messages > messages);
    expect(book('ETHUSDT').state).toBe('live');
    // What was on its way is dropped; then nothing more comes of it.
    const counted = (symbol: number) => [feed.totals.unknownSymbols, symbol];
    let before = counted(0);
    await until(() => {
      const { updates } = book('ETHUSDT').counters;
      if (feed.totals.unknownSymbols !== before[0]) before = counted(updates);
      return updates > before[1]! + 10;
    });
    await feed.add(['BTCUSDT']);
    await until(() => book('BTCUSDT').state === 'live');
    expect(feed.totals).toMatchObject({ reconnects: 0, rejected: 0 });
    // The next socket has all of them in its address.
    exchange.provoke('disconnect', 1, 'ETHUSDT');
    await until(() => feed.totals.reconnects === 1 && [...feed.books].every(({ state }) => state === 'live'));
    expectTrue(book('BTCUSDT'), exchange);
  });

  it('takes symbols in while its first socket opens, and lets others go', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, book } = createFeed({ urls, symbols: ['BTCUSDT', 'ETHUSDT'] });
    await feed.start();
    expect([...feed.connections].map(({ connection }) => connection.status.state)).toEqual(['opening']);
    feed.remove('ETHUSDT');
    await feed.add(['SOLUSDT']);
    await until(() => ['BTCUSDT', 'SOLUSDT'].every((native) => book(native).state === 'live'));
    expect([exchange.connections, feed.totals.reconnects]).toEqual([1, 0]);
    expectTrue(book('SOLUSDT'), exchange);
  });

  it('comes back by itself after the exchange was away', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, book } = createFeed({ urls, symbols: ['BTCUSDT'] });
    await feed.start();
    await until(() => book('BTCUSDT').state === 'live');
    await exchange.close();
    await until(() => book('BTCUSDT').state === 'stale');
    expect(book('BTCUSDT').reason).toBe('disconnected');
    const again = await startExchange({ seed: 4 }, Number(new URL(urls.rest).port));
    await until(() => book('BTCUSDT').state === 'live');
    expectTrue(book('BTCUSDT'), again.exchange);
  });

  it('replaces its connections before the venue would close them', async () => {
    const { exchange, urls } = await startExchange();
    const venue = { ...simulatedVenue, limits: { ...simulatedVenue.limits, connectionLifetimeMs: 1000 } };
    const { feed, bus, book, lines } = createFeed({ venue, urls, symbols: ['BTCUSDT'] }, { lifetimeMarginMs: 600 });
    bus.subscribe({ onBook: (source) => expectTrue(source as SymbolBook, exchange) });
    await feed.start();
    await until(() => feed.totals.reconnects >= 2 && book('BTCUSDT').state === 'live');
    const reasons = lines.filter((line) => line.startsWith('simulated lost'));
    expect(new Set(reasons.map((line) => line.slice(0, line.indexOf('{'))))).toEqual(
      new Set(['simulated lost: planned reconnection ']),
    );
    expect(book('BTCUSDT').counters.resyncs).toBeGreaterThanOrEqual(1);
  });

  it('stops clean: symbols gone, sockets closed', async () => {
    const { exchange, urls } = await startExchange();
    const { feed, bus } = createFeed({ urls, symbols: ['BTCUSDT', 'ETHUSDT'] });
    const gone: string[] = [];
    bus.subscribe({ onSourceGone: (source) => gone.push(`${source.symbol} ${source.state}`) });
    await feed.start();
    await until(() => [...feed.books].every(({ state }) => state === 'live'));
    feed.stop();
    expect(gone).toEqual(['simulated:BTCUSDT closed', 'simulated:ETHUSDT closed']);
    expect([...bus.sources()]).toEqual([]);
    await until(() => exchange.connections === 0);
  });

  it('stops while it still asks for instruments', async () => {
    const { urls } = await startExchange();
    const never: typeof fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    const { feed, bus } = createFeed({ urls, symbols: ['BTCUSDT'], fetch: never });
    const started = feed.start();
    feed.stop();
    await started;
    expect([...bus.sources()]).toEqual([]);
    expect([...feed.connections]).toEqual([]);
  });
});
