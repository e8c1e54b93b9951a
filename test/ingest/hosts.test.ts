/**
 * A host whose core takes whole messages against one that does all in TypeScript: through lost, repeated and
 * damaged frames, reconnects and silences they tell the same, byte for byte, and count the same.
 */
import { describe, expect, it } from 'vitest';
import { SOURCE_TRADE } from '../../assembly/analytics/layout.js';
import type { Build } from '../../host/core/node.js';
import type { BuiltInVenueId } from '../../host/feeds/venue.js';
import { venueById } from '../../host/feeds/venues.js';
import type { PlannedKernel } from '../../host/wire/analytics-plan.js';
import { mutate } from '../feeds/frame-mutation.js';
import { Random } from '../fuzz/random.js';
import { plannedKernel as kernel } from '../planned-kernel.js';
import { CoinbaseSession } from './coinbase-session.js';
import { KrakenV1Session, KrakenV2Session } from './kraken-session.js';
import { OkxSession } from './okx-session.js';
import { TestHost } from './test-host.js';
import { BinanceSession, type VenueSession } from './venue-session.js';

const SESSIONS: [BuiltInVenueId, (random: Random) => VenueSession, number][] = [
  ['binance-spot', (random) => new BinanceSession(random, false), 6_000],
  ['binance-usdm', (random) => new BinanceSession(random, true), 6_000],
  ['kraken-v1', (random) => new KrakenV1Session(random), 6_000],
  ['kraken-v2', (random) => new KrakenV2Session(random), 3_000],
  ['okx', (random) => new OkxSession(random), 3_000],
  ['coinbase', (random) => new CoinbaseSession(random), 3_000],
];
const builds: Build[] = ['simd', 'scalar'];
const S = 1_000_000;
const PLAN: readonly PlannedKernel[] = [
  kernel('touch'),
  kernel('imbalance'),
  kernel('orderFlow', { intervalUs: S }),
  kernel('tradeFlow', {}, SOURCE_TRADE),
  kernel('vwap', { intervalUs: 10 * S }, SOURCE_TRADE),
  kernel('ewma', { tauUs: S }),
  kernel('vpin', { bucketLots: 10_000, buckets: 5 }, SOURCE_TRADE),
  kernel('quantiles'),
];

/** Of the sessions on one build: with frames and without, plain and dense, quotes that count and that do not. */
const RUNS = 4;

class Pair {
  readonly hosts: readonly TestHost[];
  now = 1_000_000;

  constructor(hosts: readonly TestHost[]) {
    this.hosts = hosts;
  }

  /** Lets the same happen to both, and holds what came of it against each other. */
  both(what: string, happen: (host: TestHost) => void): void {
    const [taken, other] = this.hosts.map((host) => {
      happen(host);
      return JSON.stringify(host.take());
    });
    if (taken !== other) expect(JSON.parse(taken!), what).toEqual(JSON.parse(other!));
  }

  compareBooks(): void {
    const [taken, other] = this.hosts.map((host) => host.levels());
    expect(taken).toEqual(other);
  }
}

function play(pair: Pair, session: VenueSession, random: Random, inputs: number, isRest: boolean): void {
  const frame = (text: string) => {
    pair.now += random.below(20);
    const bytes = Buffer.from(text);
    pair.both(text, (host) => host.router.frame(bytes, pair.now));
  };
  pair.both('connected', (host) => host.book.connected(pair.now));
  let answered = 0;
  for (let i = 0; i < inputs; i++) {
    for (const text of session.next()) {
      if (random.chance(0.01)) continue;
      frame(random.chance(0.02) ? mutate(text, random) : text);
      if (random.chance(0.01)) frame(text);
    }
    const isDue = pair.hosts[0]!.asked > answered || (!isRest && !pair.hosts[0]!.book.inSync);
    if (isDue && random.chance(0.5)) {
      answered = pair.hosts[0]!.asked;
      frame(session.snapshot());
    }
    const { now } = pair;
    if (random.chance(0.003)) pair.both('silent', (host) => host.book.silent(now));
    if (random.chance(0.003)) pair.both('heard', (host) => host.book.heard(now));
    if (random.chance(0.002)) pair.both('undecodable', (host) => host.book.undecodable(now));
    if (random.chance(0.002)) pair.both('lost', (host) => host.book.disconnected(now));
    if (random.chance(0.01)) pair.both('connected', (host) => host.book.connected(now));
    if (i % 64 === 0) pair.compareBooks();
  }
}

describe.each(SESSIONS)('%s', (id, makeSession, inputs) => {
  it.each(builds)('is the same on the %s core', (build) => {
    const venue = venueById(id)!;
    let ingested = 0;
    let resyncs = 0;
    for (let run = 0; run < RUNS; run++) {
      const random = new Random(100 + run);
      const session = makeSession(random);
      const told = { isEncoded: run !== 1, isDense: run === 2, toleratesQuotes: run === 3 };
      // Their values are compared with the rest.
      const options = { native: session.native, ...told, ...(run < 2 && { analytics: PLAN }) };
      const hosts = [true, false].map((ingests) => new TestHost(venue, build, { ...options, ingests }));
      play(new Pair(hosts), session, random, inputs / RUNS, venue.capabilities.snapshot === 'rest');
      ingested += hosts[0]!.router.ingested;
      resyncs += hosts[0]!.book.counters.resyncs;
    }
    expect(ingested).toBeGreaterThan(inputs / 2);
    expect(resyncs).toBeGreaterThan(10);
  });
});
