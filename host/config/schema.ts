/** The configuration of a host: its keys, what they may be, and their defaults. */
import { z } from 'zod';
import { PUMP_WAITS } from '../bus/ring/ring-pump.js';
import { DEFAULT_FEED_LIMITS } from '../feeds/live/feed-limits.js';
import { DEFAULT_FLIGHT_LIMITS } from '../feeds/live/flight-limits.js';
import { FAULTS } from '../feeds/simulated/misbehaviour.js';
import {
  DEFAULT_LEVELS,
  DEFAULT_RATE,
  DEFAULT_SEED,
  MAX_LEVELS,
  MAX_RATE,
  MIN_LEVELS,
} from '../feeds/simulated/simulated-exchange.js';
import { VENUE_IDS } from '../feeds/venue.js';
import { GATEWAY_LIMITS } from '../gateway/limits.js';
import { DEFAULT_CAPACITY } from '../wire/core.js';
import { analytics } from './analytics.js';
import {
  audience,
  choice,
  decimal,
  duration,
  host,
  integer,
  kid,
  networks,
  origins,
  path,
  port,
  restUrl,
  symbols,
  truth,
  wsUrl,
} from './field.js';
import { limitsSection } from './limits.js';
import { pairs } from './pairs.js';
import { DEFAULT_THREAD_LIMITS } from './thread-limits.js';
import { MAX_TOKEN_KEYS } from './token-keys.js';

/** The venue id of the simulated exchange. */
export const SIMULATED = 'simulated';
export const CONFIGURABLE_VENUES: readonly string[] = [...VENUE_IDS, SIMULATED];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const;
/** Who gets what is not a stream: everybody, or who shows a token. */
export const HTTP_ACCESS = ['open', 'token'] as const;
export const CORE_BUILDS = ['auto', 'simd', 'scalar'] as const;

export const coreBuild = choice(CORE_BUILDS);
/** More would each have too small a share of what a venue allows an address. */
export const MAX_THREADS = 16;
export const threadCount = integer(0, MAX_THREADS);
export const threadWait = choice(PUMP_WAITS);
export const logLevel = choice(LOG_LEVELS);
export const logFormat = choice(LOG_FORMATS);
export const depth = integer(1, 10_000);
export const seed = integer(0, 2 ** 32 - 1);
export const rate = decimal(0.01, MAX_RATE);

const mapping = { error: 'a mapping of keys to values' };
const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, mapping).prefault({} as never);

const venue = z.strictObject(
  {
    /** May be absent only for the embedded simulated exchange: all that it has. */
    symbols: symbols.optional(),
    /** Levels a side asked of the venue, where it lets one choose; absent: its smallest. */
    depth: depth.optional(),
    /** Absent: the venue's own; for the simulated exchange, one in this process. */
    wsUrl: wsUrl.optional(),
    restUrl: restUrl.optional(),
    /** A file in the form of the venue's own answer about instruments. */
    instruments: path.optional(),
    /** Instead of the feeds' `stale`, for this venue; ms. */
    staleAfter: duration(100).optional(),
  },
  mapping,
);

const venues = z.strictObject(Object.fromEntries(CONFIGURABLE_VENUES.map((id) => [id, venue.optional()])), mapping);

/** The exchange in this process, where `venues.simulated` has no address. */
const simulated = section({
  seed: seed.default(DEFAULT_SEED),
  /** Mean market events a second and symbol. */
  rate: rate.default(DEFAULT_RATE),
  levels: integer(MIN_LEVELS, MAX_LEVELS).default(DEFAULT_LEVELS),
  /** Probability of each fault. */
  misbehave: section(Object.fromEntries(FAULTS.map((fault) => [fault, decimal(0, 1).optional()]))),
});

/** Sizes of the core that holds all books and all views. */
const core = section({
  build: coreBuild.default('auto'),
  streams: integer(2, 65_536).default(256),
  levels: integer(16, 1_048_576).default(DEFAULT_CAPACITY.levels),
  totalLevels: integer(16, 16_777_216).default(1_048_576),
  trades: integer(1, 65_536).default(DEFAULT_CAPACITY.trades),
  bytes: integer(65_536, 268_435_456).default(DEFAULT_CAPACITY.bytes),
  history: integer(1, 1_048_576).default(DEFAULT_CAPACITY.history),
  models: integer(0, 65_536).default(DEFAULT_CAPACITY.models),
});

const tokenKey = z.strictObject(
  {
    kid,
    /** One of the two, as in `auth` itself. */
    secretFile: path.optional(),
    publicKeyFile: path.optional(),
  },
  mapping,
);

/** Tokens of clients. They are asked for where there is a key, here or in the environment. */
const auth = section({
  /** Without a key nothing starts. */
  required: truth.default(false),
  /** Holds the secret of HS256. */
  secretFile: path.optional(),
  /** Holds the public key of EdDSA, in PEM. */
  publicKeyFile: path.optional(),
  /** Further keys, by the `kid` of a token's header: a new one beside the old, for as long as tokens of both are about. */
  keys: z
    .array(tokenKey, { error: 'a list of keys with a kid' })
    .max(MAX_TOKEN_KEYS, { error: `a list of at most ${MAX_TOKEN_KEYS} keys` })
    .default([]),
  /** What `aud` must name; absent: anything. */
  audience: audience.optional(),
  metrics: choice(HTTP_ACCESS).default('token'),
  pages: choice(HTTP_ACCESS).default('open'),
});

const gateway = section({
  host: host.default('127.0.0.1'),
  port: port.default(8080),
  auth,
  /** Of pages that may connect, beside this host's own and those of loopback. */
  origins: origins.default([]),
  trustedProxies: networks.default([]),
  /** Both, or neither. PEM. */
  tls: section({ certFile: path.optional(), keyFile: path.optional() }),
  limits: limitsSection(GATEWAY_LIMITS),
});

/** What is computed where the file says nothing of it. VPIN has no bucket that fits every instrument. */
const DEFAULT_ANALYTICS = [
  {
    symbols: ['*'],
    kernels: {
      touch: {},
      imbalance: {},
      orderFlow: { levels: 5 },
      tradeFlow: {},
      volatility: { interval: '1s', returns: 60 },
      microprice: {},
    },
  },
  { symbols: [`${SIMULATED}:*`], kernels: { vpin: { bucketLots: 100_000, buckets: 20 } } },
];

/** The last raw frames of each venue, written to a file when a book turns out wrong. */
const flight = section({
  /** Where to; absent: nothing is kept. */
  folder: path.optional(),
  limits: limitsSection(DEFAULT_FLIGHT_LIMITS),
});

/** Feeds and their books in threads of their own. */
const threads = section({
  /** 0: all in one thread. */
  count: threadCount.default(0),
  /** How the gateway's thread waits for the others. */
  wait: threadWait.default('async'),
  limits: limitsSection(DEFAULT_THREAD_LIMITS),
});

const log = section({ level: logLevel.default('info'), format: logFormat.default('auto') });

export const configSchema = z.strictObject(
  {
    venues: venues.prefault({ [SIMULATED]: {} }),
    simulated,
    feeds: limitsSection(DEFAULT_FEED_LIMITS),
    core,
    gateway,
    threads,
    flight,
    log,
    /** Of all symbols what the dashboard shows, unless the file says otherwise; an empty list: nothing. */
    analytics: analytics.prefault(DEFAULT_ANALYTICS),
    pairs,
  },
  mapping,
);

/** A configuration as read: every default in place, durations in ms. */
export type Config = z.output<typeof configSchema>;
export type VenueConfig = z.output<typeof venue>;
