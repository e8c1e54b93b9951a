/** How long symbols were not live, and how long each recovery took. */
import type { StateName } from '../../wire/state.js';
import type { Time } from './time.js';

/** Monotonic ms. */
interface Account {
  /** When it ceased to be live (at first: when it was added); -1 while it is. */
  since: number;
  /** Closed periods together. */
  totalMs: number;
  wasLive: boolean;
}

export class Liveness {
  readonly #time: Time;
  readonly #accounts = new Map<object, Account>();

  constructor(time: Time) {
    this.#time = time;
  }

  add(source: object): void {
    this.#accounts.set(source, { since: this.#time.monotonicMs(), totalMs: 0, wasLive: false });
  }

  remove(source: object): void {
    this.#accounts.delete(source);
  }

  /** Takes note of a state. Where it ends a recovery, answers how long that took, in ms; else -1. */
  change(source: object, state: StateName): number {
    const account = this.#accounts.get(source);
    if (account === undefined) return -1;
    const now = this.#time.monotonicMs();
    if (state !== 'live') {
      if (account.since < 0) account.since = now;
      return -1;
    }
    if (account.since < 0) return -1;
    const took = now - account.since;
    const recovered = account.wasLive;
    account.totalMs += took;
    account.since = -1;
    account.wasLive = true;
    return recovered ? took : -1;
  }

  /** The time that a source was not live, in ms, the present period included. */
  notLiveMs(source: object): number {
    return (this.#accounts.get(source)?.totalMs ?? 0) + this.notLiveForMs(source);
  }

  /** Since when it is not live, in ms; 0 while it is. */
  notLiveForMs(source: object): number {
    const since = this.#accounts.get(source)?.since ?? -1;
    return since < 0 ? 0 : this.#time.monotonicMs() - since;
  }
}
