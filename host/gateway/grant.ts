/** What a client may do, and until when: the outcome of a token, or of a host that asks for none. */
import { EVERY_SYMBOL, type SymbolPatterns } from './symbol-patterns.js';

export interface Grant {
  /** Whom the token names. */
  readonly subject: string | undefined;
  /** What it may subscribe to, and sees listed. */
  readonly symbols: SymbolPatterns;
  /** It may read the host's metrics. */
  readonly metrics: boolean;
  /** µs since the Unix epoch; infinite: for ever. */
  readonly expiresMicros: number;
}

/** Of everybody, where the host asks for no token. */
export const OPEN_GRANT: Grant = {
  subject: undefined,
  symbols: EVERY_SYMBOL,
  metrics: true,
  expiresMicros: Number.POSITIVE_INFINITY,
};
