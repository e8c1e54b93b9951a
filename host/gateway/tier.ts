/**
 * Whether a client keeps up: one that falls behind again and again is moved to a slower tier, and back a tier
 * for each time that it has kept up for long enough. The way down takes several stalls within a short while,
 * the way back a longer one without any, so that a client at its edge does not go to and fro.
 */
import type { TierReason } from '../wire/control.js';
import type { GatewayLimits } from './limits.js';
import type { GatewayTime } from './time.js';

export interface TierContext {
  readonly limits: GatewayLimits;
  readonly time: GatewayTime;
}

export class Tier {
  readonly #context: TierContext;
  readonly #onMoved: (reason: TierReason) => void;
  /** When it stalled, monotonic ms: the last `tierStalls` times at most. */
  #stallsMs: number[] = [];
  #level = 0;
  #isAdaptive = true;
  #cancel: () => void = () => {};

  /** @param onMoved the level is another */
  constructor(context: TierContext, onMoved: (reason: TierReason) => void) {
    this.#context = context;
    this.#onMoved = onMoved;
  }

  /** 0: as the client asked. */
  get level(): number {
    return this.#level;
  }
  get isAdaptive(): boolean {
    return this.#isAdaptive;
  }

  /** The client wants to be moved, or not to be. */
  adapt(isAdaptive: boolean): void {
    this.#isAdaptive = isAdaptive;
    if (isAdaptive || this.#level === 0) return;
    this.#cancelCalm();
    this.#move(0, 'declined');
  }

  /** The client has just fallen behind. */
  stalled(): void {
    this.#cancelCalm();
    if (!this.#isAdaptive) return;
    const { limits, time } = this.#context;
    const nowMs = time.monotonicMs();
    this.#stallsMs = [...this.#stallsMs, nowMs].filter((ms) => nowMs - ms <= limits.tierWindowMs);
    if (this.#stallsMs.length >= limits.tierStalls && this.#level < limits.tiers) this.#move(this.#level + 1, 'behind');
  }

  /** The client has read what waited for it. */
  recovered(): void {
    this.#awaitCalm();
  }

  /** The connection is over. */
  stop(): void {
    this.#cancelCalm();
    this.#isAdaptive = false;
  }

  #move(level: number, reason: TierReason): void {
    this.#level = level;
    this.#stallsMs = [];
    this.#onMoved(reason);
  }

  #awaitCalm(): void {
    this.#cancelCalm();
    if (this.#level === 0 || !this.#isAdaptive) return;
    const { limits, time } = this.#context;
    this.#cancel = time.after(limits.tierCalmMs, () => {
      this.#move(this.#level - 1, 'kept_up');
      this.#awaitCalm();
    });
  }

  #cancelCalm(): void {
    this.#cancel();
    this.#cancel = () => {};
  }
}

/** The interval of a view for a client of this tier; 0 is as changes come. */
export function tierIntervalMs(intervalMs: number, tier: number, limits: GatewayLimits): number {
  if (tier === 0) return intervalMs;
  const slower = Math.max(intervalMs, limits.minIntervalMs) * limits.tierFactor ** tier;
  return Math.max(intervalMs, Math.min(slower, limits.maxIntervalMs));
}
