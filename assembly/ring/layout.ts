/**
 * The layout of a ring in shared memory, its limits, and the codes that ring calls answer. Read by
 * `asc` and by `tsc`, so it holds nothing but exported integer constants.
 *
 * A ring is one region: a header of RING_HEADER_BYTES, then a power of two of data bytes. Whatever
 * one thread writes and another reads often has a line of its own; a line here is 128 bytes, because
 * x86 prefetches pairs of 64 and some ARM cores have lines of 128.
 *
 *     0  what the ring is; written once, by its creator
 *   128  the writer's: how far it published, its state, its heartbeat
 *   256  the writer's own notes (an end in plain TypeScript keeps its notes in its object instead)
 *   384  the reader's: how far it released, its state, its heartbeat (not in a broadcast ring)
 *   512  the reader's own notes (a broadcast reader has a block of its own elsewhere)
 *   640  how readers wait
 *   768  how the writer waits
 *   896  data
 */

/* Codes: a call answers >= 0, or minus one of these. The list is closed; host/wire/ring.ts names them. */
/** All is well. */
export const RING_OK = 0;
/** An address, size or count that cannot be: a fault of the caller. */
export const RING_ARGUMENT = 1;
/** There is no ring of this kind and version at the address. */
export const RING_FOREIGN = 2;
/** What memory holds contradicts itself; nothing was read or changed. */
export const RING_CORRUPT = 3;
/** No room: the writer has to publish what it committed and (spsc) the reader to release, first. */
export const RING_FULL = 4;
/** Nothing to read yet. */
export const RING_EMPTY = 5;
/** The record is longer than the ring allows, than was reserved, or than the target. */
export const RING_TOO_LONG = 6;
/** The end is taken. */
export const RING_BUSY = 7;
/** The other end was closed (and, for a reader, everything was read). */
export const RING_CLOSED = 8;
/** The writer overtook this broadcast reader; it was moved to the newest position and knows its loss. */
export const RING_LAPPED = 9;
/** Calls out of order: commit without reserve, advance without peek, more submitted than claimed. */
export const RING_ORDER = 10;
/** The ring's positions are used up (2^53 words of 8 bytes). */
export const RING_EXHAUSTED = 11;
/** A wait ended at its time limit. */
export const RING_TIMEOUT = 12;
/** A wait ended because the other end showed no sign of life for the time given. */
export const RING_SILENT = 13;
/** One more than the last code. */
export const RING_CODES = 14;

/* Limits. */
/** Alignment of a ring and of a broadcast reader's block; both lie at MEMORY_BASE of the core's layout or above. */
export const RING_ALIGN_BYTES = 128;
export const RING_HEADER_BYTES = 896;
/** Smallest and largest number of data bytes: a power of two between these. */
export const RING_MIN_CAPACITY_BYTES = 256;
export const RING_MAX_CAPACITY_BYTES = 0x20000000;
/** Before each variable-length record: u32 length, then u32 position (spsc) or sequence (broadcast). */
export const RING_RECORD_HEADER_BYTES = 8;
/** Smallest fixed record; fixed records are powers of two. */
export const RING_MIN_RECORD_BYTES = 8;
/** A record and the padding before it fit an empty spsc ring: records take up to capacity >> this. */
export const SPSC_RECORD_SHIFT = 1;
/** A broadcast writer is at most capacity >> this ahead of what it published. */
export const BROADCAST_CLAIM_SHIFT = 2;
/** A record and the padding before it fit one claim: records take up to capacity >> this. */
export const BROADCAST_RECORD_SHIFT = 3;
/** Instead of a length: the record is at the start of the ring. */
export const RING_PAD = 0xffffffff;
/** Instead of a length, behind the newest broadcast record: not written yet; its sequence is. */
export const RING_NEXT = 0xfffffffe;

/* The first line: u32 each. */
export const RING_MAGIC = 0;
/** Capacity - 1. */
export const RING_MASK = 4;
/** Size of a fixed record; 0: records have any length. */
export const RING_RECORD_BYTES = 8;
/** ~(mask + record bytes), so that one damaged word is noticed. */
export const RING_CHECK = 12;
export const RING_MAGIC_SPSC = 0x31535254;
export const RING_MAGIC_BROADCAST = 0x31425254;

/* The lines of the two ends: offsets within RING_WRITER and RING_READER. */
export const RING_WRITER = 128;
export const RING_READER = 384;
/**
 * spsc: bytes published or released so far, modulo 2^32. Broadcast: low 32 bits of the position, in
 * words of 8 bytes.
 */
export const END_INDEX = 0;
/** END_ABSENT, END_OPEN or END_CLOSED. */
export const END_STATE = 4;
/** Counts up whenever the end wants to show that it lives though its index does not move. */
export const END_BEAT = 8;
/** Broadcast: the position >> 21. */
export const END_INDEX_HIGH = 12;
/** Broadcast: the sequence of the next record >> 21. */
export const END_SEQUENCE_HIGH = 16;
export const END_ABSENT = 0;
export const END_OPEN = 1;
export const END_CLOSED = 2;
/** Which end, as an argument. */
export const SIDE_WRITER = 0;
export const SIDE_READER = 1;
/** Bits of a broadcast position, or sequence, below its high word. */
export const POSITION_LOW_BITS = 21;

/* Notes of an end in WASM, its own business but for what JavaScript reads from them. */
export const RING_WRITER_NOTES = 256;
export const RING_READER_NOTES = 512;
/** Address of the record or run last answered. */
export const NOTE_AT = 0;
/** Bytes of the record last peeked at. */
export const NOTE_LENGTH = 4;
/** Not 0: the other end waits for a message from the host; who sends it puts 0 here. */
export const NOTE_WAKE = 8;
/** Writer: bytes reserved, or -1. Reader: bytes that `advance` goes on by, or 0. */
export const NOTE_HELD = 12;
/** Fixed records: how many are claimed or taken. */
export const NOTE_COUNT = 16;
/** spsc: where the reserved record begins. */
export const NOTE_START = 20;
/** spsc: written or read so far, published and released or not; and the other end's index as last seen. */
export const NOTE_CURSOR = 24;
export const NOTE_CACHED = 28;
/** Broadcast, i64: written or read so far; published or seen; sequence of the next record. */
export const NOTE_POSITION = 32;
export const NOTE_SEEN = 40;
export const NOTE_SEQUENCE = 48;
/** Broadcast reader, f64: records lost at the last lap, and in all. */
export const NOTE_LOST = 56;
export const NOTE_LOST_TOTAL = 64;
/** Broadcast reader: stored to where nothing but the order of stores matters. */
export const NOTE_FENCE = 72;
/** Broadcast reader: READER_MAGIC once it has joined. */
export const NOTE_MAGIC = 76;
export const READER_MAGIC = 0x31445254;
/** Bytes of a broadcast reader's block. */
export const READER_BLOCK_BYTES = 128;

/* How an end waits: bits, set by who waits and taken away by who wakes. The word is also the futex. */
export const RING_READER_WAITS = 640;
export const RING_WRITER_WAITS = 768;
/** Wakes by `atomic.notify` on the word. */
export const WAIT_NOTIFY = 1;
/** Wakes by a message that the other end's host sends. */
export const WAIT_MESSAGE = 2;
