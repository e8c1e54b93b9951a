/**
 * The contract of taking a venue's messages in one call each: from a frame's bytes to the changed book,
 * its proof, the analytics attached to it and its canonical frame.
 *
 * A writer is *linked* to a venue's name for a symbol on one source of frames, and *armed* while its book
 * is in sync: then `ingest` does by itself what it can. Whatever is out of the ordinary is answered as
 * `parse` answers it, with everything as it was before the call, and the host does what it would have
 * done without `ingest`; what an earlier `update` came to cannot be encoded any more then, and `staged` may
 * be overwritten. While a writer is armed only `ingest`, the encoders and readers touch it.
 */
import type { FrameParser } from './parser.js';

export interface FrameIngestor extends FrameParser {
  /** Records of TRADE_FIELDS: the core's own, in which `ingest` puts the trades that it takes. */
  readonly trades: Float64Array;
  /** Fields INGESTED_*: answer of `ingest` and of `disarm`. */
  readonly ingested: Float64Array;
  /** Records of QUOTE_FIELDS: answer of `disarm`. */
  readonly takenQuotes: Float64Array;

  /**
   * Links a writer to the name in input[from, to), in place of what it was linked to. `venue` is VENUE_*,
   * `order` ORDER_*, `source` 0 … MAX_SOURCE what keeps apart connections and recordings that use the same
   * names. ARGUMENT where another writer has the name there, or the name is empty or longer than
   * MAX_SYMBOL_BYTES. `close` unlinks, too.
   */
  link(handle: number, source: number, venue: number, order: number, from: number, to: number): number;
  unlink(handle: number): number;
  /**
   * Lends a linked writer, whose book is at the update id `lastId` (-1: none), to `ingest`.
   * @param quotedId update id at which a best quote was compared last, -1 for none: each is compared once
   * @param heldQuote the host has quotes that wait for ids up to this one, -1 for none: messages up to it are the host's
   * @param sum SUM_*: how the venue's checksums are made; with SUM_NONE messages that have one are the host's
   * @param priceSent digits behind the point that Kraken's prices have on the wire, and `sizeSent` its sizes
   */
  arm(
    handle: number,
    lastId: number,
    quotedId: number,
    heldQuote: number,
    sum: number,
    priceSent: number,
    sizeSent: number,
  ): number;
  /**
   * Takes a writer back. Answers the number of best quotes that wait, which are in `takenQuotes` and are
   * the host's now; INGESTED_QUOTED is set. `restart` disarms, too, and drops the quotes.
   */
  disarm(handle: number): number;
  /**
   * Whether `ingest` encodes what it takes for this writer, into `output` from 0. A fingerprint goes into
   * the first delta received at `fingerprintAt` or later, and then at most every `fingerprintUs`; dense
   * generations begin likewise (µs). A new link encodes nothing.
   */
  encodeIngested(
    handle: number,
    encoded: boolean,
    fingerprintAt: number,
    fingerprintUs: number,
    generationAt: number,
    generationUs: number,
  ): number;
  /**
   * Takes the frame in input[from, to), received at `recv` (µs since the epoch). Answers INGESTED where it
   * was a diff, a best quote or trades of an armed writer and all was in order: INGESTED_* and PARSED_* say
   * what it was, `changes` and `changedBids` what a diff came to, `trades` holds the trades on the grid.
   * Else as `parse`, INGESTED_HANDED says why; -ARGUMENT also for a source or a time that cannot be.
   *
   * In order means: it follows by the venue's rule; every number is a whole step of the grid, and at most
   * 2^53 - 1 of the grid's last digit; the core has room; the checksum, where there is one, is right, and
   * all digits are as `arm` said (OKX: in shortest form); bids stay below asks; a quote that waits for the
   * id equals the best levels. At most WAITING_QUOTES wait, in ascending order of their ids.
   */
  ingest(source: number, venue: number, from: number, to: number, recv: number): number;
}
