/** A reader's end of the broadcast ring; broadcast.ts explains it. Its notes are a block of its own. */
import { sequenceAt, startPosition } from './broadcast';
import { copyRecord } from './copy';
import {
  BROADCAST_RECORD_SHIFT,
  NOTE_AT,
  NOTE_COUNT,
  NOTE_FENCE,
  NOTE_HELD,
  NOTE_LENGTH,
  NOTE_LOST,
  NOTE_LOST_TOTAL,
  NOTE_MAGIC,
  NOTE_POSITION,
  NOTE_SEEN,
  NOTE_SEQUENCE,
  READER_BLOCK_BYTES,
  READER_MAGIC,
  RING_ALIGN_BYTES,
  RING_ARGUMENT,
  RING_BUSY,
  RING_CLOSED,
  RING_CORRUPT,
  RING_EMPTY,
  RING_HEADER_BYTES,
  RING_LAPPED,
  RING_MAGIC_BROADCAST,
  RING_OK,
  RING_ORDER,
  RING_PAD,
  RING_RECORD_BYTES,
  RING_RECORD_HEADER_BYTES,
  RING_TOO_LONG,
  RING_WRITER,
} from './layout';
import { readPosition, windowWords } from './position';
import { holds, isFixed, isPlace, usable } from './region';
import { hasEnded } from './spsc';

/** Tries to find a position that the writer has not left behind by the time its sequence is read. */
const TRIES = 64;

/**
 * Makes the block at `reader` a reader that starts behind the newest record. RING_BUSY where the writer
 * is too fast to be caught up with: try again.
 */
export function broadcastJoin(ring: usize, reader: usize): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  if (!isPlace(reader) || !holds(reader, READER_BLOCK_BYTES)) return -RING_ARGUMENT;
  memory.fill(reader, 0, READER_BLOCK_BYTES);
  const code = startAtNewest(ring, reader, mask);
  if (code != RING_OK) return code;
  store<u32>(reader, READER_MAGIC, NOTE_MAGIC);
  return RING_OK;
}

/**
 * The next record: its address; its length is in NOTE_LENGTH. The writer may overwrite it at any time:
 * only `advance` tells whether it was whole. RING_LAPPED as in `advance`.
 */
export function broadcastPeek(ring: usize, reader: usize): i32 {
  const mask = usableBy(ring, reader);
  if (mask < 0) return mask;
  if (load<u32>(ring, RING_RECORD_BYTES) != 0) return -RING_ARGUMENT;
  const readable = ensureRecords(ring, reader, mask);
  if (readable < 0) return <i32>readable;

  const data = ring + RING_HEADER_BYTES;
  const capacity = <u32>mask + 1;
  const sequence = load<u32>(reader, NOTE_SEQUENCE);
  let offset = (load<u32>(reader, NOTE_POSITION) << 3) & mask;
  let left = (<u32>readable) << 3;
  let skipped: u32 = 0;
  let header = load<u64>(data + offset);
  if (<u32>header == <u32>RING_PAD && <u32>(header >> 32) == sequence) {
    skipped = capacity - offset;
    if (skipped >= left) return suspect(ring, reader, mask);
    left -= skipped;
    offset = 0;
    header = load<u64>(data);
  }
  const length = <u32>header;
  const piece = min<u32>(left, capacity - offset);
  if (<u32>(header >> 32) != sequence || length > piece - RING_RECORD_HEADER_BYTES) return suspect(ring, reader, mask);
  const at = data + offset + RING_RECORD_HEADER_BYTES;
  store<u32>(reader, skipped + ((length + RING_RECORD_HEADER_BYTES + 7) & ~7), NOTE_HELD);
  store<u32>(reader, length, NOTE_LENGTH);
  store<u32>(reader, <u32>at, NOTE_AT);
  return <i32>at;
}

/**
 * Goes on behind the record last peeked at. RING_OK: it was whole for as long as it was used.
 * RING_LAPPED: it was, or may have been, overwritten, and counts as lost; the reader is behind the
 * newest record now, and NOTE_LOST says how many it lost.
 */
export function broadcastAdvance(ring: usize, reader: usize): i32 {
  const mask = usableBy(ring, reader);
  if (mask < 0) return mask;
  const held = load<u32>(reader, NOTE_HELD);
  if (held == 0) return -RING_ORDER;
  const code = check(ring, reader, mask);
  if (code != RING_OK) return code;
  store<i64>(reader, load<i64>(reader, NOTE_POSITION) + (held >> 3), NOTE_POSITION);
  store<i64>(reader, load<i64>(reader, NOTE_SEQUENCE) + 1, NOTE_SEQUENCE);
  store<u32>(reader, 0, NOTE_HELD);
  return RING_OK;
}

/**
 * Copies the next record to `target`, advances, and answers its length. With RING_LAPPED the bytes at
 * `target` mean nothing.
 */
export function broadcastRead(ring: usize, reader: usize, target: usize, room: u32): i32 {
  const at = broadcastPeek(ring, reader);
  if (at < 0) return at;
  const length = load<u32>(reader, NOTE_LENGTH);
  if (length > room || !holds(target, length)) {
    const code = check(ring, reader, usableBy(ring, reader));
    return code != RING_OK ? code : length > room ? -RING_TOO_LONG : -RING_ARGUMENT;
  }
  copyRecord(target, at, length);
  const code = broadcastAdvance(ring, reader);
  return code == RING_OK ? length : code;
}

/**
 * Fixed records: done with the first `done` of those taken, takes up to `want` more. Answers how many;
 * they lie in one piece from NOTE_AT on. RING_LAPPED: the `done` ones were, or may have been,
 * overwritten and count as lost, otherwise as in `advance`.
 */
export function broadcastTake(ring: usize, reader: usize, done: u32, want: u32): i32 {
  const mask = usableBy(ring, reader);
  if (mask < 0) return mask;
  const capacity = <u32>mask + 1;
  const size = load<u32>(ring, RING_RECORD_BYTES);
  if (!isFixed(size, capacity >> BROADCAST_RECORD_SHIFT)) return -RING_ARGUMENT;
  if (done != 0) {
    if (done > load<u32>(reader, NOTE_COUNT)) return -RING_ORDER;
    const code = check(ring, reader, mask);
    if (code != RING_OK) return code;
    store<i64>(reader, load<i64>(reader, NOTE_POSITION) + <i64>done * (size >> 3), NOTE_POSITION);
    store<i64>(reader, load<i64>(reader, NOTE_SEQUENCE) + done, NOTE_SEQUENCE);
    store<u32>(reader, 0, NOTE_COUNT);
  }
  if (want == 0) return 0;
  const readable = ensureRecords(ring, reader, mask);
  if (readable < 0) return <i32>readable;
  const offset = (load<u32>(reader, NOTE_POSITION) << 3) & mask;
  if ((offset & (size - 1)) != 0) return -RING_CORRUPT;
  const piece = min<u32>((<u32>readable) << 3, capacity - offset);
  const count = min<u32>(want, piece >> ctz(size));
  if (count == 0) return -RING_CORRUPT;
  store<u32>(reader, count, NOTE_COUNT);
  store<u32>(reader, <u32>(ring + RING_HEADER_BYTES + offset), NOTE_AT);
  return count;
}

/** As `usable`, and that the block has joined a ring. */
function usableBy(ring: usize, reader: usize): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  if ((reader & (RING_ALIGN_BYTES - 1)) != 0 || !holds(reader, READER_BLOCK_BYTES)) return -RING_ARGUMENT;
  return load<u32>(reader, NOTE_MAGIC) == READER_MAGIC ? mask : -RING_ARGUMENT;
}

/** How many words from the cursor on are published; looks at the writer's position when the noted ones are used up. */
function ensureRecords(ring: usize, reader: usize, mask: i32): i64 {
  const readable = load<i64>(reader, NOTE_SEEN) - load<i64>(reader, NOTE_POSITION);
  if (readable > 0 && readable <= windowWords(mask)) return readable;
  return lookForRecords(ring, reader, mask);
}

function lookForRecords(ring: usize, reader: usize, mask: i32): i64 {
  // State before position: a writer that closed after its last publication is seen with that publication.
  const ended = hasEnded(ring + RING_WRITER);
  const position = readPosition(ring);
  if (position < 0) return -RING_CORRUPT;
  const readable = position - load<i64>(reader, NOTE_POSITION);
  if (readable == 0) return ended ? -RING_CLOSED : -RING_EMPTY;
  if (readable < 0) return -RING_CORRUPT;
  if (readable > windowWords(mask)) return lapped(ring, reader, mask);
  store<i64>(reader, position, NOTE_SEEN);
  return readable;
}

/** Whether everything from the cursor on was whole until now. */
function check(ring: usize, reader: usize, mask: i32): i32 {
  atomic.store<u32>(reader, 0, NOTE_FENCE);
  const position = readPosition(ring);
  const behind = position - load<i64>(reader, NOTE_POSITION);
  if (position < 0 || behind < 0) return -RING_CORRUPT;
  if (behind > windowWords(mask)) return lapped(ring, reader, mask);
  store<i64>(reader, position, NOTE_SEEN);
  return RING_OK;
}

/** What looks damaged is so only if it was not being overwritten. */
function suspect(ring: usize, reader: usize, mask: i32): i32 {
  const code = check(ring, reader, mask);
  return code == RING_OK ? -RING_CORRUPT : code;
}

function lapped(ring: usize, reader: usize, mask: i32): i32 {
  const before = load<i64>(reader, NOTE_SEQUENCE);
  const code = startAtNewest(ring, reader, mask);
  if (code != RING_OK) return code;
  const lost = <f64>(load<i64>(reader, NOTE_SEQUENCE) - before);
  store<f64>(reader, lost, NOTE_LOST);
  store<f64>(reader, load<f64>(reader, NOTE_LOST_TOTAL) + lost, NOTE_LOST_TOTAL);
  return -RING_LAPPED;
}

function startAtNewest(ring: usize, reader: usize, mask: i32): i32 {
  for (let i = 0; i < TRIES; i++) {
    const position = startPosition(ring, mask);
    if (position < 0) return -RING_CORRUPT;
    const sequence = sequenceAt(ring, mask, position);
    atomic.store<u32>(reader, 0, NOTE_FENCE);
    const after = readPosition(ring) - position;
    if (after < 0 || after > windowWords(mask)) continue;
    if (sequence < 0) return -RING_CORRUPT;
    store<i64>(reader, position, NOTE_POSITION);
    store<i64>(reader, position, NOTE_SEEN);
    store<i64>(reader, sequence, NOTE_SEQUENCE);
    store<u32>(reader, 0, NOTE_HELD);
    store<u32>(reader, 0, NOTE_COUNT);
    return RING_OK;
  }
  return -RING_BUSY;
}
