/** Whoever wants a feed's frames as they came: a recorder of sessions, a flight recorder. */
import type { SymbolBook } from '../symbol-book.js';

/** A connection as a tap tells it from others. */
export interface TappedConnection {
  /** The books that it carries now. */
  readonly books: Iterable<SymbolBook>;
}

/** Called before anything is made of what came. Bytes are never changed afterwards, so they may be kept. */
export interface FrameTap {
  /** A WebSocket frame. `tsRecv`: of its receipt, µs since the epoch. */
  frame(connection: TappedConnection, bytes: Uint8Array, tsRecv: number): void;
  /** The REST answer to a request for a snapshot of a book. */
  snapshot(connection: TappedConnection, book: SymbolBook, bytes: Uint8Array, tsRecv: number): void;
  /** A book lost its sync, for the reason that it has, with what came last. */
  lost?(connection: TappedConnection, book: SymbolBook): void;
  /** The connection is given up for good. */
  gone?(connection: TappedConnection): void;
}
