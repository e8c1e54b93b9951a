/** What a venue, or a file of the user, says of a symbol's price and size steps. */
import type { Grid } from '../wire/core.js';

export interface Instrument {
  /** The venue's own spelling. */
  readonly symbol: string;
  readonly grid: Grid;
  /** Digits behind the point on the wire, where they are known: a checksum over text needs them. */
  readonly wirePriceDecimals?: number;
  readonly wireSizeDecimals?: number;
}

/** A list of instruments, or one line that says what is wrong with the text. */
export type InstrumentsResult =
  | { readonly ok: true; readonly instruments: readonly Instrument[] }
  | { readonly ok: false; readonly reason: string };
