/** What both sides of the JS/WASM line must agree on about `ingest`: rules, records, named limits. Read by `asc` and by `tsc`. */

/** `ingest` alone: the message was taken, INGESTED_* say what it came to. */
export const INGESTED = 3;

/* How a venue's diffs follow one another, by its update ids: host/feeds/continuity. */
export const ORDER_SPOT = 0;
export const ORDER_FUTURES = 1;
export const ORDER_OKX = 2;
/** No ids: the connection's own. */
export const ORDER_CONNECTION = 3;
export const ORDERS = 4;

/* How a venue's checksums are made: host/feeds/kraken-checksum, okx-checksum. */
export const SUM_NONE = 0;
export const SUM_KRAKEN = 1;
export const SUM_OKX = 2;
export const SUMS = 3;

/* The record of `ingest`: f64 fields. */
/** The writer, -1 where the message was not taken. */
export const INGESTED_HANDLE = 0;
/** Why not, HANDED_*. */
export const INGESTED_HANDED = 1;
/** Level changes that a diff came to. */
export const INGESTED_CHANGES = 2;
/** Best quotes that were compared, and equal: 0 or 1. */
export const INGESTED_QUOTES = 3;
/** Bytes of the canonical frame in the output, 0 for none; minus a code where it could not be encoded. */
export const INGESTED_BYTES = 4;
/** Whether that frame has a fingerprint, and begins a generation: 0 or 1. */
export const INGESTED_FINGERPRINT = 5;
export const INGESTED_GENERATION = 6;
/** Of `disarm`: the update id at which a quote was compared last, -1 for none. */
export const INGESTED_QUOTED = 7;
export const INGESTED_FIELDS = 8;

/* Why `ingest` left a message to the host. */
export const HANDED_NOT = 0;
/** It is not one that changes a book, or was not read at all. */
export const HANDED_OTHER = 1;
export const HANDED_UNLINKED = 2;
export const HANDED_UNARMED = 3;
/** It is in the book already. */
export const HANDED_OLD = 4;
export const HANDED_GAP = 5;
/** A number that the stream's grid does not hold. */
export const HANDED_GRID = 6;
export const HANDED_FULL = 7;
export const HANDED_CROSSED = 8;
export const HANDED_CHECKSUM = 9;
/** Digits as sent that must be remembered for the checksum. */
export const HANDED_DIGITS = 10;
/** A best quote that differs, or that the host has, or that there is no room for. */
export const HANDED_QUOTE = 11;
export const HANDED_REASONS = 12;

/** Best quotes that wait for one book; a record is the id, and ticks and lots of bid and ask. */
export const WAITING_QUOTES = 64;
export const QUOTE_FIELDS = 5;
export const QUOTE_BYTES = 40;
/** What lies before the links' hash table: record, quotes, powers of ten, CRC table. */
export const INGEST_HEAD_BYTES = 3840;
/** With room for one quote more than may wait. */
export const LINK_BYTES = 2816;

/* Limits. */
/** Largest number of a source of `ingest`. */
export const MAX_SOURCE = 0x7fffff;
/** Most digits behind the point in a checksum. */
export const MAX_SENT_DECIMALS = 64;
