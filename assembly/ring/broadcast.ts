/**
 * The broadcast ring: one writer, any number of readers, each with a cursor of its own that nobody else
 * knows. The writer never waits; a reader that is too slow is overtaken, notices, and knows how many
 * records it lost. This file is the idea and the attaching; see broadcast-writer.ts and -reader.ts.
 *
 * Positions and records are those of the spsc ring, but positions are 53 bits wide (position.ts), so
 * that a reader that slept for days still knows where it was, and a record's header holds its sequence
 * instead of its position. Behind the newest record lies a header that has no record yet but already
 * its sequence: whoever starts there, a new reader or one that was overtaken, knows at once how many
 * records it missed. (Records of a fixed size need no header: position / size is the sequence.)
 *
 * Being overwritten. The writer is never more than a claim, a quarter of the ring, ahead of what it
 * published. So a reader at most three quarters behind the published position reads what nobody is
 * writing; further behind, it counts as lapped. The order is: load the head, use the records, load the
 * head again: if the reader is still within three quarters, what it used was whole. That is a seqlock
 * whose version number is the head itself, and the writer pays nothing for it.
 *
 * Until `advance`, or the next `take`, says so, nothing that was read may be believed: use it as bytes
 * that may be torn, or copy first (`read` does).
 *
 * Memory order. Seeing a head means seeing the records before it, as in the spsc ring. Two more orders
 * are needed, and plain accesses beside an atomic one do not have them on ARM:
 *   - the writer's store of the head must come before its plain stores of the next batch. It stores the
 *     head and then loads the wait word, both atomically: an atomic load does not pass an atomic store
 *     before it, and nothing passes an atomic load before it.
 *   - the reader's plain loads of records must come before its second load of the head. It stores to a
 *     word of its own and then loads the head, both atomically: nothing passes an atomic store that
 *     comes after it, and the load does not pass the store.
 * This is how the machines are defined (x86 keeps both orders anyway). The memory model of JavaScript
 * and WASM does not promise it: it has no fence, and a racing plain load may in theory read anything.
 * Neither AssemblyScript, nor Binaryen, nor an engine that we know moves accesses across atomics.
 *
 * The worst case: a reader that is always just too slow loses a whole window each time, because it
 * starts again at the newest record; that is what makes it quick again.
 */
import {
  BROADCAST_RECORD_SHIFT,
  END_CLOSED,
  END_SEQUENCE_HIGH,
  END_STATE,
  NOTE_AT,
  NOTE_COUNT,
  NOTE_HELD,
  NOTE_LENGTH,
  NOTE_POSITION,
  NOTE_SEEN,
  NOTE_SEQUENCE,
  NOTE_WAKE,
  RING_CORRUPT,
  RING_HEADER_BYTES,
  RING_MAGIC_BROADCAST,
  RING_NEXT,
  RING_OK,
  RING_READER_WAITS,
  RING_RECORD_BYTES,
  RING_WRITER,
  RING_WRITER_NOTES,
} from './layout';
import { nearestSequence, readPosition, storePosition } from './position';
import { layOut, occupy, unitBytes, usable } from './region';
import { wake } from './wake';

/** Lays an empty ring out. `recordBytes`: 0 for records of any length, or a power of two from 8 up. */
export function broadcastCreate(ring: usize, capacity: u32, recordBytes: u32): i32 {
  const code = layOut(ring, RING_MAGIC_BROADCAST, capacity, recordBytes, BROADCAST_RECORD_SHIFT);
  if (code == RING_OK && recordBytes == 0) storeNext(ring, capacity - 1, 0, 0);
  return code;
}

/**
 * Takes the writer's end. RING_BUSY where it was taken before, unless `takeover`: the caller then knows
 * that whoever had it is gone, and goes on behind what was published.
 */
export function broadcastAttach(ring: usize, takeover: bool): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  const position = startPosition(ring, mask);
  const sequence = position < 0 ? -1 : sequenceAt(ring, mask, position);
  if (sequence < 0) return -RING_CORRUPT;
  const code = occupy(ring + RING_WRITER, takeover);
  if (code != RING_OK) return code;
  const notes = ring + RING_WRITER_NOTES;
  store<u32>(notes, 0, NOTE_AT);
  store<u32>(notes, 0, NOTE_LENGTH);
  store<u32>(notes, 0, NOTE_WAKE);
  store<i32>(notes, -1, NOTE_HELD);
  store<u32>(notes, 0, NOTE_COUNT);
  store<i64>(notes, position, NOTE_POSITION);
  store<i64>(notes, position, NOTE_SEEN);
  store<i64>(notes, sequence, NOTE_SEQUENCE);
  // A writer that died may have stored one word of the position and not the other.
  storePosition(ring, position);
  return RING_OK;
}

/** Ends the stream: readers are told once they have read what was published. */
export function broadcastClose(ring: usize): i32 {
  const mask = usable(ring, RING_MAGIC_BROADCAST);
  if (mask < 0) return mask;
  atomic.store<u32>(ring + RING_WRITER, END_CLOSED, END_STATE);
  wake(ring + RING_READER_WAITS, ring + RING_WRITER_NOTES);
  return RING_OK;
}

/** The published position, where it is one at which a record can begin; else -1. */
export function startPosition(ring: usize, mask: i32): i64 {
  const unit = unitBytes(ring, mask, BROADCAST_RECORD_SHIFT);
  const position = readPosition(ring);
  return unit == 0 || (position & <i64>((unit >> 3) - 1)) != 0 ? -1 : position;
}

/**
 * Sequence of the record that begins at a published position; -1 where there is none. While a writer
 * runs, it holds only if the position is still within the window afterwards.
 */
export function sequenceAt(ring: usize, mask: i32, position: i64): i64 {
  const recordBytes = load<u32>(ring, RING_RECORD_BYTES);
  if (recordBytes != 0) return (position << 3) / recordBytes;
  const low = load<u32>(ring + RING_HEADER_BYTES + (((<u32>position) << 3) & mask), 4);
  return nearestSequence(atomic.load<u32>(ring + RING_WRITER, END_SEQUENCE_HIGH), low);
}

/** Stores the header that has no record yet. */
export function storeNext(ring: usize, mask: i32, position: i64, sequence: i64): void {
  store<u64>(
    ring + RING_HEADER_BYTES + (((<u32>position) << 3) & mask),
    ((<u64>(<u32>sequence)) << 32) | <u32>RING_NEXT,
  );
}
