/** What a replay of a venue that sends snapshots on subscribing, and books whole, reads and writes, apart from when. */
import type { Instrument } from '../instrument.js';
import type { Reply } from '../simulated/socket-server.js';
import type { TextLevels } from './replay-book.js';

/** What a client may subscribe to. */
export interface Topic {
  /** As FrameAddress has it: `book`, `trade`, `ticker` … */
  readonly kind: string;
  /** The venue's own name for it. */
  readonly channel: string;
  readonly symbol: string;
}

export type StreamRequest =
  | { readonly kind: 'ping' }
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly topics: readonly Topic[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** A book to be told. */
export interface WholeBook extends TextLevels {
  readonly symbol: string;
  /** Update id, -1 where the recording has none. */
  readonly lastId: number;
  /** µs since the epoch, -1 is absent. */
  readonly tsEvent: number;
}

export interface StreamWords {
  /** Where its streams are, below the address of the server. */
  readonly wsPath: string;
  /** One unknown symbol refuses a request whole. */
  readonly allOrNone: boolean;
  read(text: string): StreamRequest;
  readonly pong: string;
  /** Answers to what was carried out; `held` is all that the client is subscribed to now. */
  taken(kind: 'subscribe' | 'unsubscribe', topics: readonly Topic[], held: readonly Topic[]): string[];
  /** The answer for a symbol that was not recorded. */
  unknown(topic: Topic): string;
  malformed(reason: string): string;
  snapshot(book: WholeBook): string;
  /** What the venue sends every second of a symbol to whoever subscribed to `heartbeat`; absent: nothing. */
  beat?(symbol: string, nowMicros: number): string;
  /** The answer to a GET; undefined where there is no such path. */
  reply(url: URL, instruments: readonly Instrument[], nowMicros: number): Reply | undefined;
}
