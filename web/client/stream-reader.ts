/** One stream of a connection as its frames leave it: whether its book is the venue's, and who is told. */

import {
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_SIZE_DECIMALS,
  INFO_TICK,
  KIND_ANALYTICS,
  KIND_DELTA,
  KIND_SNAPSHOT,
  KIND_STATUS,
  KIND_TRADES,
  RESULT_ASKS,
  RESULT_BIDS,
  RESULT_EVENT,
  RESULT_FIRST,
  RESULT_KIND,
  RESULT_MISSED,
  RESULT_REASON,
  RESULT_RECV,
  RESULT_STATE,
  RESULT_TRADES,
  RESULT_VALUES,
} from '../../assembly/layout.js';
import type { CodeName } from '../../host/wire/codes.js';
import type { StreamStanding } from '../../host/wire/control.js';
import type { Grid } from '../../host/wire/core.js';
import { REASON_NAMES, type ReasonName, STATE_NAMES, type StateName } from '../../host/wire/state.js';
import { NO_GRID } from './book.js';
import type { ClientCore } from './environment.js';
import type { SubscriptionReason } from './messages.js';
import type { Resync } from './resync.js';

/** A subscription, as the stream it reads sees it. Times are µs since the epoch, -1 is absent. */
export interface StreamMember {
  /** The stream's `live` or `reason` changed. */
  onStanding(): void;
  /** The book was replaced. */
  onSnapshot(tsEvent: number, tsRecv: number): void;
  /** The book took changes, which are in the core's `changes` from `first`. */
  onDelta(first: number, nBids: number, nAsks: number, tsEvent: number, tsRecv: number): void;
  /** Trades, which are in the core's `trades` from record `first`. */
  onTrades(first: number, count: number, tsRecv: number): void;
  onMissedTrades(count: number): void;
  /** Analytics values, which are in the core's `analytics` from record `first`. */
  onAnalytics(first: number, count: number, tsRecv: number): void;
}

export class StreamReader {
  readonly id: number;
  readonly core: ClientCore;
  readonly handle: number;
  readonly members = new Set<StreamMember>();
  /** How often the host granted it on this connection: as often must it be given back. */
  grants = 0;
  #grid = NO_GRID;
  #synced = false;
  #state: StateName = 'connecting';
  #hostReason: ReasonName = 'none';
  #fault: SubscriptionReason | undefined;
  #tradesSeen: number | undefined;
  /** How the stream stands once the next delta is there. */
  #expected: StreamStanding | undefined;
  readonly #resync: Resync;

  /** @param makeResync given what asks the host for this stream's snapshot */
  constructor(id: number, core: ClientCore, handle: number, makeResync: (stream: StreamReader) => Resync) {
    this.id = id;
    this.core = core;
    this.handle = handle;
    this.#resync = makeResync(this);
  }

  /** Of the last snapshot. */
  get grid(): Grid {
    return this.#grid;
  }

  /** Frames are followed: a snapshot came, and none was refused since. */
  get synced(): boolean {
    return this.#synced;
  }

  /** The book is valid, and the venue's. */
  get live(): boolean {
    return this.#synced && this.#state === 'live';
  }

  /** The snapshot of a live book is on its way. */
  get isAwaited(): boolean {
    return this.#state === 'live' && this.#fault === undefined;
  }

  get reason(): SubscriptionReason {
    return this.#fault ?? this.#hostReason;
  }

  /**
   * The host says how the stream stands at the snapshot that comes next, before which the book is not
   * valid. Answers the trades missed until now.
   */
  announce(standing: StreamStanding, fault: SubscriptionReason | undefined = this.#fault): number {
    this.#synced = false;
    this.#fault = fault;
    this.#expected = undefined;
    this.#stand(standing);
    return this.#countMissed(standing);
  }

  /**
   * The host says how the stream stands at the catch-up that comes next. Until then the book stays what it
   * is, live or not: it becomes live with the catch-up. Answers the trades missed until now.
   */
  announceCatchUp(standing: StreamStanding): number {
    if (standing.state === 'live' && !this.live) this.#expected = standing;
    else this.#stand(standing);
    return this.#countMissed(standing);
  }

  #stand({ state, reason }: Pick<StreamStanding, 'state' | 'reason'>): void {
    this.#state = state;
    this.#hostReason = reason;
    for (const member of this.members) member.onStanding();
  }

  #countMissed({ tradesSent }: StreamStanding): number {
    const missed = this.#tradesSeen === undefined ? 0 : Math.max(tradesSent - this.#tradesSeen, 0);
    this.#tradesSeen = tradesSent;
    if (missed > 0) for (const member of this.members) member.onMissedTrades(missed);
    return missed;
  }

  /** A frame was refused, or may have been lost: the book is not valid, and a snapshot is asked for. */
  refuse(code: CodeName): void {
    // What came first is the reason, not that frames cannot be applied since.
    if (this.#synced || this.#fault === undefined) this.#fault = code;
    this.#synced = false;
    for (const member of this.members) member.onStanding();
    this.#resync.fault();
  }

  /** The stream is gone. */
  stop(): void {
    this.#resync.stop();
  }

  /** A frame was taken: the record of it begins at `at` in the core's `results`. Answers trades missed. */
  take(at: number): number {
    const { results } = this.core;
    const tsEvent = results[at + RESULT_EVENT]!;
    const tsRecv = results[at + RESULT_RECV]!;
    switch (results[at + RESULT_KIND]) {
      case KIND_SNAPSHOT:
        this.#snapshot(tsEvent, tsRecv);
        break;
      case KIND_DELTA: {
        const first = results[at + RESULT_FIRST]!;
        const nBids = results[at + RESULT_BIDS]!;
        const nAsks = results[at + RESULT_ASKS]!;
        for (const member of this.members) member.onDelta(first, nBids, nAsks, tsEvent, tsRecv);
        if (this.#expected !== undefined) this.#stand(this.#expected);
        this.#expected = undefined;
        break;
      }
      case KIND_TRADES:
        return this.#trades(
          results[at + RESULT_FIRST]!,
          results[at + RESULT_TRADES]!,
          results[at + RESULT_MISSED]!,
          tsRecv,
        );
      case KIND_ANALYTICS: {
        const first = results[at + RESULT_FIRST]!;
        for (const member of this.members) member.onAnalytics(first, results[at + RESULT_VALUES]!, tsRecv);
        break;
      }
      case KIND_STATUS:
        this.#stand({
          state: STATE_NAMES[results[at + RESULT_STATE]!]!,
          reason: REASON_NAMES[results[at + RESULT_REASON]!]!,
        });
        break;
    }
    return 0;
  }

  #snapshot(tsEvent: number, tsRecv: number): void {
    const { core, handle } = this;
    this.#grid = {
      priceDecimals: core.info(handle, INFO_PRICE_DECIMALS),
      tick: core.info(handle, INFO_TICK),
      sizeDecimals: core.info(handle, INFO_SIZE_DECIMALS),
      lot: core.info(handle, INFO_LOT),
    };
    this.#synced = true;
    this.#fault = undefined;
    this.#resync.recovered();
    for (const member of this.members) member.onSnapshot(tsEvent, tsRecv);
  }

  #trades(first: number, count: number, missed: number, tsRecv: number): number {
    this.#tradesSeen = (this.#tradesSeen ?? 0) + count + missed;
    for (const member of this.members) {
      if (missed > 0) member.onMissedTrades(missed);
      member.onTrades(first, count, tsRecv);
    }
    return missed;
  }
}
