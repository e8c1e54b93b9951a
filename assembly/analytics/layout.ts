/**
 * The layout of the state blocks of the analytics kernels, the records they take, their limits. Read by
 * `asc` and by `tsc`, so it holds nothing but exported constants. docs/ANALYTICS.md has the formulas.
 *
 * A kernel's state is one block at an address that the host chooses: a head of BLOCK_HEAD_BYTES, the
 * kernel's own fields (`<KERNEL>_STATE_BYTES`), then its window (`<KERNEL>_ENTRY_BYTES` an entry).
 */

/* Kernels. */
export const KERNEL_TOUCH = 1;
export const KERNEL_IMBALANCE = 2;
export const KERNEL_ORDER_FLOW = 3;
export const KERNEL_TRADE_FLOW = 4;
export const KERNEL_VWAP = 5;
export const KERNEL_TWAP = 6;
export const KERNEL_EWMA = 7;
export const KERNEL_VOLATILITY = 8;
export const KERNEL_KYLE = 9;
export const KERNEL_AMIHUD = 10;
export const KERNEL_VPIN = 11;
export const KERNEL_QUANTILES = 12;
export const KERNEL_COVARIANCE = 13;
export const KERNEL_MICROPRICE = 14;
/** One more than the last kernel. */
export const KERNELS = 15;

/* Codes: minus one of these is the answer of a call that could not be done. */
/** A kernel, parameter, address or count that cannot be. */
export const ANALYTICS_ARGUMENT = 1;
/** The block, or the records, do not fit the memory. */
export const ANALYTICS_FULL = 2;

/* A block's head: byte offsets. */
/** u32: BLOCK_MAGIC + the kernel. */
export const BLOCK_KIND = 0;
export const BLOCK_MAGIC = 0x414e4b00;
/** u32: a QUALITY_*. */
export const BLOCK_QUALITY = 4;
/** f64: the latest time seen, µs; -1 before the first record. */
export const BLOCK_TIME = 8;
/** f64 each; NaN is none. */
export const BLOCK_VALUES = 16;
export const BLOCK_MAX_VALUES = 20;
/** f64 each, as given. */
export const BLOCK_PARAMS = 176;
export const BLOCK_MAX_PARAMS = 5;
export const BLOCK_HEAD_BYTES = 224;
/** Alignment of a block and of records. */
export const BLOCK_ALIGN_BYTES = 8;

/* What the mark of a block says of its first value, and so of all. */
/** There is no value: not enough was seen yet, or the formula has none (a side is empty). */
export const QUALITY_NONE = 0;
/** Whatever the values still depend on was seen while the book was in sync. */
export const QUALITY_SYNCED = 1;
/** Some of it was not. */
export const QUALITY_TAINTED = 2;
/** As QUALITY_NONE: the kernel's table was not fitted yet. */
export const QUALITY_UNFITTED = 3;
export const QUALITIES = 4;

/* What a kernel that is attached to a stream sees of it: the price, or the sample x. */
/** The mid: as of the book before it at a trade. */
export const SOURCE_MID = 0;
/** A trade's price. */
export const SOURCE_TRADE = 1;
/** Samples only: best ask - best bid. */
export const SOURCE_SPREAD = 2;
/** Samples only: a trade's lots. */
export const SOURCE_LOTS = 3;
export const SOURCES = 4;

/* The set of kernels attached to a stream: a head, then per kernel an entry's head and its block. */
export const SET_HEAD_BYTES = 64;
export const SET_ENTRY_HEAD_BYTES = 16;
/** Before the sets: one record, of whichever kind. */
export const SET_RECORD_BYTES = 512;

/* Records: f64 fields. Each begins with a time in µs and whether the book was in sync (1 or 0). */
export const RECORD_TIME = 0;
export const RECORD_SYNC = 1;
/** A book's best levels: DEPTH_LEVELS of (bid price, bid lots, ask price, ask lots); 0, 0 is no level. */
export const DEPTH_FIRST = 2;
export const DEPTH_LEVELS = 10;
export const DEPTH_LEVEL_FIELDS = 4;
export const DEPTH_FIELDS = 42;
/** A trade; the side is a TRADE_* of the core's layout; 0 lots: time passes, nothing else. */
export const TRADED_PRICE = 2;
export const TRADED_LOTS = 3;
export const TRADED_SIDE = 4;
export const TRADED_FIELDS = 5;
export const SAMPLE_X = 2;
export const SAMPLE_FIELDS = 3;
export const PAIR_Y = 3;
export const PAIR_FIELDS = 4;

/* Limits. */
/** Entries of a rolling window, fewest and most. */
export const MIN_WINDOW = 2;
export const MAX_WINDOW = 4096;
/** Bins a side of a quantile sketch. */
export const MIN_BINS = 16;
export const MAX_BINS = 16384;
/** Buckets of imbalance, and spreads, of a microprice's states. */
export const MIN_BUCKETS = 2;
export const MAX_BUCKETS = 20;
export const MAX_SPREADS = 5;
/** Mid moves ahead that a microprice's table looks. */
export const MICROPRICE_MOVES = 32;
/** Time constants after which an exponentially weighted value counts as warm: what is missing weighs e^-5. */
export const WARM_TAUS = 5;
/** Time constants for which what was not in sync marks an exponentially weighted value: e^-16 = 1e-7. */
export const TAINT_TAUS = 16;
/** Grid intervals are at most this long, µs: some 34 years. */
export const MAX_INTERVAL_US = 1125899906842624;

/* Bytes of the kernels' own fields and of an entry of their windows. */
export const TOUCH_STATE_BYTES = 0;
export const IMBALANCE_STATE_BYTES = 0;
export const ORDER_FLOW_STATE_BYTES = 496;
export const TRADE_FLOW_STATE_BYTES = 80;
export const VWAP_STATE_BYTES = 48;
export const TWAP_STATE_BYTES = 48;
export const EWMA_STATE_BYTES = 40;
export const VOLATILITY_STATE_BYTES = 48;
export const VOLATILITY_ENTRY_BYTES = 8;
/** Of a rolling window. */
export const WINDOW_HEAD_BYTES = 16;
export const BARS_STATE_BYTES = 64;
export const KYLE_ENTRY_BYTES = 16;
export const AMIHUD_ENTRY_BYTES = 8;
export const VPIN_STATE_BYTES = 128;
export const VPIN_ENTRY_BYTES = 8;
export const QUANTILES_STATE_BYTES = 64;
export const QUANTILES_BIN_BYTES = 8;
export const COVARIANCE_STATE_BYTES = 16;
export const COVARIANCE_ENTRY_BYTES = 16;
export const MICROPRICE_STATE_BYTES = 80;
/** A state's own numbers: transitions, sum of moves, the table, two vectors. */
export const MICROPRICE_ENTRY_BYTES = 40;
/** A pair of states: transitions without and with a move of the mid, the factors. */
export const MICROPRICE_PAIR_BYTES = 24;
