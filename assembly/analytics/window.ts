/**
 * A rolling window: a ring of the newest entries at an address, and how many entries came since one that
 * was not in sync. Sums over it are made anew, oldest entry first, so there is nothing that could drift.
 * Head: u32 entries held, u32 index of the next, u32 entries since the tainted one, u32 unused.
 */
import { MAX_WINDOW, WINDOW_HEAD_BYTES } from './layout';

export { WINDOW_HEAD_BYTES };

export function clearWindow(head: usize): void {
  memory.fill(head, 0, WINDOW_HEAD_BYTES);
  store<u32>(head, MAX_WINDOW, 8);
}

export function entriesIn(head: usize): u32 {
  return load<u32>(head);
}

export function isTainted(head: usize): bool {
  return load<u32>(head, 8) < load<u32>(head);
}

/** Takes the place of the oldest entry, once `capacity` are held, and answers its index. */
export function nextEntry(head: usize, capacity: u32, synced: bool): u32 {
  const index = load<u32>(head, 4);
  store<u32>(head, index + 1 == capacity ? 0 : index + 1, 4);
  store<u32>(head, min(load<u32>(head) + 1, capacity));
  store<u32>(head, synced ? min(load<u32>(head, 8) + 1, <u32>MAX_WINDOW) : 0, 8);
  return index;
}

/** Index of the oldest entry of a full window. */
export function oldestIn(head: usize): u32 {
  return load<u32>(head, 4);
}
