/**
 * The market-data bus: how books, trades and states leave a feed and reach whoever reads them, with
 * nobody knowing the other. Book levels may be conflated by a reader, trades never.
 *
 * In one thread the feed's own book is the mirror: a reader is told that a source moved and reads the
 * book through `core` and `stream` before it returns, or later at its own pace. Between threads a mirror is
 * decoded from the canonical frames (host/bus/ring), and readers see no difference.
 */
import type { Core, Grid } from '../wire/core.js';
import type { ReasonName, StateName } from '../wire/state.js';

/** Values that the host computes of a symbol. */
export interface AnalyticsSource {
  /** `<kernel's name>.<value>`, in the order of the records. */
  readonly names: readonly string[];
  /** Records of ANALYTIC_FIELDS, one a name, or none where there was no room for them; valid until the core's next call. */
  read(): Float64Array;
}

/** One symbol as the bus offers it. Fields change only while the publisher runs. */
export interface MarketSource {
  /** `<venue id>:<NATIVE>`. */
  readonly symbol: string;
  readonly venue: string;
  /** The core and the writer in it that hold the symbol's book. */
  readonly core: Core;
  readonly stream: number;
  readonly state: StateName;
  readonly reason: ReasonName;
  /** Known from the first time the book was live. */
  readonly grid: Grid | undefined;
  /** Of the last message: µs since the epoch; tsEvent is -1 where the venue gave none. */
  readonly tsEvent: number;
  readonly tsRecv: number;
  /** Absent: none are computed of it. */
  readonly analytics?: AnalyticsSource | undefined;
  /**
   * While `book` or `trades` is told: bytes of the canonical frame of just that in the core's output, from
   * 0, or minus a code where it could not be encoded. 0 or absent: not encoded, since nobody asked.
   */
  readonly encodedBytes?: number;
}

/** When the canonical frames of a source carry fingerprints and begin generations, µs since the epoch. */
export interface CanonicalEncoding {
  /** The first at this time of receipt or later, then at most every `fingerprintUs`. */
  readonly fingerprintAt: number;
  readonly fingerprintUs: number;
  /** Of the dense codec, likewise. */
  readonly generationAt: number;
  readonly generationUs: number;
}

export interface MarketDataListener {
  /** A symbol was added; all present ones are told on subscribing. */
  onSource?(source: MarketSource): void;
  onSourceGone?(source: MarketSource): void;
  /** The book took level changes and is in sync. */
  onBook?(source: MarketSource): void;
  /** The book was replaced: first sync, resync, or (`regridded`) another price grid, after which ticks and lots mean something else. */
  onReplaced?(source: MarketSource, regridded: boolean): void;
  /** `count` records of TRADE_FIELDS; valid during the call. Only while the source's book is in sync. */
  onTrades?(source: MarketSource, trades: Float64Array, count: number): void;
  /** Trades of the source that this carrier lost, before those told next. */
  onTradesMissed?(source: MarketSource, count: number): void;
  onState?(source: MarketSource): void;
  /** The source's analytics took a book, trades, or that sync was lost; told after those. */
  onAnalytics?(source: MarketSource): void;
}

export interface MarketDataBus {
  sources(): Iterable<MarketSource>;
  source(symbol: string): MarketSource | undefined;
  /** Answers how to leave. A listener that throws stops the process: it is a broken invariant. */
  subscribe(listener: MarketDataListener): () => void;
}

/** The feed's side of the bus. */
export interface MarketDataPublisher {
  add(source: MarketSource): void;
  remove(source: MarketSource): void;
  book(source: MarketSource): void;
  replaced(source: MarketSource, regridded: boolean): void;
  trades(source: MarketSource, trades: Float64Array, count: number): void;
  /** Absent: this carrier loses none. */
  tradesMissed?(source: MarketSource, count: number): void;
  state(source: MarketSource): void;
  /** Absent: this carrier has no analytics. */
  analytics?(source: MarketSource): void;
  /** How the canonical frames of a source are to be encoded where its messages are taken; undefined or absent: not at all. */
  encoding?(source: MarketSource): CanonicalEncoding | undefined;
}
