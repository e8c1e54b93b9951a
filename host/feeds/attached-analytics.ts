/** The analytics of one symbol: kernels attached to its stream in the core, fed once a message was accepted. */
import { ANALYTIC_FIELDS } from '../../assembly/layout.js';
import type { AnalyticsSource } from '../bus/market-data.js';
import { type PlannedKernel, plannedValues } from '../wire/analytics-plan.js';
import type { Core } from '../wire/core.js';
import type { BookWriter } from './book-writer.js';

export class AttachedAnalytics implements AnalyticsSource {
  readonly names: readonly string[];
  readonly #core: Core;
  readonly #writer: BookWriter;
  readonly #plan: readonly PlannedKernel[];
  /** The writer's stream that the kernels are attached to, as `opens` counts them. */
  #attachedTo = 0;
  /** Books were seen since sync was lost last. */
  #isFollowing = false;

  constructor(core: Core, writer: BookWriter, plan: readonly PlannedKernel[]) {
    this.#core = core;
    this.#writer = writer;
    this.#plan = plan;
    this.names = plannedValues(plan);
  }

  /** The book as an accepted message left it. µs; `tsEvent` -1 is absent. */
  book(tsRecv: number, tsEvent: number): void {
    this.#attach();
    this.#core.observeBook(this.#writer.stream, tsRecv, tsEvent);
    this.#isFollowing = true;
  }

  /** The core took a diff and fed the kernels by itself. */
  fed(): void {
    this.#isFollowing = true;
  }

  /** The first `count` records of the core's `trades`. */
  trades(count: number, tsRecv: number, tsEvent: number): void {
    this.#attach();
    this.#core.observeTrades(this.#writer.stream, count, tsRecv, tsEvent);
  }

  /** The book is not in sync any more; whether that is news. */
  lost(tsRecv: number): boolean {
    if (!this.#isFollowing) return false;
    this.#isFollowing = false;
    this.#core.observeLoss(this.#writer.stream, tsRecv);
    return true;
  }

  read(): Float64Array {
    const count = Math.max(0, this.#core.readAnalytics(this.#writer.stream));
    return this.#core.analytics.subarray(0, count * ANALYTIC_FIELDS);
  }

  /** A stream that was opened anew has no kernels yet. All are attached or, where the core has no room, none. */
  #attach(): void {
    const { stream, opens } = this.#writer;
    if (this.#attachedTo === opens) return;
    this.#attachedTo = opens;
    for (const { kernel, params, source } of this.#plan) {
      if (this.#core.attachKernel(stream, kernel, params, source) >= 0) continue;
      this.#core.detachKernels(stream);
      return;
    }
  }
}
