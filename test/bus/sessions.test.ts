/**
 * Random sessions of venues, with lost, repeated and damaged frames, over a ring: its readers are told
 * the same as those of the feeds' own thread; and those that are overtaken all the time never see a wrong
 * book as live, and know of each trade that they missed.
 */
import { describe, expect, it } from 'vitest';
import { QUALITY_SYNCED, QUALITY_TAINTED, SOURCE_MID, SOURCE_TRADE } from '../../assembly/analytics/layout.js';
import { ANALYTIC_FIELDS } from '../../assembly/layout.js';
import { LocalBus } from '../../host/bus/local.js';
import type { MarketDataPublisher, MarketSource } from '../../host/bus/market-data.js';
import { FrameRouter } from '../../host/feeds/frame-router.js';
import { SymbolBook } from '../../host/feeds/symbol-book.js';
import type { BuiltInVenueId, Venue } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import type { PlannedKernel } from '../../host/wire/analytics-plan.js';
import { mutate } from '../feeds/frame-mutation.js';
import { Random } from '../fuzz/random.js';
import { levelsOf } from '../gateway/market.js';
import { KrakenV2Session } from '../ingest/kraken-session.js';
import { OkxSession } from '../ingest/okx-session.js';
import { BinanceSession, type VenueSession } from '../ingest/venue-session.js';
import { RingCarrier } from './ring-carrier.js';
import { Witness } from './witness.js';

const SESSIONS: [BuiltInVenueId, (random: Random) => VenueSession][] = [
  ['binance-spot', (random) => new BinanceSession(random, false)],
  ['kraken-v2', (random) => new KrakenV2Session(random)],
  ['okx', (random) => new OkxSession(random)],
];
const INPUTS = 2_000;
const PLAN: readonly PlannedKernel[] = [
  { name: 'touch', kernel: 'touch', params: {}, source: SOURCE_MID },
  { name: 'flow', kernel: 'tradeFlow', params: {}, source: SOURCE_TRADE },
  { name: 'vwap', kernel: 'vwap', params: { intervalUs: 10_000_000 }, source: SOURCE_TRADE },
];

/** Tells two carriers the same: what is encoded for the first is in the core's output while it is told. */
function both(ring: MarketDataPublisher, local: MarketDataPublisher): MarketDataPublisher {
  return {
    add: (source) => [ring, local].forEach((each) => void each.add(source)),
    remove: (source) => [ring, local].forEach((each) => void each.remove(source)),
    book: (source) => [ring, local].forEach((each) => void each.book(source)),
    replaced: (source, regridded) => [ring, local].forEach((each) => void each.replaced(source, regridded)),
    trades: (source, trades, count) => [ring, local].forEach((each) => void each.trades(source, trades, count)),
    state: (source) => [ring, local].forEach((each) => void each.state(source)),
    analytics: (source) => [ring, local].forEach((each) => void each.analytics?.(source)),
    encoding: (source) => ring.encoding?.(source),
  };
}

class SessionHost {
  readonly carrier: RingCarrier;
  readonly local = new LocalBus();
  readonly book: SymbolBook;
  readonly router: FrameRouter;
  asked = 0;

  constructor(venue: Venue, native: string, ringBytes: number) {
    this.carrier = new RingCarrier({ capacityBytes: ringBytes });
    const { core, publisher } = this.carrier;
    let epoch = 0;
    this.book = new SymbolBook({
      ...{ venue, native, core, streamId: 1, analytics: PLAN, toleratesQuotes: false },
      epoch: () => ++epoch,
      publisher: both(publisher, this.local),
      requestSnapshot: () => {
        this.asked++;
        return true;
      },
    });
    this.router = new FrameRouter({
      ...{ venue, parser: core },
      book: (name) => (name === native ? this.book : undefined),
      unnamedSnapshot: (message, tsRecv) => this.book.snapshot(message, tsRecv),
      heard: (_native, tsRecv) => this.book.heard(tsRecv),
      undecodable: (book, tsRecv) => book.undecodable(tsRecv),
    });
  }

  get mirror() {
    return this.carrier.bus.source(this.book.symbol)!;
  }
}

/** @param then what follows each input */
function play(host: SessionHost, session: VenueSession, random: Random, isRest: boolean, then: () => void): void {
  let now = 1_000_000;
  let answered = 0;
  const { book } = host;
  const frame = (text: string) => {
    now += random.below(20);
    host.router.frame(Buffer.from(text), now);
    then();
  };
  const happens = (chance: number, what: () => void) => {
    if (!random.chance(chance)) return;
    what();
    then();
  };
  book.connected(now);
  for (let i = 0; i < INPUTS; i++) {
    for (const text of session.next()) {
      if (random.chance(0.01)) continue;
      frame(random.chance(0.02) ? mutate(text, random) : text);
    }
    if ((host.asked > answered || (!isRest && !book.inSync)) && random.chance(0.5)) {
      answered = host.asked;
      frame(session.snapshot());
    }
    happens(0.003, () => book.silent(now));
    happens(0.002, () => book.disconnected(now));
    happens(0.01, () => book.connected(now));
  }
}

describe.each(SESSIONS)('%s', (id, makeSession) => {
  const venue = venueById(id)!;
  const isRest = venue.capabilities.snapshot === 'rest';

  it('tells over a ring what it tells in its thread', () => {
    const random = new Random(7);
    const session = makeSession(random);
    const host = new SessionHost(venue, session.native, 65_536);
    host.carrier.settle();
    const [ring, local] = [new Witness(), new Witness()];
    host.carrier.bus.subscribe(ring);
    host.local.subscribe(local);
    /** A book that is live again by a message has it when the state is told, a mirror when the change is. */
    const told = ({ lines }: Witness) =>
      lines
        .splice(0)
        .filter((line) => !line.startsWith('analytics'))
        .map((line) => (line.startsWith('state') ? line.replace(/ \{"bids".*$/, '') : line));
    /** A value without quality is none, whatever number stands there. */
    const values = ({ analytics }: MarketSource) => {
      const records = analytics!.read();
      return analytics!.names.map((name, i) => {
        const [, value, mark] = records.subarray(i * ANALYTIC_FIELDS);
        return [name, mark, mark === QUALITY_SYNCED || mark === QUALITY_TAINTED ? String(value) : ''];
      });
    };
    play(host, session, random, isRest, () => {
      host.carrier.settle();
      expect(told(ring)).toEqual(told(local));
      if (host.book.state === 'live') expect(values(host.mirror)).toEqual(values(host.book));
    });
    expect(host.router.ingested).toBeGreaterThan(0);
    expect(host.book.counters.resyncs).toBeGreaterThan(0);
    expect(host.carrier.receiver.counters).toMatchObject({ lapped: 0, refused: 0 });
  });

  it('never shows a reader that is too slow a wrong book as live', () => {
    const random = new Random(11);
    const session = makeSession(random);
    const host = new SessionHost(venue, session.native, 8_192);
    const { carrier, book } = host;
    const trades = { told: 0, heard: 0 };
    host.local.subscribe({
      onTrades: (_source, _trades, count) => {
        trades.told += count;
      },
    });
    carrier.bus.subscribe({
      onTrades: (_source, _trades, count) => {
        trades.heard += count;
      },
      onTradesMissed: (_source, count) => {
        trades.heard += count;
      },
    });
    carrier.settle();
    const compare = () => {
      const { state, reason, core, stream } = host.mirror;
      expect([state, reason]).toEqual([book.state, book.reason]);
      if (state === 'live') expect(levelsOf(core, stream, 0)).toEqual(levelsOf(carrier.core, book.stream, 0));
    };
    play(host, session, random, isRest, () => {
      if (random.chance(0.2)) carrier.flush();
      if (random.chance(0.02)) carrier.receiver.drain(1 + random.below(20));
      if (!random.chance(0.004)) return;
      carrier.settle();
      compare();
    });
    carrier.settle();
    compare();
    if (book.state === 'live') expect(trades.heard).toBe(trades.told);
    expect(carrier.receiver.counters.lapped).toBeGreaterThan(0);
    expect(carrier.receiver.counters.refused).toBe(0);
  });
});
