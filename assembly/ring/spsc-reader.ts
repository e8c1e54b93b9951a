/** The reader's end of the spsc ring; spsc.ts explains it. */
import { copyRecord } from './copy';
import {
  END_INDEX,
  NOTE_AT,
  NOTE_CACHED,
  NOTE_COUNT,
  NOTE_CURSOR,
  NOTE_HELD,
  NOTE_LENGTH,
  RING_ARGUMENT,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_HEADER_BYTES,
  RING_MAGIC_SPSC,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_READER,
  RING_READER_NOTES,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
  RING_WRITER,
  RING_WRITER_WAITS,
  SPSC_RECORD_SHIFT,
} from './layout';
import { holds, isFixed, usable } from './region';
import { hasEnded } from './spsc';
import { wake } from './wake';

/**
 * The next record: its address; its length is in NOTE_LENGTH. It stays as it is until it is released.
 * Peeking again answers the same record until `advance`.
 */
export function spscPeek(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  if (load<u32>(ring, RING_RECORD_BYTES) != 0) return -RING_ARGUMENT;
  const notes = ring + RING_READER_NOTES;
  const capacity = <u32>mask + 1;
  const cursor = load<u32>(notes, NOTE_CURSOR);
  const readable = ensureRecords(ring, capacity, cursor);
  if (readable < 0) return readable;

  const data = ring + RING_HEADER_BYTES;
  let left = <u32>readable;
  let position = cursor;
  let header = load<u64>(data + (position & mask));
  if (<u32>header == <u32>RING_PAD && <u32>(header >> 32) == position) {
    const skipped = capacity - (position & mask);
    if (skipped >= left) return -RING_CORRUPT;
    left -= skipped;
    position += skipped;
    header = load<u64>(data);
  }
  const length = <u32>header;
  const piece = min<u32>(left, capacity - (position & mask));
  if (<u32>(header >> 32) != position || length > piece - RING_RECORD_HEADER_BYTES) return -RING_CORRUPT;
  const total = (length + RING_RECORD_HEADER_BYTES + 7) & ~7;
  const at = data + (position & mask) + RING_RECORD_HEADER_BYTES;
  store<u32>(notes, position - cursor + total, NOTE_HELD);
  store<u32>(notes, length, NOTE_LENGTH);
  store<u32>(notes, <u32>at, NOTE_AT);
  return <i32>at;
}

/** Goes on behind the record last peeked at. Its memory stays untouched until `release`. */
export function spscAdvance(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  const notes = ring + RING_READER_NOTES;
  const held = load<u32>(notes, NOTE_HELD);
  if (held == 0) return -RING_ORDER;
  store<u32>(notes, load<u32>(notes, NOTE_CURSOR) + held, NOTE_CURSOR);
  store<u32>(notes, 0, NOTE_HELD);
  return RING_OK;
}

/** Gives the memory of all records that were advanced over, or taken and done, back to the writer. */
export function spscRelease(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  releaseTo(ring, load<u32>(ring + RING_READER_NOTES, NOTE_CURSOR));
  return RING_OK;
}

/** Copies the next record to `target`, advances, and answers its length; it is not released yet. */
export function spscRead(ring: usize, target: usize, room: u32): i32 {
  const at = spscPeek(ring);
  if (at < 0) return at;
  const length = load<u32>(ring + RING_READER_NOTES, NOTE_LENGTH);
  if (length > room) return -RING_TOO_LONG;
  if (!holds(target, length)) return -RING_ARGUMENT;
  copyRecord(target, at, length);
  const code = spscAdvance(ring);
  return code == RING_OK ? length : code;
}

/**
 * Fixed records: done with the first `done` of those taken, takes up to `want` more. Answers how many;
 * they lie in one piece from NOTE_AT on. RING_EMPTY when there are none. What is done is released when
 * the ring is found empty or a quarter of it is done; `spscRelease` does it at once.
 */
export function spscTake(ring: usize, done: u32, want: u32): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  const capacity = <u32>mask + 1;
  const size = load<u32>(ring, RING_RECORD_BYTES);
  if (!isFixed(size, capacity >> SPSC_RECORD_SHIFT)) return -RING_ARGUMENT;
  const notes = ring + RING_READER_NOTES;
  let cursor = load<u32>(notes, NOTE_CURSOR);
  if (done != 0) {
    if (done > load<u32>(notes, NOTE_COUNT)) return -RING_ORDER;
    cursor += done * size;
    store<u32>(notes, cursor, NOTE_CURSOR);
    store<u32>(notes, 0, NOTE_COUNT);
    if (cursor - load<u32>(ring + RING_READER, END_INDEX) >= capacity >> 2) releaseTo(ring, cursor);
  }
  if (want == 0) return 0;
  const readable = ensureRecords(ring, capacity, cursor);
  if (readable < 0) {
    if (readable != -RING_CORRUPT) releaseTo(ring, cursor);
    return readable;
  }
  if (((cursor | readable) & (size - 1)) != 0) return -RING_CORRUPT;
  const piece = min<u32>(readable, capacity - (cursor & mask));
  const count = min<u32>(want, piece >> ctz(size));
  store<u32>(notes, count, NOTE_COUNT);
  store<u32>(notes, <u32>(ring + RING_HEADER_BYTES + (cursor & mask)), NOTE_AT);
  return count;
}

/** How many bytes from `cursor` on are published; looks at the writer's index only when the noted ones are used up. */
function ensureRecords(ring: usize, capacity: u32, cursor: u32): i32 {
  const readable = load<u32>(ring + RING_READER_NOTES, NOTE_CACHED) - cursor;
  if (readable != 0 && readable <= capacity && ((readable | cursor) & 7) == 0) return readable;
  return lookForRecords(ring, capacity, cursor);
}

function lookForRecords(ring: usize, capacity: u32, cursor: u32): i32 {
  // State before index: a writer that closed after its last publication is seen with that publication.
  const ended = hasEnded(ring + RING_WRITER);
  const head = atomic.load<u32>(ring + RING_WRITER, END_INDEX);
  const readable = head - cursor;
  if (readable > capacity || ((readable | cursor) & 7) != 0) return -RING_CORRUPT;
  store<u32>(ring + RING_READER_NOTES, head, NOTE_CACHED);
  if (readable != 0) return readable;
  return ended ? -RING_CLOSED : -RING_EMPTY;
}

function releaseTo(ring: usize, cursor: u32): void {
  if (load<u32>(ring + RING_READER, END_INDEX) == cursor) return;
  atomic.store<u32>(ring + RING_READER, cursor, END_INDEX);
  wake(ring + RING_WRITER_WAITS, ring + RING_READER_NOTES);
}
