/** The writer's end of the broadcast ring; broadcast.ts explains it. */
import { storeNext } from './broadcast';
import { copyRecord } from './copy';
import {
  BROADCAST_RECORD_SHIFT,
  END_INDEX,
  END_SEQUENCE_HIGH,
  NOTE_AT,
  NOTE_COUNT,
  NOTE_HELD,
  NOTE_POSITION,
  NOTE_SEEN,
  NOTE_SEQUENCE,
  POSITION_LOW_BITS,
  RING_ARGUMENT,
  RING_CORRUPT,
  RING_EXHAUSTED,
  RING_FULL,
  RING_HEADER_BYTES,
  RING_MAGIC_BROADCAST,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_READER_WAITS,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
  RING_WRITER,
  RING_WRITER_NOTES,
} from './layout';
import { claimWords, LAST_POSITION, storePosition } from './position';
import { holds, isFixed, usable } from './region';
import { wake } from './wake';

/**
 * Room for a record of up to `bytes` bytes: the address to write it to. RING_FULL: a quarter of the
 * ring is claimed, publish first.
 */
export function broadcastReserve(ring: usize, bytes: u32): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  if (load<u32>(ring, RING_RECORD_BYTES) != 0) return -RING_ARGUMENT;
  const capacity = <u32>mask + 1;
  if (bytes > (capacity >> BROADCAST_RECORD_SHIFT) - RING_RECORD_HEADER_BYTES) return -RING_TOO_LONG;
  const notes = ring + RING_WRITER_NOTES;
  const position = load<i64>(notes, NOTE_POSITION);
  const offset = ((<u32>position) << 3) & mask;
  const skipped = skippedBytes(capacity, offset, bytes);
  const code = ensureClaim(notes, mask, position, (skipped + totalBytes(bytes)) >> 3);
  if (code != RING_OK) return code;
  const data = ring + RING_HEADER_BYTES;
  if (skipped != 0) storeHeader(data + offset, <u32>RING_PAD, load<i64>(notes, NOTE_SEQUENCE));
  const at = data + (skipped != 0 ? 0 : offset) + RING_RECORD_HEADER_BYTES;
  store<u32>(notes, bytes, NOTE_HELD);
  store<u32>(notes, <u32>at, NOTE_AT);
  return <i32>at;
}

/** Makes what was written to the reserved place a record of `bytes` bytes, at most as many as reserved. */
export function broadcastCommit(ring: usize, bytes: u32): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  const notes = ring + RING_WRITER_NOTES;
  const held = load<i32>(notes, NOTE_HELD);
  if (held < 0) return -RING_ORDER;
  if (bytes > <u32>held) return -RING_TOO_LONG;
  const capacity = <u32>mask + 1;
  const position = load<i64>(notes, NOTE_POSITION);
  const offset = ((<u32>position) << 3) & mask;
  // By what was reserved, not by what came of it: that is where the bytes are.
  const skipped = skippedBytes(capacity, offset, held);
  const words = (skipped + totalBytes(bytes)) >> 3;
  const code = ensureClaim(notes, mask, position, words);
  if (code != RING_OK) return -RING_CORRUPT;
  const sequence = load<i64>(notes, NOTE_SEQUENCE);
  storeHeader(ring + RING_HEADER_BYTES + (skipped != 0 ? 0 : offset), bytes, sequence);
  store<i64>(notes, position + words, NOTE_POSITION);
  store<i64>(notes, sequence + 1, NOTE_SEQUENCE);
  store<i32>(notes, -1, NOTE_HELD);
  return RING_OK;
}

/** Lets the readers see all records committed. */
export function broadcastPublish(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  const notes = ring + RING_WRITER_NOTES;
  const position = load<i64>(notes, NOTE_POSITION);
  if (load<u32>(ring + RING_WRITER, END_INDEX) == <u32>position) return RING_OK;
  if (load<u32>(ring, RING_RECORD_BYTES) == 0) {
    const sequence = load<i64>(notes, NOTE_SEQUENCE);
    const high = <u32>(sequence >> POSITION_LOW_BITS);
    const line = ring + RING_WRITER;
    storeNext(ring, mask, position, sequence);
    if (load<u32>(line, END_SEQUENCE_HIGH) != high) atomic.store<u32>(line, high, END_SEQUENCE_HIGH);
  }
  publishTo(ring, notes, position);
  return RING_OK;
}

/** Copies a record in and commits it; it is not published yet. */
export function broadcastWrite(ring: usize, source: usize, bytes: u32): i32 {
  const at = broadcastReserve(ring, bytes);
  if (at < 0) return at;
  if (!holds(source, bytes)) return -RING_ARGUMENT;
  copyRecord(at, source, bytes);
  return broadcastCommit(ring, bytes);
}

/**
 * Fixed records: publishes the first `filled` of those claimed and claims up to `want` more. Answers
 * how many it claimed, at least one; they lie in one piece from NOTE_AT on.
 */
export function broadcastSubmit(ring: usize, filled: u32, want: u32): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  const capacity = <u32>mask + 1;
  const size = load<u32>(ring, RING_RECORD_BYTES);
  if (!isFixed(size, capacity >> BROADCAST_RECORD_SHIFT)) return -RING_ARGUMENT;
  const notes = ring + RING_WRITER_NOTES;
  let position = load<i64>(notes, NOTE_POSITION);
  if (filled != 0) {
    if (filled > load<u32>(notes, NOTE_COUNT)) return -RING_ORDER;
    if (ensureClaim(notes, mask, position, 0) != RING_OK) return -RING_CORRUPT;
    position += <i64>filled * (size >> 3);
    store<i64>(notes, position, NOTE_POSITION);
    store<u32>(notes, 0, NOTE_COUNT);
    publishTo(ring, notes, position);
  }
  if ((<u32>position & ((size >> 3) - 1)) != 0) return -RING_CORRUPT;
  if (want == 0) return 0;
  const code = ensureClaim(notes, mask, position, size >> 3);
  if (code != RING_OK) return code;
  const offset = ((<u32>position) << 3) & mask;
  const piece = min<u32>((<u32>claimWords(mask) - 1) << 3, capacity - offset);
  const count = min<u32>(want, piece >> ctz(size));
  store<u32>(notes, count, NOTE_COUNT);
  store<u32>(notes, <u32>(ring + RING_HEADER_BYTES + offset), NOTE_AT);
  return count;
}

/** Bytes left unused before a record that does not fit before the end of the ring. */
function skippedBytes(capacity: u32, offset: u32, bytes: u32): u32 {
  return totalBytes(bytes) <= capacity - offset ? 0 : capacity - offset;
}

/** Header, bytes and padding. */
function totalBytes(bytes: u32): u32 {
  return (bytes + RING_RECORD_HEADER_BYTES + 7) & ~7;
}

function storeHeader(at: usize, length: u32, sequence: i64): void {
  store<u64>(at, ((<u64>(<u32>sequence)) << 32) | length);
}

/** Whether so many words more, and the header behind them, stay within one claim. */
function ensureClaim(notes: usize, mask: i32, position: i64, words: u32): i32 {
  const ahead = position - load<i64>(notes, NOTE_SEEN);
  const most = claimWords(mask);
  if (ahead < 0 || ahead > most || position < 0) return -RING_CORRUPT;
  if (position > LAST_POSITION) return -RING_EXHAUSTED;
  return ahead + words + 1 <= most ? RING_OK : -RING_FULL;
}

/** The load of the wait word also keeps the stores of the next batch behind this publication. */
function publishTo(ring: usize, notes: usize, position: i64): void {
  store<i64>(notes, position, NOTE_SEEN);
  storePosition(ring, position);
  wake(ring + RING_READER_WAITS, notes);
}
