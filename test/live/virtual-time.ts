/** Time that moves only when a test says so. */
import type { Time } from '../../host/feeds/live/time.js';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class VirtualTime implements Time {
  #ms = 0;
  #timers: Timer[] = [];

  wallMicros(): number {
    return 1_700_000_000_000_000 + this.#ms * 1000;
  }

  monotonicMs(): number {
    return this.#ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#ms + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Runs what becomes due in the next `ms`, each at its time, in order. */
  advance(ms: number): void {
    const end = this.#ms + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const timer = next;
      this.#ms = Math.max(this.#ms, timer.at);
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
    this.#ms = end;
  }

  #next(end: number): Timer | undefined {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
