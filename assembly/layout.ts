/**
 * What both sides of the JS/WASM line and both ends of a wire must agree on: result codes, frame
 * kinds and flags, record fields, named limits. Read by `asc` and by `tsc`, so it holds nothing but
 * exported integer constants.
 *
 * Every integer that JavaScript reads or writes in linear memory is an exact integer in an f64 (at
 * most 2^53 - 1), so that no BigInt and no split word crosses the line; inside the core they are i64.
 */

/* Result codes: a call answers >= 0, or minus one of these. The list is closed. */
/** All is well. */
export const OK = 0;
/** The bytes end inside a field. */
export const TRUNCATED = 1;
/** An integer is not in its shortest form, is minus zero, or exceeds 2^53 - 1. */
export const VARINT = 2;
/** A full header of another protocol version. */
export const VERSION = 3;
/** A reserved flag is set, or flags contradict each other or the kind. */
export const FLAGS = 4;
/** The frame kind is 0, or an extended kind below 8. */
export const KIND = 5;
/** The codec is not known. */
export const CODEC = 6;
/** No stream of that id is open here. */
export const STREAM = 7;
/** The stream has no valid book: a snapshot must come first. */
export const NOT_SYNCED = 8;
/** The frame belongs to another epoch of the stream. */
export const EPOCH = 9;
/** The frame does not follow the last one: something was lost. */
export const SEQUENCE = 10;
/** A number is outside its range. */
export const RANGE = 11;
/** A change refers to a level that the book does not hold. */
export const DICTIONARY = 12;
/** A named capacity is exhausted. */
export const FULL = 13;
/** The payload holds more bytes than its content. */
export const TRAILING = 14;
/** The book after the frame is not the book of the sender. */
export const FINGERPRINT = 15;
/** The price grid of a snapshot is not usable. */
export const GRID = 16;
/** The host passed a handle or a count that does not exist: a fault of the caller. */
export const ARGUMENT = 17;
/** One more than the last code. */
export const CODES = 18;

/* The frame header: docs/PROTOCOL.md holds the byte tables. */
export const PROTOCOL_VERSION = 1;
export const KIND_MASK = 0x07;
export const KIND_BITS = 3;
export const KIND_SNAPSHOT = 1;
export const KIND_DELTA = 2;
export const KIND_TRADES = 3;
export const KIND_STATUS = 4;
/** A compact dense delta with times in its payload; its flags are the low bits of the sequence. */
export const KIND_DENSE = 5;
/** The same with a fingerprint. */
export const KIND_DENSE_PROVED = 6;
/** Bits of the sequence in the tag of those. */
export const DENSE_SEQUENCE_BITS = 5;
/** The kind is in the next byte (8 to 255). */
export const KIND_EXTENDED = 7;
/** Extended. */
export const KIND_ANALYTICS = 8;
export const FLAG_FULL = 0x08;
export const FLAG_FINGERPRINT = 0x10;
export const FLAG_EVENT = 0x20;
export const FLAG_EVENT_MS = 0x40;
/** A second flag byte follows. */
export const FLAG_EXTENDED = 0x80;
/** In the second flag byte: a generation of the dense codec begins with this delta. */
export const FLAG_GENERATION = 0x01;
/** In the second flag byte: the delta is a catch-up. */
export const FLAG_CATCH_UP = 0x02;
/** The delta codec of this version: docs/PROTOCOL.md, "Codec 1: plain". */
export const CODEC_PLAIN = 1;
/** docs/PROTOCOL.md, "Codec 2: fast". */
export const CODEC_FAST = 2;
/** docs/PROTOCOL.md, "Codec 3: dense". */
export const CODEC_DENSE = 3;

/* Operations of a level change in the plain codec. */
export const OP_DELETE = 0;
export const OP_ADJUST = 1;
export const OP_SET = 2;

/* Sides of a book, and of a trade's aggressor. */
export const SIDE_BID = 0;
export const SIDE_ASK = 1;
export const TRADE_BUY = 0;
export const TRADE_SELL = 1;
export const TRADE_UNKNOWN = 2;
export const TRADE_FLAG_SIDE = 0x03;
export const TRADE_FLAG_ID = 0x04;
export const TRADE_FLAG_EVENT = 0x08;

/* A symbol's state, as a status frame carries it. */
export const STATE_CONNECTING = 0;
export const STATE_BUFFERING = 1;
export const STATE_BRIDGING = 2;
export const STATE_LIVE = 3;
export const STATE_STALE = 4;
export const STATE_RESYNCING = 5;
export const STATE_CLOSED = 6;
export const STATES = 7;

/* Why a symbol is in its state. */
export const REASON_NONE = 0;
export const REASON_GAP = 1;
export const REASON_CHECKSUM = 2;
export const REASON_CROSSED = 3;
export const REASON_DISCONNECTED = 4;
export const REASON_SILENT = 5;
export const REASON_CAPACITY = 6;
export const REASON_GRID = 7;
export const REASON_REFUSED = 8;
export const REASON_QUOTE = 9;
export const REASONS = 10;

/* Fields of a stream, for `info`. */
export const INFO_ID = 0;
export const INFO_EPOCH = 1;
export const INFO_SEQUENCE = 2;
/** 1 when the book is valid at INFO_SEQUENCE, else 0. A writer is always synced. */
export const INFO_SYNCED = 3;
/** Levels kept a side; 0 is all. */
export const INFO_DEPTH = 4;
/** Venue time of the last frame that had one, µs since the epoch (receipt time until one came). */
export const INFO_EVENT = 5;
/** Receipt time of the last frame, µs since the epoch. */
export const INFO_RECV = 6;
export const INFO_PRICE_DECIMALS = 7;
export const INFO_TICK = 8;
export const INFO_SIZE_DECIMALS = 9;
export const INFO_LOT = 10;
export const INFO_FINGERPRINT = 11;
export const INFO_BIDS = 12;
export const INFO_ASKS = 13;
/** Best prices in ticks and their sizes in lots; 0 where the side is empty. */
export const INFO_BEST_BID = 14;
export const INFO_BEST_BID_LOTS = 15;
export const INFO_BEST_ASK = 16;
export const INFO_BEST_ASK_LOTS = 17;
/** The codec of the stream's deltas; 0 before a reader's first snapshot. */
export const INFO_CODEC = 18;
export const INFO_FIELDS = 19;

/* A result of `receive`: one record a frame, f64 fields. */
/** 0, or the code itself (not its negative). */
export const RESULT_CODE = 0;
/** The stream's handle, or -1. */
export const RESULT_HANDLE = 1;
/** Frame kind; 0 where the header could not be read. */
export const RESULT_KIND = 2;
/** The stream's id on the wire, or -1. */
export const RESULT_STREAM = 3;
/** Sequence after the frame; -1 where it was not applied. */
export const RESULT_SEQUENCE = 4;
/** µs since the epoch; -1 is absent. */
export const RESULT_EVENT = 5;
export const RESULT_RECV = 6;
/** Where the frame begins in the input, and its length (0 where it is not known). */
export const RESULT_OFFSET = 7;
export const RESULT_BYTES = 8;
/** Delta: index of its first entry in `changes`. Trades: index of its first record in `trades`. */
export const RESULT_FIRST = 9;
/** Delta and snapshot: numbers of bids and asks. Trades: number of trades, and how many were missed. */
export const RESULT_BIDS = 10;
export const RESULT_TRADES = 10;
/** Analytics: number of values, and of the table that they are of; RESULT_FIRST is a record of `analytics`. */
export const RESULT_VALUES = 10;
export const RESULT_TABLE = 11;
export const RESULT_ASKS = 11;
export const RESULT_MISSED = 11;
/** Status: state and reason. */
export const RESULT_STATE = 12;
export const RESULT_REASON = 13;
export const RESULT_FIELDS = 14;

/* A trade record: f64 fields. */
export const TRADE_TICKS = 0;
export const TRADE_LOTS = 1;
/** µs since the epoch; -1 is absent. */
export const TRADE_EVENT = 2;
/** The venue's trade id; -1 is absent. */
export const TRADE_ID = 3;
export const TRADE_SIDE = 4;
export const TRADE_FIELDS = 5;

/* A value as frames carry it and `readAnalytics` answers it: f64 fields. */
/** In the table of values agreed at subscription; of `readAnalytics`, among the stream's. */
export const ANALYTIC_INDEX = 0;
/** NaN where the mark is QUALITY_NONE or QUALITY_UNFITTED. */
export const ANALYTIC_VALUE = 1;
/** A QUALITY_* of the analytics layout. */
export const ANALYTIC_MARK = 2;
export const ANALYTIC_FIELDS = 3;

/* What `parse` answers with, unless the call itself was wrong. */
/** The frame was read: PARSED_KIND says as what. */
export const PARSE_OK = 0;
/** Not a frame of this venue: PARSED_FAULT and PARSED_OFFSET say why and where. */
export const PARSE_REFUSED = 1;
/** Nothing is said of the frame, it may be legal: it has what only the decoder in TypeScript takes. */
export const PARSE_DEFERRED = 2;

/* Venues of `parse`. */
export const VENUE_BINANCE_SPOT = 0;
/** USD-M and COIN-M: diffs name the one before them. */
export const VENUE_BINANCE_FUTURES = 1;
/** WebSocket v1. */
export const VENUE_KRAKEN_V1 = 2;
/** WebSocket v2. */
export const VENUE_KRAKEN_V2 = 3;
/** Exchange. */
export const VENUE_COINBASE = 4;
/** WebSocket v5. */
export const VENUE_OKX = 5;
export const VENUES = 6;

/* What a frame is. */
export const FRAME_IGNORED = 0;
export const FRAME_SNAPSHOT = 1;
export const FRAME_DIFF = 2;
/** A best quote: at most one level a side. */
export const FRAME_QUOTE = 3;
export const FRAME_TRADES = 4;
export const FRAME_HEARTBEAT = 5;
/** The venue took the subscription of a book. */
export const FRAME_SUBSCRIBED = 6;

/* Why a frame is refused, in the order of FAULTS in `host/feeds/venue`. */
export const FAULT_JSON = 0;
export const FAULT_SHAPE = 1;
export const FAULT_FIELD = 2;
export const FAULT_NUMBER = 3;
export const FAULT_SYMBOL = 4;
export const FAULT_UNKNOWN = 5;

/* The record of `parse`: f64 fields, -1 where something is absent. */
export const PARSED_KIND = 0;
export const PARSED_FAULT = 1;
/** Position in the input of what was refused: the field's value, the frame's first byte where it is missing. */
export const PARSED_OFFSET = 2;
/** Where the symbol stands in the input, and its length. Of a frame that is refused: it was about this symbol's book. */
export const PARSED_SYMBOL = 3;
export const PARSED_SYMBOL_BYTES = 4;
/** Update ids. */
export const PARSED_FIRST = 5;
export const PARSED_LAST = 6;
export const PARSED_PREVIOUS = 7;
/** Venue time, µs since the epoch. */
export const PARSED_EVENT = 8;
/** Rows of the columns. A frame of trades has its prices and sizes among the bids. */
export const PARSED_BIDS = 9;
export const PARSED_ASKS = 10;
export const PARSED_TRADES = 11;
/** The venue's checksum of the book. */
export const PARSED_CHECKSUM = 12;
/** Levels a side that the venue keeps. */
export const PARSED_DEPTH = 13;
export const PARSED_FIELDS = 14;
/** Values of named fields that wait to be judged, 16 bytes each. */
export const SLOTS = 32;
export const SLOT_BYTES = 16;
/** Names of open objects, where a name must not come twice; what has more is left to others. */
export const NAMES = 128;
export const NAME_BYTES = 8;
/** What lies before the columns: record, slots, names. */
export const PARSED_HEAD_BYTES = 1648;
/** Bytes of a level among the columns: two f64 mantissas, two i16 decimals, two u8 of decimals as sent. */
export const PARSED_LEVEL_BYTES = 22;
/** Bytes of a trade besides: time, id, side. */
export const PARSED_TRADE_BYTES = 24;

/* Limits. */
/** Deepest nesting of what a frame has besides the fields read. */
export const MAX_NESTING = 64;
/** Longest text of a number; as host/feeds/exact-decimal has it. */
export const MAX_DECIMAL_BYTES = 64;
/** Longest symbol in a frame. */
export const MAX_SYMBOL_BYTES = 64;
/** Latest venue time, ms since the epoch: 2^52 - 1 µs. */
export const MAX_TIME_MS = 4503599627370;
export const MAX_TIME_US = 4503599627370495;
/** Largest CRC-32. */
export const MAX_CRC = 0xffffffff;
/** Largest stream id on the wire. */
export const MAX_STREAM_ID = 0x7fffffff;
/** Most decimals of a price or size grid. */
export const MAX_DECIMALS = 18;
/** Longest header of any frame: 1 tag + 1 kind + 5 id + 1 version + 1 codec + 6 epoch + 8 sequence + 8 base + 8 + 8 times + 4 fingerprint + 8 length. */
export const MAX_HEADER_BYTES = 59;
/** Longest change in the plain codec: 8 bytes of price and operation, 8 of size. */
export const MAX_CHANGE_BYTES = 16;
/** Longest trade: flags, price, size, id, time. */
export const MAX_TRADE_BYTES = 33;
/** Longest value in an analytics frame: lead, gap, double. */
export const MAX_ANALYTIC_BYTES = 17;
/** Longest snapshot payload before its levels: two decimals, tick, lot, depth, two counts. */
export const MAX_SNAPSHOT_PREFIX_BYTES = 42;

/* Linear memory. The core lays its regions out from the capacity, `host/core/capacity.ts` computes the same sum. */
/** Where the first region begins: below it lies what the compiler puts into memory. */
export const MEMORY_BASE = 4096;
/** Regions begin at multiples of this. */
export const REGION_ALIGNMENT = 64;
/** Unused bytes behind each region: integers are read and written eight bytes at a time. */
export const GUARD_BYTES = 64;
export const REGION_STREAMS = 0;
/** Hash table from a reader's id to its handle. */
export const REGION_READERS = 1;
/** Leaves of all overflows. */
export const REGION_LEAVES = 2;
export const REGION_STAGED = 3;
export const REGION_LEVELS = 4;
export const REGION_CHANGES = 5;
export const REGION_TRADES = 6;
export const REGION_RESULTS = 7;
export const REGION_INPUT = 8;
export const REGION_OUTPUT = 9;
/** The change list that can be encoded, and the one being made; where the former's changes stood among the levels before. */
export const REGION_LISTS = 10;
/** Two sorted sequences of levels, for sorting and merging. */
export const REGION_SCRATCH = 11;
/** Levels that move between a window and its overflow. */
export const REGION_MOVED = 12;
/** What `parse` read: its record, its slots and columns. */
export const REGION_PARSED = 13;
/** Models of the dense codec, and one more to keep a copy in. */
export const REGION_MODELS = 14;
/** What the streams remember of their changes. */
export const REGION_HISTORY = 15;
/** A record and the analytics kernels attached to streams. */
export const REGION_KERNELS = 16;
/** Records of analytics values. */
export const REGION_ANALYTICS = 17;
/** Where entries are brought into order: a bitmap of a window's ticks, and a size for each. */
export const REGION_ORDER = 18;
/** Which frames change which writers. */
export const REGION_LINKS = 19;
export const REGIONS = 20;

/* A model of the dense codec: record, states of two bytes, recent sizes, what is known of prices. */
export const MODEL_RECORD_BYTES = 64;
export const MODEL_STATES = 25376;
export const MODEL_SIZES = 256;
export const MODEL_PRICES = 4096;
/** A price's key, and its lots before the last change. */
export const MODEL_PRICE_BYTES = 16;
export const MODEL_BYTES = 118400;

/** Ticks that a side's window spans, a power of two; eight bytes a tick. */
export const WINDOW_TICKS = 4096;
/** Levels in a leaf of an overflow; 16 bytes each. */
export const LEAF_LEVELS = 64;
export const LEVEL_BYTES = 16;
/** A directory entry: first key, leaf, count. */
export const LEAF_ENTRY_BYTES = 16;
/** Any two neighbouring leaves hold at least this many levels together, so n levels have at most 2n / 65 + 1 leaves. */
export const LEAF_PAIR_LEVELS = 65;
/** Leaves that may exist for a moment beyond that, while levels move. */
export const LEAF_SLACK = 4;
export const STREAM_HEADER_BYTES = 128;
/** A stream's history: this, then its records, key and sequence. */
export const HISTORY_HEADER_BYTES = 64;
export const HISTORY_RECORD_BYTES = 16;
export const SIDE_HEADER_BYTES = 64;
