/** Pings the host: measures the clocks, and finds a connection on which nothing comes any more. */
import type { ClientTime } from './environment.js';

export interface PingerEvents {
  /** Sends a ping. */
  ping(): void;
  onDead(): void;
}

export class Pinger {
  readonly #pingMs: number;
  readonly #pingsMissed: number;
  readonly #time: ClientTime;
  readonly #events: PingerEvents;
  #cancel: (() => void) | undefined;
  #missed = 0;

  constructor(pingMs: number, pingsMissed: number, time: ClientTime, events: PingerEvents) {
    this.#pingMs = pingMs;
    this.#pingsMissed = pingsMissed;
    this.#time = time;
    this.#events = events;
  }

  start(): void {
    this.#missed = 0;
    this.#ping();
  }

  /** Something came: the connection is alive. Silence counts from a ping, so a page that slept is not taken for it. */
  heard(): void {
    this.#missed = 0;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #ping(): void {
    if (this.#missed >= this.#pingsMissed) {
      this.#events.onDead();
      return;
    }
    this.#missed++;
    this.#cancel = this.#time.after(this.#pingMs, () => this.#ping());
    this.#events.ping();
  }
}
