/** One symbol's mid at the ends of the intervals of a grid of event time, until its partner's are there, too. */

export interface Close {
  /** Which interval ended. */
  readonly interval: number;
  readonly mid: number;
  readonly synced: boolean;
}

/** Closes that wait for a partner who says nothing; beyond, the oldest goes. */
export const MAX_WAITING_CLOSES = 4_096;

export class PairLeg {
  readonly #intervalUs: number;
  #interval = -1;
  #mid: number | undefined;
  #synced = false;
  readonly #closes: Close[] = [];

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  /** The closes that the partner's have not met, oldest first. */
  get closes(): readonly Close[] {
    return this.#closes;
  }

  /** The mid from this event time on, µs; undefined where a side is empty: then the one before holds, not in sync. */
  take(time: number, mid: number | undefined): void {
    this.#advance(time);
    this.#synced = mid !== undefined;
    if (mid !== undefined) this.#mid = mid;
  }

  /** The book is not in sync from here on. */
  lose(): void {
    this.#synced = false;
  }

  shift(): Close | undefined {
    return this.#closes.shift();
  }

  /** Time does not go back. Of intervals in which nothing came only the last can be of use, beyond the limit. */
  #advance(time: number): void {
    const interval = Math.floor(time / this.#intervalUs);
    if (this.#mid !== undefined && this.#interval >= 0) {
      for (let i = Math.max(this.#interval, interval - MAX_WAITING_CLOSES); i < interval; i++) {
        if (this.#closes.length === MAX_WAITING_CLOSES) this.#closes.shift();
        this.#closes.push({ interval: i, mid: this.#mid, synced: this.#synced });
      }
    }
    if (interval > this.#interval) this.#interval = interval;
  }
}
