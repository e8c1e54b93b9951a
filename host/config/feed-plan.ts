/** From a configuration to what each feed needs: venue, addresses, symbols, depth, instruments. */
import type { Instrument } from '../feeds/instrument.js';
import { parseInstrumentsFile } from '../feeds/instruments-file.js';
import { DEFAULT_FEED_LIMITS } from '../feeds/live/feed-limits.js';
import { simulatedVenue } from '../feeds/live/simulated-venue.js';
import type { Venue, VenueUrls } from '../feeds/venue.js';
import { venueById } from '../feeds/venues.js';
import { ConfigError } from './config-error.js';
import { type Config, SIMULATED, type VenueConfig } from './schema.js';
import { readTextFile } from './text-file.js';

/** Largest file of instruments: a venue's whole answer has some 20 MB. */
export const MAX_INSTRUMENTS_BYTES = 67_108_864;

/** A feed to run; of a built-in venue, or of one that the caller wrote. */
export interface FeedPlan {
  readonly venue: Venue;
  readonly urls: VenueUrls;
  /** As the venue spells them. */
  readonly symbols: readonly string[];
  /** Levels a side, one of the venue's depths where it has a list; 0 is all. */
  readonly depth: number;
  readonly instruments: readonly Instrument[];
  /** Instead of the limits' own. */
  readonly staleMs?: number | undefined;
}

/** The simulated exchange in this process. */
export interface EmbeddedExchange {
  readonly urls: VenueUrls;
  readonly symbols: readonly string[];
}

/**
 * @param embedded needed where the configuration has the simulated exchange without an address
 * @param instead venues in place of the built-in ones of the same id, as with keys
 * @throws ConfigError for an instruments file that cannot be used
 */
export function feedPlans(
  config: Config,
  embedded?: EmbeddedExchange,
  instead: ReadonlyMap<string, Venue> = new Map(),
): FeedPlan[] {
  return Object.entries(config.venues).flatMap(([id, wanted]) => {
    if (wanted === undefined) return [];
    const venue = instead.get(id) ?? (id === SIMULATED ? simulatedVenue : venueById(id)!);
    const isEmbedded = id === SIMULATED && wanted.wsUrl === undefined;
    return {
      venue,
      urls: isEmbedded && embedded !== undefined ? embedded.urls : urlsOf(venue, wanted),
      symbols: wanted.symbols ?? embedded?.symbols ?? [],
      depth: wanted.depth ?? venue.depths[0] ?? 0,
      instruments: wanted.instruments === undefined ? [] : readInstruments(wanted.instruments, venue),
      staleMs: wanted.staleAfter ?? (isEmbedded ? embeddedStaleMs(config) : undefined),
    };
  });
}

/**
 * The embedded exchange is as lively as it was told to be, so its silence is known for what it is sooner
 * than a venue's, unless the user says when: after the time of this many events, wrongly once in 10^8 times.
 */
const SILENT_EVENTS = 20;
const MIN_EMBEDDED_STALE_MS = 10_000;

function embeddedStaleMs({ feeds, simulated }: Config): number | undefined {
  if (feeds.staleMs !== DEFAULT_FEED_LIMITS.staleMs) return undefined;
  return Math.max(MIN_EMBEDDED_STALE_MS, (SILENT_EVENTS / simulated.rate) * 1000);
}

/** A WebSocket address of one's own takes REST along: the two sides of one venue are not mixed. */
function urlsOf(venue: Venue, { wsUrl, restUrl }: VenueConfig): VenueUrls {
  const beside = wsUrl === undefined ? venue.urls.rest : new URL(wsUrl.replace(/^ws/, 'http')).origin;
  return { ws: wsUrl ?? venue.urls.ws, rest: restUrl ?? beside };
}

function readInstruments(file: string, venue: Venue): readonly Instrument[] {
  const read = readTextFile(file, MAX_INSTRUMENTS_BYTES);
  if (!read.ok) throw new ConfigError(`instruments: ${file}: ${read.reason}`);
  const result = parseInstrumentsFile(read.text, venue);
  if (!result.ok) throw new ConfigError(`instruments: ${file} is not usable: ${result.reason}`);
  return result.instruments;
}
