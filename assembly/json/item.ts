/** A walk over the items of a list. */
import { byteAt, CLOSE_LIST, COMMA, notJson, skipSpace } from './scan';

/** Whether the walk has come to an item; false behind the list, or where it is none. */
export let hasItem: bool = false;

/** Begins the walk over the list whose bracket is at `at`: answers where the first item begins, or where the list ends. */
export function firstItem(at: usize, end: usize): usize {
  at = skipSpace(at + 1, end);
  hasItem = byteAt(at, end) != CLOSE_LIST;
  return hasItem ? at : at + 1;
}

/** Goes on from where an item ended: to the next, or the list's end, 0 as the scanner does. */
export function nextItem(at: usize, end: usize): usize {
  at = skipSpace(at, end);
  const byte = byteAt(at, end);
  hasItem = byte == COMMA;
  if (hasItem) return skipSpace(at + 1, end);
  return byte == CLOSE_LIST ? at + 1 : notJson(at);
}
