/** What a venue's checksum asks of whoever holds a book: to note the digits as they come, then to compare. */
import type { Core, Grid } from '../wire/core.js';
import type { BookMessage } from './book-message.js';

/** What a core must know to compare a venue's checksums by itself. */
export interface ChecksumRule {
  /** SUM_* of the layout. */
  readonly sum: number;
  /** Digits behind the point of every price and size on the wire, where they matter. */
  readonly priceSent: number;
  readonly sizeSent: number;
}

/** Of one symbol; it has memory, since a book in ticks and lots has lost the digits as sent. */
export interface BookChecksum {
  /** Digits behind the point on the wire, where an instrument states them. */
  setWireDecimals(price: number | undefined, size: number | undefined): void;
  /** A snapshot replaces all levels. */
  restart(): void;
  /** Takes note of the digits of a message, before `matches` is asked about it. */
  see(message: BookMessage): void;
  /** Whether the best levels of a stream's book have this checksum, 0 … 2^32 - 1. */
  matches(checksum: number, core: Core, stream: number, grid: Grid): boolean;
  /** As things are now; undefined while digits must be remembered level by level. Absent: never. */
  rule?(): ChecksumRule | undefined;
}
