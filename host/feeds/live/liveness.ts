/** How long symbols were not live, and how long each recovery took. */
import type { ReasonName, StateName } from '../../wire/state.js';
import type { Time } from './time.js';

/** Monotonic ms. */
interface Account {
  /** When it ceased to be live (at first: when it was added); -1 while it is. */
  since: number;
  /** Closed periods together. */
  totalMs: number;
  wasLive: boolean;
  /** Why it is not live now, since when, and how long it was not for each reason before. */
  reason: ReasonName;
  reasonSince: number;
  readonly reasonMs: Map<ReasonName, number>;
}

/** With the present period, where the reason is the present one and the source is not live. */
function reasonMs(account: Account, reason: ReasonName, now: number): number {
  const before = account.reasonMs.get(reason) ?? 0;
  return account.since >= 0 && account.reason === reason ? before + now - account.reasonSince : before;
}

export class Liveness {
  readonly #time: Time;
  readonly #accounts = new Map<object, Account>();

  constructor(time: Time) {
    this.#time = time;
  }

  add(source: object): void {
    const now = this.#time.monotonicMs();
    this.#accounts.set(source, {
      ...{ since: now, totalMs: 0, wasLive: false },
      ...{ reason: 'none', reasonSince: now, reasonMs: new Map() },
    });
  }

  remove(source: object): void {
    this.#accounts.delete(source);
  }

  /** Takes note of a state. Where it ends a recovery, answers how long that took, in ms; else -1. */
  change(source: object, state: StateName, reason: ReasonName): number {
    const account = this.#accounts.get(source);
    if (account === undefined) return -1;
    const now = this.#time.monotonicMs();
    account.reasonMs.set(account.reason, reasonMs(account, account.reason, now));
    account.reason = reason;
    account.reasonSince = now;
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

  /** The time that a source was not live for each reason that it had, in ms. */
  *lostMs(source: object): Iterable<readonly [ReasonName, number]> {
    const account = this.#accounts.get(source);
    if (account === undefined) return;
    const now = this.#time.monotonicMs();
    const reasons = new Set([...account.reasonMs.keys(), account.reason]);
    for (const reason of reasons) yield [reason, reasonMs(account, reason, now)];
  }

  /** Since when it is not live, in ms; 0 while it is. */
  notLiveForMs(source: object): number {
    const since = this.#accounts.get(source)?.since ?? -1;
    return since < 0 ? 0 : this.#time.monotonicMs() - since;
  }
}
