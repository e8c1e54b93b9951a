/** The writer's end of the spsc ring; spsc.ts explains it. */
import { copyRecord } from './copy';
import {
  END_INDEX,
  NOTE_AT,
  NOTE_CACHED,
  NOTE_COUNT,
  NOTE_CURSOR,
  NOTE_HELD,
  NOTE_START,
  RING_ARGUMENT,
  RING_CLOSED,
  RING_CORRUPT,
  RING_FULL,
  RING_HEADER_BYTES,
  RING_MAGIC_SPSC,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_READER,
  RING_READER_WAITS,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
  RING_WRITER,
  RING_WRITER_NOTES,
  SPSC_RECORD_SHIFT,
} from './layout';
import { holds, isFixed, usable } from './region';
import { hasEnded } from './spsc';
import { wake } from './wake';

/**
 * Room for a record of up to `bytes` bytes: the address to write it to. Until `commit` nothing has
 * happened: a reservation may be repeated, with another size too, or forgotten.
 */
export function spscReserve(ring: usize, bytes: u32): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  if (load<u32>(ring, RING_RECORD_BYTES) != 0) return -RING_ARGUMENT;
  const capacity = <u32>mask + 1;
  if (bytes > longest(capacity)) return -RING_TOO_LONG;
  const notes = ring + RING_WRITER_NOTES;
  const cursor = load<u32>(notes, NOTE_CURSOR);
  const toEnd = capacity - (cursor & mask);
  const total = totalBytes(bytes);
  const skipped = total <= toEnd ? 0 : toEnd;
  const code = ensureRoom(ring, capacity, cursor, skipped + total);
  if (code != RING_OK) return code;
  const data = ring + RING_HEADER_BYTES;
  if (skipped != 0) storeHeader(data + (cursor & mask), <u32>RING_PAD, cursor);
  const at = data + ((cursor + skipped) & mask) + RING_RECORD_HEADER_BYTES;
  store<u32>(notes, cursor + skipped, NOTE_START);
  store<u32>(notes, bytes, NOTE_HELD);
  store<u32>(notes, <u32>at, NOTE_AT);
  return <i32>at;
}

/** Makes what was written to the reserved place a record of `bytes` bytes, at most as many as reserved. */
export function spscCommit(ring: usize, bytes: u32): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  const notes = ring + RING_WRITER_NOTES;
  const held = load<i32>(notes, NOTE_HELD);
  if (held < 0) return -RING_ORDER;
  if (bytes > <u32>held) return -RING_TOO_LONG;
  const capacity = <u32>mask + 1;
  const start = load<u32>(notes, NOTE_START);
  const end = start + totalBytes(bytes);
  const used = end - load<u32>(notes, NOTE_CACHED);
  if (((start | used) & 7) != 0 || used > capacity) return -RING_CORRUPT;
  storeHeader(ring + RING_HEADER_BYTES + (start & mask), bytes, start);
  store<u32>(notes, end, NOTE_CURSOR);
  store<i32>(notes, -1, NOTE_HELD);
  return RING_OK;
}

/** Lets the reader see all records committed. */
export function spscPublish(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  publishTo(ring, load<u32>(ring + RING_WRITER_NOTES, NOTE_CURSOR));
  return RING_OK;
}

/** Copies a record in and commits it; it is not published yet. */
export function spscWrite(ring: usize, source: usize, bytes: u32): i32 {
  const at = spscReserve(ring, bytes);
  if (at < 0) return at;
  if (!holds(source, bytes)) return -RING_ARGUMENT;
  copyRecord(at, source, bytes);
  return spscCommit(ring, bytes);
}

/**
 * Fixed records: publishes the first `filled` of those claimed and claims up to `want` more. Answers
 * how many it claimed; they lie in one piece from NOTE_AT on, so there may be fewer than there is room
 * for. RING_FULL when none; the filled ones are published all the same.
 */
export function spscSubmit(ring: usize, filled: u32, want: u32): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  const capacity = <u32>mask + 1;
  const size = load<u32>(ring, RING_RECORD_BYTES);
  if (!isFixed(size, capacity >> SPSC_RECORD_SHIFT)) return -RING_ARGUMENT;
  const notes = ring + RING_WRITER_NOTES;
  let cursor = load<u32>(notes, NOTE_CURSOR);
  if (filled != 0) {
    if (filled > load<u32>(notes, NOTE_COUNT)) return -RING_ORDER;
    if (filled > capacity >> ctz(size)) return -RING_CORRUPT;
    cursor += filled * size;
    if (cursor - load<u32>(notes, NOTE_CACHED) > capacity) return -RING_CORRUPT;
    store<u32>(notes, cursor, NOTE_CURSOR);
    store<u32>(notes, 0, NOTE_COUNT);
    publishTo(ring, cursor);
  }
  if ((cursor & (size - 1)) != 0) return -RING_CORRUPT;
  if (want == 0) return 0;
  const code = ensureRoom(ring, capacity, cursor, size);
  if (code != RING_OK) return code;
  const room = capacity - (cursor - load<u32>(notes, NOTE_CACHED));
  const piece = min<u32>(room, capacity - (cursor & mask));
  const count = min<u32>(want, piece >> ctz(size));
  store<u32>(notes, count, NOTE_COUNT);
  store<u32>(notes, <u32>(ring + RING_HEADER_BYTES + (cursor & mask)), NOTE_AT);
  return count;
}

function longest(capacity: u32): u32 {
  return (capacity >> SPSC_RECORD_SHIFT) - RING_RECORD_HEADER_BYTES;
}

/** Header, bytes and padding. */
function totalBytes(bytes: u32): u32 {
  return (bytes + RING_RECORD_HEADER_BYTES + 7) & ~7;
}

function storeHeader(at: usize, length: u32, position: u32): void {
  store<u64>(at, ((<u64>position) << 32) | length);
}

/** Whether `bytes` from `cursor` on are free; looks at the reader's index only when the noted one does not do. */
function ensureRoom(ring: usize, capacity: u32, cursor: u32, bytes: u32): i32 {
  const used = cursor - load<u32>(ring + RING_WRITER_NOTES, NOTE_CACHED);
  if (used <= capacity && (used & 7) == 0 && (cursor & 7) == 0 && bytes <= capacity - used) return RING_OK;
  return lookForRoom(ring, capacity, cursor, bytes);
}

function lookForRoom(ring: usize, capacity: u32, cursor: u32, bytes: u32): i32 {
  // State before index: a reader that closed after its last release is seen with that release.
  const ended = hasEnded(ring + RING_READER);
  const tail = atomic.load<u32>(ring + RING_READER, END_INDEX);
  const used = cursor - tail;
  if (used > capacity || ((used | cursor) & 7) != 0) return -RING_CORRUPT;
  store<u32>(ring + RING_WRITER_NOTES, tail, NOTE_CACHED);
  if (bytes <= capacity - used) return RING_OK;
  return ended ? -RING_CLOSED : -RING_FULL;
}

function publishTo(ring: usize, cursor: u32): void {
  if (load<u32>(ring + RING_WRITER, END_INDEX) == cursor) return;
  atomic.store<u32>(ring + RING_WRITER, cursor, END_INDEX);
  wake(ring + RING_READER_WAITS, ring + RING_WRITER_NOTES);
}
