/** Time that a test moves, and in which the process can be held up: the clocks go on, timers are late. */
import type { Time } from '../../host/feeds/live/time.js';
import { VirtualTime } from '../live/virtual-time.js';

export class HaltingTime implements Time {
  readonly #inner = new VirtualTime();
  #haltedMs = 0;

  wallMicros(): number {
    return this.#inner.wallMicros() + this.#haltedMs * 1000;
  }

  monotonicMs(): number {
    return this.#inner.monotonicMs() + this.#haltedMs;
  }

  after(ms: number, run: () => void): () => void {
    return this.#inner.after(ms, run);
  }

  /** Runs what becomes due in the next `ms`. */
  advance(ms: number): void {
    this.#inner.advance(ms);
  }

  /** A halt of that long, and then the timers of a tenth of a second. */
  halt(ms: number): void {
    this.#haltedMs += ms;
    this.#inner.advance(100);
  }
}
