/** The names of the closed list of result codes, for messages, logs and metrics labels. */
import { CODES } from '../../assembly/layout.js';

const NAMES = [
  'ok',
  'truncated',
  'varint',
  'version',
  'flags',
  'kind',
  'codec',
  'stream',
  'not_synced',
  'epoch',
  'sequence',
  'range',
  'dictionary',
  'full',
  'trailing',
  'fingerprint',
  'grid',
  'argument',
] as const;

export type CodeName = (typeof NAMES)[number];

/** The name of a code, given as itself or as the negative answer of a call; undefined outside the list. */
export function codeName(code: number): CodeName | undefined {
  const index = Math.abs(code);
  return index < CODES ? NAMES[index] : undefined;
}
