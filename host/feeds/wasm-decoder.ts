/**
 * A venue's decoder whose frames the core reads: bytes in, columns out, nothing parsed or allocated here
 * but a symbol's name the first time. What the core does not take goes to the venue's decoder in
 * TypeScript, which tells the same of every frame.
 */

import { INGESTED } from '../../assembly/ingest/layout.js';
import {
  FRAME_DIFF,
  FRAME_HEARTBEAT,
  FRAME_QUOTE,
  FRAME_SNAPSHOT,
  FRAME_SUBSCRIBED,
  FRAME_TRADES,
  PARSE_OK,
  PARSE_REFUSED,
  PARSED_ASKS,
  PARSED_BIDS,
  PARSED_CHECKSUM,
  PARSED_DEPTH,
  PARSED_EVENT,
  PARSED_FAULT,
  PARSED_FIRST,
  PARSED_KIND,
  PARSED_LAST,
  PARSED_OFFSET,
  PARSED_PREVIOUS,
  PARSED_SYMBOL,
  PARSED_SYMBOL_BYTES,
  PARSED_TRADES,
  VENUE_BINANCE_FUTURES,
  VENUE_BINANCE_SPOT,
  VENUE_COINBASE,
  VENUE_KRAKEN_V1,
  VENUE_KRAKEN_V2,
  VENUE_OKX,
} from '../../assembly/layout.js';
import type { FrameIngestor } from '../wire/ingest.js';
import type { FrameParser } from '../wire/parser.js';
import { BookMessage } from './book-message.js';
import { DecimalLevels } from './decimal-levels.js';
import { IngestLane } from './ingest-lane.js';
import { SymbolNames } from './symbol-names.js';
import { TradeBatch } from './trade-batch.js';
import { FAULTS, type Fault, type FeedDecoder, type FeedSink, type Venue } from './venue.js';

/** Venues that the core reads. */
const VENUES: ReadonlyMap<string, number> = new Map([
  ['binance-spot', VENUE_BINANCE_SPOT],
  ['binance-usdm', VENUE_BINANCE_FUTURES],
  ['binance-coinm', VENUE_BINANCE_FUTURES],
  ['kraken-v1', VENUE_KRAKEN_V1],
  ['kraken-v2', VENUE_KRAKEN_V2],
  ['coinbase', VENUE_COINBASE],
  ['okx', VENUE_OKX],
  ['simulated', VENUE_BINANCE_SPOT],
]);

const SAYS: Readonly<Record<Fault, string>> = {
  json: 'not JSON',
  shape: 'not a message as this venue sends',
  field: 'a field is missing or of the wrong type',
  number: 'no decimal',
  symbol: 'the symbol is missing or contradicted',
  unknown: 'an unknown event or channel',
  size: 'too long',
};

export interface Deferrals {
  /** Frames that the core left to the decoder in TypeScript. */
  deferred: number;
}

/** Whether the core reads a venue's frames. */
export function isParsed(venueId: string): boolean {
  return VENUES.has(venueId);
}

/** The venue with decoders that let the core read, which count into `deferrals`; as it is where the core does not know it. */
export function withParser(
  venue: Venue,
  parser: FrameParser,
  deferrals: Deferrals = { deferred: 0 },
  lane?: IngestLane,
): Venue {
  const number = VENUES.get(venue.id);
  if (number === undefined) return venue;
  return { ...venue, createDecoder: () => new WasmDecoder(parser, number, venue.createDecoder(), deferrals, lane) };
}

/** A way for a venue's messages through the core in one call each, where the core can do that. */
export function laneFor(venue: Venue, parser: FrameParser): IngestLane | undefined {
  const number = VENUES.get(venue.id);
  return number === undefined || !('ingest' in parser)
    ? undefined
    : IngestLane.of(parser as FrameIngestor, venue, number);
}

export class WasmDecoder implements FeedDecoder {
  readonly deferrals: Deferrals;
  readonly #parser: FrameParser;
  readonly #venue: number;
  readonly #other: FeedDecoder;
  readonly #lane: IngestLane | undefined;
  readonly #message: BookMessage;
  readonly #trades: TradeBatch;
  readonly #names = new SymbolNames();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @param venue VENUE_* of the layout; `other` decodes the same venue */
  constructor(
    parser: FrameParser,
    venue: number,
    other: FeedDecoder,
    deferrals: Deferrals = { deferred: 0 },
    lane?: IngestLane,
  ) {
    this.#lane = lane;
    this.deferrals = deferrals;
    this.#parser = parser;
    this.#venue = venue;
    this.#other = other;
    this.#message = new BookMessage(DecimalLevels.over(parser.parsedBids), DecimalLevels.over(parser.parsedAsks));
    this.#trades = new TradeBatch(DecimalLevels.over(parser.parsedBids));
  }

  decode(text: string, sink: FeedSink): void {
    const { read, written } = this.#encoder.encodeInto(text, this.#parser.input);
    if (read < text.length || !this.#tell(written, sink)) this.#defer(text, sink);
  }

  /** As `decode`, of a frame's bytes. They are UTF-8, or no JSON. */
  decodeBytes(bytes: Uint8Array, sink: FeedSink, tsRecv = -1): void {
    const { input } = this.#parser;
    const fits = bytes.length <= input.length;
    if (fits) input.set(bytes);
    if (!fits || !this.#tell(bytes.length, sink, tsRecv)) this.#defer(this.#decoder.decode(bytes), sink);
  }

  /** Few, and large only at the start: not read by the core. */
  decodeSnapshot(text: string, symbol: string, sink: FeedSink): void {
    this.#other.decodeSnapshot(text, symbol, sink);
  }

  #defer(text: string, sink: FeedSink): void {
    this.deferrals.deferred++;
    this.#other.decode(text, sink);
  }

  /** Reads the first `bytes` of the input; false, and nothing told, where the core cannot. */
  #tell(bytes: number, sink: FeedSink, tsRecv = -1): boolean {
    const { parsed } = this.#parser;
    const lane = tsRecv < 0 ? undefined : this.#lane;
    const outcome = lane === undefined ? this.#parser.parse(this.#venue, 0, bytes) : lane.ingest(bytes, tsRecv);
    if (outcome === INGESTED) return true;
    if (outcome === PARSE_OK) this.#tellFrame(sink);
    else if (outcome === PARSE_REFUSED) {
      const fault = FAULTS[parsed[PARSED_FAULT]!]!;
      sink.malformed(fault, `${SAYS[fault]}, at byte ${parsed[PARSED_OFFSET]!}`, this.#symbol());
    } else return false;
    return true;
  }

  #tellFrame(sink: FeedSink): void {
    const kind = this.#parser.parsed[PARSED_KIND];
    if (kind === FRAME_DIFF) sink.diff(this.#symbol()!, this.#takeMessage());
    else if (kind === FRAME_QUOTE) sink.quote(this.#symbol()!, this.#takeMessage());
    else if (kind === FRAME_TRADES) sink.trades(this.#symbol()!, this.#takeTrades());
    else if (kind === FRAME_SNAPSHOT) sink.snapshot(this.#symbol(), this.#takeMessage());
    else if (kind === FRAME_HEARTBEAT) sink.heartbeat(this.#symbol());
    else if (kind === FRAME_SUBSCRIBED) sink.subscribed(this.#symbol()!, this.#parser.parsed[PARSED_DEPTH]!);
    else sink.ignored();
  }

  #symbol(): string | undefined {
    const { input, parsed } = this.#parser;
    const length = parsed[PARSED_SYMBOL_BYTES]!;
    return length < 0 ? undefined : this.#names.name(input, parsed[PARSED_SYMBOL]!, length);
  }

  #takeMessage(): BookMessage {
    const { parsed } = this.#parser;
    const message = this.#message;
    message.firstId = parsed[PARSED_FIRST]!;
    message.lastId = parsed[PARSED_LAST]!;
    message.previousId = parsed[PARSED_PREVIOUS]!;
    message.tsEvent = parsed[PARSED_EVENT]!;
    message.checksum = parsed[PARSED_CHECKSUM]!;
    message.depth = parsed[PARSED_DEPTH]!;
    message.bids.count = parsed[PARSED_BIDS]!;
    message.asks.count = parsed[PARSED_ASKS]!;
    return message;
  }

  #takeTrades(): TradeBatch {
    const { parsed, parsedTrades } = this.#parser;
    const trades = this.#trades;
    const count = parsed[PARSED_TRADES]!;
    for (let row = 0; row < count; row++) {
      trades.tsEvent[row] = parsedTrades.tsEvent[row]!;
      trades.id[row] = parsedTrades.id[row]!;
      trades.side[row] = parsedTrades.side[row]!;
    }
    trades.levels.count = count;
    return trades;
  }
}
