/** The numbered records of the ring contests: every word says which record it is of. */

export const RECORD_BYTES = 32;
export const RECORD_WORDS = RECORD_BYTES / 4;

export function fill(words: Int32Array, at: number, number: number): void {
  for (let i = 0; i < RECORD_WORDS; i++) words[at + i] = number + i;
}

/** The sum of a record's words, or NaN where it is not record `number`. */
export function check(words: Int32Array, at: number, number: number): number {
  let same = true;
  for (let i = 0; i < RECORD_WORDS; i++) same = same && words[at + i] === number + i;
  return same ? RECORD_WORDS * number : Number.NaN;
}
