/** What a replay of Kraken reads and writes, apart from when: v1 and v2 say the same in different words. */
import type { TextLevels } from './replay-book.js';

/** A client's own number of a request, repeated in the answer; undefined where it gave none. */
export type RequestId = number | undefined;

export type KrakenRequest =
  | { readonly kind: 'ping'; readonly id: RequestId }
  | {
      readonly kind: 'subscribe' | 'unsubscribe';
      readonly id: RequestId;
      /** `book`, `trade`, `instrument` … */
      readonly channel: string;
      /** Empty for a channel that is of no symbol. */
      readonly symbols: readonly string[];
      /** Levels a side; undefined where it is not said. */
      readonly depth: number | undefined;
      /** Whether a snapshot is wanted first. */
      readonly snapshot: boolean;
    }
  | { readonly kind: 'malformed'; readonly id: RequestId; readonly reason: string };

export type Subscribe = Extract<KrakenRequest, { channel: string }>;

/** A book, or a change of one, to be told. */
export interface BookTelling extends TextLevels {
  readonly symbol: string;
  readonly depth: number;
  /** v1's number of the channel. */
  readonly channelId: number;
  readonly checksum: number;
  /** µs since the epoch. */
  readonly tsEvent: number;
}

export interface KrakenWords {
  readonly wsPath: string;
  readonly heartbeat: string;
  welcome(connectionId: number): string;
  read(text: string): KrakenRequest;
  /* Answers. `nowMicros` is the time now, µs since the epoch. */
  pong(id: RequestId, nowMicros: number): string;
  taken(request: Subscribe, symbol: string, depth: number, channelId: number, nowMicros: number): string;
  refused(request: KrakenRequest, symbol: string, reason: string, nowMicros: number): string;
  snapshot(book: BookTelling): string;
  update(book: BookTelling): string;
}

export function idOf(value: unknown): RequestId {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** Names out of a list, or one; undefined where it is neither. */
export function namesOf(value: unknown): string[] | undefined {
  const list = typeof value === 'string' ? [value] : value;
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : undefined;
}
