/** When a stream's snapshot is asked for: at once after a first fault, in growing pauses while faults go on. */
import { Backoff } from './backoff.js';
import type { ClientTime } from './environment.js';
import type { ClientLimits } from './limits.js';

export class Resync {
  readonly #time: ClientTime;
  readonly #calmMs: number;
  readonly #pauses: Backoff;
  readonly #ask: () => void;
  #cancel: (() => void) | undefined;
  #recoveredMicros = Number.NEGATIVE_INFINITY;

  /** @param ask sends the request */
  constructor(limits: ClientLimits, time: ClientTime, random: () => number, ask: () => void) {
    this.#time = time;
    this.#calmMs = limits.resyncCalmMs;
    this.#pauses = new Backoff(limits.resyncFirstMs, limits.resyncMaxMs, random);
    this.#ask = ask;
  }

  /** The book is not valid. Asks now, or when the pause that runs is over. */
  fault(): void {
    if (this.#cancel !== undefined) return;
    if (this.#time.nowMicros() - this.#recoveredMicros >= this.#calmMs * 1000) this.#pauses.reset();
    if (this.#pauses.attempts === 0) this.#askNow();
    else this.#askLater();
  }

  /** The book is valid again. */
  recovered(): void {
    if (this.#cancel === undefined) return;
    this.stop();
    this.#recoveredMicros = this.#time.nowMicros();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** And again after a pause, unless `recovered` comes first. */
  #askNow(): void {
    this.#askLater();
    this.#ask();
  }

  #askLater(): void {
    this.#cancel = this.#time.after(this.#pauses.next(), () => this.#askNow());
  }
}
