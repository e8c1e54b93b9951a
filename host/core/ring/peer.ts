/**
 * Watching the other end of a ring. An end shows that it lives by moving its index (publishing,
 * releasing) or its heartbeat (`beat`, which waiting does by itself). One that does neither for
 * `silentMs` is silent: killed, stopped in a debugger, or its thread busy with something else. Silence
 * is a suspicion and passes by itself when the end moves again; whether to go on waiting or to let
 * somebody else take the end over (once the thread is known to be gone) is the caller's decision.
 */
import {
  END_ABSENT,
  END_BEAT,
  END_CLOSED,
  END_INDEX,
  END_STATE,
  RING_READER,
  RING_WRITER,
} from '../../../assembly/ring/layout.js';
import type { RingEnd } from '../../wire/ring.js';

/** `absent`: nobody attached yet. */
export type PeerState = 'absent' | 'alive' | 'silent' | 'closed';

export class PeerWatch {
  readonly #words: Int32Array;
  /** Index in #words of the other end's line. */
  readonly #line: number;
  readonly #silentMs: number;
  readonly #now: () => number;
  #index = 0;
  #beat = 0;
  #movedMs: number;

  /**
   * @param end an end of a ring, of any implementation; the writer of a broadcast ring watches nobody,
   *   its readers are always `absent`
   * @param now a clock in ms that does not go back
   */
  constructor(end: RingEnd, silentMs: number, now: () => number) {
    this.#words = end.words;
    this.#line = (end.address + (end.side === 'writer' ? RING_READER : RING_WRITER)) >> 2;
    this.#silentMs = silentMs;
    this.#now = now;
    this.#movedMs = now();
    this.#look();
  }

  /** Looks at the other end, now. */
  check(): PeerState {
    const state = Atomics.load(this.#words, this.#line + (END_STATE >> 2));
    const now = this.#now();
    if (this.#look()) this.#movedMs = now;
    if (state === END_CLOSED) return 'closed';
    if (state === END_ABSENT) return 'absent';
    return now - this.#movedMs >= this.#silentMs ? 'silent' : 'alive';
  }

  /** For how long the other end has not moved, in ms, as far as `check` has seen. */
  get quietMs(): number {
    return this.#now() - this.#movedMs;
  }

  /** Whether it moved since the last look. */
  #look(): boolean {
    const index = Atomics.load(this.#words, this.#line + (END_INDEX >> 2));
    const beat = Atomics.load(this.#words, this.#line + (END_BEAT >> 2));
    const moved = index !== this.#index || beat !== this.#beat;
    this.#index = index;
    this.#beat = beat;
    return moved;
  }
}
