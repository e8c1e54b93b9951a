/**
 * A token bucket: what it hands out in any time is at most its capacity plus what flowed in
 * meanwhile. Those who wait are served in order, so that a dear request is not starved by cheap ones.
 */
import type { Time } from './time.js';

export interface BucketRate {
  /** Most tokens it holds; it starts full. */
  readonly capacity: number;
  /** Tokens that flow in each second. */
  readonly perSecond: number;
}

interface Waiter {
  readonly tokens: number;
  readonly run: () => void;
}

export class TokenBucket {
  readonly rate: BucketRate;
  readonly #time: Time;
  #tokens: number;
  /** When `#tokens` was true, monotonic ms. */
  #at: number;
  #pausedUntil = 0;
  #waiting: Waiter[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(rate: BucketRate, time: Time) {
    this.rate = rate;
    this.#time = time;
    this.#tokens = rate.capacity;
    this.#at = time.monotonicMs();
  }

  /** Tokens to be had now. */
  get available(): number {
    this.#flow();
    return this.#tokens;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes the tokens now, or answers false and takes none. Those who wait come first. */
  tryTake(tokens: number): boolean {
    if (this.#waiting.length > 0 || !this.#isOpenFor(tokens)) return false;
    this.#tokens -= tokens;
    return true;
  }

  /**
   * Runs once the tokens are there, at once if they are. More than the capacity waits for a full
   * bucket and takes all of it. Answers how to step out of the queue.
   */
  take(tokens: number, run: () => void): () => void {
    const waiter: Waiter = { tokens: Math.min(tokens, this.rate.capacity), run };
    this.#waiting.push(waiter);
    this.#serve();
    return () => {
      const index = this.#waiting.indexOf(waiter);
      if (index < 0) return;
      this.#waiting.splice(index, 1);
      this.#serve();
    };
  }

  /** Hands nothing out for a time, as the other side asked. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#time.monotonicMs() + ms);
    this.#serve();
  }

  #flow(): void {
    const now = this.#time.monotonicMs();
    this.#tokens = Math.min(this.rate.capacity, this.#tokens + ((now - this.#at) / 1000) * this.rate.perSecond);
    this.#at = now;
  }

  #isOpenFor(tokens: number): boolean {
    this.#flow();
    // The flow is a sum of fractions: a thousandth of a token does not decide.
    return this.#time.monotonicMs() >= this.#pausedUntil && this.#tokens + 1e-3 >= tokens;
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (!this.#isOpenFor(first.tokens)) break;
      this.#tokens = Math.max(0, this.#tokens - first.tokens);
      this.#waiting.shift();
      first.run();
    }
    this.#wakeForFirst();
  }

  #wakeForFirst(): void {
    this.#cancelTimer?.();
    const first = this.#waiting[0];
    this.#cancelTimer =
      first === undefined ? undefined : this.#time.after(this.#waitMs(first.tokens), () => this.#serve());
  }

  #waitMs(tokens: number): number {
    const missing = Math.max(0, tokens - this.#tokens);
    const paused = this.#pausedUntil - this.#time.monotonicMs();
    return Math.max(1, Math.ceil(Math.max(paused, (missing / this.rate.perSecond) * 1000)));
  }
}
