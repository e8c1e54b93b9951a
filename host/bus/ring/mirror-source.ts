/**
 * A symbol of another thread as this one sees it: its book, decoded from canonical frames into a reader
 * of this thread's core, its state, times and analytics. A book that is not the other thread's, because
 * records were lost, is never live.
 */
import {
  ANALYTIC_FIELDS,
  INFO_LOT,
  INFO_PRICE_DECIMALS,
  INFO_SIZE_DECIMALS,
  INFO_TICK,
  OK,
  RESULT_CODE,
  RESULT_FIRST,
  RESULT_TRADES,
  RESULT_VALUES,
  TRADE_FIELDS,
} from '../../../assembly/layout.js';
import type { Core, Grid } from '../../wire/core.js';
import type { ReasonName, StateName } from '../../wire/state.js';
import type { AnalyticsSource, MarketSource } from '../market-data.js';
import type { RecordHead, SourceText } from './record.js';

/** The values as they came last. */
class MirroredAnalytics implements AnalyticsSource {
  readonly names: readonly string[];
  readonly #records: Float64Array;
  #count = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#records = new Float64Array(names.length * ANALYTIC_FIELDS);
  }

  read(): Float64Array {
    return this.#records.subarray(0, this.#count * ANALYTIC_FIELDS);
  }

  take(records: Float64Array): void {
    this.#records.set(records);
    this.#count = records.length / ANALYTIC_FIELDS;
  }

  forget(): void {
    this.#count = 0;
  }
}

const BEGINNING: ReadonlySet<StateName> = new Set(['connecting', 'buffering', 'bridging']);

export class MirrorSource implements MarketSource {
  readonly symbol: string;
  readonly venue: string;
  readonly core: Core;
  readonly analytics: MirroredAnalytics | undefined;
  stream = -1;
  state: StateName = 'connecting';
  reason: ReasonName = 'none';
  grid: Grid | undefined;
  tsEvent = -1;
  tsRecv = 0;
  /** The book is the other thread's. */
  isSynced = false;
  /** Trades told of the source, or known to be missed, modulo 2^32. */
  trades = 0;
  /** What listeners were told last. */
  #toldState: StateName | undefined;
  #toldReason: ReasonName = 'none';
  /** What the other thread said last. */
  #saidState: StateName = 'connecting';
  #saidReason: ReasonName = 'none';
  /** Why the book is not the other thread's. */
  #lostBy: ReasonName = 'disconnected';
  /** Id of the stream in frames that `stream` reads. */
  #wireId = -1;

  constructor({ symbol, venue, analytics }: SourceText, core: Core) {
    this.symbol = symbol;
    this.venue = venue;
    this.core = core;
    if (analytics !== undefined) this.analytics = new MirroredAnalytics(analytics);
  }

  /** Takes times and state from a record. */
  take(head: RecordHead): void {
    this.tsRecv = head.tsRecv;
    this.tsEvent = head.tsEvent;
    this.#saidState = head.state;
    this.#saidReason = head.reason;
    this.#judge();
  }

  /**
   * What was said, unless that cannot be of this book: it is not live while records of it are missing, and
   * a feed that begins anew says so of a symbol that was live before.
   */
  #judge(): void {
    const state = this.#saidState;
    const isBeginning = this.grid !== undefined && BEGINNING.has(state);
    if (this.isSynced || (state !== 'live' && !isBeginning)) {
      this.state = state;
      this.reason = this.#saidReason;
    } else {
      this.state = state === 'buffering' || state === 'bridging' ? 'resyncing' : 'stale';
      this.reason = this.#lostBy;
    }
  }

  /** Whether the state is news to listeners, who are told by the caller then. */
  isNews(): boolean {
    if (this.state === this.#toldState && this.reason === this.#toldReason) return false;
    this.#toldState = this.state;
    this.#toldReason = this.reason;
    return true;
  }

  /** The book is not the other thread's any more, until the next snapshot. */
  lose(reason: ReasonName): void {
    this.isSynced = false;
    this.#lostBy = reason;
    this.#judge();
  }

  /** The other thread is gone, and its streams with it. */
  end(): void {
    this.close();
    this.analytics?.forget();
    this.#saidState = 'connecting';
    this.#saidReason = 'none';
    this.lose('disconnected');
  }

  close(): void {
    if (this.stream >= 0) this.core.close(this.stream);
    this.stream = -1;
    this.#wireId = -1;
  }

  /**
   * Decodes the frame that the first bytes of the core's input are; whether it was right. Of a book
   * that is lost only a snapshot is.
   */
  decode(bytes: number, isSnapshot: boolean, wireId: number): boolean {
    if (!this.isSynced && !isSnapshot) return false;
    if (isSnapshot && !this.#open(wireId)) return false;
    const { core } = this;
    const isRight = core.receive(0, bytes) === 1 && core.results[RESULT_CODE] === OK;
    if (isRight && isSnapshot) {
      this.isSynced = true;
      this.grid = this.#readGrid();
    }
    return isRight;
  }

  /** A stream that reads frames of this id. */
  #open(wireId: number): boolean {
    if (this.#wireId === wireId) return true;
    this.close();
    const stream = this.core.openReader(wireId);
    if (stream < 0) return false;
    this.stream = stream;
    this.#wireId = wireId;
    return true;
  }

  #readGrid(): Grid {
    const read = (field: number) => this.core.info(this.stream, field);
    return {
      priceDecimals: read(INFO_PRICE_DECIMALS),
      tick: read(INFO_TICK),
      sizeDecimals: read(INFO_SIZE_DECIMALS),
      lot: read(INFO_LOT),
    };
  }

  /** The trades of the frame decoded last, copied: whoever is told of them may use the core's. */
  copyTrades(target: Float64Array): number {
    const { results, trades } = this.core;
    const first = results[RESULT_FIRST]! * TRADE_FIELDS;
    const count = results[RESULT_TRADES]!;
    target.set(trades.subarray(first, first + count * TRADE_FIELDS));
    return count;
  }

  /** Keeps the values of the frame decoded last. */
  keepAnalytics(): void {
    const { results, analytics } = this.core;
    const first = results[RESULT_FIRST]! * ANALYTIC_FIELDS;
    this.analytics?.take(analytics.subarray(first, first + results[RESULT_VALUES]! * ANALYTIC_FIELDS));
  }
}
