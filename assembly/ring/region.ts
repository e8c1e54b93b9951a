/**
 * A ring's region: laying it out, and telling whether what is at an address may be used as one. Every
 * call of a ring begins with `usable`, so nothing that memory holds can lead an access out of it.
 */
import { MEMORY_BASE } from '../layout';
import {
  END_CLOSED,
  END_OPEN,
  END_STATE,
  RING_ALIGN_BYTES,
  RING_ARGUMENT,
  RING_BUSY,
  RING_CHECK,
  RING_CORRUPT,
  RING_FOREIGN,
  RING_HEADER_BYTES,
  RING_MAGIC,
  RING_MASK,
  RING_MAX_CAPACITY_BYTES,
  RING_MIN_CAPACITY_BYTES,
  RING_MIN_RECORD_BYTES,
  RING_OK,
  RING_RECORD_BYTES,
} from './layout';

/** Whether [address, address + bytes) is memory. At most 16,384 pages exist: 32 bits hold their size. */
export function holds(address: usize, bytes: u32): bool {
  const end = (<u32>memory.size()) << 16;
  return address <= end && bytes <= end - <u32>address;
}

/** Whether a ring or a reader's block may begin there: aligned, and not among the instances' statics. */
export function isPlace(address: usize): bool {
  return address >= <usize>MEMORY_BASE && (address & (RING_ALIGN_BYTES - 1)) == 0;
}

/**
 * The mask (capacity - 1) of the ring at an address, or minus a code. What is checked here is all that
 * `mask` is trusted for: a power of two, and header and data lie in memory.
 */
export function usable(ring: usize, magic: u32): i32 {
  const end = (<u32>memory.size()) << 16;
  if ((ring & (RING_ALIGN_BYTES - 1)) != 0 || ring > end - RING_HEADER_BYTES) return -RING_ARGUMENT;
  if (load<u32>(ring, RING_MAGIC) != magic) return -RING_FOREIGN;
  const mask = load<u32>(ring, RING_MASK);
  if (load<u32>(ring, RING_CHECK) != ~(mask + load<u32>(ring, RING_RECORD_BYTES))) return -RING_CORRUPT;
  if (!isCapacity(mask + 1) || mask >= end - RING_HEADER_BYTES - <u32>ring) return -RING_CORRUPT;
  return mask;
}

function isCapacity(bytes: u32): bool {
  return bytes >= <u32>RING_MIN_CAPACITY_BYTES && bytes <= <u32>RING_MAX_CAPACITY_BYTES && (bytes & (bytes - 1)) == 0;
}

/** Whether a ring may have fixed records of this size; `most` is the longest record that it may have. */
export function isFixed(recordBytes: u32, most: u32): bool {
  return recordBytes >= <u32>RING_MIN_RECORD_BYTES && recordBytes <= most && (recordBytes & (recordBytes - 1)) == 0;
}

/** What positions in a ring are multiples of; 0 where the header names no size that records can have. */
export function unitBytes(ring: usize, mask: i32, recordShift: u32): u32 {
  const recordBytes = load<u32>(ring, RING_RECORD_BYTES);
  if (recordBytes == 0) return RING_MIN_RECORD_BYTES;
  return isFixed(recordBytes, (<u32>mask + 1) >> recordShift) ? recordBytes : 0;
}

/** Bytes that a ring with so many data bytes needs; -RING_ARGUMENT where there cannot be one. */
export function ringBytes(capacity: u32): i32 {
  return isCapacity(capacity) ? RING_HEADER_BYTES + capacity : -RING_ARGUMENT;
}

/** Lays an empty ring out. The magic word comes last: who sees it sees a whole header. */
export function layOut(ring: usize, magic: u32, capacity: u32, recordBytes: u32, recordShift: u32): i32 {
  if (!isCapacity(capacity) || !isPlace(ring)) return -RING_ARGUMENT;
  if (!holds(ring, RING_HEADER_BYTES + capacity)) return -RING_ARGUMENT;
  if (recordBytes != 0 && !isFixed(recordBytes, capacity >> recordShift)) return -RING_ARGUMENT;
  atomic.store<u32>(ring, 0, RING_MAGIC);
  memory.fill(ring + 4, 0, RING_HEADER_BYTES - 4);
  store<u32>(ring, capacity - 1, RING_MASK);
  store<u32>(ring, recordBytes, RING_RECORD_BYTES);
  store<u32>(ring, ~(capacity - 1 + recordBytes), RING_CHECK);
  atomic.store<u32>(ring, magic, RING_MAGIC);
  return RING_OK;
}

/** Takes an end; `takeover` says that whoever had it is known to be gone. */
export function occupy(line: usize, takeover: bool): i32 {
  if (takeover) {
    atomic.store<u32>(line, END_OPEN, END_STATE);
    return RING_OK;
  }
  const before = atomic.cmpxchg<u32>(line, 0, END_OPEN, END_STATE);
  return before == 0 ? RING_OK : before <= <u32>END_CLOSED ? -RING_BUSY : -RING_CORRUPT;
}
