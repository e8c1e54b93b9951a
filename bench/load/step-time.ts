/** The gateway's time, moved by hand: two hosts that take the same steps write the same times into their frames. */
import type { GatewayTime } from '../../host/gateway/time.js';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

const START_MICROS = 1_700_000_000_000_000;

export class StepTime implements GatewayTime {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  wallMicros(): number {
    return START_MICROS + this.#nowMs * 1000;
  }
  monotonicMs(): number {
    return this.#nowMs;
  }
  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  soon(run: () => void): void {
    setImmediate(run);
  }

  /** Lets time pass; timers run in the order of their times. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
    }
    this.#nowMs = endMs;
  }
}
