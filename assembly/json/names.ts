/**
 * The names of the objects that are open, kept where a name that comes twice in an object matters: JSON's
 * readers differ on it (the last counts, or the text is refused), so a frame with one is left to others.
 * Objects lie one behind the other; before an object's names stands where those of the one around it begin.
 */
import { NAME_BYTES, NAMES } from '../layout';
import { parsedNames } from '../memory';
import { isSame } from './name';

const LENGTH: usize = 4;

let areNoted: bool = false;
/** The innermost object's first name, and the end of its names. */
let first: i32 = 0;
let count: i32 = 0;

/** Begins a frame. */
export function beginNames(areWanted: bool): void {
  areNoted = areWanted;
  first = 0;
  count = 0;
}

function entry(index: i32): usize {
  return parsedNames() + <usize>index * NAME_BYTES;
}

/** Enters an object; false where there is no room. */
export function openNames(): bool {
  if (!areNoted) return true;
  if (count == NAMES) return false;
  store<u32>(entry(count), first);
  first = ++count;
  return true;
}

export function closeNames(): void {
  if (!areNoted) return;
  count = first - 1;
  first = load<u32>(entry(count));
}

/** Notes a name of the innermost object; false where it has come before, or only others know what it says, or there is no room. */
export function noteName(at: usize, length: usize, isEscaped: bool): bool {
  if (!areNoted) return true;
  if (isEscaped) return false;
  for (let i = first; i < count; i++) {
    const known = entry(i);
    if (load<u32>(known, LENGTH) == <u32>length && isSame(load<u32>(known), at, length)) return false;
  }
  if (count == NAMES) return false;
  store<u32>(entry(count), <u32>at);
  store<u32>(entry(count), <u32>length, LENGTH);
  count++;
  return true;
}
