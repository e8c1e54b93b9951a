/** One clock an interval, shared by all who want it, that runs while anyone does. */
import type { GatewayTime } from './time.js';

interface Beat<T> {
  readonly members: Set<T>;
  cancel: () => void;
  nextMs: number;
}

export class Ticker<T> {
  readonly #time: GatewayTime;
  readonly #onTick: (members: ReadonlySet<T>) => void;
  readonly #beats = new Map<number, Beat<T>>();

  constructor(time: GatewayTime, onTick: (members: ReadonlySet<T>) => void) {
    this.#time = time;
    this.#onTick = onTick;
  }

  add(intervalMs: number, member: T): void {
    let beat = this.#beats.get(intervalMs);
    if (beat === undefined) {
      beat = { members: new Set(), cancel: () => {}, nextMs: this.#time.monotonicMs() };
      this.#beats.set(intervalMs, beat);
      this.#schedule(intervalMs, beat);
    }
    beat.members.add(member);
  }

  remove(intervalMs: number, member: T): void {
    const beat = this.#beats.get(intervalMs);
    if (beat === undefined || !beat.members.delete(member) || beat.members.size > 0) return;
    beat.cancel();
    this.#beats.delete(intervalMs);
  }

  stop(): void {
    for (const beat of this.#beats.values()) beat.cancel();
    this.#beats.clear();
  }

  /** Beats keep to their times; those that a busy process missed are left out. */
  #schedule(intervalMs: number, beat: Beat<T>): void {
    const now = this.#time.monotonicMs();
    beat.nextMs += intervalMs;
    if (beat.nextMs <= now) beat.nextMs = now + intervalMs;
    beat.cancel = this.#time.after(beat.nextMs - now, () => {
      this.#schedule(intervalMs, beat);
      this.#onTick(beat.members);
    });
  }
}
