/** Members of an object: its names, which may be whatever a string may be. */
import { beyond, byteAt, COLON, escaped, notJson, QUOTE, skipSpace, stringEnd } from './scan';

/** The name read last: where its text is, and its length. */
export let nameAt: usize = 0;
export let nameBytes: usize = 0;

/** Reads the name whose opening quote must be at `at`; answers where the member's value begins, 0 as the scanner does. */
export function readName(at: usize, end: usize): usize {
  if (byteAt(at, end) != QUOTE) return notJson(at);
  nameAt = at + 1;
  const close = stringEnd(nameAt, end);
  if (close == 0) return 0;
  // Only others know what it says.
  if (escaped) return beyond(at);
  nameBytes = close - nameAt;
  const colon = skipSpace(close + 1, end);
  return byteAt(colon, end) == COLON ? skipSpace(colon + 1, end) : notJson(colon);
}
