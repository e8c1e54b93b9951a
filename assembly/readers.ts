/**
 * Which handle reads a stream id: a hash table with open addressing, at most half full, whose places
 * hold a handle + 1 (0 is empty) and whose ids are in the streams. A removal closes the gap behind it,
 * so that there are no tombstones.
 */
import { readerSlots, readersAt } from './memory';
import { idOf, streamAt } from './stream';

function home(id: i32): i32 {
  // Fibonacci hashing: ids are often small and dense.
  return <i32>((<u32>id * 0x9e3779b1) >> 8) & (readerSlots - 1);
}

function holder(place: i32): i32 {
  return load<i32>(readersAt + ((<usize>place) << 2));
}

/** The place where the id is, or where it would go. */
function find(id: i32): i32 {
  let place = home(id);
  while (true) {
    const held = holder(place);
    if (held == 0 || idOf(streamAt(held - 1)) == id) return place;
    place = (place + 1) & (readerSlots - 1);
  }
}

/** The handle of the reader of an id, -1 where there is none. */
export function findReader(id: i32): i32 {
  return holder(find(id)) - 1;
}

export function addReader(id: i32, handle: i32): void {
  store<i32>(readersAt + ((<usize>find(id)) << 2), handle + 1);
}

export function removeReader(id: i32): void {
  const mask = readerSlots - 1;
  let gap = find(id);
  let place = gap;
  while (true) {
    place = (place + 1) & mask;
    const held = holder(place);
    if (held == 0) break;
    // It may move to the gap unless its home lies cyclically in (gap, place].
    const from = home(idOf(streamAt(held - 1)));
    if (((place - from) & mask) >= ((place - gap) & mask)) {
      store<i32>(readersAt + ((<usize>gap) << 2), held);
      gap = place;
    }
  }
  store<i32>(readersAt + ((<usize>gap) << 2), 0);
}
