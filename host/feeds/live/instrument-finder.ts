/** Asks a venue's REST side for instruments, and finds out which symbols the venue does not have. */
import type { Instrument } from '../instrument.js';
import type { Venue, VenueUrls } from '../venue.js';
import { type BackoffLimits, backoffMs } from './backoff.js';
import type { RestClient } from './rest.js';
import type { Time } from './time.js';

/** Symbols in one request. */
export const MAX_SYMBOLS_A_REQUEST = 200;

export interface FoundInstruments {
  readonly found: ReadonlyMap<string, Instrument>;
  /** Symbols that the venue does not have, each with its own words. */
  readonly refused: ReadonlyMap<string, string>;
  /** Why the venue told nothing of the others; undefined where it told of all. */
  readonly failure: string | undefined;
}

export interface FinderOptions {
  readonly venue: Venue;
  readonly urls: VenueUrls;
  readonly rest: RestClient;
  readonly time: Time;
  readonly random: () => number;
  readonly tries: number;
  readonly backoff: BackoffLimits;
}

type Answer =
  | { readonly kind: 'listed'; readonly instruments: readonly Instrument[] }
  /** The venue will not answer this: some symbol in it is wrong, perhaps. */
  | { readonly kind: 'refused'; readonly reason: string; readonly symbolIsWrong: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

export class InstrumentFinder {
  readonly #options: FinderOptions;

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  /** Never rejects; `signal` ends it early, with what is known by then. */
  async find(symbols: readonly string[], signal: AbortSignal): Promise<FoundInstruments> {
    const result = { found: new Map<string, Instrument>(), refused: new Map<string, string>(), failure: undefined };
    for (const group of this.#options.venue.instrumentGroups?.(symbols) ?? [symbols]) {
      for (let from = 0; from < group.length; from += MAX_SYMBOLS_A_REQUEST) {
        await this.#findSome(group.slice(from, from + MAX_SYMBOLS_A_REQUEST), result, signal);
      }
    }
    return result;
  }

  /** One wrong symbol spoils a request: it is sought by halves. */
  async #findSome(symbols: readonly string[], into: Collected, signal: AbortSignal): Promise<void> {
    const unknown = symbols.filter((symbol) => !into.found.has(symbol));
    if (unknown.length === 0 || signal.aborted) return;
    const answer = await this.#ask(unknown, signal);
    if (answer.kind === 'listed') {
      const wanted = new Set(unknown);
      for (const instrument of answer.instruments) {
        if (wanted.delete(instrument.symbol)) into.found.set(instrument.symbol, instrument);
      }
      for (const symbol of wanted) into.refused.set(symbol, 'the venue does not list it');
    } else if (answer.kind === 'failed') {
      into.failure = answer.reason;
    } else if (unknown.length > 1) {
      const middle = Math.ceil(unknown.length / 2);
      await this.#findSome(unknown.slice(0, middle), into, signal);
      await this.#findSome(unknown.slice(middle), into, signal);
    } else if (answer.symbolIsWrong) {
      into.refused.set(unknown[0]!, answer.reason);
    } else {
      into.failure = answer.reason;
    }
  }

  async #ask(symbols: readonly string[], signal: AbortSignal): Promise<Answer> {
    const { venue, urls, rest, time, random, tries, backoff } = this.#options;
    const request = venue.instrumentsRequest(symbols, urls);
    if (request === undefined) return { kind: 'listed', instruments: [] };
    for (let failures = 0; ; failures += 1) {
      const answer = await rest.get(request, signal);
      if (answer.ok) {
        const parsed = venue.parseInstruments(Buffer.from(answer.bytes).toString('utf8'));
        if (parsed.ok) return { kind: 'listed', instruments: parsed.instruments };
        return { kind: 'refused', reason: parsed.reason, symbolIsWrong: false };
      }
      // 400 is how venues refuse a parameter; 404 says that there is no such endpoint here.
      if (answer.status === 400) return { kind: 'refused', reason: answer.reason, symbolIsWrong: true };
      if (answer.status === 404 || failures + 1 >= tries || signal.aborted) {
        return { kind: 'failed', reason: answer.reason };
      }
      await pause(backoffMs(failures, random, backoff), time, signal);
    }
  }
}

function pause(ms: number, time: Time, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = time.after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}

interface Collected {
  readonly found: Map<string, Instrument>;
  readonly refused: Map<string, string>;
  failure: string | undefined;
}
