/** Members of an object: its names, which may be whatever a string may be, and a walk over them. */
import { closeNames, noteName, openNames } from './names';
import { beyond, byteAt, CLOSE_OBJECT, COLON, COMMA, escaped, notJson, QUOTE, skipSpace, stringEnd } from './scan';

/** The name read last: where its text is, and its length. */
export let nameAt: usize = 0;
export let nameBytes: usize = 0;
/** Whether the walk has come to a member; false behind the object, or where it is none. */
export let hasMember: bool = false;

/** Reads the name whose opening quote must be at `at`; answers where the member's value begins, 0 as the scanner does. */
export function readName(at: usize, end: usize): usize {
  if (byteAt(at, end) != QUOTE) return notJson(at);
  nameAt = at + 1;
  const close = stringEnd(nameAt, end);
  if (close == 0) return 0;
  nameBytes = close - nameAt;
  // Only others know what a name with escapes says.
  if (escaped || !noteName(nameAt, nameBytes, false)) return beyond(at);
  const colon = skipSpace(close + 1, end);
  return byteAt(colon, end) == COLON ? skipSpace(colon + 1, end) : notJson(colon);
}

/** Begins the walk over the object whose brace is at `at`: answers where the first value begins, or where the object ends. */
export function firstMember(at: usize, end: usize): usize {
  if (!openNames()) return leave(beyond(at));
  at = skipSpace(at + 1, end);
  return byteAt(at, end) == CLOSE_OBJECT ? closeObject(at) : enter(at, end);
}

/** Goes on from where a value ended: to the next value, or the object's end. */
export function nextMember(at: usize, end: usize): usize {
  at = skipSpace(at, end);
  const byte = byteAt(at, end);
  if (byte == CLOSE_OBJECT) return closeObject(at);
  return byte == COMMA ? enter(skipSpace(at + 1, end), end) : leave(notJson(at));
}

function enter(at: usize, end: usize): usize {
  const value = readName(at, end);
  hasMember = value != 0;
  return value;
}

function closeObject(at: usize): usize {
  closeNames();
  return leave(at + 1);
}

function leave(at: usize): usize {
  hasMember = false;
  return at;
}
