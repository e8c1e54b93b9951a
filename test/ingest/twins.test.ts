/**
 * The contract of `ingest` on the reference and both WebAssembly builds: over endless sessions with lost,
 * repeated, late and damaged frames they answer the same, and have the same books and bytes.
 */
import { describe, expect, it } from 'vitest';
import {
  HANDED_REASONS,
  INGESTED,
  INGESTED_BYTES,
  INGESTED_CHANGES,
  INGESTED_HANDED,
  ORDER_CONNECTION,
  ORDER_FUTURES,
  ORDER_OKX,
  ORDER_SPOT,
  QUOTE_FIELDS,
  SUM_KRAKEN,
  SUM_NONE,
  SUM_OKX,
} from '../../assembly/ingest/layout.js';
import {
  CODEC_DENSE,
  FRAME_DIFF,
  FRAME_TRADES,
  INFO_FINGERPRINT,
  PARSED_KIND,
  PARSED_TRADES,
  TRADE_FIELDS,
  VENUE_BINANCE_FUTURES,
  VENUE_BINANCE_SPOT,
  VENUE_COINBASE,
  VENUE_KRAKEN_V1,
  VENUE_KRAKEN_V2,
  VENUE_OKX,
} from '../../assembly/layout.js';
import { loadCoreSync } from '../../host/core/node.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { ReferenceIngestor } from '../../host/reference/ingest/ingestor.js';
import type { Core } from '../../host/wire/core.js';
import type { FrameIngestor } from '../../host/wire/ingest.js';
import { deadCanaries, setCanaries } from '../core/canaries.js';
import { mutate } from '../feeds/frame-mutation.js';
import { Random } from '../fuzz/random.js';
import { CoinbaseSession } from './coinbase-session.js';
import { KrakenV1Session, KrakenV2Session } from './kraken-session.js';
import { OkxSession } from './okx-session.js';
import { BinanceSession, SESSION_GRID, type VenueSession } from './venue-session.js';

const CAPACITY = { streams: 4, levels: 64, totalLevels: 128, trades: 8, results: 4, bytes: 8_192, models: 2 };
const SOURCE = 7;

interface Place {
  readonly core: Core;
  readonly ingestor: FrameIngestor;
}

function places(): [Place, ...Place[]] {
  const wasm = (build: 'simd' | 'scalar') => {
    const core = loadCoreSync({ build, capacity: CAPACITY });
    setCanaries(core);
    return { core, ingestor: core };
  };
  const core = createReferenceCore(CAPACITY);
  const parser = loadCoreSync({ build: 'scalar', capacity: CAPACITY });
  return [{ core, ingestor: new ReferenceIngestor(core, parser) }, wasm('simd'), wasm('scalar')];
}

interface Rules {
  readonly venue: number;
  readonly order: number;
  readonly sum: number;
}

/** One writer on each of the three, driven alike; whatever they answer is compared. */
class Twins {
  readonly places = places();
  readonly reasons = new Array<number>(HANDED_REASONS).fill(0);
  readonly #session: VenueSession;
  readonly #rules: Rules;
  readonly #random: Random;
  #handle = -1;
  #recv = 1_000_000;
  #isArmed = false;

  constructor(session: VenueSession, rules: Rules, random: Random) {
    this.#session = session;
    this.#rules = rules;
    this.#random = random;
    // So that the handle is not 0, and another book has other frames.
    this.#same(({ core }) => core.openWriter(1, 1, 0, SESSION_GRID));
    this.#handle = this.#same(({ core }) => core.openWriter(2, 2, session.depth, SESSION_GRID));
    if (random.chance(0.5)) this.#same(({ core }) => core.setCodec(this.#handle, CODEC_DENSE));
    this.#link(this.#handle, session.native);
    this.#link(0, 'OTHER');
    const times = [1_000_100, 50, 1_000_200, 400] as const;
    if (random.chance(0.7)) this.#same(({ ingestor }) => ingestor.encodeIngested(this.#handle, true, ...times));
    this.sync();
  }

  #same<T>(ask: (place: Place) => T): T {
    const [right, ...others] = this.places.map(ask);
    // Many times faster than comparing them part by part.
    const text = JSON.stringify(right);
    for (const other of others) if (JSON.stringify(other) !== text) expect(other).toEqual(right);
    return right!;
  }

  #link(handle: number, name: string): void {
    const bytes = Buffer.from(name);
    const { venue, order } = this.#rules;
    const code = this.#same(({ ingestor }) => {
      ingestor.input.set(bytes, 9);
      return ingestor.link(handle, SOURCE, venue, order, 9, 9 + bytes.length);
    });
    expect(code).toBe(0);
  }

  /** Takes the writer back, makes its book the session's, lends it again. */
  sync(): void {
    const handle = this.#handle;
    this.#same(({ ingestor }) => {
      const quotes = ingestor.disarm(handle);
      return [
        quotes,
        [...ingestor.takenQuotes.subarray(0, Math.max(0, quotes) * QUOTE_FIELDS)],
        [...ingestor.ingested],
      ];
    });
    const { bids, asks } = this.#session.levels();
    this.#same(({ core }) => {
      for (const [i, [ticks, lots]] of [...bids, ...asks].entries()) {
        core.staged.ticks[i] = ticks;
        core.staged.lots[i] = lots;
      }
      return core.load(handle, bids.length, asks.length);
    });
    this.#same(({ core }) => core.encodeSnapshot(handle, 0, true, this.#recv, -1));
    const held = this.#random.chance(0.1) ? this.#session.id + this.#random.below(20) : -1;
    const { sum } = this.#rules;
    this.#same(({ ingestor }) => ingestor.arm(handle, this.#session.id, -1, held, sum, 2, 3));
    this.#isArmed = true;
  }

  frame(text: string): void {
    const bytes = Buffer.from(text);
    if (bytes.length > CAPACITY.bytes) return;
    this.#recv += this.#random.below(20);
    const [outcome, handed] = this.#same((place): [number, number, number, unknown] => {
      const { core, ingestor } = place;
      ingestor.input.set(bytes);
      const answer = ingestor.ingest(SOURCE, this.#rules.venue, 0, bytes.length, this.#recv);
      const fingerprint = core.info(this.#handle, INFO_FINGERPRINT);
      return [answer, ingestor.ingested[INGESTED_HANDED]!, fingerprint, this.#taken(place)];
    });
    if (outcome === 0 || outcome === INGESTED) this.reasons[handed]!++;
    if (outcome !== INGESTED && (handed > 3 || !this.#isArmed) && this.#random.chance(0.5)) this.sync();
  }

  /** What a message came to. */
  #taken({ core, ingestor }: Place): unknown {
    const { ingested, parsed } = ingestor;
    const kind = parsed[PARSED_KIND];
    const said: unknown[] = [[...ingested], [...parsed]];
    if (ingested[INGESTED_HANDED] !== 0) return said;
    const changes = ingested[INGESTED_CHANGES]!;
    const { ticks, lots, previous } = core.changes;
    if (kind === FRAME_DIFF) said.push([ticks, lots, previous].map((column) => [...column.subarray(0, changes)]));
    if (kind === FRAME_TRADES) said.push([...core.trades.subarray(0, parsed[PARSED_TRADES]! * TRADE_FIELDS)]);
    said.push(Buffer.from(core.output.subarray(0, Math.max(0, ingested[INGESTED_BYTES]!))).toString('hex'));
    return said;
  }

  compareBooks(): void {
    this.#same(({ core }) => {
      const count = core.top(this.#handle, 0);
      return [core.levelBids(), ...core.levels.ticks.subarray(0, count), ...core.levels.lots.subarray(0, count)];
    });
  }
}

const BINANCE = ['old', 'gap', 'grid', 'full', 'crossed', 'quote'];

/** The last: reasons for handing a message back that must have come up. */
const SESSIONS: [string, Rules, (random: Random) => VenueSession, number, string[]][] = [
  [
    'Binance spot',
    { venue: VENUE_BINANCE_SPOT, order: ORDER_SPOT, sum: SUM_NONE },
    (random) => new BinanceSession(random, false),
    20_000,
    BINANCE,
  ],
  [
    'Binance futures',
    { venue: VENUE_BINANCE_FUTURES, order: ORDER_FUTURES, sum: SUM_NONE },
    (random) => new BinanceSession(random, true),
    20_000,
    BINANCE,
  ],
  [
    'Kraken v1',
    { venue: VENUE_KRAKEN_V1, order: ORDER_CONNECTION, sum: SUM_KRAKEN },
    (random) => new KrakenV1Session(random),
    14_000,
    ['checksum', 'digits', 'crossed'],
  ],
  [
    'Kraken v2',
    { venue: VENUE_KRAKEN_V2, order: ORDER_CONNECTION, sum: SUM_KRAKEN },
    (random) => new KrakenV2Session(random),
    6_000,
    ['checksum', 'digits', 'crossed'],
  ],
  [
    'OKX',
    { venue: VENUE_OKX, order: ORDER_OKX, sum: SUM_OKX },
    (random) => new OkxSession(random),
    4_000,
    ['old', 'gap', 'grid', 'crossed', 'checksum', 'digits'],
  ],
  [
    'Coinbase',
    { venue: VENUE_COINBASE, order: ORDER_CONNECTION, sum: SUM_NONE },
    (random) => new CoinbaseSession(random),
    8_000,
    ['grid', 'crossed'],
  ],
];

describe.each(SESSIONS)('%s', (name, rules, makeSession, inputs, expected) => {
  it(`is taken alike by the three, ${inputs} frames`, () => {
    const seed = 11;
    const random = new Random(seed);
    const session = makeSession(random);
    const twins = new Twins(session, rules, random);
    for (let i = 0; i < inputs; ) {
      const texts = session.next();
      for (const text of texts) {
        i++;
        if (random.chance(0.01)) continue;
        twins.frame(random.chance(0.05) ? mutate(text, random) : text);
        if (random.chance(0.01)) twins.frame(text);
        if (i % 64 === 0) twins.compareBooks();
      }
    }
    const [taken, , , unarmed, old, gap, grid, full, crossed, checksum, digits, quote] = twins.reasons;
    expect(taken, name).toBeGreaterThan(inputs / 4);
    const handed: Record<string, number> = { old, gap, grid, full, crossed, checksum, digits, quote } as never;
    for (const reason of expected) expect(handed[reason], `${reason} of seed ${seed}`).toBeGreaterThan(5);
    expect(unarmed).toBe(0);
    for (const { core } of twins.places.slice(1)) expect(deadCanaries(core as never)).toEqual([]);
  });
});
