/**
 * The single-producer, single-consumer ring: records from one thread to one other, none lost, none
 * copied. This file is the idea and the attaching; the two ends are spsc-writer.ts and spsc-reader.ts.
 *
 * Positions. The writer has published `head` bytes since the beginning, the reader released `tail`,
 * both modulo 2^32. The ring holds head - tail bytes, at most its capacity, which is a power of two, so
 * `position & mask` is the place, and neither wrap-around nor "full or empty?" needs a thought.
 *
 * Records. Of any length: a header of 8 bytes (length, and the position again, which shows damage),
 * then the bytes, padded to a multiple of 8. A record never lies across the end of the ring: where it
 * does not fit, a header with RING_PAD sends the reader to the start. So the writer always gets one
 * piece of memory to write into, and the reader one to read from; in return a record takes up to half
 * of the ring. Of a fixed power of two: no headers, and runs of records in one piece.
 *
 * Memory order. AssemblyScript's atomics are sequentially consistent, its plain loads and stores are
 * not ordered at all. Everything hangs on two pairs:
 *   - the writer stores records plainly, then `head` atomically; the reader loads `head` atomically,
 *     then records plainly. Seeing a head means seeing all that was stored before it.
 *   - the reader loads records plainly, then stores `tail` atomically; the writer loads `tail`
 *     atomically, then overwrites plainly. Seeing a tail means that those loads are done.
 * Each index has one writer, which may read its own plainly. A stale index of the other end is safe:
 * it shows fewer records, or less room, than there is.
 *
 * What it costs. An atomic load is a plain one on x86; an atomic store waits for the store buffer
 * (about 5 ns), and a line that another core wrote last takes 50 to 100 ns to come over. So each end
 * keeps what it last saw of the other's index and looks again only when that is used up, and publishes
 * once a batch rather than once a record. The worst case is a reader as fast as its writer, which
 * looks at the head after each record: then each record costs one transfer of the line.
 *
 * The lines of the records come over as well, and that no ring avoids: calls and indexes take about 3 ns a
 * record of 32 bytes in batches of 16, its half of a line 8 to 25, by how far apart the two cores are. So a
 * ring gains over another one in short batches, and little in long ones.
 *
 * A dead end. State and heartbeat are words on each end's line: an end that neither moved its index
 * nor its heartbeat for some time is silent, whatever the reason, and the other end's host decides what
 * that means (host/core/ring). What a killed writer had not published is as if it never was; who
 * attaches with `takeover` goes on from the published index.
 */
import {
  END_CLOSED,
  END_INDEX,
  END_OPEN,
  END_STATE,
  NOTE_AT,
  NOTE_CACHED,
  NOTE_COUNT,
  NOTE_CURSOR,
  NOTE_HELD,
  NOTE_LENGTH,
  NOTE_WAKE,
  RING_ARGUMENT,
  RING_CORRUPT,
  RING_MAGIC_SPSC,
  RING_OK,
  RING_READER,
  RING_READER_NOTES,
  RING_READER_WAITS,
  RING_WRITER,
  RING_WRITER_NOTES,
  RING_WRITER_WAITS,
  SIDE_READER,
  SIDE_WRITER,
  SPSC_RECORD_SHIFT,
} from './layout';
import { layOut, occupy, unitBytes, usable } from './region';
import { wake } from './wake';

/** Lays an empty ring out. `recordBytes`: 0 for records of any length, or a power of two from 8 up. */
export function spscCreate(ring: usize, capacity: u32, recordBytes: u32): i32 {
  return layOut(ring, RING_MAGIC_SPSC, capacity, recordBytes, SPSC_RECORD_SHIFT);
}

/**
 * Takes the writer's or the reader's end. RING_BUSY where it was taken before, unless `takeover`: the
 * caller then knows that whoever had it is gone, and goes on from what was published or released.
 */
export function spscAttach(ring: usize, side: i32, takeover: bool): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  if (side != SIDE_WRITER && side != SIDE_READER) return -RING_ARGUMENT;
  const line = ring + (side == SIDE_WRITER ? RING_WRITER : RING_READER);
  const head = atomic.load<u32>(ring + RING_WRITER, END_INDEX);
  const tail = atomic.load<u32>(ring + RING_READER, END_INDEX);
  const unit = unitBytes(ring, mask, SPSC_RECORD_SHIFT);
  if (unit == 0 || ((head | tail) & (unit - 1)) != 0 || head - tail > <u32>mask + 1) return -RING_CORRUPT;
  const code = occupy(line, takeover);
  if (code != RING_OK) return code;
  const notes = ring + (side == SIDE_WRITER ? RING_WRITER_NOTES : RING_READER_NOTES);
  store<u32>(notes, 0, NOTE_AT);
  store<u32>(notes, 0, NOTE_LENGTH);
  store<u32>(notes, 0, NOTE_WAKE);
  store<i32>(notes, side == SIDE_WRITER ? -1 : 0, NOTE_HELD);
  store<u32>(notes, 0, NOTE_COUNT);
  store<u32>(notes, side == SIDE_WRITER ? head : tail, NOTE_CURSOR);
  store<u32>(notes, side == SIDE_WRITER ? tail : head, NOTE_CACHED);
  return RING_OK;
}

/**
 * Gives an end back for good. What the writer published can still be read, and then the reader is
 * told; what it did not publish is lost. A writer is told at the latest when the ring is full.
 */
export function spscClose(ring: usize, side: i32): i32 {
  const mask = usable(ring, RING_MAGIC_SPSC);
  if (mask < 0) return mask;
  if (side == SIDE_WRITER) {
    atomic.store<u32>(ring + RING_WRITER, END_CLOSED, END_STATE);
    wake(ring + RING_READER_WAITS, ring + RING_WRITER_NOTES);
  } else if (side == SIDE_READER) {
    atomic.store<u32>(ring + RING_READER, END_CLOSED, END_STATE);
    wake(ring + RING_WRITER_WAITS, ring + RING_READER_NOTES);
  } else return -RING_ARGUMENT;
  return RING_OK;
}

/** Whether an end was closed, or holds no state that there is. */
export function hasEnded(line: usize): bool {
  return atomic.load<u32>(line, END_STATE) > <u32>END_OPEN;
}
