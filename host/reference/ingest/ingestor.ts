/**
 * The twin of `ingest`, written from the contract in `host/wire/ingest.ts`, over any core and a parser
 * of frames, whose answers it takes as given: parsing has tests of its own. It saves the book, applies,
 * judges, and loads the book back where something speaks against it.
 */

import {
  HANDED_NOT,
  HANDED_OTHER,
  HANDED_UNARMED,
  HANDED_UNLINKED,
  INGESTED,
  INGESTED_FIELDS,
  INGESTED_HANDED,
  INGESTED_HANDLE,
  INGESTED_QUOTED,
  MAX_SENT_DECIMALS,
  MAX_SOURCE,
  ORDERS,
  QUOTE_FIELDS,
  SUMS,
  WAITING_QUOTES,
} from '../../../assembly/ingest/layout.js';
import {
  ARGUMENT,
  FRAME_DIFF,
  FRAME_QUOTE,
  FRAME_TRADES,
  FULL,
  INFO_SYNCED,
  MAX_SYMBOL_BYTES,
  OK,
  PARSE_OK,
  PARSED_KIND,
  PARSED_SYMBOL,
  PARSED_SYMBOL_BYTES,
  VENUES,
} from '../../../assembly/layout.js';
import type { Core } from '../../wire/core.js';
import type { FrameIngestor } from '../../wire/ingest.js';
import type { FrameParser } from '../../wire/parser.js';
import { isAmount, isUpTo } from '../integer.js';
import type { Link } from './link.js';
import { Taker } from './taker.js';

/** Lends the writers of a core, one after the other; the core must not be used through another of these. */
export class ReferenceIngestor implements FrameIngestor {
  readonly input: Uint8Array;
  readonly trades: Float64Array;
  readonly ingested = new Float64Array(INGESTED_FIELDS);
  readonly takenQuotes = new Float64Array(WAITING_QUOTES * QUOTE_FIELDS);
  readonly #core: Core;
  readonly #parser: FrameParser;
  readonly #links = new Map<number, Link>();
  readonly #taker: Taker;

  constructor(core: Core, parser: FrameParser) {
    this.#core = core;
    this.#parser = parser;
    this.input = parser.input;
    this.trades = core.trades;
    this.#taker = new Taker(core, parser, this.ingested);
  }

  get parsed() {
    return this.#parser.parsed;
  }
  get parsedBids() {
    return this.#parser.parsedBids;
  }
  get parsedAsks() {
    return this.#parser.parsedAsks;
  }
  get parsedTrades() {
    return this.#parser.parsedTrades;
  }

  parse(venue: number, from: number, to: number): number {
    return this.#parser.parse(venue, from, to);
  }

  link(handle: number, source: number, venue: number, order: number, from: number, to: number): number {
    const isCall =
      this.#isWriter(handle) && isUpTo(source, MAX_SOURCE) && isUpTo(venue, VENUES - 1) && isUpTo(order, ORDERS - 1);
    if (!isCall || !isUpTo(to, this.input.length) || !isAmount(from) || from >= to) return -ARGUMENT;
    if (to - from > MAX_SYMBOL_BYTES) return -ARGUMENT;
    const name = this.#text(from, to - from);
    const other = this.#find(source, venue, name);
    if (other !== undefined && other !== handle) return -ARGUMENT;
    this.#links.set(handle, {
      source,
      venue,
      order,
      name,
      isArmed: false,
      lastId: -1,
      quotedId: -1,
      heldQuote: -1,
      sum: 0,
      sent: [0, 0],
      quotes: new Map(),
      encoding: undefined,
    });
    return OK;
  }

  unlink(handle: number): number {
    return this.#links.delete(handle) ? OK : -ARGUMENT;
  }

  arm(
    handle: number,
    lastId: number,
    quotedId: number,
    heldQuote: number,
    sum: number,
    priceSent: number,
    sizeSent: number,
  ): number {
    const link = this.#links.get(handle);
    const isId = (id: number) => id === -1 || isAmount(id);
    if (link === undefined || !isId(lastId) || !isId(quotedId) || !isId(heldQuote)) return -ARGUMENT;
    if (!isUpTo(sum, SUMS - 1) || !isUpTo(priceSent, MAX_SENT_DECIMALS) || !isUpTo(sizeSent, MAX_SENT_DECIMALS)) {
      return -ARGUMENT;
    }
    Object.assign(link, { isArmed: true, lastId, quotedId, heldQuote, sum, sent: [priceSent, sizeSent] });
    link.quotes.clear();
    return OK;
  }

  disarm(handle: number): number {
    const link = this.#links.get(handle);
    if (!link?.isArmed) return -ARGUMENT;
    link.isArmed = false;
    this.ingested[INGESTED_QUOTED] = link.quotedId;
    const rows = [...link.quotes].map(([id, quote]) => [id, ...quote]);
    this.takenQuotes.set(rows.flat());
    link.quotes.clear();
    return rows.length;
  }

  encodeIngested(
    handle: number,
    encoded: boolean,
    fingerprintAt: number,
    fingerprintUs: number,
    generationAt: number,
    generationUs: number,
  ): number {
    const link = this.#links.get(handle);
    const times = [fingerprintAt, fingerprintUs, generationAt, generationUs];
    if (link === undefined || !times.every(isAmount)) return -ARGUMENT;
    link.encoding = encoded ? { fingerprintAt, fingerprintUs, generationAt, generationUs } : undefined;
    return OK;
  }

  ingest(source: number, venue: number, from: number, to: number, recv: number): number {
    if (!isUpTo(source, MAX_SOURCE) || !isAmount(recv)) return -ARGUMENT;
    this.ingested.fill(0);
    this.ingested[INGESTED_HANDLE] = -1;
    this.ingested[INGESTED_HANDED] = HANDED_OTHER;
    const outcome = this.#parser.parse(venue, from, to);
    if (outcome !== PARSE_OK) return outcome;
    const handed = this.#take(source, venue, recv);
    this.ingested[INGESTED_HANDED] = handed;
    return handed === HANDED_NOT ? INGESTED : PARSE_OK;
  }

  #take(source: number, venue: number, recv: number): number {
    const { parsed } = this.#parser;
    const kind = parsed[PARSED_KIND]!;
    if (kind !== FRAME_DIFF && kind !== FRAME_QUOTE && kind !== FRAME_TRADES) return HANDED_OTHER;
    const handle = this.#find(source, venue, this.#text(parsed[PARSED_SYMBOL]!, parsed[PARSED_SYMBOL_BYTES]!));
    if (handle === undefined) return HANDED_UNLINKED;
    const link = this.#links.get(handle)!;
    if (!link.isArmed) return HANDED_UNARMED;
    const handed =
      kind === FRAME_DIFF
        ? this.#taker.diff(handle, link, recv)
        : kind === FRAME_QUOTE
          ? this.#taker.quote(handle, link)
          : this.#taker.tradesOf(handle, link, recv);
    if (handed === HANDED_NOT) this.ingested[INGESTED_HANDLE] = handle;
    return handed;
  }

  #find(source: number, venue: number, name: string): number | undefined {
    for (const [handle, link] of this.#links) {
      if (link.source === source && link.venue === venue && link.name === name) return handle;
    }
    return undefined;
  }

  /** A writer answers a load of nothing; none is done, since the counts are beyond the capacity. */
  #isWriter(handle: number): boolean {
    return (
      this.#core.info(handle, INFO_SYNCED) >= 0 && this.#core.load(handle, this.#core.capacity.levels + 1, 0) === -FULL
    );
  }

  #text(at: number, length: number): string {
    return String.fromCharCode(...this.input.subarray(at, at + length));
  }
}
