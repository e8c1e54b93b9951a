/**
 * The contract of a parser of venues' raw frames: bytes in, numbers in columns out, nothing allocated.
 * What `parse` answered with is valid until the next call.
 */

/** Exact decimals, row by row: mantissa × 10^-decimals, mantissas without trailing zeros. */
export interface ParsedLevelColumns {
  readonly priceMantissa: Float64Array;
  readonly sizeMantissa: Float64Array;
  readonly priceDecimals: Int16Array;
  readonly sizeDecimals: Int16Array;
  /** Digits behind the point as sent. */
  readonly priceSent: Uint8Array;
  readonly sizeSent: Uint8Array;
}

export interface ParsedTradeColumns {
  /** µs since the epoch, -1 is absent. */
  readonly tsEvent: Float64Array;
  /** -1 is absent. */
  readonly id: Float64Array;
  /** TRADE_BUY or TRADE_SELL: the aggressor's. */
  readonly side: Float64Array;
}

export interface FrameParser {
  /** Where frames are put, anywhere. */
  readonly input: Uint8Array;
  /** Fields PARSED_*. */
  readonly parsed: Float64Array;
  /** Bids; of a frame of trades, their prices and sizes. */
  readonly parsedBids: ParsedLevelColumns;
  readonly parsedAsks: ParsedLevelColumns;
  readonly parsedTrades: ParsedTradeColumns;
  /**
   * Reads the bytes [from, to) of the input as a frame of a venue (VENUE_*). Answers PARSE_OK, PARSE_REFUSED
   * or PARSE_DEFERRED, or -ARGUMENT for a venue or a range that does not exist. A frame with more levels a
   * side, or trades, than the capacity is deferred.
   */
  parse(venue: number, from: number, to: number): number;
}
