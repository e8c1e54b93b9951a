/** Time that stands still until a test moves it. Serves the gateway and the client. */
import type { GatewayTime } from '../../host/gateway/time.js';
import type { ClientTime } from '../../web/client/environment.js';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

const START_MICROS = 1_700_000_000_000_000;

export class FakeTime implements GatewayTime, ClientTime {
  #nowMs = 0;
  #timers: Timer[] = [];
  #soon: (() => void)[] = [];

  wallMicros(): number {
    return START_MICROS + this.#nowMs * 1000;
  }
  nowMicros(): number {
    return this.wallMicros();
  }
  monotonicMs(): number {
    return this.#nowMs;
  }
  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** The end of a turn of the event loop. */
  turn(): void {
    for (const run of this.#soon.splice(0)) run();
  }

  /** Lets time pass, a turn of the event loop before and after each timer. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      while (this.#soon.length > 0) this.turn();
      const next = this.#timers.reduce<Timer | undefined>(
        (first, each) => (each.atMs <= endMs && (first === undefined || each.atMs < first.atMs) ? each : first),
        undefined,
      );
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.run();
    }
    this.#nowMs = endMs;
  }
}
