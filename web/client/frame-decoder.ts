/** Data messages into the core's readers, a frame at a time, so that each is told of the book as it was at its frame. */

import {
  FINGERPRINT,
  FLAG_FINGERPRINT,
  FULL,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_DENSE,
  KIND_DENSE_PROVED,
  KIND_MASK,
  KIND_STATUS,
  KIND_TRADES,
  OK,
  RESULT_CODE,
  RESULT_FIELDS,
  RESULT_KIND,
  RESULT_OFFSET,
  RESULT_RECV,
  RESULT_STREAM,
  RESULT_TRADES,
  STREAM,
} from '../../assembly/layout.js';
import type { ClientCore } from './environment.js';
import type { MutableStats } from './stats.js';
import type { StreamReader } from './stream-reader.js';

export interface DecoderEvents {
  stream(id: number): StreamReader | undefined;
  /** Frames of this stream are passed over. */
  isUnread(id: number): boolean;
  /** A frame of a stream was refused. */
  onRefused(stream: StreamReader, code: number): void;
  /** Frames were lost, nobody knows of which streams: the rest of a message cannot be read. */
  onUnreadable(code: number): void;
  /** µs since the epoch of the host's clock, as well as it is known. */
  hostNowMicros(): number | undefined;
}

export class FrameDecoder {
  readonly #core: ClientCore;
  readonly #stats: MutableStats;
  readonly #events: DecoderEvents;
  #stopped = false;

  constructor(core: ClientCore, stats: MutableStats, events: DecoderEvents) {
    this.#core = core;
    this.#stats = stats;
    this.#events = events;
  }

  /** @param wireBytes of the message as it came */
  decode(bytes: Uint8Array, wireBytes: number = bytes.length): void {
    const core = this.#core;
    this.#stats.messages++;
    this.#stats.bytes += wireBytes;
    if (bytes.length > core.input.length) {
      this.#unreadable(FULL);
      return;
    }
    core.input.set(bytes);
    for (let from = 0; from < bytes.length && !this.#stopped; ) {
      const count = core.receive(from, bytes.length);
      from = core.received();
      if (count <= 0) {
        this.#unreadable(count === 0 ? FULL : -count);
        return;
      }
      for (let at = 0; at < count * RESULT_FIELDS && !this.#stopped; at += RESULT_FIELDS) this.#result(at);
    }
  }

  /** A listener closed the connection: what is left of the message is nobody's. */
  stop(): void {
    this.#stopped = true;
  }

  #result(at: number): void {
    const { results, input } = this.#core;
    const stats = this.#stats;
    const code = Math.abs(results[at + RESULT_CODE]!);
    const kind = results[at + RESULT_KIND]!;
    const stream = this.#events.stream(results[at + RESULT_STREAM]!);
    if (kind !== 0 && stream === undefined && this.#events.isUnread(results[at + RESULT_STREAM]!)) return;
    // The host sends nothing of a stream that it has not announced, so an unknown one is a damaged id.
    if (kind === 0 || stream === undefined) {
      this.#unreadable(code === OK ? STREAM : code);
      return;
    }
    stats.frames++;
    const hasFingerprint = isProved(input[results[at + RESULT_OFFSET]!]!);
    if (hasFingerprint && (code === OK || code === FINGERPRINT)) stats.fingerprintChecks++;
    if (code === FINGERPRINT) stats.fingerprintMismatches++;
    if (code !== OK) {
      stats.refused++;
      this.#events.onRefused(stream, code);
      return;
    }
    if (kind === KIND_DELTA || kind === KIND_TRADES) this.#measure(results[at + RESULT_RECV]!);
    if (kind === KIND_TRADES) stats.trades += results[at + RESULT_TRADES]!;
    // Not in one expression: what is told meanwhile may count missed trades, too.
    const missed = kind <= KIND_STATUS || kind === KIND_ANALYTICS ? stream.take(at) : 0;
    stats.missedTrades += missed;
  }

  #measure(tsRecv: number): void {
    const now = this.#events.hostNowMicros();
    if (now !== undefined) this.#stats.latencyMicros = now - tsRecv;
  }

  #unreadable(code: number): void {
    this.#stats.refused++;
    this.#events.onUnreadable(code);
  }
}

/** Whether the frame with this tag has a fingerprint; a short dense delta has bits of its sequence where others have flags. */
function isProved(tag: number): boolean {
  const kind = tag & KIND_MASK;
  return kind === KIND_DENSE_PROVED || (kind !== KIND_DENSE && (tag & FLAG_FINGERPRINT) !== 0);
}
