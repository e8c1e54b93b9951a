/** The states of a symbol and why it is in one, as status frames, control messages and metrics name them. */

/** Index is the STATE_* number of `assembly/layout`. */
export const STATE_NAMES = ['connecting', 'buffering', 'bridging', 'live', 'stale', 'resyncing', 'closed'] as const;
export type StateName = (typeof STATE_NAMES)[number];

/** Index is the REASON_* number of `assembly/layout`. */
export const REASON_NAMES = [
  'none',
  'gap',
  'checksum',
  'crossed',
  'disconnected',
  'silent',
  'capacity',
  'grid',
  'refused',
  'quote',
] as const;
export type ReasonName = (typeof REASON_NAMES)[number];
