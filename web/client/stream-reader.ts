/**
 * One stream as its frames leave it: whether its book is the venue's, and who is told. It may outlive its
 * connection, to go on from where it is on another.
 */

import {
  INFO_EPOCH,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_SEQUENCE,
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
import type { ReaderPosition, StreamStanding, SubscribedMessage } from '../../host/wire/control.js';
import type { Grid } from '../../host/wire/core.js';
import { REASON_NAMES, type ReasonName, STATE_NAMES, type StateName } from '../../host/wire/state.js';
import { NO_GRID } from './book.js';
import type { ClientCore } from './environment.js';
import type { SubscriptionReason } from './messages.js';
import type { Resync } from './resync.js';
import type { StreamKeeper, StreamMember } from './stream-member.js';

type Granted = StreamStanding & Pick<SubscribedMessage, 'recovery' | 'sequence'>;

/** Where what follows leads, and how the stream stands there. */
type Expected = StreamStanding & {
  readonly sequence: number;
  /** Trades that will be counted as missed until there. */
  readonly missedTrades?: number;
};

export class StreamReader {
  readonly id: number;
  readonly core: ClientCore;
  readonly handle: number;
  readonly members = new Set<StreamMember>();
  readonly keepers = new Set<StreamKeeper>();
  /** How often the host granted it on this connection: as often must it be given back. */
  grants = 0;
  /** So many of those are on their way back. */
  leaving = 0;
  /** As granted: it takes a model of the core, with its snapshot. */
  isDense = false;
  #grid = NO_GRID;
  #synced = false;
  #state: StateName = 'connecting';
  #hostReason: ReasonName = 'none';
  #fault: SubscriptionReason | undefined;
  #tradesSeen: number | undefined;
  /** What was missed follows; until it is there the book is not the one that is. */
  #expected: Expected | undefined;
  /** The connection was lost, and it is not yet known what was missed. */
  #suspended = false;
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
    return this.#synced && this.#state === 'live' && !this.#suspended;
  }

  /** Where it is, for the host to go on from; undefined where there was never a snapshot. */
  get position(): ReaderPosition | undefined {
    const epoch = this.core.info(this.handle, INFO_EPOCH);
    if (epoch <= 0 || this.#tradesSeen === undefined) return undefined;
    return { epoch, sequence: this.#synced ? this.#sequence : 0, trades: this.#tradesSeen };
  }

  isAt(place: ReaderPosition | undefined): boolean {
    const now = this.position;
    if (place === undefined || now === undefined) return false;
    return place.epoch === now.epoch && place.sequence === now.sequence && place.trades === now.trades;
  }

  get #sequence(): number {
    return this.core.info(this.handle, INFO_SEQUENCE);
  }

  /** The snapshot of a live book is on its way. */
  get isAwaited(): boolean {
    return this.#state === 'live' && this.#fault === undefined;
  }

  get reason(): SubscriptionReason {
    return this.#fault ?? this.#hostReason;
  }

  /**
   * The host grants the stream on this connection, and says what comes first.
   * @param from where the host was told that the reader is
   * @returns whether the reader goes on from there; else it begins with a snapshot
   */
  begin(granted: Granted, from: ReaderPosition | undefined): boolean {
    const { recovery, sequence } = granted;
    const isFound = recovery !== undefined && recovery !== 'snapshot';
    if (isFound && this.#synced && this.isAt(from)) {
      this.#fault = undefined;
      this.core.resume?.(this.handle);
      if (sequence !== undefined) this.recover({ ...granted, sequence });
      return true;
    }
    // Trades before are nobody's.
    this.#tradesSeen = undefined;
    this.announce(granted, undefined);
    // What follows is of no use; with `behind` it may yet be a snapshot.
    if (isFound && recovery !== 'behind') this.refuse('not_synced');
    return false;
  }

  /**
   * The host says how the stream stands at the snapshot that comes next, before which the book is not
   * valid. Answers the trades missed until now.
   * @param missedTrades that will be counted as missed after it
   */
  announce(standing: StreamStanding, fault: SubscriptionReason | undefined = this.#fault, missedTrades = 0): number {
    this.#synced = false;
    this.#suspended = false;
    this.#fault = fault;
    this.#expected = undefined;
    const missed = this.#countMissed(standing);
    for (const member of this.members) member.onRecovery({ recovery: 'snapshot', missedTrades });
    this.#stand(standing);
    return missed;
  }

  /**
   * The host says how the stream stands at the sequence to which the frames lead that come next. Until then the
   * book stays what it is: it becomes live with the last of them. Answers the trades missed until now.
   */
  recover(expected: Expected): number {
    const { state, sequence, missedTrades = 0 } = expected;
    const missed = this.#countMissed(expected);
    for (const member of this.members) member.onRecovery({ recovery: 'catch_up', missedTrades });
    if (this.#sequence > sequence) this.refuse('sequence');
    else if (this.#sequence === sequence) this.#settle(expected);
    else if (this.#suspended || (state === 'live' && !this.live)) this.#expected = expected;
    else this.#stand(expected);
    return missed;
  }

  /** The connection is lost. */
  suspend(): void {
    this.grants = 0;
    this.#suspended = true;
    this.#expected = undefined;
    this.#resync.stop();
  }

  /** Nobody keeps it any more. */
  letGo(): void {
    for (const keeper of [...this.keepers]) keeper.letGo();
  }

  #settle(standing: StreamStanding): void {
    this.#expected = undefined;
    this.#suspended = false;
    this.#stand(standing);
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
    this.#suspended = false;
    this.#expected = undefined;
    for (const member of this.members) member.onStanding();
    this.#resync.fault();
  }

  /** The stream is gone. */
  stop(): void {
    this.#resync.stop();
  }

  /** A frame was taken: the record of it begins at `at` in the core's `results`. Answers trades missed. */
  take(at: number): number {
    const missed = this.#take(at);
    if (this.#expected !== undefined && this.#sequence >= this.#expected.sequence) this.#settle(this.#expected);
    return missed;
  }

  #take(at: number): number {
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
